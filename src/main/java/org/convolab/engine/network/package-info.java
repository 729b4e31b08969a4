/** Networks: named layers in order with an input shape, the ledger of their arithmetic, and the trace of one run. */
@NullMarked
package org.convolab.engine.network;

import org.jspecify.annotations.NullMarked;

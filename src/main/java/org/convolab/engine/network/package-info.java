/**
 * Networks: named layers in order with an input shape, the ledger of their arithmetic, the trace of one run, and the file
 * that holds their weights ({@code Safetensors}).
 */
@NullMarked
package org.convolab.engine.network;

import org.jspecify.annotations.NullMarked;

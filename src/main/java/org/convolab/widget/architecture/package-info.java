/** The ledger of a network: for each layer its shape, parameters, multiply-adds and field, and how they come about. */
@NullMarked
package org.convolab.widget.architecture;

import org.jspecify.annotations.NullMarked;

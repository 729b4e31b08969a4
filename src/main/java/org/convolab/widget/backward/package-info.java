/** The way back through one convolution, output place by output place: what each adds to the gradients of kernel and input. */
@NullMarked
package org.convolab.widget.backward;

import org.jspecify.annotations.NullMarked;

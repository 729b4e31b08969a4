/** The weights of a dense layer and of a convolution that read the same picture, drawn to scale, and which of them each unit uses. */
@NullMarked
package org.convolab.widget.weights;

import org.jspecify.annotations.NullMarked;

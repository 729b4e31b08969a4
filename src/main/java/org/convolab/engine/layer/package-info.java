/**
 * The kinds of layer, one file each: shape, parameters, multiply-adds, receptive field, what a number is made
 * of, forward and backward. What several share stands beside them: {@link org.convolab.engine.layer.Window} has the
 * geometry of convolutions and pools with the formula of their output size, {@code Winograd} a faster 3×3 convolution, {@link
 * org.convolab.engine.layer.ReluRule} what deconvnet and guided back-propagation change.
 */
@NullMarked
package org.convolab.engine.layer;

import org.jspecify.annotations.NullMarked;

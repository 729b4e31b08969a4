/**
 * Arrays of numbers with a shape, and the arithmetic that takes nearly all of the time: matrix products, depthwise
 * convolutions and the transforms of Winograd, in plain loops and in vectors ({@link
 * org.convolab.engine.tensor.Arithmetic}), chosen by measurement ({@code Kernels}, {@code Choice}), shared among idle cores ({@link org.convolab.engine.tensor.Cores}).
 */
@NullMarked
package org.convolab.engine.tensor;

import org.jspecify.annotations.NullMarked;

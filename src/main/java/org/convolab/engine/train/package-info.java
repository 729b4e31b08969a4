/**
 * How a network learns: losses, optimizers, learning rates, the training run that puts them together, and the recipes of the
 * networks that ship.
 */
@NullMarked
package org.convolab.engine.train;

import org.jspecify.annotations.NullMarked;

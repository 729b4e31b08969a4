/** How a network learns: losses, optimisers, learning rates, and the training run that puts them together. */
@NullMarked
package org.convolab.engine.train;

import org.jspecify.annotations.NullMarked;

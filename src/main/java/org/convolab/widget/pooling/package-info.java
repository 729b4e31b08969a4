/** Pooling: the largest number or the mean of each window, of the whole map, or of the cells of a pyramid. */
@NullMarked
package org.convolab.widget.pooling;

import org.jspecify.annotations.NullMarked;

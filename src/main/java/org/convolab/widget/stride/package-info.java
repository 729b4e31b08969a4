/** Stride, padding and dilation: every place of a window over a padded input, and how often each pixel is read. */
@NullMarked
package org.convolab.widget.stride;

import org.jspecify.annotations.NullMarked;

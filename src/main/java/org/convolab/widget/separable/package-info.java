/** The depthwise separable convolution: its two steps on a color picture, and its cost beside a standard one's. */
@NullMarked
package org.convolab.widget.separable;

import org.jspecify.annotations.NullMarked;

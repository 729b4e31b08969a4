/** Filters that read the red, green and blue of a picture: three partial sums and a bias make one pixel of each filter's map. */
@NullMarked
package org.convolab.widget.channels;

import org.jspecify.annotations.NullMarked;

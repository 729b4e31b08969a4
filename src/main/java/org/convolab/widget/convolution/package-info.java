/** A kernel slides over a picture: the products at one place, their sum, the feature map, and the map after ReLU. */
@NullMarked
package org.convolab.widget.convolution;

import org.jspecify.annotations.NullMarked;

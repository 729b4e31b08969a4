/** EfficientNet's compound scaling: depth, width and resolution grown together, and the networks that come of it. */
@NullMarked
package org.convolab.widget.scaling;

import org.jspecify.annotations.NullMarked;

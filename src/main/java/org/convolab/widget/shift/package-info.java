/** A picture is moved: the feature map of a shared kernel moves along, the answer of a dense unit is lost. */
@NullMarked
package org.convolab.widget.shift;

import org.jspecify.annotations.NullMarked;

/** A digit drawn by hand, read by LeNet-5. */
@NullMarked
package org.convolab.widget.digits;

import org.jspecify.annotations.NullMarked;

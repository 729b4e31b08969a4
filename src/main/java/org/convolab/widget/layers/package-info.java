/** A trained network inspected: the whole of it, a layer, a unit, one number with its products and their sum. */
@NullMarked
package org.convolab.widget.layers;

import org.jspecify.annotations.NullMarked;

/** A trained network, looked at in every way: at a glance, a layer, a unit, one number with its products and sum. */
@NullMarked
package org.convolab.widget.layers;

import org.jspecify.annotations.NullMarked;

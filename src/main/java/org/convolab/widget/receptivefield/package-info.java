/** What a unit of a stack of layers can see: its receptive field on the input, and how much each pixel of it counts. */
@NullMarked
package org.convolab.widget.receptivefield;

import org.jspecify.annotations.NullMarked;

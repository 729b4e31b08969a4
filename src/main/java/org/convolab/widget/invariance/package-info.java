/** A picture moved by a pixel, and what four ways of halving it make of it before and after. */
@NullMarked
package org.convolab.widget.invariance;

import org.jspecify.annotations.NullMarked;

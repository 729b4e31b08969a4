/** Plain and residual stacks: how the gradient fares on its way down through many layers, and how well each learns. */
@NullMarked
package org.convolab.widget.residual;

import org.jspecify.annotations.NullMarked;

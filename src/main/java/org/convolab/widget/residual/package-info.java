/** Plain and residual stacks: how the gradient changes on its way back through many layers, and how well each learns. */
@NullMarked
package org.convolab.widget.residual;

import org.jspecify.annotations.NullMarked;

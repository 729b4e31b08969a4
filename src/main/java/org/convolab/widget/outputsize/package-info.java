/** What a convolution layer gives and costs: its output size step by step, its parameters and its multiply-adds. */
@NullMarked
package org.convolab.widget.outputsize;

import org.jspecify.annotations.NullMarked;

/** Batch normalization: a mini-batch of one unit's answers, before and after, step by step. */
@NullMarked
package org.convolab.widget.batchnorm;

import org.jspecify.annotations.NullMarked;

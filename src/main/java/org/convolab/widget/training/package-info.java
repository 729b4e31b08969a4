/** Training a network in front of the learner: the loss, the filters and what it still gets wrong, step after step. */
@NullMarked
package org.convolab.widget.training;

import org.jspecify.annotations.NullMarked;

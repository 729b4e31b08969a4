/**
 * What networks see: which pixels move a unit and how far, what the units of a trained network answer to, and what remains
 * of such explanations when its weights are shuffled.
 */
@NullMarked
package org.convolab.engine.insight;

import org.jspecify.annotations.NullMarked;

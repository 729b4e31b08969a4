/**
 * What networks see: which pixels change a unit and by how much, what activates the units of a trained network, and whether
 * such explanations change when its weights are shuffled. Deconvnet and guided gradients
 * are a {@link org.convolab.engine.layer.ReluRule} of the backward pass.
 */
@NullMarked
package org.convolab.engine.insight;

import org.jspecify.annotations.NullMarked;

package org.convolab.widget;

import java.util.List;
import org.convolab.engine.data.Drawn;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;
import org.jspecify.annotations.Nullable;

/**
 * A network with the weights that training found.
 *
 * @param classes what its outputs stand for, in order
 * @param pictures what it learned from; null if no code of this course draws that. They may be smaller than the network's
 *     input, and stand in its middle then ({@link org.convolab.engine.data.DataSet#within})
 */
public record Trained(
        Network network,
        Weights weights,
        List<String> classes,
        @Nullable Drawn pictures) {
    public Trained {
        classes = List.copyOf(classes);
    }
}

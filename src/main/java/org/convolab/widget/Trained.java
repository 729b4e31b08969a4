package org.convolab.widget;

import java.util.List;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.data.Drawn;
import org.convolab.engine.data.Examples;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Tensor;
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

    /**
     * Drawn pictures that training has not seen, as the network reads them. The picture of index i is the sample of number i
     * of its class.
     *
     * @throws IllegalStateException if no code of this course draws what it learned from
     */
    public DataSet fresh(int count) {
        return drawn().examples(Drawn.FRESH, count).within(network.input());
    }

    /**
     * The drawn picture of that number and class, as the network reads it; training has not seen it.
     *
     * @throws IllegalStateException if no code of this course draws what it learned from
     */
    public Tensor sample(int label, int number) {
        Tensor picture = drawn().picture(Drawn.FRESH + number, label);
        return new Examples(picture, new int[] {label}, classes)
                .within(network.input())
                .example(0);
    }

    private Drawn drawn() {
        if (pictures == null) {
            throw new IllegalStateException(network.name() + " learned from pictures that nobody draws here");
        }
        return pictures;
    }
}

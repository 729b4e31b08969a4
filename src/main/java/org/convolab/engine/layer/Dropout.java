package org.convolab.engine.layer;

import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * Dropout: in training, each number is set to 0 with probability {@code rate}. A forward pass draws no random numbers, so
 * here it is the identity; the training loop makes the mask.
 *
 * @throws IllegalArgumentException if the rate is not at least 0 and below 1
 */
public record Dropout(double rate) implements Layer {
    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("a dropout rate is at least 0 and below 1, not " + rate);
        }
    }

    @Override
    public String describe() {
        return "dropout " + rate;
    }

    @Override
    public Shape output(Shape input) {
        return input;
    }

    @Override
    public Field field(Field below) {
        return below;
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, Mode mode) {
        return input;
    }
}

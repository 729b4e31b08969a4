package org.convolab.engine.layer;

import java.util.List;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * One step of a network, which knows its own arithmetic. A layer is a value: it holds sizes and switches, never the
 * numbers that training finds; those come with {@link Weights}, so that VGG-16 can be counted without being held.
 */
public sealed interface Layer permits Conv2d {
    /** What the layer is in a few words with its sizes, such as {@code conv 3×3, 64 filters, stride 2}. */
    String describe();

    /**
     * The shape of what the layer makes of one example.
     *
     * @throws ShapeException if the input does not fit; the message names the layer, what it got and what it needs
     */
    Shape output(Shape input);

    /** The arrays of numbers that the layer keeps, in a fixed order. */
    default List<Parameter> parameters() {
        return List.of();
    }

    /** How many trained numbers the layer keeps. */
    default long parameterCount() {
        return parameters().stream()
                .filter(Parameter::trained)
                .mapToLong(Parameter::size)
                .sum();
    }

    /** How many multiply-adds one example costs, counting convolutions and dense layers only, biases not. */
    default long multiplyAdds(Shape input) {
        return 0;
    }

    /** The receptive field of this layer's units, when those it reads have the given one. */
    Field field(Field below);

    /**
     * What the layer makes of a batch.
     *
     * @throws ShapeException if the input does not fit
     */
    Tensor forward(Tensor input, Weights weights, Mode mode);
}

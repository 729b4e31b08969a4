package org.convolab.engine.layer;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One step of a network, which knows its own arithmetic. A layer is a value: it holds sizes and switches, never the
 * numbers that training finds; those come with {@link Weights}, so that VGG-16 can be counted without its weights.
 */
public sealed interface Layer
        permits Conv2d,
                Pool2d,
                GlobalPool,
                PyramidPool,
                Subsample,
                BatchNorm,
                Normalize,
                Dense,
                Rbf,
                Activation,
                Softmax,
                Dropout,
                Flatten,
                SqueezeExcite,
                Residual,
                Sequence {
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
        long sum = 0;
        for (Parameter parameter : parameters()) {
            sum += parameter.trained() ? parameter.count() : 0;
        }
        return sum;
    }

    /**
     * How the layer's parameters and the multiply-adds of one example come about.
     *
     * @throws ShapeException if the input does not fit
     */
    Cost cost(Shape input);

    /** How many multiply-adds one example costs, counting convolutions and dense layers only, biases not. */
    default long multiplyAdds(Shape input) {
        return Cost.sum(cost(input).multiplyAdds());
    }

    /**
     * How many links one example has between units and the weights and biases that they carry, as LeCun et al. count
     * them (Gradient-Based Learning Applied to Document Recognition, 1998).
     */
    default long connections(Shape input) {
        return 0;
    }

    /** The window that the layer moves over its input, if it has one. */
    default @Nullable Window window() {
        return null;
    }

    /** The sequences of layers inside a composite layer, by the names that lead to them, empty for the layer's own. */
    default Map<String, Sequence> inside() {
        return Map.of();
    }

    /** What all layers of this kind are called where a network's costs are divided among kinds. */
    default String family() {
        return "other layers";
    }

    /** Whether each number that it gives is made of one number that it reads, in inference. */
    default boolean isPointwise() {
        return false;
    }

    /**
     * What the number that the layer gives at a place is made of, in inference.
     *
     * @param input one example
     * @param unit the channel of the number
     */
    Contributions contributions(Tensor input, Weights weights, int unit, int row, int col);

    /**
     * The arithmetic that makes a number of what is read at the same place, such as {@code max(0, 2)}, where it is no sum of
     * many products; empty where it is one.
     *
     * @param input one example
     * @param text writes a number
     */
    default String formula(Tensor input, Weights weights, int unit, int row, int col, DoubleFunction<String> text) {
        return "";
    }

    /** The receptive field of this layer's units, when those it reads have the given one. */
    ReceptiveField field(ReceptiveField below);

    /**
     * What the layer makes of a batch.
     *
     * @throws ShapeException if the input does not fit
     */
    default Tensor forward(Tensor input, Weights weights, Phase phase) {
        return forward(input, weights, ForwardContext.once(phase));
    }

    /**
     * The same, and {@code context} keeps what {@link #backward} needs. The context owns the output.
     *
     * @throws ShapeException if the input does not fit
     */
    Tensor forward(Tensor input, Weights weights, ForwardContext context);

    /**
     * Backward: from the gradient of a loss with respect to what forward last gave in this context, the gradient with
     * respect to what forward was given. The gradients of trained parameters are added to those arrays that
     * {@code gradients} has; where it has none, none is computed. The context owns what is returned, and the given gradient stays
     * as it is.
     *
     * @param gradient of the output, as many numbers as it has
     * @param weights the same as in forward
     */
    Tensor backward(Tensor gradient, Weights weights, Weights gradients, ForwardContext context);
}

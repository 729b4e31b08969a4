package org.convolab.engine.layer;

import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * The softmax over the channels of each place: e^x over the sum of e^x, so that they are positive and add up to 1. The
 * largest is subtracted first, which changes nothing but keeps e^x finite.
 *
 * <p>Backward: dx[c] = y[c] · (dy[c] - Σ dy[k] · y[k]), the sum over the channels k of the place.
 */
public record Softmax() implements Layer {
    @Override
    public String describe() {
        return "softmax";
    }

    @Override
    public Shape output(Shape input) {
        return input;
    }

    @Override
    public Cost cost(Shape input) {
        return Cost.NONE;
    }

    @Override
    public ReceptiveField field(ReceptiveField below) {
        return below;
    }

    @Override
    public Contributions contributions(Tensor input, Weights weights, int unit, int row, int col) {
        return Contributions.read(input, IntStream.range(0, input.shape().channels()), row, col);
    }

    @Override
    public String formula(Tensor input, Weights weights, int unit, int row, int col, DoubleFunction<String> text) {
        return "e^%s / (%s)"
                .formatted(
                        text.apply(input.at(0, unit, row, col)),
                        IntStream.range(0, input.shape().channels())
                                .mapToObj(each -> "e^" + text.apply(input.at(0, each, row, col)))
                                .collect(Collectors.joining(" + ")));
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, ForwardContext context) {
        Tensor output = context.begin(input).output(input.shape());
        int area = input.shape().area();
        int size = input.shape().size();
        for (int n = 0; n < input.count(); n++) {
            for (int place = n * size; place < n * size + area; place++) {
                float largest = Float.NEGATIVE_INFINITY;
                for (int i = place; i < (n + 1) * size; i += area) {
                    largest = Math.max(largest, input.data()[i]);
                }
                double sum = 0;
                for (int i = place; i < (n + 1) * size; i += area) {
                    sum += Math.exp(input.data()[i] - largest);
                }
                for (int i = place; i < (n + 1) * size; i += area) {
                    output.data()[i] = (float) (Math.exp(input.data()[i] - largest) / sum);
                }
            }
        }
        return output;
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, ForwardContext context) {
        float[] y = context.scratch().output().data();
        Tensor below = context.scratch().inputGradient();
        int area = gradient.shape().area();
        int size = gradient.shape().size();
        for (int n = 0; n < gradient.count(); n++) {
            for (int place = n * size; place < n * size + area; place++) {
                double sum = 0;
                for (int i = place; i < (n + 1) * size; i += area) {
                    sum += gradient.data()[i] * y[i];
                }
                for (int i = place; i < (n + 1) * size; i += area) {
                    below.data()[i] = (float) (y[i] * (gradient.data()[i] - sum));
                }
            }
        }
        return below;
    }
}

package org.convolab.engine.layer;

import java.util.Arrays;
import java.util.List;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * Global average pooling: one number for each channel, the average of all its places. Backward: each place gets the
 * channel's gradient divided by how many there are.
 */
public record GlobalPool() implements Layer {
    @Override
    public String describe() {
        return "global average pool";
    }

    @Override
    public Shape output(Shape input) {
        return Shape.vector(input.channels());
    }

    @Override
    public Cost cost(Shape input) {
        return Cost.NONE;
    }

    @Override
    public ReceptiveField field(ReceptiveField below) {
        return ReceptiveField.WHOLE;
    }

    @Override
    public Contributions contributions(Tensor input, Weights weights, int unit, int row, int col) {
        Shape shape = input.shape();
        float share = 1f / shape.area();
        Window whole = Window.of(shape.height(), shape.width());
        return new Contributions(List.of(Contributions.window(whole, input, unit, 0, 0, (u, v, y, x) -> share)), 0);
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, ForwardContext context) {
        Tensor output = context.begin(input).output(output(input.shape()));
        int area = input.shape().area();
        for (int plane = 0; plane < output.data().length; plane++) {
            double sum = 0;
            for (int i = plane * area; i < (plane + 1) * area; i++) {
                sum += input.data()[i];
            }
            output.data()[plane] = (float) (sum / area);
        }
        return output;
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, ForwardContext context) {
        Tensor below = context.scratch().inputGradient();
        int area = below.shape().area();
        for (int plane = 0; plane < gradient.data().length; plane++) {
            Arrays.fill(below.data(), plane * area, (plane + 1) * area, gradient.data()[plane] / area);
        }
        return below;
    }
}

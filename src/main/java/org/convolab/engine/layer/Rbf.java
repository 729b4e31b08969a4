package org.convolab.engine.layer;

import java.util.List;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * LeNet-5's output of Euclidean radial basis functions: each unit gives the squared distance between the input and its
 * own fixed code, small where they are alike. {@code code} [outputs, inputs] is kept but not trained (LeCun et al. 1998,
 * section II.B). Its multiply-adds are counted as a dense layer's.
 *
 * <p>y[o] = Σ (x[i] - code[o, i])². Backward: dx[i] = Σ dy[o] · 2 (x[i] - code[o, i]), the sum over the units o.
 */
public record Rbf(int inputs, int outputs) implements Layer {
    public Rbf {
        if (inputs < 1 || outputs < 1) {
            throw new IllegalArgumentException("a radial basis layer needs at least one input and one output");
        }
    }

    @Override
    public String describe() {
        return "radial basis, " + outputs + " fixed codes";
    }

    @Override
    public Shape output(Shape input) {
        if (input.size() != inputs) {
            throw new ShapeException(
                    "%s got %s, %d numbers, but needs %d".formatted(describe(), input, input.size(), inputs));
        }
        return Shape.vector(outputs);
    }

    @Override
    public List<Parameter> parameters() {
        // Codes of ±1 have variance 1, and so have random ones: 2 / fanIn or 2 / (fanIn + fanOut).
        return List.of(Parameter.fixed("code", 2, outputs, inputs));
    }

    @Override
    public Cost cost(Shape input) {
        output(input);
        return new Cost(List.of(), List.of(Cost.Product.of("inputs · fixed codes", inputs, outputs)), 1);
    }

    @Override
    public long connections(Shape input) {
        return multiplyAdds(input);
    }

    @Override
    public ReceptiveField field(ReceptiveField below) {
        return ReceptiveField.WHOLE;
    }

    @Override
    public Contributions contributions(Tensor input, Weights weights, int unit, int row, int col) {
        return new Contributions(Contributions.all(input, new float[0], 0), 0);
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, ForwardContext context) {
        Tensor output = context.begin(input).output(output(input.shape()));
        float[] code = weights.get(parameters().get(0));
        for (int n = 0; n < input.count(); n++) {
            for (int o = 0; o < outputs; o++) {
                double sum = 0;
                for (int i = 0; i < inputs; i++) {
                    double distance = input.data()[n * inputs + i] - code[o * inputs + i];
                    sum += distance * distance;
                }
                output.data()[n * outputs + o] = (float) sum;
            }
        }
        return output;
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, ForwardContext context) {
        Tensor below = context.scratch().inputGradient();
        float[] x = context.scratch().input().data();
        float[] code = weights.get(parameters().get(0));
        for (int n = 0; n < gradient.count(); n++) {
            for (int i = 0; i < inputs; i++) {
                double sum = 0;
                for (int o = 0; o < outputs; o++) {
                    sum += gradient.data()[n * outputs + o] * 2.0 * (x[n * inputs + i] - code[o * inputs + i]);
                }
                below.data()[n * inputs + i] = (float) sum;
            }
        }
        return below;
    }
}

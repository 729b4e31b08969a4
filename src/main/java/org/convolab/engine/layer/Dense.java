package org.convolab.engine.layer;

import java.util.List;
import org.convolab.engine.tensor.Matrix;
import org.convolab.engine.tensor.MatrixProduct;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * A dense (fully connected) layer: every output is a weighted sum of every input and a bias, y = W·x + b. It takes any
 * shape of {@code inputs} numbers. Weights: {@code weight} [outputs, inputs], {@code bias} [outputs].
 *
 * <p>For a batch, with an example in each row: Y = X·Wᵀ + b. Backward: dX = dY·W, dW = dYᵀ·X, and db is the sum of dY's
 * rows.
 */
public record Dense(int inputs, int outputs, boolean bias) implements Layer {
    public Dense {
        if (inputs < 1 || outputs < 1) {
            throw new IllegalArgumentException("a dense layer needs at least one input and one output");
        }
    }

    /** A dense layer with biases. */
    public static Dense of(int inputs, int outputs) {
        return new Dense(inputs, outputs, true);
    }

    @Override
    public String describe() {
        return "dense, " + outputs + (outputs == 1 ? " unit" : " units");
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
        Parameter weight = Parameter.weight("weight", inputs, outputs, outputs, inputs);
        return bias ? List.of(weight, Parameter.trained("bias", 0, outputs)) : List.of(weight);
    }

    @Override
    public long multiplyAdds(Shape input) {
        output(input);
        return (long) inputs * outputs;
    }

    @Override
    public long connections(Shape input) {
        return multiplyAdds(input) + (bias ? outputs : 0);
    }

    @Override
    public Field field(Field below) {
        return Field.WHOLE;
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, Pass pass) {
        pass.begin(input);
        Tensor output = pass.output(output(input.shape()));
        if (bias) {
            float[] biases = weights.get(parameters().get(1));
            for (int n = 0; n < input.count(); n++) {
                System.arraycopy(biases, 0, output.data(), n * outputs, outputs);
            }
        }
        Matrix weight = Matrix.of(weights.get(parameters().get(0)), outputs, inputs);
        MatrixProduct.fastest()
                .multiply(
                        Matrix.of(input.data(), input.count(), inputs),
                        weight.transposed(),
                        Matrix.of(output.data(), input.count(), outputs),
                        bias);
        return output;
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, Pass pass) {
        Parameter weight = parameters().get(0);
        Matrix dy = Matrix.of(gradient.data(), gradient.count(), outputs);
        float[] dw = gradients.find(weight);
        if (dw != null) {
            Matrix x = Matrix.of(pass.input().data(), gradient.count(), inputs);
            MatrixProduct.fastest().multiply(dy.transposed(), x, Matrix.of(dw, outputs, inputs), true);
        }
        float[] db = bias ? gradients.find(parameters().get(1)) : null;
        if (db != null) {
            for (int i = 0; i < gradient.data().length; i++) {
                db[i % outputs] += gradient.data()[i];
            }
        }
        Tensor below = pass.inputGradient();
        if (pass.wantsInputGradient()) {
            Matrix w = Matrix.of(weights.get(weight), outputs, inputs);
            MatrixProduct.fastest().multiply(dy, w, Matrix.of(below.data(), gradient.count(), inputs), false);
        }
        return below;
    }
}

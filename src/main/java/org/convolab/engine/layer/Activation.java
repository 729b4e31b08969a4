package org.convolab.engine.layer;

import java.util.function.DoubleUnaryOperator;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/** An activation function, applied to each number by itself. */
public enum Activation implements Layer {
    /** max(0, x) */
    RELU("ReLU", x -> x < 0 ? 0 : x),
    /** tanh x */
    TANH("tanh", Math::tanh),
    /** 1.7159 tanh(2x/3), which maps ±1 to ±1 (LeCun et al. 1998, appendix A) */
    SCALED_TANH("scaled tanh", x -> 1.7159 * Math.tanh(x * 2 / 3)),
    /** 1 / (1 + e^-x) */
    SIGMOID("sigmoid", x -> 1 / (1 + Math.exp(-x))),
    /** x · sigmoid x, also called swish */
    SILU("SiLU", x -> x / (1 + Math.exp(-x)));

    private final String word;
    private final DoubleUnaryOperator function;

    Activation(String word, DoubleUnaryOperator function) {
        this.word = word;
        this.function = function;
    }

    /** The function's value at x. */
    public double at(double x) {
        return function.applyAsDouble(x);
    }

    @Override
    public String describe() {
        return word;
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
        Tensor output = Tensor.zeros(input.count(), input.shape());
        for (int i = 0; i < input.data().length; i++) {
            output.data()[i] = (float) at(input.data()[i]);
        }
        return output;
    }
}

package org.convolab.engine.layer;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * An activation function, applied to each number by itself: y = f(x). Backward: dx = f'(x) · dy, where most derivatives
 * are simplest in terms of y. Where ReLU has no derivative, at 0, it is taken to be 0.
 */
public enum Activation implements Layer {
    /** max(0, x) */
    RELU("ReLU", x -> x < 0 ? 0 : x, (x, y) -> x > 0 ? 1 : 0),
    /** tanh x */
    TANH("tanh", Math::tanh, (x, y) -> 1 - y * y),
    /** 1.7159 tanh(2x/3), which maps ±1 to ±1 (LeCun et al. 1998, appendix A) */
    SCALED_TANH("scaled tanh", x -> 1.7159 * Math.tanh(x * 2 / 3), (x, y) -> (1.7159 - y * y / 1.7159) * 2 / 3),
    /** 1 / (1 + e^-x) */
    SIGMOID("sigmoid", x -> 1 / (1 + Math.exp(-x)), (x, y) -> y * (1 - y)),
    /** x · sigmoid x, also called swish */
    SILU("SiLU", x -> x / (1 + Math.exp(-x)), (x, y) -> y + (1 - y) / (1 + Math.exp(-x)));

    private final String word;
    private final DoubleUnaryOperator function;
    private final DoubleBinaryOperator derivative;

    Activation(String word, DoubleUnaryOperator function, DoubleBinaryOperator derivative) {
        this.word = word;
        this.function = function;
        this.derivative = derivative;
    }

    /** The function's value at x. */
    public double at(double x) {
        return function.applyAsDouble(x);
    }

    /** The function's slope at x. */
    public double slope(double x) {
        return derivative.applyAsDouble(x, at(x));
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
    public Tensor forward(Tensor input, Weights weights, Pass pass) {
        pass.begin(input);
        Tensor output = pass.output(input.shape());
        for (int i = 0; i < input.data().length; i++) {
            output.data()[i] = (float) at(input.data()[i]);
        }
        return output;
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, Pass pass) {
        float[] x = pass.input().data();
        float[] y = pass.output().data();
        Tensor below = pass.inputGradient();
        for (int i = 0; i < x.length; i++) {
            below.data()[i] = (float) (gradient.data()[i] * derivative.applyAsDouble(x[i], y[i]));
        }
        return below;
    }
}

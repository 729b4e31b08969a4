package org.convolab.engine.layer;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * An activation function, applied to each number by itself: y = f(x). Backward: dx = f'(x) · dy, where most derivatives
 * are simplest in terms of y. Where ReLU has no derivative, at 0, it is taken to be 0.
 *
 * <p>Each has loops of its own over whole arrays, in float and without branches, which the just-in-time compiler turns into
 * vector instructions; {@link #at} and {@link #slope} are the definitions in double.
 */
public enum Activation implements Layer {
    /** max(0, x) */
    RELU("ReLU", x -> x < 0 ? 0 : x, (x, y) -> x > 0 ? 1 : 0) {
        @Override
        void forward(float[] x, float[] y) {
            for (int i = 0; i < x.length; i++) {
                y[i] = Math.max(x[i], 0);
            }
        }

        /** All bits of dy where y's bits are those of a number above 0, and none where they are 0. */
        @Override
        void backward(float[] x, float[] y, float[] dy, float[] dx) {
            for (int i = 0; i < x.length; i++) {
                int mask = -Float.floatToRawIntBits(y[i]) >> 31;
                dx[i] = Float.intBitsToFloat(Float.floatToRawIntBits(dy[i]) & mask);
            }
        }

        /** By the pass's rule, which may be another one than the derivative. */
        @Override
        public Tensor backward(Tensor gradient, Weights weights, Weights gradients, Pass pass) {
            return pass.rule() == ReluRule.GRADIENT
                    ? super.backward(gradient, weights, gradients, pass)
                    : pass.rule().through(pass.output(), gradient, pass.inputGradient());
        }
    },
    /** tanh x */
    TANH("tanh", Math::tanh, (x, y) -> 1 - y * y) {
        @Override
        void forward(float[] x, float[] y) {
            for (int i = 0; i < x.length; i++) {
                y[i] = tanh(x[i]);
            }
        }

        @Override
        void backward(float[] x, float[] y, float[] dy, float[] dx) {
            for (int i = 0; i < x.length; i++) {
                dx[i] = dy[i] * (1 - y[i] * y[i]);
            }
        }
    },
    /** 1.7159 tanh(2x/3), which maps ±1 to ±1 (LeCun et al. 1998, appendix A) */
    SCALED_TANH("scaled tanh", x -> 1.7159 * Math.tanh(x * 2 / 3), (x, y) -> (1.7159 - y * y / 1.7159) * 2 / 3) {
        @Override
        void forward(float[] x, float[] y) {
            for (int i = 0; i < x.length; i++) {
                y[i] = 1.7159f * tanh(x[i] * (2 / 3f));
            }
        }

        @Override
        void backward(float[] x, float[] y, float[] dy, float[] dx) {
            for (int i = 0; i < x.length; i++) {
                dx[i] = dy[i] * (1.7159f - y[i] * y[i] * (1 / 1.7159f)) * (2 / 3f);
            }
        }
    },
    /** 1 / (1 + e^-x) */
    SIGMOID("sigmoid", x -> 1 / (1 + Math.exp(-x)), (x, y) -> y * (1 - y)) {
        @Override
        void forward(float[] x, float[] y) {
            for (int i = 0; i < x.length; i++) {
                y[i] = sigmoid(x[i]);
            }
        }

        @Override
        void backward(float[] x, float[] y, float[] dy, float[] dx) {
            for (int i = 0; i < x.length; i++) {
                dx[i] = dy[i] * (y[i] * (1 - y[i]));
            }
        }
    },
    /** x · sigmoid x, also called swish */
    SILU("SiLU", x -> x / (1 + Math.exp(-x)), (x, y) -> y + (1 - y) / (1 + Math.exp(-x))) {
        @Override
        void forward(float[] x, float[] y) {
            for (int i = 0; i < x.length; i++) {
                y[i] = x[i] * sigmoid(x[i]);
            }
        }

        @Override
        void backward(float[] x, float[] y, float[] dy, float[] dx) {
            for (int i = 0; i < x.length; i++) {
                dx[i] = dy[i] * (y[i] + (1 - y[i]) * sigmoid(x[i]));
            }
        }
    };

    private final String word;
    private final DoubleUnaryOperator function;
    private final DoubleBinaryOperator derivative;

    Activation(String word, DoubleUnaryOperator function, DoubleBinaryOperator derivative) {
        this.word = word;
        this.function = function;
        this.derivative = derivative;
    }

    /** Fills y with f(x). */
    abstract void forward(float[] x, float[] y);

    /** Fills dx with f'(x) · dy, where y = f(x). */
    abstract void backward(float[] x, float[] y, float[] dy, float[] dx);

    /**
     * tanh x to about 2·10⁻⁷, and to 5·10⁻⁷ of its size, with one division. For a quarter of x it is p / q, the seventh
     * convergent of Lambert's continued fraction x / (1 + x² / (3 + x² / (5 + …))); then tanh 2x = 2 tanh x / (1 + tanh² x)
     * twice, on numerator and denominator. From 9 on it is 1.
     */
    static float tanh(float x) {
        float quarter = Math.max(-9, Math.min(9, x)) / 4;
        float square = quarter * quarter;
        float p = quarter * (135135 + square * (17325 + square * (378 + square)));
        float q = 135135 + square * (62370 + square * (3150 + square * 28));
        float p2 = 2 * p * q;
        float q2 = p * p + q * q;
        float p4 = 2 * p2 * q2;
        float q4 = p2 * p2 + q2 * q2;
        return Math.max(-1, Math.min(1, p4 / q4));
    }

    /** 1 / (1 + e^-x) to about 10⁻⁷. */
    private static float sigmoid(float x) {
        return 0.5f + 0.5f * tanh(0.5f * x);
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
        forward(input.data(), output.data());
        return output;
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, Pass pass) {
        Tensor below = pass.inputGradient();
        backward(pass.input().data(), pass.output().data(), gradient.data(), below.data());
        return below;
    }
}

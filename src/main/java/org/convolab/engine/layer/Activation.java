package org.convolab.engine.layer;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.convolab.engine.tensor.Arithmetic;
import org.convolab.engine.tensor.Cores;
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
        void forward(float[] x, float[] y, int from, int end) {
            for (int i = from; i < end; i++) {
                y[i] = Math.max(x[i], 0);
            }
        }

        /** All bits of dy where y's bits are those of a number above 0, and none where they are 0. */
        @Override
        void backward(float[] x, float[] y, float[] dy, float[] dx, int from, int end) {
            for (int i = from; i < end; i++) {
                int mask = -Float.floatToRawIntBits(y[i]) >> 31;
                dx[i] = Float.intBitsToFloat(Float.floatToRawIntBits(dy[i]) & mask);
            }
        }

        @Override
        public String formula(Tensor input, Weights weights, int unit, int row, int col, DoubleFunction<String> text) {
            return "max(0, %s)".formatted(text.apply(input.at(0, unit, row, col)));
        }

        /** By the context's rule, which may be another one than the derivative. */
        @Override
        public Tensor backward(Tensor gradient, Weights weights, Weights gradients, ForwardContext context) {
            return context.rule() == ReluRule.GRADIENT
                    ? super.backward(gradient, weights, gradients, context)
                    : context.rule()
                            .through(
                                    context.scratch().output(),
                                    gradient,
                                    context.scratch().inputGradient());
        }
    },
    /** tanh x */
    TANH("tanh", Math::tanh, (x, y) -> 1 - y * y) {
        @Override
        void forward(float[] x, float[] y, int from, int end) {
            Arithmetic.fastest().tanh(x, 1, y, from, end);
        }

        @Override
        void backward(float[] x, float[] y, float[] dy, float[] dx, int from, int end) {
            for (int i = from; i < end; i++) {
                dx[i] = dy[i] * (1 - y[i] * y[i]);
            }
        }
    },
    /** 1.7159 tanh(2x/3), which maps ±1 to ±1 (LeCun et al. 1998, appendix A) */
    SCALED_TANH("scaled tanh", x -> 1.7159 * Math.tanh(x * 2 / 3), (x, y) -> (1.7159 - y * y / 1.7159) * 2 / 3) {
        @Override
        void forward(float[] x, float[] y, int from, int end) {
            Arithmetic.fastest().tanh(x, 2 / 3f, y, from, end);
            for (int i = from; i < end; i++) {
                y[i] *= 1.7159f;
            }
        }

        @Override
        void backward(float[] x, float[] y, float[] dy, float[] dx, int from, int end) {
            for (int i = from; i < end; i++) {
                dx[i] = dy[i] * (1.7159f - y[i] * y[i] * (1 / 1.7159f)) * (2 / 3f);
            }
        }
    },
    /** 1 / (1 + e^-x) */
    SIGMOID("sigmoid", x -> 1 / (1 + Math.exp(-x)), (x, y) -> y * (1 - y)) {
        @Override
        void forward(float[] x, float[] y, int from, int end) {
            sigmoid(x, y, from, end);
        }

        @Override
        void backward(float[] x, float[] y, float[] dy, float[] dx, int from, int end) {
            for (int i = from; i < end; i++) {
                dx[i] = dy[i] * (y[i] * (1 - y[i]));
            }
        }
    },
    /** x · sigmoid x, also called swish */
    SILU("SiLU", x -> x / (1 + Math.exp(-x)), (x, y) -> y + (1 - y) / (1 + Math.exp(-x))) {
        @Override
        void forward(float[] x, float[] y, int from, int end) {
            sigmoid(x, y, from, end);
            for (int i = from; i < end; i++) {
                y[i] *= x[i];
            }
        }

        @Override
        void backward(float[] x, float[] y, float[] dy, float[] dx, int from, int end) {
            sigmoid(x, dx, from, end);
            for (int i = from; i < end; i++) {
                dx[i] = dy[i] * (y[i] + (1 - y[i]) * dx[i]);
            }
        }
    };

    /** How many numbers are one core's part. */
    private static final int PART = 1 << 13;

    /** About how many operations a function takes. */
    private static final long OPERATIONS = 10;

    private final String word;
    private final DoubleUnaryOperator function;
    private final DoubleBinaryOperator derivative;

    Activation(String word, DoubleUnaryOperator function, DoubleBinaryOperator derivative) {
        this.word = word;
        this.function = function;
        this.derivative = derivative;
    }

    private static int parts(int size) {
        return (size + PART - 1) / PART;
    }

    /** Fills a part of y with f(x). */
    abstract void forward(float[] x, float[] y, int from, int end);

    /** Fills a part of dx with f'(x) · dy, where y = f(x). */
    abstract void backward(float[] x, float[] y, float[] dy, float[] dx, int from, int end);

    /** Fills a part of y with 1 / (1 + e^-x) = (1 + tanh(x/2)) / 2, to about 10⁻⁷. */
    private static void sigmoid(float[] x, float[] y, int from, int end) {
        Arithmetic.fastest().tanh(x, 0.5f, y, from, end);
        for (int i = from; i < end; i++) {
            y[i] = 0.5f + 0.5f * y[i];
        }
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
    public Cost cost(Shape input) {
        return Cost.NONE;
    }

    @Override
    public ReceptiveField field(ReceptiveField below) {
        return below;
    }

    @Override
    public Contributions contributions(Tensor input, Weights weights, int unit, int row, int col) {
        return Contributions.read(input, IntStream.of(unit), row, col);
    }

    @Override
    public boolean isPointwise() {
        return true;
    }

    @Override
    public String formula(Tensor input, Weights weights, int unit, int row, int col, DoubleFunction<String> text) {
        return "%s(%s)".formatted(word, text.apply(input.at(0, unit, row, col)));
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, ForwardContext context) {
        Tensor output = context.begin(input).output(input.shape());
        int size = output.data().length;
        Cores.share(
                parts(size),
                OPERATIONS * size,
                (part, worker) -> forward(input.data(), output.data(), part * PART, Math.min(size, (part + 1) * PART)));
        return output;
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, ForwardContext context) {
        Tensor below = context.scratch().inputGradient();
        float[] x = context.scratch().input().data();
        float[] y = context.scratch().output().data();
        Cores.share(
                parts(x.length),
                OPERATIONS * x.length,
                (part, worker) -> backward(
                        x, y, gradient.data(), below.data(), part * PART, Math.min(x.length, (part + 1) * PART)));
        return below;
    }
}

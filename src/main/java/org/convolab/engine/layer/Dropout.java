package org.convolab.engine.layer;

import java.util.SplittableRandom;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * Dropout: in training, each number is set to 0 with probability {@code rate} and otherwise divided by 1 - rate, so that
 * what is expected stays the same; in inference nothing happens (Srivastava et al., Dropout, 2014). The context's seed says
 * which numbers go. Backward multiplies by the same factors.
 *
 * @throws IllegalArgumentException if the rate is not at least 0 and below 1
 */
public record Dropout(double rate) implements Layer {
    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("a dropout rate is at least 0 and below 1, not " + rate);
        }
    }

    /** What backward needs: the factor of each number. */
    private record State(float[] factors) {}

    @Override
    public String describe() {
        return "dropout " + rate;
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
        return Contributions.one(input, unit, row, col, 1, 0);
    }

    @Override
    public boolean isPointwise() {
        return true;
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, ForwardContext context) {
        Scratch scratch = context.begin(input);
        if (context.phase() == Phase.INFERENCE) {
            return input;
        }
        Tensor output = scratch.output(input.shape());
        float[] factors = scratch.own(State.class, () -> new State(new float[input.data().length])).factors;
        SplittableRandom random = context.random();
        float stay = (float) (1 / (1 - rate));
        for (int i = 0; i < factors.length; i++) {
            factors[i] = random.nextDouble() < rate ? 0 : stay;
            output.data()[i] = input.data()[i] * factors[i];
        }
        return output;
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, ForwardContext context) {
        if (context.phase() == Phase.INFERENCE) {
            return gradient;
        }
        float[] factors =
                context.scratch().own(State.class, () -> new State(new float[gradient.data().length])).factors;
        Tensor below = context.scratch().inputGradient();
        for (int i = 0; i < factors.length; i++) {
            below.data()[i] = gradient.data()[i] * factors[i];
        }
        return below;
    }
}

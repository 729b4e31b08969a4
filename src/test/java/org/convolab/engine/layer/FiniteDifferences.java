package org.convolab.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleSupplier;
import org.assertj.core.data.Offset;
import org.convolab.engine.tensor.Tensor;

/**
 * The check of every backward: the loss L = Σ r·y of a layer's output y, with random r, is differentiated by moving one
 * number at a time,
 *
 * <pre>
 *   L' ≈ (8 (L(+h) - L(-h)) - (L(+2h) - L(-2h))) / 12h
 * </pre>
 *
 * <p>whose error is of the order of h⁴; the sum is made in double, so that what remains is the rounding of each y. Of a
 * large array some numbers are drawn.
 */
public final class FiniteDifferences {
    private static final float H = 1f / 128;
    private static final int DRAWN = 40;

    private FiniteDifferences() {}

    /** Checks the gradients of the input and of every trained parameter, which start as random numbers. */
    static void check(Layer layer, Tensor input, Phase phase) {
        check(layer, input, Numbers.weights(layer, 5), phase);
    }

    static void check(Layer layer, Tensor input, Weights weights, Phase phase) {
        ForwardContext context = ForwardContext.of(phase);
        context.seed(3);
        Weights gradients = Weights.zeros(
                layer.parameters().stream().filter(Parameter::trained).toList());
        Tensor r = Numbers.random(input.count(), layer.output(input.shape()), 7);

        // The second run has to find nothing of the first in the context's arrays, and adds to the gradients.
        Tensor other = Numbers.random(input.count(), input.shape(), 11);
        layer.forward(other, weights, context);
        layer.backward(Numbers.random(r.count(), r.shape(), 13), weights, gradients, context);
        Weights before = gradients.copy();
        float[] given = r.data().clone();
        assertThat(layer.forward(input, weights, context).shape()).isEqualTo(r.shape());
        Tensor below = layer.backward(r, weights, gradients, context);
        assertThat(r.data()).as("the gradient that was given").containsExactly(given);
        assertThat(below.count()).isEqualTo(input.count());
        assertThat(below.shape()).isEqualTo(input.shape());
        float[] inputGradient = below.data().clone();

        DoubleSupplier loss = () -> dot(r, layer.forward(input, weights, context));
        check("input", inputGradient, input.data(), loss);
        gradients.arrays().forEach((name, sums) -> {
            float[] gradient = sums.clone();
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] -= before.get(name)[i];
            }
            check(name, gradient, weights.get(name), loss);
        });
    }

    /** Checks that {@code gradient} is that of a loss with respect to {@code numbers}. */
    public static void check(String what, float[] gradient, float[] numbers, DoubleSupplier loss) {
        assertThat(gradient).as(what).hasSameSizeAs(numbers);
        double scale = 1;
        for (float each : gradient) {
            scale = Math.max(scale, Math.abs(each));
        }
        Random random = new Random(17);
        for (int drawn = 0; drawn < Math.min(DRAWN, numbers.length); drawn++) {
            int i = numbers.length <= DRAWN ? drawn : random.nextInt(numbers.length);
            double slope = (8 * difference(numbers, i, H, loss) - difference(numbers, i, 2 * H, loss)) / (12 * H);
            assertThat((double) gradient[i]).as("%s %d", what, i).isCloseTo(slope, Offset.offset(1e-3 * scale));
        }
    }

    private static double difference(float[] numbers, int i, float h, DoubleSupplier loss) {
        float there = numbers[i];
        numbers[i] = there + h;
        double above = loss.getAsDouble();
        numbers[i] = there - h;
        double below = loss.getAsDouble();
        numbers[i] = there;
        return above - below;
    }

    private static double dot(Tensor r, Tensor output) {
        double sum = 0;
        for (int i = 0; i < r.data().length; i++) {
            sum += (double) r.data()[i] * output.data()[i];
        }
        return sum;
    }
}

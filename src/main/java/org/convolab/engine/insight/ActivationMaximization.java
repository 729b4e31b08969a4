package org.convolab.engine.insight;

import java.util.List;
import java.util.SplittableRandom;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.ForwardContext;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * Gradient ascent from noise toward the picture that activates a unit most (Erhan et al., Visualizing Higher-Layer
 * Features of a Deep Network, 2009; Simonyan, Vedaldi and Zisserman, Deep Inside Convolutional Networks, 2013). Every number
 * of the picture stays between 0 and 1, as in a real one. One step, with g the gradient of the unit's activation at one place,
 * blurred, and rms(g) its root mean square over the numbers that reach the unit:
 *
 * <pre>
 *   x = x + rate · g / rms(g) - decay · (x - 0.5)
 * </pre>
 *
 * <p>The second term is the gradient of a penalty on the squared distance from gray. For each step the picture is shifted,
 * in a circle, so that no feature can hang on single pixels (Mordvintsev, Olah and Tyka, Inceptionism, 2015). If the units'
 * own layer is an activation function it is left out: it does not change which picture activates the unit most, and a
 * ReLU that gives 0 at first would have no gradient.
 *
 * @param rate by how much a typical number changes in a step
 * @param jitter the largest shift in pixels each way; never more than a tenth of the receptive field
 * @param blur how often the gradient is smoothed by the weights 1 2 1 each way; never more than a tenth of the field
 * @param seed decides the noise and the shifts
 * @throws IllegalArgumentException if jitter or blur is negative
 */
public record ActivationMaximization(double rate, int jitter, int blur, double decay, long seed) {
    /** The noise that it starts from lies within so much of gray. */
    private static final double NOISE = 0.1;

    public ActivationMaximization {
        if (jitter < 0 || blur < 0) {
            throw new IllegalArgumentException("jitter and blur are at least 0");
        }
    }

    /** The noise that it starts from. */
    public Tensor start(Shape input) {
        SplittableRandom random = new SplittableRandom(seed);
        Tensor picture = Tensor.zeros(1, input);
        for (int i = 0; i < picture.data().length; i++) {
            picture.data()[i] = (float) (0.5 + NOISE * (2 * random.nextDouble() - 1));
        }
        return picture;
    }

    /** The picture after that many steps from the start. */
    public Tensor climb(Units units, Units.Place place, int steps) {
        return climb(units, place, start(units.input()), 0, steps);
    }

    /**
     * The picture after step {@code to}, from the one after step {@code from}: however the steps are divided, the picture is
     * the same.
     */
    public Tensor climb(Units units, Units.Place place, Tensor picture, int from, int to) {
        List<Sequence.Named> all = units.layers().layers();
        int last = all.size() - 1;
        Sequence layers = last > 0 && all.get(last).layer() instanceof Activation
                ? new Sequence(all.subList(0, last))
                : units.layers();
        int room = units.field().whole() ? Integer.MAX_VALUE : units.field().size() / 10;
        int most = Math.min(jitter, room);
        Tensor climbing = new Tensor(1, picture.shape(), picture.data().clone());
        Tensor one = units.one(place);
        ForwardContext context = ForwardContext.of(Phase.INFERENCE);
        for (int step = from; step < to; step++) {
            SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + step);
            int down = random.nextInt(2 * most + 1) - most;
            int right = random.nextInt(2 * most + 1) - most;
            layers.forward(shifted(climbing, down, right), units.weights(), context);
            Tensor gradient = shifted(layers.backward(one, units.weights(), Weights.NONE, context), -down, -right);
            step(climbing.data(), blurred(gradient, Math.min(blur, room)));
        }
        return climbing;
    }

    private void step(float[] x, float[] gradient) {
        double squares = 0;
        int reached = 0;
        for (float each : gradient) {
            squares += (double) each * each;
            reached += each == 0 ? 0 : 1;
        }
        double scale = squares > 0 ? rate / Math.sqrt(squares / reached) : 0;
        for (int i = 0; i < x.length; i++) {
            double next = x[i] + scale * gradient[i] - decay * (x[i] - 0.5);
            x[i] = (float) Math.max(0, Math.min(1, next));
        }
    }

    /** Each channel smoothed so many times; beyond the edge it goes on as it ends. */
    private static float[] blurred(Tensor picture, int times) {
        int width = picture.shape().width();
        int height = picture.shape().height();
        float[] now = picture.data();
        for (int time = 0; time < times; time++) {
            float[] across = new float[now.length];
            float[] down = new float[now.length];
            for (int i = 0; i < now.length; i++) {
                int x = i % width;
                across[i] = (now[x > 0 ? i - 1 : i] + 2 * now[i] + now[x < width - 1 ? i + 1 : i]) / 4;
            }
            for (int i = 0; i < now.length; i++) {
                int y = i / width % height;
                down[i] = (across[y > 0 ? i - width : i] + 2 * across[i] + across[y < height - 1 ? i + width : i]) / 4;
            }
            now = down;
        }
        return now;
    }

    /** The picture moved down and to the right; what leaves it comes in on the other side. */
    private static Tensor shifted(Tensor picture, int down, int right) {
        if (down == 0 && right == 0) {
            return picture;
        }
        Shape shape = picture.shape();
        Tensor shifted = Tensor.zeros(1, shape);
        int width = shape.width();
        int far = Math.floorMod(right, width);
        for (int row = 0; row < shape.channels() * shape.height(); row++) {
            int y = Math.floorMod(row % shape.height() + down, shape.height());
            int to = (row - row % shape.height() + y) * width;
            System.arraycopy(picture.data(), row * width, shifted.data(), to + far, width - far);
            System.arraycopy(picture.data(), (row + 1) * width - far, shifted.data(), to, far);
        }
        return shifted;
    }
}

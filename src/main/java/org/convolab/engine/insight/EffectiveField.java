package org.convolab.engine.insight;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.ForwardContext;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * The effective receptive field of a unit in a stack of convolutions: which share of its sensitivity each pixel holds. A
 * gradient of 1 at the unit and 0 everywhere else goes back through the layers to the input (Luo, Li, Urtasun and Zemel,
 * Understanding the Effective Receptive Field in Deep Convolutional Neural Networks, NeurIPS 2016).
 *
 * <p>Between equal weights, the gradient g of a pixel is proportional to the number of paths that lead from it to the unit:
 * path by path it adds the same product. Between weights that are drawn independently around 0 the products have either
 * sign, and E[g] = 0; products of different paths share weights, but are uncorrelated, so their variances add, and E[g²] is proportional to the same number of
 * paths. Hence a pixel's sensitivity is g for equal weights and g² for drawn ones, and both spread alike: along each axis
 * the paths add independent steps, each uniform over a kernel's k cells, and the standard deviation in pixels is
 *
 * <pre>
 *   sqrt(Σ (k² - 1) / 12 · (dilation · jump below)²) = sqrt(n (k² - 1) / 12) for n kernels of size k
 *        layers
 * </pre>
 *
 * <p>The size |g| of a drawn gradient is the root of that, in a deep stack a curve √2 times as wide. With ReLU between the layers, g
 * depends on the input too, which is drawn as well; and a draw in which nothing reaches the unit is silent.
 *
 * @param height of the input, in pixels
 * @param width of the input
 * @param shares of the pixels, row by row; their sum is 1, or 0 if every draw was silent
 * @param draws how many drawn stacks the shares are the average of, each stack's own shares counting alike
 * @param silent how many further draws had no gradient at all
 */
public record EffectiveField(int height, int width, double[] shares, int draws, int silent) {

    /** How many channels the input and each layer have, where weights are drawn. */
    public static final int CHANNELS = 8;

    /** The weights of all layers. */
    public enum KernelWeights {
        /** All equal. */
        UNIFORM,
        /** Drawn from a normal distribution around 0. */
        RANDOM
    }

    /**
     * Measures the field of the unit at {@code row} and {@code col} of the last layer's first map, before an activation of its
     * own.
     *
     * @param windows the layers from the bottom, each a convolution without a bias
     * @param height of the input, and {@code width}
     * @param relu whether ReLU stands between the layers
     * @param draws of weights and inputs; where nothing is drawn that counts, one is made
     * @throws org.convolab.engine.layer.ShapeException if a window never fits
     */
    public static EffectiveField of(
            List<Window> windows,
            int height,
            int width,
            int row,
            int col,
            KernelWeights kernels,
            boolean relu,
            int draws,
            long seed) {
        boolean uniform = kernels == KernelWeights.UNIFORM;
        Network stack = stack(windows, new Shape(channels(kernels), height, width), relu);
        Weights equal = equal(stack);
        ForwardContext context = ForwardContext.of(Phase.INFERENCE);
        double[] shares = new double[height * width];
        int silent = 0;
        int all = uniform && !relu ? 1 : draws;
        for (int draw = 0; draw < all; draw++) {
            SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + draw);
            Weights weights = uniform ? equal : stack.random(random.nextLong());
            Tensor gradient = gradient(stack, weights, drawn(stack.input(), random), row, col, context);
            silent += add(gradient, uniform, shares) ? 0 : 1;
        }
        for (int i = 0; i < shares.length && silent < all; i++) {
            shares[i] /= all - silent;
        }
        return new EffectiveField(height, width, shares, all - silent, silent);
    }

    /** How many multiply-adds one draw takes, forward and back. */
    public static long multiplyAdds(List<Window> windows, int height, int width, KernelWeights kernels) {
        Network stack = stack(windows, new Shape(channels(kernels), height, width), false);
        return 2 * stack.layers().multiplyAdds(stack.input());
    }

    private static int channels(KernelWeights kernels) {
        return kernels == KernelWeights.UNIFORM ? 1 : CHANNELS;
    }

    /** The stack as a network, each layer with as many channels as the input. */
    static Network stack(List<Window> windows, Shape input, boolean relu) {
        Sequence layers = Sequence.of();
        for (int i = 0; i < windows.size(); i++) {
            if (relu && i > 0) {
                layers = layers.then("relu" + i, Activation.RELU);
            }
            layers = layers.then(
                    "conv" + i,
                    Conv2d.of(input.channels(), input.channels(), windows.get(i))
                            .withoutBias());
        }
        return Network.of("stack", input, layers);
    }

    private static Weights equal(Network stack) {
        Weights weights = Weights.zeros(stack.parameters());
        stack.parameters().forEach(parameter -> Arrays.fill(weights.get(parameter), 1f / parameter.fanIn()));
        return weights;
    }

    private static Tensor drawn(Shape shape, SplittableRandom random) {
        Tensor input = Tensor.zeros(1, shape);
        for (int i = 0; i < input.data().length; i++) {
            input.data()[i] = (float) random.nextGaussian();
        }
        return input;
    }

    /** The gradient of the unit with respect to the input. */
    static Tensor gradient(Network stack, Weights weights, Tensor input, int row, int col, ForwardContext context) {
        Tensor output = stack.layers().forward(input, weights, context);
        Tensor one = Tensor.zeros(1, output.shape());
        one.data()[row * output.shape().width() + col] = 1;
        return stack.layers().backward(one, weights, Weights.NONE, context);
    }

    /** Adds what each pixel has of this gradient, all channels together; nothing, and false, if there is none. */
    private static boolean add(Tensor gradient, boolean plain, double[] shares) {
        double[] own = new double[shares.length];
        double sum = 0;
        for (int i = 0; i < gradient.data().length; i++) {
            double g = gradient.data()[i];
            double weight = plain ? g : g * g;
            own[i % shares.length] += weight;
            sum += weight;
        }
        for (int i = 0; i < shares.length && sum > 0; i++) {
            shares[i] += own[i] / sum;
        }
        return sum > 0;
    }

    /** The share of pixel (y, x), which is 0 outside the input. */
    public double at(int y, int x) {
        boolean inside = y >= 0 && x >= 0 && y < height && x < width;
        return inside ? shares[y * width + x] : 0;
    }

    /** The standard deviation along an axis, in pixels: the root of the variance down and across, averaged. */
    public double deviation() {
        return Math.sqrt((variance(true) + variance(false)) / 2);
    }

    /** The standard deviation down the rows, in pixels. */
    public double deviationDown() {
        return Math.sqrt(variance(true));
    }

    /** The standard deviation across the columns, in pixels. */
    public double deviationAcross() {
        return Math.sqrt(variance(false));
    }

    private double variance(boolean down) {
        double all = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < shares.length; i++) {
            double place = down ? i / width : i % width;
            all += shares[i];
            first += shares[i] * place;
            second += shares[i] * place * place;
        }
        return all > 0 ? Math.max(0, second / all - first / all * first / all) : 0;
    }

    /** The share of the pixels of a rectangle, both ends counted, as far as they lie in the input. */
    public double within(int firstRow, int lastRow, int firstCol, int lastCol) {
        double sum = 0;
        for (int y = Math.max(0, firstRow); y <= Math.min(height - 1, lastRow); y++) {
            for (int x = Math.max(0, firstCol); x <= Math.min(width - 1, lastCol); x++) {
                sum += at(y, x);
            }
        }
        return sum;
    }
}

package org.convolab.engine.layer;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import org.convolab.engine.tensor.Cores;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalization: each channel is shifted and scaled to mean 0 and variance 1, then scaled by gamma and shifted by
 * beta.
 *
 * <pre>
 *   y = gamma · (x - mean) / sqrt(variance + epsilon) + beta
 * </pre>
 *
 * <p>In training, mean and variance are those of the channel over the batch and all places, the variance biased (divided
 * by the count). In inference they are the running ones that training left behind (Ioffe and Szegedy, Batch
 * Normalization, 2015). Weights: {@code gamma}, {@code beta}, trained; {@code running_mean}, {@code running_variance},
 * kept but not counted; each [channels]; PyTorch's and Keras' names serve too. A training {@link ForwardContext#of context} moves these by {@code momentum} of the
 * difference toward each batch's, its variance unbiased (divided by the count less one), as PyTorch does; one
 * {@link ForwardContext#once once} does not.
 *
 * <p>Backward, with z = (x - mean) / sqrt(variance + epsilon) and sums over the channel's m numbers: dbeta = Σ dy and
 * dgamma = Σ dy · z. In training, mean and variance depend on x, and
 *
 * <pre>
 *   dx = gamma / sqrt(variance + epsilon) · (dy - dbeta / m - z · dgamma / m)
 * </pre>
 *
 * <p>In inference they do not, and the two last terms are absent.
 *
 * @throws IllegalArgumentException if epsilon is not positive, or momentum not from 0 to 1
 */
public record BatchNorm(int channels, float epsilon, float momentum) implements Layer {

    /** PyTorch's epsilon. */
    public static final float EPSILON = 1e-5f;

    /** The weight of the newest batch in the running statistics, PyTorch's. */
    public static final float MOMENTUM = 0.1f;

    /** The mean and the biased variance of each channel of a batch. */
    public record Statistics(double[] mean, double[] variance) {
        public static Statistics of(Tensor batch) {
            int channels = batch.shape().channels();
            int area = batch.shape().area();
            double[] mean = new double[channels];
            double[] variance = new double[channels];
            double each = 1.0 / batch.count() / area;
            for (int plane = 0; plane < batch.count() * channels; plane++) {
                mean[plane % channels] += sum(batch.data(), plane * area, area) * each;
            }
            for (int plane = 0; plane < batch.count() * channels; plane++) {
                double around = mean[plane % channels];
                variance[plane % channels] += squares(batch.data(), plane * area, area, around) * each;
            }
            return new Statistics(mean, variance);
        }

        /** Four sums side by side, since each addition of one would have to wait for the last. */
        private static double sum(float[] x, int from, int count) {
            double a = 0;
            double b = 0;
            double c = 0;
            double d = 0;
            int i = from;
            for (; i <= from + count - 4; i += 4) {
                a += x[i];
                b += x[i + 1];
                c += x[i + 2];
                d += x[i + 3];
            }
            for (; i < from + count; i++) {
                a += x[i];
            }
            return (a + b) + (c + d);
        }

        private static double squares(float[] x, int from, int count, double mean) {
            double a = 0;
            double b = 0;
            double c = 0;
            double d = 0;
            int i = from;
            for (; i <= from + count - 4; i += 4) {
                a += (x[i] - mean) * (x[i] - mean);
                b += (x[i + 1] - mean) * (x[i + 1] - mean);
                c += (x[i + 2] - mean) * (x[i + 2] - mean);
                d += (x[i + 3] - mean) * (x[i + 3] - mean);
            }
            for (; i < from + count; i++) {
                a += (x[i] - mean) * (x[i] - mean);
            }
            return (a + b) + (c + d);
        }
    }

    /** What backward needs of the last run forward: the mean of each channel, and 1 / √(variance + epsilon). */
    private record State(double[] mean, double[] scale) {}

    private State state(ForwardContext context) {
        return context.scratch().own(State.class, () -> new State(new double[channels], new double[channels]));
    }

    public BatchNorm {
        if (channels < 1) {
            throw new IllegalArgumentException("batch normalization needs at least one channel");
        }
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("batch normalization needs an epsilon above 0, not " + epsilon);
        }
        if (!(momentum >= 0 && momentum <= 1)) {
            throw new IllegalArgumentException("batch normalization needs a momentum from 0 to 1, not " + momentum);
        }
    }

    public BatchNorm(int channels, float epsilon) {
        this(channels, epsilon, MOMENTUM);
    }

    public static BatchNorm of(int channels) {
        return new BatchNorm(channels, EPSILON);
    }

    @Override
    public String describe() {
        return "batch norm";
    }

    @Override
    public Shape output(Shape input) {
        if (input.channels() != channels) {
            throw new ShapeException("%s got %s, but needs %d channels".formatted(describe(), input, channels));
        }
        return input;
    }

    /** The arrays; PyTorch and Keras have other names for them. */
    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.trained("gamma", 1, channels).alsoNamed("weight"),
                Parameter.trained("beta", 0, channels).alsoNamed("bias"),
                Parameter.kept("running_mean", 0, channels).alsoNamed("moving_mean"),
                Parameter.kept("running_variance", 1, channels)
                        .alsoNamed("running_var", "moving_variance")
                        .atLeast(0));
    }

    @Override
    public Cost cost(Shape input) {
        return Cost.parameters(Cost.Product.of("gamma and beta · channels", 2, channels));
    }

    @Override
    public ReceptiveField field(ReceptiveField below) {
        return below;
    }

    @Override
    public Contributions contributions(Tensor input, Weights weights, int unit, int row, int col) {
        Statistics running = running(weights);
        double slope = weights.get(parameters().get(0))[unit] / Math.sqrt(running.variance[unit] + epsilon);
        double constant = weights.get(parameters().get(1))[unit] - (double) (float) slope * running.mean[unit];
        return Contributions.one(input, unit, row, col, (float) slope, constant);
    }

    @Override
    public boolean isPointwise() {
        return true;
    }

    /** (x - mean) / √(variance + epsilon) · gamma + beta */
    @Override
    public String formula(Tensor input, Weights weights, int unit, int row, int col, DoubleFunction<String> text) {
        Statistics running = running(weights);
        return "(%s) / √(%s + %s) · %s%s"
                .formatted(
                        text.apply(input.at(0, unit, row, col)) + plus(-running.mean[unit], text),
                        text.apply(running.variance[unit]),
                        String.format(Locale.ROOT, "%.5f", epsilon),
                        text.apply(weights.get(parameters().get(0))[unit]),
                        plus(weights.get(parameters().get(1))[unit], text));
    }

    private static String plus(double value, DoubleFunction<String> text) {
        return (value > 0 ? " + " : " − ") + text.apply(Math.abs(value));
    }

    @Override
    public String family() {
        return "batch norm";
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, ForwardContext context) {
        Tensor output = context.begin(input).output(output(input.shape()));
        Statistics used = context.phase() == Phase.TRAINING ? Statistics.of(input) : running(weights);
        if (context.phase() == Phase.TRAINING && context.keeps()) {
            move(weights, used, input.count() * input.shape().area());
        }
        State state = state(context);
        double[] mean = state.mean;
        double[] scale = state.scale;
        for (int c = 0; c < channels; c++) {
            mean[c] = used.mean[c];
            scale[c] = 1 / Math.sqrt(used.variance[c] + epsilon);
        }
        float[] gamma = weights.get(parameters().get(0));
        float[] beta = weights.get(parameters().get(1));
        int area = input.shape().area();
        Cores.share(input.count() * channels, 2L * output.data().length, (plane, worker) -> {
            int c = plane % channels;
            line(
                    input.data(),
                    (float) mean[c],
                    (float) (scale[c] * gamma[c]),
                    beta[c],
                    output.data(),
                    plane * area,
                    area);
        });
        return output;
    }

    /** y = (x - mean) · slope + beta */
    private static void line(float[] x, float mean, float slope, float beta, float[] y, int from, int count) {
        for (int i = from; i < from + count; i++) {
            y[i] = (x[i] - mean) * slope + beta;
        }
    }

    private void move(Weights weights, Statistics batch, int count) {
        float[] mean = weights.get(parameters().get(2));
        float[] variance = weights.get(parameters().get(3));
        double unbiased = count > 1 ? count / (count - 1.0) : 1;
        for (int c = 0; c < channels; c++) {
            mean[c] += (float) (momentum * (batch.mean[c] - mean[c]));
            variance[c] += (float) (momentum * (batch.variance[c] * unbiased - variance[c]));
        }
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, ForwardContext context) {
        float[] x = context.scratch().input().data();
        float[] dy = gradient.data();
        State state = state(context);
        double[] mean = state.mean;
        double[] scale = state.scale;
        double[] sum = new double[channels];
        double[] product = new double[channels];
        int area = gradient.shape().area();
        int planes = gradient.count() * channels;
        Cores.share(channels, 4L * dy.length, (c, worker) -> {
            for (int plane = c; plane < planes; plane += channels) {
                sum[c] += Statistics.sum(dy, plane * area, area);
                product[c] += products(dy, x, mean[c], plane * area, area) * scale[c];
            }
        });
        add(product, gradients.find(parameters().get(0)));
        add(sum, gradients.find(parameters().get(1)));
        float[] gamma = weights.get(parameters().get(0));
        double share = context.phase() == Phase.TRAINING ? 1.0 / gradient.count() / area : 0;
        Tensor below = context.scratch().inputGradient();
        Cores.share(planes, 4L * dy.length, (plane, worker) -> {
            int c = plane % channels;
            double slope = gamma[c] * scale[c];
            float shift = (float) (sum[c] * share);
            float bend = (float) (scale[c] * product[c] * share);
            back(dy, x, (float) mean[c], (float) slope, shift, bend, below.data(), plane * area, area);
        });
        return below;
    }

    /** The sum of dy · (x - mean) */
    private static double products(float[] dy, float[] x, double mean, int from, int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i <= from + count - 4; i += 4) {
            a += dy[i] * (x[i] - mean);
            b += dy[i + 1] * (x[i + 1] - mean);
            c += dy[i + 2] * (x[i + 2] - mean);
            d += dy[i + 3] * (x[i + 3] - mean);
        }
        for (; i < from + count; i++) {
            a += dy[i] * (x[i] - mean);
        }
        return (a + b) + (c + d);
    }

    /** dx = slope · (dy - shift - (x - mean) · bend) */
    private static void back(
            float[] dy, float[] x, float mean, float slope, float shift, float bend, float[] dx, int from, int count) {
        for (int i = from; i < from + count; i++) {
            dx[i] = slope * (dy[i] - shift - (x[i] - mean) * bend);
        }
    }

    private static void add(double[] sums, float @Nullable [] to) {
        for (int c = 0; to != null && c < sums.length; c++) {
            to[c] += (float) sums[c];
        }
    }

    private Statistics running(Weights weights) {
        float[] mean = weights.get(parameters().get(2));
        float[] variance = weights.get(parameters().get(3));
        Statistics running = new Statistics(new double[channels], new double[channels]);
        for (int c = 0; c < channels; c++) {
            running.mean[c] = mean[c];
            running.variance[c] = variance[c];
        }
        return running;
    }
}

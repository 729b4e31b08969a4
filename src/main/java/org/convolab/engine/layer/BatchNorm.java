package org.convolab.engine.layer;

import java.util.List;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * Batch normalisation: each channel is shifted and scaled to mean 0 and variance 1, then scaled by gamma and shifted by
 * beta.
 *
 * <pre>
 *   y = gamma · (x - mean) / sqrt(variance + epsilon) + beta
 * </pre>
 *
 * <p>In training, mean and variance are those of the channel over the batch and all places, the variance biased (divided
 * by the count). In inference they are the running ones that training left behind (Ioffe and Szegedy, Batch
 * Normalization, 2015). Weights: {@code gamma}, {@code beta}, trained; {@code running_mean}, {@code running_variance},
 * kept but not counted; each [channels].
 *
 * @throws IllegalArgumentException if epsilon is not positive
 */
public record BatchNorm(int channels, float epsilon) implements Layer {

    /** PyTorch's epsilon. */
    public static final float EPSILON = 1e-5f;

    /** The mean and the biased variance of each channel of a batch. */
    public record Statistics(double[] mean, double[] variance) {
        public static Statistics of(Tensor batch) {
            int channels = batch.shape().channels();
            int area = batch.shape().area();
            double[] mean = new double[channels];
            double[] variance = new double[channels];
            double each = 1.0 / batch.count() / area;
            for (int i = 0; i < batch.data().length; i++) {
                mean[i / area % channels] += batch.data()[i] * each;
            }
            for (int i = 0; i < batch.data().length; i++) {
                double distance = batch.data()[i] - mean[i / area % channels];
                variance[i / area % channels] += distance * distance * each;
            }
            return new Statistics(mean, variance);
        }
    }

    public BatchNorm {
        if (channels < 1) {
            throw new IllegalArgumentException("batch normalisation needs at least one channel");
        }
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("batch normalisation needs an epsilon above 0, not " + epsilon);
        }
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

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.trained("gamma", 1, channels),
                Parameter.trained("beta", 0, channels),
                Parameter.kept("running_mean", 0, channels),
                Parameter.kept("running_variance", 1, channels));
    }

    @Override
    public Field field(Field below) {
        return below;
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, Mode mode) {
        Tensor output = Tensor.zeros(input.count(), output(input.shape()));
        Statistics batch = mode == Mode.TRAINING ? Statistics.of(input) : running(weights);
        float[] gamma = weights.get(parameters().get(0));
        float[] beta = weights.get(parameters().get(1));
        int area = input.shape().area();
        for (int plane = 0; plane < input.count() * channels; plane++) {
            int c = plane % channels;
            double scale = gamma[c] / Math.sqrt(batch.variance[c] + epsilon);
            for (int i = plane * area; i < (plane + 1) * area; i++) {
                output.data()[i] = (float) ((input.data()[i] - batch.mean[c]) * scale + beta[c]);
            }
        }
        return output;
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

package org.convolab.widget.batchnorm;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.convolab.engine.layer.BatchNorm;
import org.convolab.engine.layer.Mode;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Form;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.Steps;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
final class BatchNormalization implements Widget<BatchNormalization.Normalizing, BatchNormalization.Normalized> {
    private static final String NUMBERS = "1 to 16 numbers such as 1 2 3 4";

    /** About how many milliseconds two trainings take. */
    private static final double TWINS = 150;

    /** What of batch normalization is shown. */
    public enum Show {
        NUMBERS,
        TRAINING
    }

    /**
     * The batch, the layer's numbers, and the value that is looked at; or the rate and the seed of a network that is trained
     * with it and without.
     */
    public record Normalizing(
            @Form(value = NUMBERS, length = 200) String batch,
            @Bounds(min = -10000, max = 10000) double gamma,
            @Bounds(min = -10000, max = 10000) double beta,
            @Bounds(min = 0.00000001, max = 100) double epsilon,
            Mode mode,
            @Bounds(min = -1000, max = 1000) double runningMean,
            @Bounds(min = 0, max = 1000000) double runningVariance,
            @Bounds(min = 0, max = Grid.LIMIT - 1) int at,
            Show show,
            @Bounds(min = 0.001, max = 10) double rate,
            @Bounds(min = 0, max = 9999) int seed) {}

    /**
     * Every step from the batch to the layer's output.
     *
     * @param mean what is subtracted: the batch's mean in training, the running one in inference
     * @param variance what is divided by the root of, with epsilon: the batch's, divided by its size, or the running one
     * @param deviation √(variance + epsilon)
     * @param batchMean the batch's own mean, {@code batchVariance} its own variance, in either mode
     * @param distances each number minus the mean
     * @param squares their squares
     * @param scaled each distance divided by the deviation
     * @param output gamma times that, plus beta
     * @param outputMean the mean of the output, {@code outputDeviation} its standard deviation
     * @param twins what training does with and without it; null unless that is shown
     */
    public record Normalized(
            List<Float> batch,
            double mean,
            double variance,
            double deviation,
            double batchMean,
            double batchVariance,
            List<Double> distances,
            List<Double> squares,
            List<Double> scaled,
            List<Float> output,
            double outputMean,
            double outputDeviation,
            @Nullable NormComparison twins,
            String sentence)
            implements View {}

    @Override
    public String id() {
        return "batch-norm";
    }

    @Override
    public String title() {
        return "Batch normalization";
    }

    @Override
    public Normalizing start() {
        return new Normalizing("1 2 3 4", 1, 0, 0.00001, Mode.TRAINING, 0, 1, 0, Show.NUMBERS, 0.1, 1);
    }

    @Override
    public double cost(Normalizing p) {
        return p.show() == Show.TRAINING ? TWINS : 0;
    }

    @Override
    public Normalized view(Normalizing p, CourseResources materials) {
        Grid row = Grid.parse("batch", p.batch());
        if (row.height() > 1) {
            throw new BadParameter("batch", p.batch(), NUMBERS + ", in one row");
        }
        List<Float> batch = row.rows().get(0);
        if (p.at() >= batch.size()) {
            throw new BadParameter("at", p.at(), "a whole number from 0 to " + (batch.size() - 1));
        }
        Tensor input = new Tensor(batch.size(), Shape.vector(1), row.tensor().data());
        float epsilon = (float) p.epsilon();
        Tensor output = new BatchNorm(1, epsilon).forward(input, weights(p, p.gamma(), p.beta()), p.mode());
        Tensor scaled = new BatchNorm(1, epsilon).forward(input, weights(p, 1, 0), p.mode());
        BatchNorm.Statistics own = BatchNorm.Statistics.of(input);
        BatchNorm.Statistics after = BatchNorm.Statistics.of(output);
        boolean training = p.mode() == Mode.TRAINING;
        double mean = training ? own.mean()[0] : p.runningMean();
        double variance = training ? own.variance()[0] : p.runningVariance();
        NormComparison twins = p.show() == Show.TRAINING ? NormComparison.at(p.rate(), p.seed()) : null;
        List<Double> distances = batch.stream().map(x -> x - mean).toList();
        return new Normalized(
                batch,
                mean,
                variance,
                Math.sqrt(variance + p.epsilon()),
                own.mean()[0],
                own.variance()[0],
                distances,
                distances.stream().map(distance -> distance * distance).toList(),
                IntStream.range(0, batch.size())
                        .mapToObj(i -> (double) scaled.data()[i])
                        .toList(),
                IntStream.range(0, batch.size()).mapToObj(i -> output.data()[i]).toList(),
                after.mean()[0],
                Math.sqrt(after.variance()[0]),
                twins,
                twins != null
                        ? twins.sentence(p.rate())
                        : sentence(p, batch, variance, scaled.data()[p.at()], output.data()));
    }

    @Override
    public @Nullable Steps walk(Normalizing p, Normalized view) {
        return p.show() == Show.TRAINING ? null : new Steps(p.at(), view.batch().size(), place -> Map.of("at", place));
    }

    private static Weights weights(Normalizing p, double gamma, double beta) {
        return Weights.of(Map.of(
                "gamma", new float[] {(float) gamma},
                "beta", new float[] {(float) beta},
                "running_mean", new float[] {(float) p.runningMean()},
                "running_variance", new float[] {(float) p.runningVariance()}));
    }

    private static String sentence(Normalizing p, List<Float> batch, double variance, double scaled, float[] output) {
        String value = Numerals.text(batch.get(p.at()));
        String becomes = "The %s becomes %s".formatted(value, Numerals.text(rounded(output[p.at()])));
        if (p.mode() == Mode.INFERENCE) {
            return becomes
                    + (batch.size() == 1
                            ? ". The running mean and variance are constants, so a single number is enough."
                            : ", whatever the others in the batch are: the running mean and variance are constants.");
        }
        if (batch.size() == 1) {
            return "A batch of one: the mean is the number itself, so nothing of it is left and the output is β, %s."
                    .formatted(Numerals.text(p.beta()));
        }
        if (variance == 0) {
            return "All the numbers are equal, so every distance is 0 and so is the variance. Without ε this would be 0 / 0; with it the output is β, %s."
                    .formatted(Numerals.text(p.beta()));
        }
        if (p.epsilon() > variance / 10) {
            return becomes
                    + ". Here ε is not small beside the variance, %s, so the output spreads less than γ asks."
                            .formatted(Numerals.text(rounded(variance)));
        }
        if (p.gamma() == 0) {
            return "With γ = 0 nothing of the batch is left: every output is β, %s.".formatted(Numerals.text(p.beta()));
        }
        if (Math.abs(scaled) < 0.005) {
            return becomes + ": it stands at the mean of its batch, and the mean always becomes β.";
        }
        return becomes
                + ": it stands %s standard deviations %s the mean of its batch. The output has mean %s and standard deviation %s, which are β and |γ|."
                        .formatted(
                                Numerals.text(rounded(Math.abs(scaled))),
                                scaled > 0 ? "above" : "below",
                                Numerals.text(p.beta()),
                                Numerals.text(Math.abs(p.gamma())));
    }

    /** To three decimals, so that -1.3416355 reads as -1.34 and 0.00000004 as 0. */
    private static double rounded(double value) {
        return Math.rint(value * 1000) / 1000;
    }
}

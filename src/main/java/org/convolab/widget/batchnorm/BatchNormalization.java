package org.convolab.widget.batchnorm;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.convolab.engine.layer.BatchNorm;
import org.convolab.engine.layer.ForwardContext;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Form;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.Parameters;
import org.convolab.widget.Steps;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What batch normalization does to the numbers of one channel, step by step, in training and in inference; and what a
 * network learns with it and without.
 */
@Component
final class BatchNormalization implements Widget<BatchNormalization.Normalizing, BatchNormalization.Normalized> {
    private static final String NUMBERS = "1 to 16 numbers from -1000 to 1000 in one row, such as 1 2 3 4";

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
            Phase mode,
            @Bounds(min = -1000, max = 1000) double runningMean,
            @Bounds(min = 0, max = 1000000) double runningVariance,
            @Bounds(min = 0, max = Grid.LIMIT - 1) int at,
            Show show,
            @Bounds(min = 0.001, max = 10) double rate,
            @Bounds(min = 0, max = 9999) int seed,
            @Bounds(min = 0, max = 1) double momentum) {

        /** One standard deviation to either side of β, as the output has it but for ε. */
        public Band band() {
            return new Band(beta - Math.abs(gamma), beta + Math.abs(gamma));
        }

        /** Another seed for the first weights. */
        public int nextSeed() {
            return (seed + 1) % 10_000;
        }
    }

    /** A stretch of the number line. */
    public record Band(double from, double to) {}

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
     * @param runningMean what the running mean is after this batch, which in inference does not move it; {@code
     *     runningVariance} likewise, from the batch's variance divided by its size less one
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
            float runningMean,
            float runningVariance,
            @Nullable NormComparison twins,
            String sentence)
            implements View {
        /** One deviation to either side of the mean. */
        public Band band() {
            return new Band(mean - deviation, mean + deviation);
        }

        /** What the number line of the batch holds: its numbers, zero, and the band around the mean. */
        public List<Number> before() {
            return held(batch, 0.0, band().from(), band().to());
        }

        /** What the number line of the output holds. */
        public List<Number> after() {
            return held(output, -2.5, 2.5);
        }

        private static List<Number> held(List<Float> numbers, Double... besides) {
            return Stream.<Number>concat(numbers.stream(), Stream.of(besides)).toList();
        }

        /** The γ, to five decimals, that undoes the division. */
        public double undoingGamma() {
            return cut(deviation);
        }

        /** The β, to five decimals, that undoes the subtraction. */
        public double undoingBeta() {
            return cut(mean);
        }

        private static double cut(double value) {
            return (long) (value * 100_000) / 100_000.0;
        }

        /** The formula with the numbers of the value that is looked at: {@code 1 · (1 − 2.5) / √(1.25 + 0.00001) + 0}. */
        public String substituted(Normalizing p) {
            return "%s · (%s − %s) / √(%s + %s) + %s"
                    .formatted(
                            text(p.gamma()),
                            text(batch.get(p.at())),
                            term(mean),
                            text(variance),
                            Parameters.write(p.epsilon()),
                            term(p.beta()));
        }

        private static String term(double value) {
            return value < 0 ? "(" + text(value) + ")" : text(value);
        }

        private static String text(double value) {
            return Numerals.format(value, "0.###");
        }

        /** What training keeps of this batch for inference. */
        public String kept(Normalizing p) {
            int size = batch.size();
            String toward = size == 1
                    ? "0: a single number does not vary"
                    : "the batch’s unbiased variance, %s: the sum of the squares divided by %d, one less than the size of the batch"
                            .formatted(Numerals.format(batchVariance * size / (size - 1), "#,##0.###"), size - 1);
            return "Kept for inference: at a momentum of %s this batch moves the running mean from %s to %s, and the running variance from %s to %s, toward %s."
                    .formatted(
                            Numerals.text(p.momentum()),
                            Numerals.text(p.runningMean()),
                            Numerals.text(runningMean),
                            Numerals.text(p.runningVariance()),
                            Numerals.text(runningVariance),
                            toward);
        }
    }

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
        return new Normalizing("1 2 3 4", 1, 0, 0.00001, Phase.TRAINING, 0, 1, 0, Show.NUMBERS, 0.1, 1, 0.1);
    }

    @Override
    public double cost(Normalizing p) {
        return p.show() == Show.TRAINING ? TWINS : 0;
    }

    @Override
    public Normalized view(Normalizing p, CourseResources materials) {
        Grid row = row(p.batch());
        List<Float> batch = row.rows().get(0);
        BadParameter.place("at", p.at(), batch.size());
        Tensor input = new Tensor(batch.size(), Shape.vector(1), row.tensor().data());
        float epsilon = (float) p.epsilon();
        Weights weights = weights(p, p.gamma(), p.beta());
        Tensor output =
                new BatchNorm(1, epsilon, (float) p.momentum()).forward(input, weights, ForwardContext.of(p.mode()));
        Tensor scaled = new BatchNorm(1, epsilon).forward(input, weights(p, 1, 0), p.mode());
        BatchNorm.Statistics own = BatchNorm.Statistics.of(input);
        BatchNorm.Statistics after = BatchNorm.Statistics.of(output);
        boolean training = p.mode() == Phase.TRAINING;
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
                weights.get("running_mean")[0],
                weights.get("running_variance")[0],
                twins,
                twins != null
                        ? twins.sentence(p.rate())
                        : sentence(p, batch, distances.get(p.at()), variance, output.data()[p.at()], after));
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

    private static Grid row(String batch) {
        try {
            Grid row = Grid.parse("batch", batch);
            if (row.height() == 1) {
                return row;
            }
        } catch (BadParameter refused) {
            // refused below, in the words of a row
        }
        throw new BadParameter("batch", batch, NUMBERS);
    }

    private static String sentence(
            Normalizing p,
            List<Float> batch,
            double distance,
            double variance,
            float output,
            BatchNorm.Statistics after) {
        String becomes = "The %s becomes %s".formatted(text(batch.get(p.at())), text(output));
        if (p.mode() == Phase.INFERENCE) {
            return becomes
                    + (batch.size() == 1
                            ? ". The running mean and variance are constants, so a single number is enough."
                            : ", whatever the others in the batch are: the running mean and variance are constants.");
        }
        if (batch.size() == 1) {
            return "A batch of one: the mean is the number itself, so nothing of it is left and the output is β, %s."
                    .formatted(Numerals.text(p.beta()));
        }
        if (batch.stream().distinct().count() == 1) {
            return "All the numbers are equal, so every distance is 0 and so is the variance. Without ε this would be 0 / 0; with it the output is β, %s."
                    .formatted(Numerals.text(p.beta()));
        }
        if (p.gamma() == 0) {
            return "With γ = 0 nothing of the batch is left: every output is β, %s.".formatted(Numerals.text(p.beta()));
        }
        String stands = Math.abs(distance) < 0.005 * Math.sqrt(variance)
                ? ": it stands at the mean of its batch, and the mean always becomes β."
                : ": it stands %s %s the mean of its batch."
                        .formatted(
                                deviations(Math.abs(distance) / Math.sqrt(variance)), distance > 0 ? "above" : "below");
        return becomes + stands + spread(p, variance, after.mean()[0], Math.sqrt(after.variance()[0]));
    }

    private static String spread(Normalizing p, double variance, double mean, double deviation) {
        double gamma = Math.abs(p.gamma());
        if (Math.abs(deviation - gamma) <= 0.001 * gamma) {
            return " The output has mean %s and standard deviation %s, which are β and |γ|."
                    .formatted(Numerals.text(p.beta()), Numerals.text(gamma));
        }
        return " The output has mean %s and standard deviation %s%s."
                .formatted(
                        text(mean),
                        Numerals.text(deviation),
                        deviation < gamma && p.epsilon() > 0.001 * variance
                                ? ": less than |γ|, since ε is not small beside the variance, "
                                        + Numerals.text(variance)
                                : "");
    }

    private static String deviations(double times) {
        String text = Numerals.text(rounded(times));
        return text + (text.equals("1") ? " standard deviation" : " standard deviations");
    }

    private static String text(double value) {
        return Numerals.text(rounded(value));
    }

    /** To three decimals, so that -1.3416355 reads as -1.34 and 0.00000004 as 0. */
    private static double rounded(double value) {
        return Math.rint(value * 1000) / 1000;
    }
}

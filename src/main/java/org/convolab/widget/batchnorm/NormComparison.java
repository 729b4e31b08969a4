package org.convolab.widget.batchnorm;

import java.util.ArrayList;
import java.util.List;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.BatchNorm;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Flatten;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Pool2d;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Initialization;
import org.convolab.engine.network.Network;
import org.convolab.engine.synthetic.Digits;
import org.convolab.engine.train.Loss;
import org.convolab.engine.train.Optimizer;
import org.convolab.engine.train.Schedule;
import org.convolab.engine.train.TrainingConfig;
import org.convolab.engine.train.TrainingRun;
import org.convolab.widget.Numerals;

/**
 * One small network trained twice from the same seed, without and with batch normalization after each convolution.
 *
 * @param without what the plain one has learned, and {@code with} the other
 */
public record NormComparison(Learned without, Learned with) {
    static final int STEPS = 96;
    private static final int PICTURES = 512;
    private static final int BATCH = 16;
    private static final int CONVOLUTIONS = 4;
    private static final int CHANNELS = 8;

    /** Over how many steps a loss is averaged. */
    private static final int LATELY = 8;

    /** The loss of a guess among ten. */
    private static final double GUESS = Math.log(10);

    /** A loss that is less than this below it is hardly better. */
    private static final double HARDLY = 0.1;

    /** Drawn digits of 28×28, made 7×7. */
    private static final class TrainingData {
        static final DataSet DRAWN =
                new Digits().examples(0, PICTURES).shrunk(4).held();
    }

    /**
     * What one of them has learned.
     *
     * @param losses after each step the average loss of the last 8 mini-batches, or of all if there were fewer
     * @param loss the last of them, and {@code right} the share of the same pictures that were read rightly
     * @param diverged after how many steps its loss exploded; -1 if it did not
     */
    public record Learned(List<Double> losses, double loss, double right, int diverged) {}

    static NormComparison at(double rate, long seed) {
        return new NormComparison(learned(false, rate, seed), learned(true, rate, seed));
    }

    private static Learned learned(boolean norm, double rate, long seed) {
        TrainingRun run = run(norm, rate, seed).advance(STEPS);
        List<Double> losses = lately(run.losses());
        List<Double> right = lately(run.accuracies());
        int last = losses.size() - 1;
        return new Learned(losses, losses.get(last), right.get(last), run.trouble() == null ? -1 : run.steps());
    }

    static TrainingRun run(boolean norm, double rate, long seed) {
        TrainingConfig plan = new TrainingConfig(
                network(norm),
                Initialization.HE,
                Loss.CROSS_ENTROPY,
                new Optimizer.Sgd(0, 0),
                new Schedule.Constant(rate),
                BATCH,
                seed);
        return TrainingRun.start(plan, TrainingData.DRAWN);
    }

    private static Network network(boolean norm) {
        Sequence layers = Sequence.of();
        Window window = Window.of(3).withPadding(Padding.of(1));
        for (int i = 1; i <= CONVOLUTIONS; i++) {
            Conv2d conv = Conv2d.of(i == 1 ? 1 : CHANNELS, CHANNELS, window);
            layers = layers.then("conv" + i, norm ? conv.withoutBias() : conv);
            layers = norm ? layers.then("norm" + i, BatchNorm.of(CHANNELS)) : layers;
            layers = layers.then("relu" + i, Activation.RELU);
        }
        layers = layers.then("pool", Pool2d.average(Window.of(3).withStride(2)))
                .then("flatten", new Flatten())
                .then("dense", Dense.of(CHANNELS * 9, 10));
        return Network.of("twin", TrainingData.DRAWN.shape(), layers);
    }

    private static List<Double> lately(float[] numbers) {
        List<Double> averages = new ArrayList<>();
        for (int step = 0; step < numbers.length; step++) {
            int first = Math.max(0, step + 1 - LATELY);
            double sum = 0;
            for (int i = first; i <= step; i++) {
                sum += numbers[i];
            }
            averages.add(Math.min(Double.MAX_VALUE, sum / (step + 1 - first)));
        }
        return averages;
    }

    /** What happened, in a sentence. */
    String sentence(double rate) {
        return "After %d steps at a rate of %s, with batch normalization %s; without it %s."
                .formatted(STEPS, Numerals.text(rate), told(with), told(without));
    }

    private static String told(Learned learned) {
        if (learned.diverged >= 0) {
            return "the loss has exploded after " + Numerals.count(learned.diverged, "step");
        }
        String loss = "the loss is " + Numerals.format(learned.loss, "0.00");
        double better = GUESS - learned.loss;
        return better < -0.005
                ? loss + ", worse than that of a guess, ln 10 = 2.30"
                : better < 0.005
                        ? loss + ", that of a guess, ln 10 = 2.30"
                        : better < HARDLY
                                ? loss + ", hardly better than that of a guess, ln 10 = 2.30"
                                : loss
                                        + " and %s of the digits are read rightly"
                                                .formatted(Numerals.share(learned.right));
    }
}

package org.convolab.widget.training;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.engine.train.TrainingRun;
import org.convolab.widget.Grid;
import org.convolab.widget.RetryLater;
import org.jspecify.annotations.Nullable;

/**
 * A training run as far as anybody has asked for it: what was to be seen after each stretch of steps, and, while it can go
 * on, the run itself. No step is made twice, and whoever asks while one is made waits for it.
 */
final class TrainingHistory {
    /** How many filters of the first layer are kept to look at. */
    private static final int FILTERS = 8;

    /**
     * What was to be seen after some steps.
     *
     * @param loss the average over the stretch before; NaN before the first
     * @param learned the share of the stretch's digits that was right; NaN before the first
     * @param gradient the length of each layer's gradient in the step before
     * @param said what the network says of the fresh digits
     */
    record Moment(
            int step, double loss, double learned, Map<String, Double> gradient, List<Grid> filters, int[] said) {}

    private final int stretch;
    private final int last;
    private final FreshDigits fresh;
    private final List<Moment> moments = new ArrayList<>();
    private @Nullable TrainingRun run;
    private float[] losses = {};
    private @Nullable String trouble;

    /**
     * @param start the run before its first step
     * @param stretch how many steps are made at once
     * @param last how many there are in all, a multiple of the stretch
     */
    TrainingHistory(TrainingRun start, int stretch, int last, FreshDigits fresh) {
        this.run = start;
        this.stretch = stretch;
        this.last = last;
        this.fresh = fresh;
    }

    /** The losses of all steps up to one, and the moments; {@code trouble} says why it went no further, null if it did. */
    record Past(
            List<Float> losses,
            List<Moment> moments,
            @Nullable String trouble) {}

    /**
     * The run up to a step.
     *
     * @param patience how long steps may be made for that before the last stretch begins; one is made in any case
     * @throws RetryLater if there are more to make; asking again goes on from where this ended
     */
    synchronized Past upTo(int steps, Duration patience) {
        long since = System.nanoTime();
        boolean made = false;
        if (run != null && moments.isEmpty()) {
            look(run);
        }
        for (TrainingRun now = run; now != null && now.steps() < steps; now = run) {
            if (made && System.nanoTime() - since >= patience.toNanos()) {
                throw new RetryLater(
                        1, "This network is being trained: %d of %d steps are made.".formatted(now.steps(), steps));
            }
            advance(now);
            made = true;
        }
        int seen = Math.min(steps, losses.length);
        List<Float> past = new ArrayList<>();
        for (int i = 0; i < seen; i++) {
            past.add(losses[i]);
        }
        return new Past(
                past,
                moments.stream().filter(moment -> moment.step <= steps).toList(),
                steps < losses.length ? null : trouble);
    }

    private void advance(TrainingRun before) {
        TrainingRun after = before.advance(stretch);
        losses = after.losses();
        trouble = after.trouble();
        run = trouble != null || after.steps() >= last ? null : after;
        if (trouble == null) {
            look(after);
        }
    }

    /** Keeps what is to be seen now. */
    private void look(TrainingRun now) {
        int from = Math.max(0, now.steps() - stretch);
        moments.add(new Moment(
                now.steps(),
                average(now.losses(), from),
                average(now.accuracies(), from),
                new LinkedHashMap<>(now.gradientNorms()),
                filters(now),
                fresh.read(now.config().network(), now.weights())));
    }

    private static double average(float[] numbers, int from) {
        double sum = 0;
        for (int i = from; i < numbers.length; i++) {
            sum += numbers[i];
        }
        return sum / (numbers.length - from);
    }

    /** The first filters of the first layer, what they weigh in the picture's one channel. */
    private static List<Grid> filters(TrainingRun run) {
        Network network = run.config().network();
        for (Sequence.Named each : network.layers().layers()) {
            if (each.layer() instanceof Conv2d conv) {
                int height = conv.window().height();
                int width = conv.window().width();
                Tensor kernels = new Tensor(
                        1,
                        new Shape(conv.filters(), height, width),
                        run.weights().child(each.name()).get("weight"));
                List<Grid> grids = new ArrayList<>();
                for (int filter = 0; filter < Math.min(FILTERS, conv.filters()); filter++) {
                    grids.add(Grid.of(kernels, 0, filter));
                }
                return grids;
            }
        }
        return List.of();
    }
}

package org.convolab.widget.separable;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.ForwardContext;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * Times layers on the engine. What takes how long depends on the machine and the moment, so each set of layers is timed
 * once, by one thread at a time, and its times are kept and served to all who ask.
 */
final class LayerTimer {
    /** Layers are run before they are timed: so long and so often, but no longer than that, in nanoseconds. */
    private static final long WARM_UP = 200_000_000;

    private static final int ROUNDS = 12;
    private static final long PATIENCE = 1_000_000_000;

    /** How long they are timed, and how often at least and at most. */
    private static final long TIMED = 300_000_000;

    private static final int FEWEST = 5;
    private static final int MOST = 25;

    /** How many sets of layers are kept. */
    private static final int KEPT = 100;

    /**
     * How long layers took.
     *
     * @param milliseconds of one run of each on one picture, the median
     * @param runs of each, of which it is the median
     * @param when the server's time at the end, UTC
     */
    record Times(List<Double> milliseconds, int runs, Instant when) {}

    private record Ready(Network network, Weights weights, Tensor input, ForwardContext context) {
        static Ready of(Conv2d layer, Shape shape) {
            Network network = Network.of("timed", shape, Sequence.of(layer));
            Tensor input = Tensor.zeros(1, shape);
            Random random = new Random(1);
            for (int i = 0; i < input.data().length; i++) {
                input.data()[i] = random.nextFloat();
            }
            return new Ready(network, network.random(1), input, ForwardContext.of(Phase.INFERENCE));
        }

        long run() {
            long start = System.nanoTime();
            network.layers().forward(input, weights, context);
            return System.nanoTime() - start;
        }
    }

    private record Timed(List<Conv2d> layers, int side) {}

    private final Cache<Timed, Times> known =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    /** The times of layers that each read so many rows and columns. They run in turns, so that a busy moment hits all. */
    Times time(List<Conv2d> layers, int side) {
        return known.get(new Timed(layers, side), LayerTimer::measured);
    }

    private static synchronized Times measured(Timed timed) {
        List<Ready> layers = timed.layers().stream()
                .map(layer -> Ready.of(layer, new Shape(layer.channels(), timed.side(), timed.side())))
                .toList();
        long start = System.nanoTime();
        for (int round = 0; isCold(round, System.nanoTime() - start); round++) {
            layers.forEach(Ready::run);
        }
        long[][] taken = new long[layers.size()][MOST];
        int runs = 0;
        start = System.nanoTime();
        while (runs < FEWEST || runs < MOST && System.nanoTime() - start < TIMED) {
            for (int i = 0; i < taken.length; i++) {
                taken[i][runs] = layers.get(i).run();
            }
            runs++;
        }
        int count = runs;
        return new Times(
                Arrays.stream(taken)
                        .map(each -> Arrays.stream(each, 0, count).sorted().toArray())
                        .map(each -> each[count / 2] / 1e6)
                        .toList(),
                runs,
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    private static boolean isCold(int rounds, long time) {
        return time < WARM_UP || rounds < ROUNDS && time < PATIENCE;
    }
}

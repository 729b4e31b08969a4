package org.convolab.engine.train;

import java.util.List;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.network.Initialization;
import org.convolab.engine.network.Network;
import org.convolab.engine.synthetic.Digits;
import org.convolab.engine.synthetic.Sketches;
import org.convolab.engine.synthetic.SyntheticPictures;

/**
 * How a network that ships with the application is trained: once over fresh drawn pictures, none of them seen twice, while
 * the learning rate falls along a half cosine.
 *
 * @param name what to ask for; the network's own name will do too
 * @param network the network's name
 * @param pictures what it learns
 * @param rate the first learning rate
 * @param batch how many pictures there are in each step
 * @param count how many pictures there are in all, unless more or fewer are asked for
 */
public record Recipe(
        String name,
        String network,
        SyntheticPictures pictures,
        Initialization initialization,
        Optimizer optimizer,
        double rate,
        int batch,
        int count) {
    public static final List<Recipe> ALL = List.of(
            new Recipe(
                    "lenet-5",
                    "lenet-5-full",
                    new Digits(),
                    Initialization.GLOROT,
                    new Optimizer.Adam(0.9, 0.999, 1e-8, 1e-4),
                    5e-3,
                    128,
                    1_200_000),
            new Recipe(
                    "sketches",
                    "sketches",
                    new Sketches(),
                    Initialization.HE,
                    new Optimizer.Adam(0.9, 0.999, 1e-8, 1e-4),
                    3e-3,
                    32,
                    32_000));

    /** The last learning rate, as a share of the first. */
    private static final double LEAST = 0.01;

    /** The same with so many pictures and that first learning rate. */
    public Recipe with(int count, double rate) {
        return new Recipe(name, network, pictures, initialization, optimizer, rate, batch, count);
    }

    /**
     * How many steps it takes to see every picture once.
     *
     * @throws IllegalArgumentException if there are fewer than a step needs
     */
    public int steps() {
        if (count < batch) {
            throw new IllegalArgumentException("a step needs %d pictures, not %d".formatted(batch, count));
        }
        return count / batch;
    }

    /**
     * A run before its first step.
     *
     * @param seed decides the first weights and the pictures; runs of other seeds share no picture
     * @throws IllegalArgumentException if the network does not fit the pictures, or there are fewer than a step needs
     */
    public TrainingRun start(Network network, long seed) {
        Schedule schedule = new Schedule.Cosine(rate, steps(), LEAST * rate);
        TrainingConfig config =
                new TrainingConfig(network, initialization, Loss.CROSS_ENTROPY, optimizer, schedule, batch, seed);
        return TrainingRun.start(
                config, pictures.examples(seed << 32 & Long.MAX_VALUE, count).within(network.input()));
    }

    /** Pictures that no training has seen, as the network reads them. */
    public DataSet fresh(Network network, int count) {
        return pictures.examples(SyntheticPictures.FRESH, count).within(network.input());
    }
}

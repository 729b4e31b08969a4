package org.convolab.engine.synthetic;

import java.util.SplittableRandom;

/** A stream of random numbers that depends on its seed alone; neighboring seeds give unrelated streams. */
final class Dice {
    private final SplittableRandom random;

    Dice(long seed) {
        random = new SplittableRandom(seed);
    }

    long next() {
        return random.nextLong();
    }

    /** A number of [0, 1), all equally likely. */
    double uniform() {
        return random.nextDouble();
    }

    double between(double low, double high) {
        return low + (high - low) * uniform();
    }

    /** A whole number of [0, n). */
    int below(int n) {
        return (int) (uniform() * n);
    }

    boolean chance(double probability) {
        return uniform() < probability;
    }

    /** A number of zero mean and unit variance, within ±3.47: the sum of four uniform numbers, close to a bell curve. */
    double normal() {
        return (uniform() + uniform() + uniform() + uniform() - 2) * 1.7320508075688772;
    }

    /** A positive factor around 1: the logarithm is normal with the given deviation. */
    double factor(double deviation) {
        return StrictMath.exp(deviation * normal());
    }
}

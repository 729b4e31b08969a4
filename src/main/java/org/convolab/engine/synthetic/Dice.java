package org.convolab.engine.synthetic;

/**
 * A stream of random numbers that depends on its seed alone. The generator is SplitMix64 (Steele, Lea and Flood, Fast
 * Splittable Pseudorandom Number Generators, OOPSLA 2014); neighboring seeds give unrelated streams.
 */
final class Dice {
    private long state;

    Dice(long seed) {
        state = seed;
    }

    long next() {
        state += 0x9e3779b97f4a7c15L;
        long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** A number of [0, 1), all equally likely. */
    double uniform() {
        return (next() >>> 11) * 0x1p-53;
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

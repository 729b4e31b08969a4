package org.convolab.engine.train;

/** The learning rate at each step of a training run, the first step being step 0. */
public sealed interface Schedule {
    double at(int step);

    /** The same rate all along. */
    record Constant(double rate) implements Schedule {
        @Override
        public double at(int step) {
            return rate;
        }
    }

    /** A rate that is multiplied by {@code factor} after each {@code every} steps. */
    record Stepwise(double rate, int every, double factor) implements Schedule {
        public Stepwise {
            if (every < 1) {
                throw new IllegalArgumentException("a rate changes after at least 1 step, not " + every);
            }
        }

        @Override
        public double at(int step) {
            int times = step / every;
            return rate * Math.pow(factor, times);
        }
    }

    /**
     * A rate that falls from {@code rate} at step 0 to {@code least} at step {@code steps} along half a cosine, and stays
     * there (Loshchilov and Hutter, SGDR, 2017, without restarts).
     */
    record Cosine(double rate, int steps, double least) implements Schedule {
        public Cosine {
            if (steps < 1) {
                throw new IllegalArgumentException("a rate falls in at least 1 step, not " + steps);
            }
        }

        @Override
        public double at(int step) {
            return least + (rate - least) * (1 + Math.cos(Math.PI * Math.min(step, steps) / steps)) / 2;
        }
    }
}

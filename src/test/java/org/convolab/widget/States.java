package org.convolab.widget;

import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Random states of widgets, the same on every run: thousands of them are gone through in a test. */
public final class States {
    /** Few values, so that ties, zeros and equal neighbors are frequent. */
    private static final String[] VALUES = {"0", "0", "0", "1", "1", "-1", "2", "-2", "9", "9", "4", "0.5", "-9", "1000"
    };

    private final SplittableRandom random;

    public States(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** A whole number between two, both included, the ends more often than others. */
    public int between(int least, int most) {
        int end = random.nextInt(8);
        return end == 0 ? least : end == 1 ? most : random.nextInt(least, most + 1);
    }

    public boolean maybe() {
        return random.nextBoolean();
    }

    /** Yes in one case of so many. */
    public boolean oneIn(int cases) {
        return random.nextInt(cases) == 0;
    }

    @SafeVarargs
    public final <T> T one(T... of) {
        return of[random.nextInt(of.length)];
    }

    /** A number between two, on a logarithmic scale. */
    public double magnitude(double least, double most) {
        return Math.exp(random.nextDouble(Math.log(least), Math.log(most)));
    }

    /** Rows of numbers: of all signs, of ink alone, or all the same. */
    public String grid(int height, int width) {
        int kind = random.nextInt(4);
        String same = one(VALUES);
        return IntStream.range(0, height)
                .mapToObj(y -> IntStream.range(0, width)
                        .mapToObj(
                                x -> kind == 0 ? same : kind == 1 ? one(VALUES).replace("-", "") : one(VALUES))
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("/"));
    }
}

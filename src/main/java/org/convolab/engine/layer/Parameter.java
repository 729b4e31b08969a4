package org.convolab.engine.layer;

import java.util.List;

/**
 * One array of numbers that a layer keeps, such as {@code weight [64, 3, 3, 3]}; the numbers stand in {@link Weights}.
 * Only {@code trained} ones count as parameters: running statistics and fixed codes do not.
 *
 * @param start the value of every number before training, unless they are drawn
 * @param fanIn how many inputs of a unit the numbers multiply; 0 if they are not drawn
 * @param fanOut how many units read an input through them
 * @param least no number of the array can be below it, as a variance cannot be negative
 * @param otherNames what other tools call the array in their files of weights
 */
public record Parameter(
        String name,
        boolean trained,
        float start,
        long fanIn,
        long fanOut,
        float least,
        List<String> otherNames,
        int... sizes) {

    private static final float UNBOUNDED = Float.NEGATIVE_INFINITY;

    /** A trained array whose numbers multiply inputs and are drawn at random before training. */
    public static Parameter weight(String name, long fanIn, long fanOut, int... sizes) {
        return new Parameter(name, true, 0, fanIn, fanOut, UNBOUNDED, List.of(), sizes);
    }

    /** A trained array that starts with one value everywhere, such as a bias. */
    public static Parameter trained(String name, float start, int... sizes) {
        return new Parameter(name, true, start, 0, 0, UNBOUNDED, List.of(), sizes);
    }

    /** An array that multiplies inputs and is drawn before training, which leaves it as it is. */
    static Parameter fixed(String name, long fanIn, int... sizes) {
        return new Parameter(name, false, 0, fanIn, 0, UNBOUNDED, List.of(), sizes);
    }

    /** An array that is kept but not trained, such as a running mean. */
    static Parameter kept(String name, float start, int... sizes) {
        return new Parameter(name, false, start, 0, 0, UNBOUNDED, List.of(), sizes);
    }

    /** The same array, which other tools give other names. */
    Parameter alsoNamed(String... names) {
        return new Parameter(name, trained, start, fanIn, fanOut, least, List.of(names), sizes);
    }

    /** The same array, whose numbers are never below {@code least}. */
    Parameter atLeast(float least) {
        return new Parameter(name, trained, start, fanIn, fanOut, least, otherNames, sizes);
    }

    /** Whether the numbers are drawn at random before training, as those are that multiply inputs. */
    public boolean isDrawn() {
        return fanIn > 0;
    }

    /** How many numbers there are, which for a layer that is only counted may be more than an array can hold. */
    public long count() {
        long count = 1;
        for (int side : sizes) {
            count = Math.multiplyExact(count, side);
        }
        return count;
    }

    /**
     * How many numbers the array holds.
     *
     * @throws ArithmeticException if an array cannot hold as many
     */
    public int size() {
        return Math.toIntExact(count());
    }

    /** The same array under a name inside a composite layer: {@code main} and {@code weight} give {@code main.weight}. */
    Parameter in(String layer) {
        List<String> others =
                otherNames.stream().map(other -> layer + "." + other).toList();
        return new Parameter(layer + "." + name, trained, start, fanIn, fanOut, least, others, sizes);
    }
}

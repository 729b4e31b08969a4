package org.convolab.engine.layer;

/**
 * One array of numbers that a layer keeps, such as {@code weight [64, 3, 3, 3]}; the numbers stand in {@link Weights}.
 * Only {@code trained} ones count as parameters: running statistics and fixed codes do not.
 *
 * @param start the value of every number before training, unless they are drawn
 * @param fanIn how many inputs of a unit the numbers multiply; 0 if they are not drawn
 * @param fanOut how many units read an input through them
 */
public record Parameter(String name, boolean trained, float start, long fanIn, long fanOut, int... sizes) {

    /** A trained array whose numbers multiply inputs and are drawn at random before training. */
    static Parameter weight(String name, long fanIn, long fanOut, int... sizes) {
        return new Parameter(name, true, 0, fanIn, fanOut, sizes);
    }

    /** A trained array that starts with one value everywhere, such as a bias. */
    static Parameter trained(String name, float start, int... sizes) {
        return new Parameter(name, true, start, 0, 0, sizes);
    }

    /** An array that is kept but not trained, such as a running mean. */
    static Parameter kept(String name, float start, int... sizes) {
        return new Parameter(name, false, start, 0, 0, sizes);
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
        return new Parameter(layer + "." + name, trained, start, fanIn, fanOut, sizes);
    }
}

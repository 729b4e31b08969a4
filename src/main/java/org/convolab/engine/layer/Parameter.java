package org.convolab.engine.layer;

/**
 * One array of numbers that a layer keeps, such as {@code weight [64, 3, 3, 3]}; the numbers stand in {@link Weights}.
 * Only {@code trained} ones count as parameters: running statistics and fixed codes do not. Before training, the numbers
 * are drawn from a normal distribution around {@code start} with standard deviation {@code spread}.
 */
public record Parameter(String name, boolean trained, float start, float spread, int... sizes) {

    /**
     * A trained array whose numbers multiply {@code fanIn} inputs of a unit. It starts with variance 2 / fanIn (He et
     * al., Delving Deep into Rectifiers, 2015).
     */
    static Parameter weight(String name, long fanIn, int... sizes) {
        return new Parameter(name, true, 0, (float) Math.sqrt(2.0 / fanIn), sizes);
    }

    /** A trained array that starts with one value everywhere, such as a bias. */
    static Parameter trained(String name, float start, int... sizes) {
        return new Parameter(name, true, start, 0, sizes);
    }

    /** An array that is kept but not trained, such as a running mean. */
    static Parameter kept(String name, float start, int... sizes) {
        return new Parameter(name, false, start, 0, sizes);
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
        return new Parameter(layer + "." + name, trained, start, spread, sizes);
    }
}

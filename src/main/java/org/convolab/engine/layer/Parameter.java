package org.convolab.engine.layer;

/**
 * The name and sizes of one array of numbers that a layer keeps, such as {@code weight [64, 3, 3, 3]}; the numbers
 * stand in {@link Weights}. Only {@code trained} ones count as parameters: running statistics and fixed codes do not.
 */
public record Parameter(String name, boolean trained, int... sizes) {
    /** How many numbers the array holds. */
    public int size() {
        int size = 1;
        for (int side : sizes) {
            size = Math.multiplyExact(size, side);
        }
        return size;
    }
}

package org.convolab.engine.tensor;

/**
 * The size of one example: channels, height and width, in that order. A vector of n numbers is n×1×1.
 *
 * @throws IllegalArgumentException if a side is less than one
 */
public record Shape(int channels, int height, int width) {
    public Shape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "a shape needs sides of at least 1, not %d×%d×%d".formatted(channels, height, width));
        }
    }

    /** The shape of {@code n} numbers in a row: n×1×1. */
    public static Shape vector(int n) {
        return new Shape(n, 1, 1);
    }

    /** How many numbers one example holds. */
    public int size() {
        return Math.multiplyExact(channels, Math.multiplyExact(height, width));
    }

    /** How many places one channel has. */
    public int area() {
        return Math.multiplyExact(height, width);
    }

    public boolean isVector() {
        return height == 1 && width == 1;
    }

    /** {@code 64×56×56}, and for a vector {@code 1000}. */
    @Override
    public String toString() {
        return isVector() ? String.valueOf(channels) : channels + "×" + height + "×" + width;
    }
}

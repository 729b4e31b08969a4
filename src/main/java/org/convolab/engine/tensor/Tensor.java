package org.convolab.engine.tensor;

/**
 * A batch of examples of one shape: {@code [count, channels, height, width]}, row-major in one array that the tensor
 * shares with whoever made it.
 *
 * @throws IllegalArgumentException if the array's length is not count × shape
 */
public record Tensor(int count, Shape shape, float[] data) {
    public Tensor {
        if (data.length != count * shape.size()) {
            throw new IllegalArgumentException("%d numbers do not fill %d × %s".formatted(data.length, count, shape));
        }
    }

    /** One example with the given numbers. */
    public static Tensor of(Shape shape, float... data) {
        return new Tensor(1, shape, data);
    }

    /** A batch of zeros. */
    public static Tensor zeros(int count, Shape shape) {
        return new Tensor(count, shape, new float[Math.multiplyExact(count, shape.size())]);
    }

    /** The number of example {@code n} at channel {@code c}, row {@code y}, column {@code x}. */
    public float at(int n, int c, int y, int x) {
        return data[((n * shape.channels() + c) * shape.height() + y) * shape.width() + x];
    }

    /**
     * A number's bits as a whole number in the order of the numbers, -0 with 0, and what is not a number above all. What can
     * be compared without a branch is compared fast, even where no branch could be predicted.
     */
    public static int rank(float number) {
        int bits = Float.floatToIntBits(number + 0f);
        return bits ^ bits >> 31 & Integer.MAX_VALUE;
    }
}

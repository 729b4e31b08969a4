package org.convolab.engine.tensor;

/**
 * A rectangle of numbers seen in an array: element (row, column) stands at {@code offset + row·down + column·across}. A
 * view, not a copy, so that a tensor's planes, a strip of them or a transpose can enter a product where they lie.
 *
 * @throws IllegalArgumentException if the view reaches outside the array
 */
public record Matrix(float[] data, int offset, int rows, int columns, int down, int across) {
    public Matrix {
        if (rows < 0 || columns < 0 || offset < 0 || down < 0 || across < 0) {
            throw new IllegalArgumentException("a matrix cannot have negative sizes or steps");
        }
        if (rows > 0
                && columns > 0
                && offset + (long) (rows - 1) * down + (long) (columns - 1) * across >= data.length) {
            throw new IllegalArgumentException(
                    "%d×%d numbers from %d on do not lie in %d".formatted(rows, columns, offset, data.length));
        }
    }

    /** The numbers from the array's start, row after row. */
    public static Matrix of(float[] data, int rows, int columns) {
        return new Matrix(data, 0, rows, columns, columns, 1);
    }

    /** The numbers from {@code offset} on, row after row. */
    public static Matrix of(float[] data, int offset, int rows, int columns) {
        return new Matrix(data, offset, rows, columns, columns, 1);
    }

    /** The same numbers with rows for columns. */
    public Matrix transposed() {
        return new Matrix(data, offset, columns, rows, across, down);
    }

    public float at(int row, int column) {
        return data[offset + row * down + column * across];
    }
}

package org.convolab.engine.tensor;

/**
 * A rectangle of numbers seen in an array: element (row, column) stands at {@code offset + row·rowStride + column}. A view,
 * not a copy, so that a product can be written where a tensor's planes lie.
 *
 * @throws IllegalArgumentException if the view reaches outside the array
 */
public record Matrix(float[] data, int offset, int rows, int columns, int rowStride) {
    public Matrix {
        if (rows < 0 || columns < 0 || offset < 0 || rowStride < 0) {
            throw new IllegalArgumentException("a matrix cannot have negative sizes or steps");
        }
        if (rows > 0 && columns > 0 && offset + (long) (rows - 1) * rowStride + columns > data.length) {
            throw new IllegalArgumentException(
                    "%d×%d numbers from %d on do not lie in %d".formatted(rows, columns, offset, data.length));
        }
    }

    /** The numbers from {@code offset} on, row after row. */
    public static Matrix of(float[] data, int offset, int rows, int columns) {
        return new Matrix(data, offset, rows, columns, columns);
    }

    /** Some of the columns. */
    Matrix part(int from, int columns) {
        return new Matrix(data, offset + from, rows, columns, rowStride);
    }

    /** Some of the rows. */
    Matrix rows(int from, int rows) {
        return new Matrix(data, offset + from * rowStride, rows, columns, rowStride);
    }

    public float at(int row, int column) {
        return data[offset + row * rowStride + column];
    }
}

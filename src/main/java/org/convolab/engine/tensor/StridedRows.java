package org.convolab.engine.tensor;

import java.util.Arrays;

/**
 * A matrix whose rows are runs of numbers in one array: row p is {@code columns} numbers from {@code starts[p] + shift} on,
 * {@code piece} consecutive ones at a time, the pieces {@code step} numbers apart. StridedRows may overlap, so that what each cell
 * of a sliding window reads, row of places after row of places, is a row of such a matrix without being copied.
 *
 * @throws IllegalArgumentException if a run reaches outside the array
 */
public record StridedRows(float[] data, int[] starts, int shift, int columns, int piece, int step) {
    public StridedRows {
        if (columns < 0 || piece < 1 || step < 0) {
            throw new IllegalArgumentException("a run cannot have negative sizes or steps");
        }
        int length = columns == 0 ? 0 : (columns - 1) / piece * step + (columns - 1) % piece + 1;
        for (int start : starts) {
            if (start + shift < 0 || (long) start + shift + length > data.length) {
                throw new IllegalArgumentException("a run of %d numbers from %d on does not lie in %d"
                        .formatted(length, (long) start + shift, data.length));
            }
        }
    }

    /** Rows that are in one piece. */
    public StridedRows(float[] data, int[] starts, int shift, int columns) {
        this(data, starts, shift, columns, Math.max(1, columns), 0);
    }

    /** The starts of {@code rows} rows that lie {@code step} numbers apart. */
    public static int[] every(int step, int rows) {
        int[] starts = new int[rows];
        for (int p = 0; p < rows; p++) {
            starts[p] = p * step;
        }
        return starts;
    }

    public int rows() {
        return starts.length;
    }

    /** Where the last of the rows in the array begins. */
    int last() {
        int last = 0;
        for (int start : starts) {
            last = Math.max(last, start);
        }
        return last + shift;
    }

    /** How far each row begins after the one before it, if that is the same for all; 0 if it is not. */
    int even() {
        int step = starts.length < 2 ? 1 : starts[1] - starts[0];
        for (int p = 1; p < starts.length; p++) {
            if (starts[p] - starts[p - 1] != step) {
                return 0;
            }
        }
        return step;
    }

    /** The columns from {@code from} on, which is where a piece begins unless there is only one. */
    StridedRows part(int from, int columns) {
        return piece >= this.columns
                ? new StridedRows(data, starts, shift + from, columns)
                : new StridedRows(data, starts, shift + place(from), columns, piece, step);
    }

    /** Some of the rows. */
    StridedRows rows(int from, int rows) {
        return new StridedRows(data, Arrays.copyOfRange(starts, from, from + rows), shift, columns, piece, step);
    }

    /** Where row {@code p} begins. */
    int start(int p) {
        return starts[p] + shift;
    }

    /** Where column {@code j} stands, counted from the start of its row. */
    int place(int j) {
        return j / piece * step + j % piece;
    }

    /** How many numbers of column {@code j}'s piece there are from it on. */
    int left(int j) {
        return Math.min(piece - j % piece, columns - j);
    }

    /** Copies columns from {@code left} on of row {@code p}: as many as fit before {@code end}. */
    void copy(int p, int left, float[] to, int at, int end) {
        int j = left;
        while (at < end && j < columns) {
            int count = Math.min(left(j), end - at);
            System.arraycopy(data, start(p) + place(j), to, at, count);
            j += count;
            at += count;
        }
    }
}

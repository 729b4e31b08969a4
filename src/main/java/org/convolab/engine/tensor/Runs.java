package org.convolab.engine.tensor;

/**
 * A matrix whose rows are runs of consecutive numbers in one array: row p is the {@code columns} numbers from
 * {@code starts[p] + shift} on. Runs may overlap, so that what each cell of a sliding window reads is a row of such a
 * matrix without being copied.
 *
 * @throws IllegalArgumentException if a run reaches outside the array
 */
public record Runs(float[] data, int[] starts, int shift, int columns) {
    public Runs {
        for (int start : starts) {
            if (columns < 0 || start + shift < 0 || (long) start + shift + columns > data.length) {
                throw new IllegalArgumentException("a run of %d numbers from %d on does not lie in %d"
                        .formatted(columns, (long) start + shift, data.length));
            }
        }
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

    /** Where row {@code p} begins. */
    int start(int p) {
        return starts[p] + shift;
    }

    /** How many numbers from the start of any row on lie in the array: what may be read, though not asked for. */
    int reach() {
        int last = 0;
        for (int start : starts) {
            last = Math.max(last, start);
        }
        return data.length - last - shift;
    }
}

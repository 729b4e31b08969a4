package org.convolab.engine.tensor;

/**
 * The left factor of a product, rearranged so that a kernel reads it from end to end: the rows in bundles of
 * {@value #BUNDLE}, and in each bundle column after column. Rows that the last bundle lacks are zeros.
 *
 * @param offset where the first bundle begins
 * @param depth how many columns there are
 */
public record Panels(float[] data, int offset, int rows, int depth) {
    /** How many rows a kernel works on at a time. */
    public static final int BUNDLE = 4;

    /** How many numbers the panels of a matrix take. */
    public static int size(int rows, int depth) {
        return Math.multiplyExact(Math.floorDiv(rows + BUNDLE - 1, BUNDLE) * BUNDLE, depth);
    }

    /**
     * Fills the panels with the matrix whose column p begins at {@code from[columns[p] + shift]} and whose rows lie
     * {@code down} numbers apart.
     */
    public Panels fill(float[] from, int shift, int[] columns, int down) {
        for (int top = 0; top < rows; top += BUNDLE) {
            int to = bundle(top);
            int height = Math.min(BUNDLE, rows - top);
            int first = shift + top * down;
            if (height == BUNDLE) {
                for (int p = 0; p < depth; p++) {
                    four(from, first + columns[p], down, to + p * BUNDLE);
                }
            } else {
                for (int i = 0; i < depth * BUNDLE; i++) {
                    int row = i % BUNDLE;
                    data[to + i] = row < height ? from[first + columns[i / BUNDLE] + row * down] : 0;
                }
            }
        }
        return this;
    }

    private void four(float[] from, int first, int down, int to) {
        data[to] = from[first];
        data[to + 1] = from[first + down];
        data[to + 2] = from[first + 2 * down];
        data[to + 3] = from[first + 3 * down];
    }

    /** Some of the rows, from the first one of a bundle on. */
    Panels part(int from, int rows) {
        return new Panels(data, bundle(from), rows, depth);
    }

    /** Where the bundle that begins with row {@code top} begins. */
    int bundle(int top) {
        return offset + top * depth;
    }

    float at(int row, int column) {
        return data[bundle(row - row % BUNDLE) + column * BUNDLE + row % BUNDLE];
    }
}

package org.convolab.engine.tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The products with the JDK's vectors, as wide as the processor's. Three small kernels do the work, each in a method of
 * its own, because the just-in-time compiler keeps vectors in registers only where a method is small:
 *
 * <ul>
 *   <li>{@link #eightRows}: eight rows of C, two vectors wide, from as many rows of A as a bundle has. It reads two vectors
 *       of B and eight numbers of A for sixteen vector multiply-adds.
 *   <li>{@link #oneRow}: one row of C, four vectors wide, where a bundle has next to no rows, as in depthwise convolution.
 *   <li>{@link #sixteenDots}: the dot products of four rows of A and four of B.
 * </ul>
 *
 * <p>Every number of C is summed up in the same order, and each multiply-add rounded once, whether a kernel is interpreted
 * or compiled, so that equal factors always give equal products on one machine.
 */
final class VectorProduct implements MatrixProduct {
    static final MatrixProduct PRODUCT = new VectorProduct();

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int BUNDLE = Panels.BUNDLE;

    /** Rows of a last bundle that are worth a row kernel each, rather than one for all eight. */
    private static final int FEW = 2;

    /** Multiply-adds below which plain loops are done before vectors are set up. */
    private static final int SMALL = 2048;

    /** What one thread's kernels write before it is taken to C, and columns of B that had to be copied. */
    private static final class Scratch {
        static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

        final float[] tile = new float[2 * BUNDLE * LANES];
        float[] columns = {};
        int[] starts = {};
    }

    private VectorProduct() {}

    /** The width of the vectors in bits. */
    static int bits() {
        return SPECIES.vectorBitSize();
    }

    @Override
    public void multiply(Panels a, Runs b, Matrix c, boolean add) {
        MatrixProduct.check(a.rows(), a.depth(), b.rows(), b.columns(), c);
        if ((long) a.rows() * a.depth() * b.columns() < SMALL) {
            PlainProduct.PRODUCT.multiply(a, b, c, add);
            return;
        }
        int left = a.rows() % BUNDLE;
        int bundled = left <= FEW ? a.rows() - left : a.rows();
        if (bundled > 0) {
            multiply(a, 0, bundled, BUNDLE, 2 * LANES, b, c, add);
        }
        if (bundled < a.rows()) {
            multiply(a, bundled, a.rows(), 1, 4 * LANES, b, c, add);
        }
    }

    /** Finds some rows of C, {@code height} rows and {@code width} columns at a time. */
    private static void multiply(Panels a, int first, int end, int height, int width, Runs b, Matrix c, boolean add) {
        Scratch scratch = Scratch.OF_THREAD.get();
        int n = b.columns();
        int whole = n / width * width;
        // Reading beyond the last column does no harm where the array goes on; where it ends, the last ones are copied.
        boolean readable = whole == n || whole + width <= b.reach();
        multiply(
                a,
                first,
                end,
                height,
                width,
                b.data(),
                b.starts(),
                b.shift(),
                0,
                readable ? n : whole,
                c,
                add,
                scratch);
        if (!readable) {
            copy(b, whole, width, scratch);
            multiply(a, first, end, height, width, scratch.columns, scratch.starts, -whole, whole, n, c, add, scratch);
        }
    }

    /** Copies the last columns of B, from {@code first} on, into rows of {@code width} numbers. */
    private static void copy(Runs b, int first, int width, Scratch scratch) {
        if (scratch.columns.length < b.rows() * width
                || scratch.starts.length < b.rows()
                || scratch.starts[1] != width) {
            scratch.columns = new float[b.rows() * width];
            scratch.starts = Runs.every(width, Math.max(2, b.rows()));
        }
        for (int p = 0; p < b.rows(); p++) {
            int from = b.start(p);
            for (int j = first; j < b.columns(); j++) {
                scratch.columns[p * width + j - first] = b.data()[from + j];
            }
        }
    }

    private static void multiply(
            Panels a,
            int first,
            int end,
            int height,
            int width,
            float[] b,
            int[] starts,
            int shift,
            int left,
            int right,
            Matrix c,
            boolean add,
            Scratch scratch) {
        for (int i = first; i < end; i += height) {
            int rows = Math.min(height, end - i);
            int weights = a.bundle(i - i % BUNDLE) + i % BUNDLE;
            int row = c.offset() + i * c.down();
            for (int j = left; j < right; j += width) {
                boolean fits = rows == height && right - j >= width && !add;
                float[] to = fits ? c.data() : scratch.tile;
                int at = fits ? row + j : 0;
                int down = fits ? c.down() : width;
                if (height == 1) {
                    oneRow(a.data(), weights, a.depth(), b, starts, shift + j, to, at);
                } else {
                    eightRows(a.data(), weights, a.depth(), b, starts, shift + j, to, at, down);
                }
                if (!fits) {
                    take(scratch.tile, width, rows, Math.min(width, right - j), c.data(), row + j, c.down(), add);
                }
            }
        }
    }

    /** Takes what a kernel gave to where it belongs. */
    private static void take(float[] tile, int step, int rows, int columns, float[] c, int to, int down, boolean add) {
        for (int i = 0; i < rows; i++) {
            int from = i * step;
            int row = to + i * down;
            if (!add) {
                System.arraycopy(tile, from, c, row, columns);
            } else {
                int j = 0;
                for (; j + LANES <= columns; j += LANES) {
                    FloatVector sum = FloatVector.fromArray(SPECIES, tile, from + j);
                    sum.add(FloatVector.fromArray(SPECIES, c, row + j)).intoArray(c, row + j);
                }
                for (; j < columns; j++) {
                    c[row + j] += tile[from + j];
                }
            }
        }
    }

    private static void eightRows(
            float[] a, int weights, int depth, float[] b, int[] starts, int shift, float[] c, int to, int down) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector r0 = zero;
        FloatVector r1 = zero;
        FloatVector r2 = zero;
        FloatVector r3 = zero;
        FloatVector r4 = zero;
        FloatVector r5 = zero;
        FloatVector r6 = zero;
        FloatVector r7 = zero;
        FloatVector s0 = zero;
        FloatVector s1 = zero;
        FloatVector s2 = zero;
        FloatVector s3 = zero;
        FloatVector s4 = zero;
        FloatVector s5 = zero;
        FloatVector s6 = zero;
        FloatVector s7 = zero;
        for (int p = 0; p < depth; p++) {
            int from = starts[p] + shift;
            FloatVector x = FloatVector.fromArray(SPECIES, b, from);
            FloatVector y = FloatVector.fromArray(SPECIES, b, from + LANES);
            FloatVector w = FloatVector.broadcast(SPECIES, a[weights + BUNDLE * p]);
            r0 = w.fma(x, r0);
            s0 = w.fma(y, s0);
            w = FloatVector.broadcast(SPECIES, a[weights + BUNDLE * p + 1]);
            r1 = w.fma(x, r1);
            s1 = w.fma(y, s1);
            w = FloatVector.broadcast(SPECIES, a[weights + BUNDLE * p + 2]);
            r2 = w.fma(x, r2);
            s2 = w.fma(y, s2);
            w = FloatVector.broadcast(SPECIES, a[weights + BUNDLE * p + 3]);
            r3 = w.fma(x, r3);
            s3 = w.fma(y, s3);
            w = FloatVector.broadcast(SPECIES, a[weights + BUNDLE * p + 4]);
            r4 = w.fma(x, r4);
            s4 = w.fma(y, s4);
            w = FloatVector.broadcast(SPECIES, a[weights + BUNDLE * p + 5]);
            r5 = w.fma(x, r5);
            s5 = w.fma(y, s5);
            w = FloatVector.broadcast(SPECIES, a[weights + BUNDLE * p + 6]);
            r6 = w.fma(x, r6);
            s6 = w.fma(y, s6);
            w = FloatVector.broadcast(SPECIES, a[weights + BUNDLE * p + 7]);
            r7 = w.fma(x, r7);
            s7 = w.fma(y, s7);
        }
        two(r0, s0, c, to);
        two(r1, s1, c, to + down);
        two(r2, s2, c, to + 2 * down);
        two(r3, s3, c, to + 3 * down);
        two(r4, s4, c, to + 4 * down);
        two(r5, s5, c, to + 5 * down);
        two(r6, s6, c, to + 6 * down);
        two(r7, s7, c, to + 7 * down);
    }

    private static void two(FloatVector left, FloatVector right, float[] c, int to) {
        left.intoArray(c, to);
        right.intoArray(c, to + LANES);
    }

    private static void oneRow(
            float[] a, int weights, int depth, float[] b, int[] starts, int shift, float[] c, int to) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector r0 = zero;
        FloatVector r1 = zero;
        FloatVector r2 = zero;
        FloatVector r3 = zero;
        for (int p = 0; p < depth; p++) {
            int from = starts[p] + shift;
            FloatVector w = FloatVector.broadcast(SPECIES, a[weights + BUNDLE * p]);
            r0 = w.fma(FloatVector.fromArray(SPECIES, b, from), r0);
            r1 = w.fma(FloatVector.fromArray(SPECIES, b, from + LANES), r1);
            r2 = w.fma(FloatVector.fromArray(SPECIES, b, from + 2 * LANES), r2);
            r3 = w.fma(FloatVector.fromArray(SPECIES, b, from + 3 * LANES), r3);
        }
        two(r0, r1, c, to);
        two(r2, r3, c, to + 2 * LANES);
    }

    @Override
    public void addDots(Runs a, Runs b, Matrix c) {
        MatrixProduct.check(a.rows(), a.columns(), b.columns(), b.rows(), c);
        if ((long) a.rows() * a.columns() * b.rows() < SMALL) {
            PlainProduct.PRODUCT.addDots(a, b, c);
            return;
        }
        float[] lanes = Scratch.OF_THREAD.get().tile;
        int length = a.columns() / LANES * LANES;
        for (int i = 0; i < a.rows(); i += 4) {
            for (int j = 0; j < b.rows(); j += 4) {
                sixteenDots(
                        a.data(),
                        a.start(i),
                        a.start(Math.min(i + 1, a.rows() - 1)),
                        a.start(Math.min(i + 2, a.rows() - 1)),
                        a.start(Math.min(i + 3, a.rows() - 1)),
                        b.data(),
                        b.start(j),
                        b.start(Math.min(j + 1, b.rows() - 1)),
                        b.start(Math.min(j + 2, b.rows() - 1)),
                        b.start(Math.min(j + 3, b.rows() - 1)),
                        length,
                        lanes);
                for (int u = 0; u < Math.min(4, a.rows() - i); u++) {
                    int row = c.offset() + (i + u) * c.down();
                    for (int v = 0; v < Math.min(4, b.rows() - j); v++) {
                        c.data()[row + j + v] += sum(lanes, (4 * u + v) * LANES)
                                + rest(a.data(), a.start(i + u), b.data(), b.start(j + v), length, a.columns());
                    }
                }
            }
        }
    }

    private static float sum(float[] lanes, int from) {
        float sum = 0;
        for (int i = 0; i < LANES; i++) {
            sum += lanes[from + i];
        }
        return sum;
    }

    /** The products that do not fill a vector. */
    private static float rest(float[] a, int x, float[] b, int y, int from, int end) {
        float sum = 0;
        for (int p = from; p < end; p++) {
            sum += a[x + p] * b[y + p];
        }
        return sum;
    }

    private static void sixteenDots(
            float[] a,
            int a0,
            int a1,
            int a2,
            int a3,
            float[] b,
            int b0,
            int b1,
            int b2,
            int b3,
            int length,
            float[] lanes) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector s00 = zero;
        FloatVector s01 = zero;
        FloatVector s02 = zero;
        FloatVector s03 = zero;
        FloatVector s10 = zero;
        FloatVector s11 = zero;
        FloatVector s12 = zero;
        FloatVector s13 = zero;
        FloatVector s20 = zero;
        FloatVector s21 = zero;
        FloatVector s22 = zero;
        FloatVector s23 = zero;
        FloatVector s30 = zero;
        FloatVector s31 = zero;
        FloatVector s32 = zero;
        FloatVector s33 = zero;
        for (int p = 0; p < length; p += LANES) {
            FloatVector y0 = FloatVector.fromArray(SPECIES, b, b0 + p);
            FloatVector y1 = FloatVector.fromArray(SPECIES, b, b1 + p);
            FloatVector y2 = FloatVector.fromArray(SPECIES, b, b2 + p);
            FloatVector y3 = FloatVector.fromArray(SPECIES, b, b3 + p);
            FloatVector x = FloatVector.fromArray(SPECIES, a, a0 + p);
            s00 = x.fma(y0, s00);
            s01 = x.fma(y1, s01);
            s02 = x.fma(y2, s02);
            s03 = x.fma(y3, s03);
            x = FloatVector.fromArray(SPECIES, a, a1 + p);
            s10 = x.fma(y0, s10);
            s11 = x.fma(y1, s11);
            s12 = x.fma(y2, s12);
            s13 = x.fma(y3, s13);
            x = FloatVector.fromArray(SPECIES, a, a2 + p);
            s20 = x.fma(y0, s20);
            s21 = x.fma(y1, s21);
            s22 = x.fma(y2, s22);
            s23 = x.fma(y3, s23);
            x = FloatVector.fromArray(SPECIES, a, a3 + p);
            s30 = x.fma(y0, s30);
            s31 = x.fma(y1, s31);
            s32 = x.fma(y2, s32);
            s33 = x.fma(y3, s33);
        }
        two(s00, s01, lanes, 0);
        two(s02, s03, lanes, 2 * LANES);
        two(s10, s11, lanes, 4 * LANES);
        two(s12, s13, lanes, 6 * LANES);
        two(s20, s21, lanes, 8 * LANES);
        two(s22, s23, lanes, 10 * LANES);
        two(s30, s31, lanes, 12 * LANES);
        two(s32, s33, lanes, 14 * LANES);
    }
}

package org.convolab.engine.tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The products with the JDK's vectors, as wide as the processor's. A part of B, as deep as the nearest cache allows and two
 * vectors wide, is packed into a panel that a kernel reads from end to end, for all rows of A one after the other (Goto and
 * van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008). Small kernels do the work, each in a method of its
 * own, because the just-in-time compiler keeps vectors in registers only where a method is small:
 *
 * <ul>
 *   <li>{@link #fourRows}: four rows of C, two vectors wide, from a bundle of A. Its eight sums keep two multiply-adds a
 *       cycle busy, and leave enough of 16 registers to read ahead: with more sums the compiler runs out of registers.
 *   <li>{@link #eightRows}: the same from two bundles, where there are 32 registers.
 *   <li>{@link #oneRow}: one row, four vectors wide, straight from B, since nothing of it is read twice.
 *   <li>{@link #eightDots}: the dot products of four rows of A and two of B.
 * </ul>
 *
 * <p>Every number of C is summed up in the same order, and each multiply-add rounded once, whether a kernel is interpreted
 * or compiled, so that equal factors always give equal products on one machine.
 */
final class VectorProduct implements MatrixProduct {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int BUNDLE = Panels.BUNDLE;

    /** The columns of a panel. */
    private static final int WIDTH = 2 * LANES;

    /** The rows of a panel, which takes 32 KB. */
    private static final int DEPTH = 8192 / WIDTH;

    /** Multiply-adds below which plain loops are done before vectors are set up. */
    private static final int SMALL = 2048;

    /** On an x86 processor, vectors of 512 bits come with 32 registers, and shorter ones with 16. */
    static final MatrixProduct PRODUCT = new VectorProduct(SPECIES.vectorBitSize() == 512);

    /** A thread's panel of B, with room for what is copied beyond its end, and what kernels write before it is taken to C. */
    private static final class Scratch {
        static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

        final float[] panel = new float[DEPTH * WIDTH + WIDTH];
        final float[] tile = new float[2 * BUNDLE * WIDTH];
        final int[] from = new int[WIDTH];
        final int[] to = new int[WIDTH];
    }

    private final boolean tall;

    /** @param tall whether there are registers for {@link #eightRows} */
    VectorProduct(boolean tall) {
        this.tall = tall;
    }

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
        Scratch scratch = Scratch.OF_THREAD.get();
        for (int top = 0; top < a.depth(); top += DEPTH) {
            int depth = Math.min(DEPTH, a.depth() - top);
            for (int j = 0; j < b.columns(); j += WIDTH) {
                pack(b, top, depth, j, scratch);
                rows(a, top, depth, j, c, add || top > 0, scratch);
            }
        }
    }

    /**
     * Copies columns from {@code left} on to the panel. A row that is in several pieces is copied piece after piece, two
     * vectors each time: what is too much is overwritten by the next piece or row. Where the array ends, numbers are copied
     * one by one.
     */
    private static void pack(Runs b, int top, int depth, int left, Scratch scratch) {
        int pieces = 0;
        int last = 0;
        for (int j = left; j < Math.min(left + WIDTH, b.columns()); j += b.left(j)) {
            last = b.shift() + b.place(j);
            scratch.from[pieces] = last;
            scratch.to[pieces++] = j - left;
        }
        int end = b.data().length - WIDTH - last;
        boolean all = pieces == 1
                ? packWhole(b.data(), b.starts(), top, depth, last, end, scratch.panel)
                : packPieces(b.data(), b.starts(), top, depth, scratch.from, scratch.to, pieces, end, scratch.panel);
        for (int p = 0; p < depth && !all; p++) {
            if (b.starts()[top + p] > end) {
                b.copy(top + p, left, scratch.panel, p * WIDTH, (p + 1) * WIDTH);
            }
        }
    }

    /** Copies the rows that begin at {@code end} at the latest, and says whether these were all. */
    private static boolean packWhole(float[] b, int[] starts, int top, int depth, int shift, int end, float[] panel) {
        boolean all = true;
        for (int p = 0; p < depth; p++) {
            int start = starts[top + p];
            if (start <= end) {
                two(b, start + shift, panel, p * WIDTH);
            } else {
                all = false;
            }
        }
        return all;
    }

    private static boolean packPieces(
            float[] b, int[] starts, int top, int depth, int[] from, int[] to, int pieces, int end, float[] panel) {
        boolean all = true;
        for (int p = 0; p < depth; p++) {
            int start = starts[top + p];
            if (start <= end) {
                for (int i = 0; i < pieces; i++) {
                    two(b, start + from[i], panel, p * WIDTH + to[i]);
                }
            } else {
                all = false;
            }
        }
        return all;
    }

    private static void two(float[] from, int at, float[] to, int into) {
        FloatVector left = FloatVector.fromArray(SPECIES, from, at);
        FloatVector right = FloatVector.fromArray(SPECIES, from, at + LANES);
        left.intoArray(to, into);
        right.intoArray(to, into + LANES);
    }

    /** Finds what the panel gives for all rows of C. */
    private void rows(Panels a, int top, int depth, int left, Matrix c, boolean add, Scratch scratch) {
        int columns = Math.min(WIDTH, c.columns() - left);
        int height;
        for (int i = 0; i < c.rows(); i += height) {
            height = tall && c.rows() - i > BUNDLE ? 2 * BUNDLE : BUNDLE;
            int rows = Math.min(height, c.rows() - i);
            int row = c.offset() + i * c.down() + left;
            boolean fits = rows == height && columns == WIDTH;
            float[] to = fits ? c.data() : scratch.tile;
            int at = fits ? row : 0;
            int down = fits ? c.down() : WIDTH;
            int weights = a.bundle(i) + top * BUNDLE;
            if (height == BUNDLE) {
                fourRows(a.data(), weights, depth, scratch.panel, to, at, down, fits && add);
            } else {
                int more = a.bundle(i + BUNDLE) + top * BUNDLE;
                eightRows(a.data(), weights, more, depth, scratch.panel, to, at, down, fits && add);
            }
            if (!fits) {
                take(scratch.tile, rows, columns, c.data(), row, c.down(), add);
            }
        }
    }

    /** Takes what a kernel gave to where it belongs. */
    private static void take(float[] tile, int rows, int columns, float[] c, int to, int down, boolean add) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                c[to + i * down + j] = tile[i * WIDTH + j] + (add ? c[to + i * down + j] : 0);
            }
        }
    }

    private static void fourRows(
            float[] a, int weights, int depth, float[] panel, float[] c, int to, int down, boolean add) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector r0 = zero;
        FloatVector r1 = zero;
        FloatVector r2 = zero;
        FloatVector r3 = zero;
        FloatVector s0 = zero;
        FloatVector s1 = zero;
        FloatVector s2 = zero;
        FloatVector s3 = zero;
        for (int p = 0; p < depth; p++) {
            FloatVector x = FloatVector.fromArray(SPECIES, panel, p * WIDTH);
            FloatVector y = FloatVector.fromArray(SPECIES, panel, p * WIDTH + LANES);
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
        }
        put(r0, s0, c, to, add);
        put(r1, s1, c, to + down, add);
        put(r2, s2, c, to + 2 * down, add);
        put(r3, s3, c, to + 3 * down, add);
    }

    private static void eightRows(
            float[] a, int upper, int lower, int depth, float[] panel, float[] c, int to, int down, boolean add) {
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
            FloatVector x = FloatVector.fromArray(SPECIES, panel, p * WIDTH);
            FloatVector y = FloatVector.fromArray(SPECIES, panel, p * WIDTH + LANES);
            FloatVector w = FloatVector.broadcast(SPECIES, a[upper + BUNDLE * p]);
            r0 = w.fma(x, r0);
            s0 = w.fma(y, s0);
            w = FloatVector.broadcast(SPECIES, a[upper + BUNDLE * p + 1]);
            r1 = w.fma(x, r1);
            s1 = w.fma(y, s1);
            w = FloatVector.broadcast(SPECIES, a[upper + BUNDLE * p + 2]);
            r2 = w.fma(x, r2);
            s2 = w.fma(y, s2);
            w = FloatVector.broadcast(SPECIES, a[upper + BUNDLE * p + 3]);
            r3 = w.fma(x, r3);
            s3 = w.fma(y, s3);
            w = FloatVector.broadcast(SPECIES, a[lower + BUNDLE * p]);
            r4 = w.fma(x, r4);
            s4 = w.fma(y, s4);
            w = FloatVector.broadcast(SPECIES, a[lower + BUNDLE * p + 1]);
            r5 = w.fma(x, r5);
            s5 = w.fma(y, s5);
            w = FloatVector.broadcast(SPECIES, a[lower + BUNDLE * p + 2]);
            r6 = w.fma(x, r6);
            s6 = w.fma(y, s6);
            w = FloatVector.broadcast(SPECIES, a[lower + BUNDLE * p + 3]);
            r7 = w.fma(x, r7);
            s7 = w.fma(y, s7);
        }
        put(r0, s0, c, to, add);
        put(r1, s1, c, to + down, add);
        put(r2, s2, c, to + 2 * down, add);
        put(r3, s3, c, to + 3 * down, add);
        put(r4, s4, c, to + 4 * down, add);
        put(r5, s5, c, to + 5 * down, add);
        put(r6, s6, c, to + 6 * down, add);
        put(r7, s7, c, to + 7 * down, add);
    }

    /** Writes two vectors, or adds them to what stands there. */
    private static void put(FloatVector left, FloatVector right, float[] c, int to, boolean add) {
        if (add) {
            left.add(FloatVector.fromArray(SPECIES, c, to)).intoArray(c, to);
            right.add(FloatVector.fromArray(SPECIES, c, to + LANES)).intoArray(c, to + LANES);
        } else {
            left.intoArray(c, to);
            right.intoArray(c, to + LANES);
        }
    }

    @Override
    public void combine(float[] weights, int first, float bias, Runs b, float[] sum) {
        int width = 4 * LANES;
        int n = b.columns();
        if (n < width) {
            PlainProduct.PRODUCT.combine(weights, first, bias, b, sum);
            return;
        }
        for (int j = 0; j < n; j += width) {
            int at = Math.min(j, n - width);
            oneRow(weights, first, bias, b.rows(), b.data(), b.starts(), b.shift() + at, sum, at);
        }
    }

    private static void oneRow(
            float[] weights, int first, float bias, int depth, float[] b, int[] starts, int shift, float[] c, int to) {
        FloatVector start = FloatVector.broadcast(SPECIES, bias);
        FloatVector r0 = start;
        FloatVector r1 = start;
        FloatVector r2 = start;
        FloatVector r3 = start;
        for (int p = 0; p < depth; p++) {
            int from = starts[p] + shift;
            FloatVector w = FloatVector.broadcast(SPECIES, weights[first + p]);
            r0 = w.fma(FloatVector.fromArray(SPECIES, b, from), r0);
            r1 = w.fma(FloatVector.fromArray(SPECIES, b, from + LANES), r1);
            r2 = w.fma(FloatVector.fromArray(SPECIES, b, from + 2 * LANES), r2);
            r3 = w.fma(FloatVector.fromArray(SPECIES, b, from + 3 * LANES), r3);
        }
        put(r0, r1, c, to, false);
        put(r2, r3, c, to + 2 * LANES, false);
    }

    @Override
    public void addDots(Runs a, Runs b, Matrix c) {
        MatrixProduct.checkDots(a, b, c);
        if ((long) a.rows() * a.columns() * b.rows() < SMALL) {
            PlainProduct.PRODUCT.addDots(a, b, c);
            return;
        }
        if (a.rows() < 4 && b.rows() >= 4) {
            addDots(b, a, c, true);
        } else {
            addDots(a, b, c, false);
        }
    }

    /** @param turned whether it is C's columns that A's rows belong to */
    private static void addDots(Runs a, Runs b, Matrix c, boolean turned) {
        float[] lanes = Scratch.OF_THREAD.get().tile;
        int length = a.columns() / LANES * LANES;
        int down = turned ? 1 : c.down();
        int across = turned ? c.down() : 1;
        for (int j = 0; j < b.rows(); j += 2) {
            for (int i = 0; i < a.rows(); i += 4) {
                eightDots(
                        a.data(),
                        a.start(i),
                        a.start(Math.min(i + 1, a.rows() - 1)),
                        a.start(Math.min(i + 2, a.rows() - 1)),
                        a.start(Math.min(i + 3, a.rows() - 1)),
                        b.data(),
                        b.start(j),
                        b.start(Math.min(j + 1, b.rows() - 1)),
                        length,
                        lanes);
                for (int u = 0; u < Math.min(4, a.rows() - i); u++) {
                    for (int v = 0; v < Math.min(2, b.rows() - j); v++) {
                        c.data()[c.offset() + (i + u) * down + (j + v) * across] += sum(lanes, (2 * u + v) * LANES)
                                + rest(a.data(), a.start(i + u), b.data(), b.start(j + v), length, a.columns());
                    }
                }
            }
        }
    }

    /** Four sums side by side, since each addition of one would have to wait for the last; vectors have four lanes or more. */
    private static float sum(float[] lanes, int from) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int i = from; i < from + LANES; i += 4) {
            s0 += lanes[i];
            s1 += lanes[i + 1];
            s2 += lanes[i + 2];
            s3 += lanes[i + 3];
        }
        return s0 + s1 + (s2 + s3);
    }

    /** The products that do not fill a vector. */
    private static float rest(float[] a, int x, float[] b, int y, int from, int end) {
        float sum = 0;
        for (int p = from; p < end; p++) {
            sum += a[x + p] * b[y + p];
        }
        return sum;
    }

    private static void eightDots(
            float[] a, int a0, int a1, int a2, int a3, float[] b, int b0, int b1, int length, float[] lanes) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector r0 = zero;
        FloatVector r1 = zero;
        FloatVector r2 = zero;
        FloatVector r3 = zero;
        FloatVector s0 = zero;
        FloatVector s1 = zero;
        FloatVector s2 = zero;
        FloatVector s3 = zero;
        for (int p = 0; p < length; p += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, b, b0 + p);
            FloatVector y = FloatVector.fromArray(SPECIES, b, b1 + p);
            FloatVector w = FloatVector.fromArray(SPECIES, a, a0 + p);
            r0 = w.fma(x, r0);
            s0 = w.fma(y, s0);
            w = FloatVector.fromArray(SPECIES, a, a1 + p);
            r1 = w.fma(x, r1);
            s1 = w.fma(y, s1);
            w = FloatVector.fromArray(SPECIES, a, a2 + p);
            r2 = w.fma(x, r2);
            s2 = w.fma(y, s2);
            w = FloatVector.fromArray(SPECIES, a, a3 + p);
            r3 = w.fma(x, r3);
            s3 = w.fma(y, s3);
        }
        put(r0, s0, lanes, 0, false);
        put(r1, s1, lanes, 2 * LANES, false);
        put(r2, s2, lanes, 4 * LANES, false);
        put(r3, s3, lanes, 6 * LANES, false);
    }
}

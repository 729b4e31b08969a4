package org.convolab.engine.tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic with the JDK's vectors, as wide as the processor's. A part of B, as deep as the caches allow and two
 * vectors wide, is packed into a panel that a kernel reads from end to end, for all rows of A one after the other (Goto and
 * van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008). Where B already lies like that, or there are too
 * few rows for packing to pay, it is read where it is. Small kernels do the work:
 *
 * <ul>
 *   <li>{@link #fourRows}: four rows of C, two vectors wide, from a bundle of A. Its eight sums are what two multiply-adds
 *       a cycle, each of four cycles, need to be busy, and leave room in 16 registers.
 *   <li>{@link #eightRows}: the same from two bundles, for 32 registers: half as many loads for each multiply-add. With 16
 *       it spills and is slower; {@link Choice} finds that out.
 *   <li>{@link #fourScattered}: four rows straight from B's runs.
 *   <li>{@link #oneRow}: one row, four vectors wide, straight from B.
 *   <li>{@link #depthwise3x3Rows}: a 3×3 kernel on one map; each row of the map is read once for the three rows it is part of.
 *   <li>{@link #fourDots} and {@link #eightDots}: dot products of several rows of A and two of B.
 * </ul>
 *
 * <p>What keeps the just-in-time compiler from spoiling a kernel, seen with {@code PrintInlining} and {@code PrintAssembly}
 * on JDK 17 and 25:
 *
 * <ol>
 *   <li>A kernel is a method of its own, and has no branch beside its loop. Each vector operation is some hundred nodes while
 *       it is inlined, and at 18,000 nodes C2 inlines no more ({@code NodeCountInliningCutoff}). One call that is left makes
 *       all sums objects on the heap, in every turn of the loop: eight rows with a choice between writing and adding at
 *       their end ran at a sixth of their speed. For the same reason a large kernel should have more than 325 bytes
 *       ({@code FreqInlineSize}), so that it is not inlined into a caller that has others.
 *   <li>How far the rows of a panel lie apart is a variable, though it is always the same: so C2 cannot move the range checks
 *       of the panel out of the loop. They cost next to nothing, and hold the loads behind them in their places. Without them
 *       C2 loads all weights of a turn before the first multiply-add, more than 16 registers hold, and spills sums to the
 *       stack: half the speed.
 * </ol>
 */
final class VectorArithmetic implements Arithmetic {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int WIDE = SPECIES.length();
    private static final int BUNDLE = Panels.BUNDLE;

    /** The columns of a panel. */
    private static final int WIDTH = 2 * WIDE;

    /** The rows of a panel, which takes 32 KB. */
    private static final int DEPTH = 8192 / WIDTH;

    /** How many rows of A a kernel for dot products takes. */
    private static final int ACROSS = WIDE == LANES ? 4 : 2;

    /** Multiply-adds below which plain loops are done before vectors are set up. */
    private static final int SMALL = 2048;

    /** A thread's panel of B, with room for what is copied beyond its end, and what kernels begin with and end in. */
    private static final class Scratch {
        static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

        final float[] panel = new float[DEPTH * WIDTH + WIDTH];
        final float[] tile = new float[2 * BUNDLE * WIDTH];
        final float[] lanes = new float[8 * LANES];
        final float[] gathered = new float[BUNDLE * WIDTH];
        int[] from = new int[WIDTH];
        int[] to = new int[WIDTH];

        /** Makes room for where so many pieces come from and go. */
        void ensure(int pieces) {
            if (from.length < pieces) {
                from = new int[pieces];
                to = new int[pieces];
            }
        }
    }

    private final boolean tall;

    /** @param tall whether there are registers for {@link #eightRows} */
    VectorArithmetic(boolean tall) {
        this.tall = tall;
    }

    /** What vectors of at least 256 bits offer beside plain loops, from fewest registers to most. */
    static Candidate[] candidates() {
        int bits = SPECIES.vectorBitSize();
        if (bits < 256) {
            return new Candidate[0];
        }
        String vectors = "vectors of " + bits + " bits, ";
        return new Candidate[] {
            new Candidate(vectors + "four rows at a time", new VectorArithmetic(false)),
            new Candidate(vectors + "eight rows at a time", new VectorArithmetic(true))
        };
    }

    @Override
    public void gemm(Panels a, StridedRows b, Matrix c, float @Nullable [] starts, int first) {
        Arithmetic.check(a.rows(), a.depth(), b.rows(), b.columns(), c);
        if ((long) a.rows() * a.depth() * b.columns() < SMALL) {
            PlainArithmetic.INSTANCE.gemm(a, b, c, starts, first);
            return;
        }
        Scratch scratch = Scratch.OF_THREAD.get();
        if (a.rows() <= FastestArithmetic.FEW
                && starts != null
                && b.last() + b.place(b.columns() - 1) + WIDE <= b.data().length) {
            direct(a, b, c, starts, first, scratch);
            return;
        }
        int even = b.even();
        boolean lies = even > 0 && even <= 2 * WIDTH && b.piece() % WIDTH == 0 && b.columns() % WIDTH == 0;
        for (int top = 0; top < a.depth(); top += DEPTH) {
            int depth = Math.min(DEPTH, a.depth() - top);
            for (int j = 0; j < b.columns(); j += WIDTH) {
                float[] panel = lies ? b.data() : scratch.panel;
                int start = lies ? b.start(top) + b.place(j) : 0;
                if (!lies) {
                    pack(b, top, depth, j, scratch);
                }
                rows(a, top, depth, j, panel, start, lies ? even : WIDTH, c, top > 0 ? null : starts, first, scratch);
            }
        }
    }

    /**
     * Copies columns from {@code left} on to the panel. A row that is in several pieces is copied piece after piece, two
     * vectors each time: what is too much is overwritten by the next piece or row. Where the array ends, numbers are copied
     * one by one.
     */
    private static void pack(StridedRows b, int top, int depth, int left, Scratch scratch) {
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
        FloatVector right = FloatVector.fromArray(SPECIES, from, at + WIDE);
        left.intoArray(to, into);
        right.intoArray(to, into + WIDE);
    }

    /**
     * The product where rows of A are so few that packing B would cost more than it gains: B's runs are read where they lie,
     * two vectors at a time. A vector that is wider than what is left of a piece begins earlier, so that it ends with the
     * piece; one that is wider than the whole piece takes what stands behind it along, and what comes of that is overwritten
     * by the next one.
     */
    private static void direct(Panels a, StridedRows b, Matrix c, float[] starts, int first, Scratch scratch) {
        int n = b.columns();
        scratch.ensure(n / Math.min(b.piece(), WIDE) * 2 + 2);
        int pieces = 0;
        for (int j = 0; j < n; ) {
            int left = b.left(j);
            int before = j % b.piece();
            int column = left < WIDE && before + left >= WIDE ? j + left - WIDE : j;
            scratch.to[pieces] = column;
            scratch.from[pieces++] = b.shift() + b.place(column);
            j += Math.min(WIDE, left);
        }
        for (int i = 0; i < a.rows(); i += BUNDLE) {
            int rows = Math.min(BUNDLE, a.rows() - i);
            int row = c.offset() + i * c.rowStride();
            begin(starts, first + i, rows, scratch.tile);
            for (int k = 0; k < pieces; k += 2) {
                int right = Math.min(k + 1, pieces - 1);
                boolean fits = rows == BUNDLE && scratch.to[right] + WIDE <= n;
                float[] to = fits ? c.data() : scratch.gathered;
                int into = fits ? row + scratch.to[k] : 0;
                int and = fits ? row + scratch.to[right] : WIDE;
                int down = fits ? c.rowStride() : WIDTH;
                fourScattered(
                        a.data(),
                        a.bundle(i),
                        a.depth(),
                        b.data(),
                        b.starts(),
                        scratch.from[k],
                        scratch.from[right],
                        scratch.tile,
                        to,
                        into,
                        and,
                        down);
                if (!fits) {
                    take(scratch.gathered, 0, rows, Math.min(WIDE, n - scratch.to[k]), c, row + scratch.to[k]);
                    take(
                            scratch.gathered,
                            WIDE,
                            rows,
                            Math.min(WIDE, n - scratch.to[right]),
                            c,
                            row + scratch.to[right]);
                }
            }
        }
    }

    /** Copies a vector, or the part of it that there is room for, to each of some rows of C. */
    private static void take(float[] tile, int at, int rows, int columns, Matrix c, int to) {
        for (int i = 0; i < rows; i++) {
            if (columns == WIDE) {
                FloatVector.fromArray(SPECIES, tile, at + i * WIDTH).intoArray(c.data(), to + i * c.rowStride());
            } else {
                System.arraycopy(tile, at + i * WIDTH, c.data(), to + i * c.rowStride(), columns);
            }
        }
    }

    /** Finds what the panel gives for all rows of C. */
    private void rows(
            Panels a,
            int top,
            int depth,
            int left,
            float[] panel,
            int start,
            int step,
            Matrix c,
            float @Nullable [] starts,
            int first,
            Scratch scratch) {
        int columns = Math.min(WIDTH, c.columns() - left);
        float[] tile = scratch.tile;
        int height;
        for (int i = 0; i < c.rows(); i += height) {
            height = tall && c.rows() - i > BUNDLE ? 2 * BUNDLE : BUNDLE;
            int rows = Math.min(height, c.rows() - i);
            int row = c.offset() + i * c.rowStride() + left;
            boolean fits = rows == height && columns == WIDTH;
            if (starts != null) {
                begin(starts, first + i, rows, tile);
            } else if (!fits) {
                PlainArithmetic.INSTANCE.copyRectangle(c.data(), row, c.rowStride(), tile, 0, WIDTH, rows, columns);
            }
            boolean fromTile = starts != null || !fits;
            float[] from = fromTile ? tile : c.data();
            int at = fromTile ? 0 : row;
            int fromDown = fromTile ? WIDTH : c.rowStride();
            float[] to = fits ? c.data() : tile;
            int into = fits ? row : 0;
            int down = fits ? c.rowStride() : WIDTH;
            int weights = a.bundle(i) + top * BUNDLE;
            if (height == BUNDLE) {
                fourRows(a.data(), weights, depth, panel, start, step, from, at, fromDown, to, into, down);
            } else {
                int more = a.bundle(i + BUNDLE) + top * BUNDLE;
                eightRows(a.data(), weights, more, depth, panel, start, step, from, at, fromDown, to, into, down);
            }
            if (!fits) {
                PlainArithmetic.INSTANCE.copyRectangle(tile, 0, WIDTH, c.data(), row, c.rowStride(), rows, columns);
            }
        }
    }

    /** Fills rows of a tile, each with its start. */
    private static void begin(float[] starts, int first, int rows, float[] tile) {
        for (int i = 0; i < rows; i++) {
            FloatVector start = FloatVector.broadcast(SPECIES, starts[first + i]);
            start.intoArray(tile, i * WIDTH);
            start.intoArray(tile, i * WIDTH + WIDE);
        }
    }

    /**
     * Four rows of C from a bundle of A, straight from B's runs: two vectors of each, that begin {@code left} and {@code
     * right} numbers after the runs.
     */
    private static void fourScattered(
            float[] a,
            int weights,
            int depth,
            float[] b,
            int[] runs,
            int left,
            int right,
            float[] from,
            float[] c,
            int to,
            int and,
            int down) {
        FloatVector r0 = FloatVector.fromArray(SPECIES, from, 0 * WIDTH);
        FloatVector s0 = r0;
        FloatVector r1 = FloatVector.fromArray(SPECIES, from, 1 * WIDTH);
        FloatVector s1 = r1;
        FloatVector r2 = FloatVector.fromArray(SPECIES, from, 2 * WIDTH);
        FloatVector s2 = r2;
        FloatVector r3 = FloatVector.fromArray(SPECIES, from, 3 * WIDTH);
        FloatVector s3 = r3;
        for (int p = 0; p < depth; p++) {
            int run = runs[p];
            FloatVector x = FloatVector.fromArray(SPECIES, b, run + left);
            FloatVector y = FloatVector.fromArray(SPECIES, b, run + right);
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
        r0.intoArray(c, to);
        s0.intoArray(c, and);
        r1.intoArray(c, to + down);
        s1.intoArray(c, and + down);
        r2.intoArray(c, to + 2 * down);
        s2.intoArray(c, and + 2 * down);
        r3.intoArray(c, to + 3 * down);
        s3.intoArray(c, and + 3 * down);
    }

    private static void fourRows(
            float[] a,
            int weights,
            int depth,
            float[] panel,
            int start,
            int step,
            float[] from,
            int at,
            int fromDown,
            float[] c,
            int to,
            int down) {
        FloatVector r0 = FloatVector.fromArray(SPECIES, from, at);
        FloatVector s0 = FloatVector.fromArray(SPECIES, from, at + WIDE);
        FloatVector r1 = FloatVector.fromArray(SPECIES, from, at + fromDown);
        FloatVector s1 = FloatVector.fromArray(SPECIES, from, at + fromDown + WIDE);
        FloatVector r2 = FloatVector.fromArray(SPECIES, from, at + 2 * fromDown);
        FloatVector s2 = FloatVector.fromArray(SPECIES, from, at + 2 * fromDown + WIDE);
        FloatVector r3 = FloatVector.fromArray(SPECIES, from, at + 3 * fromDown);
        FloatVector s3 = FloatVector.fromArray(SPECIES, from, at + 3 * fromDown + WIDE);
        for (int p = 0, q = start; p < depth; p++, q += step) {
            FloatVector x = FloatVector.fromArray(SPECIES, panel, q);
            FloatVector y = FloatVector.fromArray(SPECIES, panel, q + WIDE);
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
        r0.intoArray(c, to);
        s0.intoArray(c, to + WIDE);
        r1.intoArray(c, to + down);
        s1.intoArray(c, to + down + WIDE);
        r2.intoArray(c, to + 2 * down);
        s2.intoArray(c, to + 2 * down + WIDE);
        r3.intoArray(c, to + 3 * down);
        s3.intoArray(c, to + 3 * down + WIDE);
    }

    private static void eightRows(
            float[] a,
            int upper,
            int lower,
            int depth,
            float[] panel,
            int start,
            int step,
            float[] from,
            int at,
            int fromDown,
            float[] c,
            int to,
            int down) {
        FloatVector r0 = FloatVector.fromArray(SPECIES, from, at);
        FloatVector s0 = FloatVector.fromArray(SPECIES, from, at + WIDE);
        FloatVector r1 = FloatVector.fromArray(SPECIES, from, at + fromDown);
        FloatVector s1 = FloatVector.fromArray(SPECIES, from, at + fromDown + WIDE);
        FloatVector r2 = FloatVector.fromArray(SPECIES, from, at + 2 * fromDown);
        FloatVector s2 = FloatVector.fromArray(SPECIES, from, at + 2 * fromDown + WIDE);
        FloatVector r3 = FloatVector.fromArray(SPECIES, from, at + 3 * fromDown);
        FloatVector s3 = FloatVector.fromArray(SPECIES, from, at + 3 * fromDown + WIDE);
        FloatVector r4 = FloatVector.fromArray(SPECIES, from, at + 4 * fromDown);
        FloatVector s4 = FloatVector.fromArray(SPECIES, from, at + 4 * fromDown + WIDE);
        FloatVector r5 = FloatVector.fromArray(SPECIES, from, at + 5 * fromDown);
        FloatVector s5 = FloatVector.fromArray(SPECIES, from, at + 5 * fromDown + WIDE);
        FloatVector r6 = FloatVector.fromArray(SPECIES, from, at + 6 * fromDown);
        FloatVector s6 = FloatVector.fromArray(SPECIES, from, at + 6 * fromDown + WIDE);
        FloatVector r7 = FloatVector.fromArray(SPECIES, from, at + 7 * fromDown);
        FloatVector s7 = FloatVector.fromArray(SPECIES, from, at + 7 * fromDown + WIDE);
        for (int p = 0, q = start; p < depth; p++, q += step) {
            FloatVector x = FloatVector.fromArray(SPECIES, panel, q);
            FloatVector y = FloatVector.fromArray(SPECIES, panel, q + WIDE);
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
        r0.intoArray(c, to);
        s0.intoArray(c, to + WIDE);
        r1.intoArray(c, to + down);
        s1.intoArray(c, to + down + WIDE);
        r2.intoArray(c, to + 2 * down);
        s2.intoArray(c, to + 2 * down + WIDE);
        r3.intoArray(c, to + 3 * down);
        s3.intoArray(c, to + 3 * down + WIDE);
        r4.intoArray(c, to + 4 * down);
        s4.intoArray(c, to + 4 * down + WIDE);
        r5.intoArray(c, to + 5 * down);
        s5.intoArray(c, to + 5 * down + WIDE);
        r6.intoArray(c, to + 6 * down);
        s6.intoArray(c, to + 6 * down + WIDE);
        r7.intoArray(c, to + 7 * down);
        s7.intoArray(c, to + 7 * down + WIDE);
    }

    @Override
    public void gemv(float[] weights, int first, float bias, StridedRows b, float[] sum, int to) {
        int width = 4 * WIDE;
        int n = b.columns();
        if (n < width) {
            PlainArithmetic.INSTANCE.gemv(weights, first, bias, b, sum, to);
            return;
        }
        for (int j = 0; j < n; j += width) {
            int at = Math.min(j, n - width);
            oneRow(weights, first, bias, b.rows(), b.data(), b.starts(), b.shift() + at, sum, to + at);
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
            r1 = w.fma(FloatVector.fromArray(SPECIES, b, from + WIDE), r1);
            r2 = w.fma(FloatVector.fromArray(SPECIES, b, from + 2 * WIDE), r2);
            r3 = w.fma(FloatVector.fromArray(SPECIES, b, from + 3 * WIDE), r3);
        }
        r0.intoArray(c, to);
        r1.intoArray(c, to + WIDE);
        r2.intoArray(c, to + 2 * WIDE);
        r3.intoArray(c, to + 3 * WIDE);
    }

    @Override
    public void gemmTransposed(StridedRows a, StridedRows b, Matrix c) {
        Arithmetic.checkTransposed(a, b, c);
        if ((long) a.rows() * a.columns() * b.rows() < SMALL) {
            PlainArithmetic.INSTANCE.gemmTransposed(a, b, c);
            return;
        }
        if (a.rows() < ACROSS && b.rows() >= ACROSS) {
            gemmTransposed(b, a, c, true);
        } else {
            gemmTransposed(a, b, c, false);
        }
    }

    /** @param turned whether it is C's columns that A's rows belong to */
    private static void gemmTransposed(StridedRows a, StridedRows b, Matrix c, boolean turned) {
        float[] lanes = Scratch.OF_THREAD.get().lanes;
        int length = a.columns() / LANES * LANES;
        int down = turned ? 1 : c.rowStride();
        int across = turned ? c.rowStride() : 1;
        for (int j = 0; j < b.rows(); j += 2) {
            int b0 = b.start(j);
            int b1 = b.start(Math.min(j + 1, b.rows() - 1));
            for (int i = 0; i < a.rows(); i += ACROSS) {
                int a0 = a.start(i);
                int a1 = a.start(Math.min(i + 1, a.rows() - 1));
                if (ACROSS == 2) {
                    fourDots(a.data(), a0, a1, b.data(), b0, b1, length, lanes);
                } else {
                    int a2 = a.start(Math.min(i + 2, a.rows() - 1));
                    int a3 = a.start(Math.min(i + 3, a.rows() - 1));
                    eightDots(a.data(), a0, a1, a2, a3, b.data(), b0, b1, length, lanes);
                }
                for (int u = 0; u < Math.min(ACROSS, a.rows() - i); u++) {
                    for (int v = 0; v < Math.min(2, b.rows() - j); v++) {
                        int from = (2 * u + v) * LANES;
                        rest(a.data(), a.start(i + u), b.data(), b.start(j + v), length, a.columns(), lanes, from);
                        c.data()[c.offset() + (i + u) * down + (j + v) * across] += PlainArithmetic.sum(lanes, from);
                    }
                }
            }
        }
    }

    /** Adds the products that do not fill all lanes. */
    private static void rest(float[] a, int x, float[] b, int y, int from, int end, float[] lanes, int lane) {
        for (int p = from; p < end; p++, lane++) {
            lanes[lane] = PlainArithmetic.multiplyAdd(a[x + p], b[y + p], lanes[lane]);
        }
    }

    /** Two rows of A and two of B, with two vectors for the lanes of each dot product. */
    private static void fourDots(float[] a, int a0, int a1, float[] b, int b0, int b1, int length, float[] lanes) {
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
            r1 = w.fma(y, r1);
            w = FloatVector.fromArray(SPECIES, a, a1 + p);
            r2 = w.fma(x, r2);
            r3 = w.fma(y, r3);
            x = FloatVector.fromArray(SPECIES, b, b0 + p + WIDE);
            y = FloatVector.fromArray(SPECIES, b, b1 + p + WIDE);
            w = FloatVector.fromArray(SPECIES, a, a0 + p + WIDE);
            s0 = w.fma(x, s0);
            s1 = w.fma(y, s1);
            w = FloatVector.fromArray(SPECIES, a, a1 + p + WIDE);
            s2 = w.fma(x, s2);
            s3 = w.fma(y, s3);
        }
        r0.intoArray(lanes, 0);
        s0.intoArray(lanes, WIDE);
        r1.intoArray(lanes, 2 * WIDE);
        s1.intoArray(lanes, 3 * WIDE);
        r2.intoArray(lanes, 4 * WIDE);
        s2.intoArray(lanes, 5 * WIDE);
        r3.intoArray(lanes, 6 * WIDE);
        s3.intoArray(lanes, 7 * WIDE);
    }

    /** Four rows of A and two of B, with one vector for the lanes of each dot product. */
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
        r0.intoArray(lanes, 0);
        s0.intoArray(lanes, WIDE);
        r1.intoArray(lanes, 2 * WIDE);
        s1.intoArray(lanes, 3 * WIDE);
        r2.intoArray(lanes, 4 * WIDE);
        s2.intoArray(lanes, 5 * WIDE);
        r3.intoArray(lanes, 6 * WIDE);
        s3.intoArray(lanes, 7 * WIDE);
    }

    @Override
    public void winogradInput(float[] x, int[] cells, int shift, int count, float[] v, int at, int apart) {
        for (int i = 0; i < count; i += WIDE) {
            int from = shift + i;
            int to = at + i;
            FloatVector d00 = FloatVector.fromArray(SPECIES, x, cells[0] + from);
            FloatVector d01 = FloatVector.fromArray(SPECIES, x, cells[1] + from);
            FloatVector d02 = FloatVector.fromArray(SPECIES, x, cells[2] + from);
            FloatVector d03 = FloatVector.fromArray(SPECIES, x, cells[3] + from);
            FloatVector d10 = FloatVector.fromArray(SPECIES, x, cells[4] + from);
            FloatVector d11 = FloatVector.fromArray(SPECIES, x, cells[5] + from);
            FloatVector d12 = FloatVector.fromArray(SPECIES, x, cells[6] + from);
            FloatVector d13 = FloatVector.fromArray(SPECIES, x, cells[7] + from);
            FloatVector d20 = FloatVector.fromArray(SPECIES, x, cells[8] + from);
            FloatVector d21 = FloatVector.fromArray(SPECIES, x, cells[9] + from);
            FloatVector d22 = FloatVector.fromArray(SPECIES, x, cells[10] + from);
            FloatVector d23 = FloatVector.fromArray(SPECIES, x, cells[11] + from);
            FloatVector d30 = FloatVector.fromArray(SPECIES, x, cells[12] + from);
            FloatVector d31 = FloatVector.fromArray(SPECIES, x, cells[13] + from);
            FloatVector d32 = FloatVector.fromArray(SPECIES, x, cells[14] + from);
            FloatVector d33 = FloatVector.fromArray(SPECIES, x, cells[15] + from);
            FloatVector r0 = d00.sub(d20);
            FloatVector s0 = d10.add(d20);
            FloatVector t0 = d20.sub(d10);
            FloatVector u0 = d10.sub(d30);
            FloatVector r1 = d01.sub(d21);
            FloatVector s1 = d11.add(d21);
            FloatVector t1 = d21.sub(d11);
            FloatVector u1 = d11.sub(d31);
            FloatVector r2 = d02.sub(d22);
            FloatVector s2 = d12.add(d22);
            FloatVector t2 = d22.sub(d12);
            FloatVector u2 = d12.sub(d32);
            FloatVector r3 = d03.sub(d23);
            FloatVector s3 = d13.add(d23);
            FloatVector t3 = d23.sub(d13);
            FloatVector u3 = d13.sub(d33);
            r0.sub(r2).intoArray(v, to);
            r1.add(r2).intoArray(v, to + apart);
            r2.sub(r1).intoArray(v, to + 2 * apart);
            r1.sub(r3).intoArray(v, to + 3 * apart);
            s0.sub(s2).intoArray(v, to + 4 * apart);
            s1.add(s2).intoArray(v, to + 5 * apart);
            s2.sub(s1).intoArray(v, to + 6 * apart);
            s1.sub(s3).intoArray(v, to + 7 * apart);
            t0.sub(t2).intoArray(v, to + 8 * apart);
            t1.add(t2).intoArray(v, to + 9 * apart);
            t2.sub(t1).intoArray(v, to + 10 * apart);
            t1.sub(t3).intoArray(v, to + 11 * apart);
            u0.sub(u2).intoArray(v, to + 12 * apart);
            u1.add(u2).intoArray(v, to + 13 * apart);
            u2.sub(u1).intoArray(v, to + 14 * apart);
            u1.sub(u3).intoArray(v, to + 15 * apart);
        }
    }

    @Override
    public void winogradOutput(float[] m, int at, int apart, int count, float bias, float[] y, int yApart) {
        FloatVector b = FloatVector.broadcast(SPECIES, bias);
        for (int i = 0; i < count; i += WIDE) {
            int from = at + i;
            FloatVector m00 = FloatVector.fromArray(SPECIES, m, from);
            FloatVector m01 = FloatVector.fromArray(SPECIES, m, from + apart);
            FloatVector m02 = FloatVector.fromArray(SPECIES, m, from + 2 * apart);
            FloatVector m03 = FloatVector.fromArray(SPECIES, m, from + 3 * apart);
            FloatVector m10 = FloatVector.fromArray(SPECIES, m, from + 4 * apart);
            FloatVector m11 = FloatVector.fromArray(SPECIES, m, from + 5 * apart);
            FloatVector m12 = FloatVector.fromArray(SPECIES, m, from + 6 * apart);
            FloatVector m13 = FloatVector.fromArray(SPECIES, m, from + 7 * apart);
            FloatVector m20 = FloatVector.fromArray(SPECIES, m, from + 8 * apart);
            FloatVector m21 = FloatVector.fromArray(SPECIES, m, from + 9 * apart);
            FloatVector m22 = FloatVector.fromArray(SPECIES, m, from + 10 * apart);
            FloatVector m23 = FloatVector.fromArray(SPECIES, m, from + 11 * apart);
            FloatVector m30 = FloatVector.fromArray(SPECIES, m, from + 12 * apart);
            FloatVector m31 = FloatVector.fromArray(SPECIES, m, from + 13 * apart);
            FloatVector m32 = FloatVector.fromArray(SPECIES, m, from + 14 * apart);
            FloatVector m33 = FloatVector.fromArray(SPECIES, m, from + 15 * apart);
            FloatVector s0 = m00.add(m10).add(m20);
            FloatVector t0 = m10.sub(m20).sub(m30);
            FloatVector s1 = m01.add(m11).add(m21);
            FloatVector t1 = m11.sub(m21).sub(m31);
            FloatVector s2 = m02.add(m12).add(m22);
            FloatVector t2 = m12.sub(m22).sub(m32);
            FloatVector s3 = m03.add(m13).add(m23);
            FloatVector t3 = m13.sub(m23).sub(m33);
            s0.add(s1).add(s2).add(b).intoArray(y, i);
            s1.sub(s2).sub(s3).add(b).intoArray(y, i + yApart);
            t0.add(t1).add(t2).add(b).intoArray(y, i + 2 * yApart);
            t1.sub(t2).sub(t3).add(b).intoArray(y, i + 3 * yApart);
        }
    }

    @Override
    public void depthwise3x3(
            float[] weights,
            int first,
            float bias,
            float[] x,
            int at,
            int width,
            float[] y,
            int to,
            int rows,
            int columns) {
        if (columns < WIDE) {
            PlainArithmetic.INSTANCE.depthwise3x3(weights, first, bias, x, at, width, y, to, rows, columns);
            return;
        }
        for (int left = 0; left < columns; left += WIDTH) {
            int j = Math.min(left, columns - WIDE);
            int k = Math.min(left + WIDE, columns - WIDE);
            depthwise3x3Rows(weights, first, bias, x, at + j, at + k, width, y, to + j, to + k, rows, columns);
        }
    }

    /**
     * Two columns of vectors from top to bottom: every row of the map is read once for the three rows that it is part of.
     * What the first two turns write is overwritten by the third.
     */
    private static void depthwise3x3Rows(
            float[] weights,
            int first,
            float bias,
            float[] x,
            int left,
            int right,
            int width,
            float[] y,
            int to,
            int and,
            int rows,
            int columns) {
        FloatVector start = FloatVector.broadcast(SPECIES, bias);
        FloatVector w0 = FloatVector.broadcast(SPECIES, weights[first]);
        FloatVector w1 = FloatVector.broadcast(SPECIES, weights[first + 1]);
        FloatVector w2 = FloatVector.broadcast(SPECIES, weights[first + 2]);
        FloatVector w3 = FloatVector.broadcast(SPECIES, weights[first + 3]);
        FloatVector w4 = FloatVector.broadcast(SPECIES, weights[first + 4]);
        FloatVector w5 = FloatVector.broadcast(SPECIES, weights[first + 5]);
        FloatVector w6 = FloatVector.broadcast(SPECIES, weights[first + 6]);
        FloatVector w7 = FloatVector.broadcast(SPECIES, weights[first + 7]);
        FloatVector w8 = FloatVector.broadcast(SPECIES, weights[first + 8]);
        FloatVector upper = start;
        FloatVector middle = start;
        FloatVector upperToo = start;
        FloatVector middleToo = start;
        for (int i = 0; i < rows + 2; i++) {
            int row = i * width;
            int line = Math.max(0, i - 2) * columns;
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, left + row);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, left + row + 1);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, left + row + 2);
            w8.fma(x2, w7.fma(x1, w6.fma(x0, upper))).intoArray(y, to + line);
            upper = w5.fma(x2, w4.fma(x1, w3.fma(x0, middle)));
            middle = w2.fma(x2, w1.fma(x1, w0.fma(x0, start)));
            x0 = FloatVector.fromArray(SPECIES, x, right + row);
            x1 = FloatVector.fromArray(SPECIES, x, right + row + 1);
            x2 = FloatVector.fromArray(SPECIES, x, right + row + 2);
            w8.fma(x2, w7.fma(x1, w6.fma(x0, upperToo))).intoArray(y, and + line);
            upperToo = w5.fma(x2, w4.fma(x1, w3.fma(x0, middleToo)));
            middleToo = w2.fma(x2, w1.fma(x1, w0.fma(x0, start)));
        }
    }

    @Override
    public void copyRectangle(
            float[] from, int at, int fromDown, float[] to, int into, int down, int rows, int columns) {
        if (columns < WIDE) {
            PlainArithmetic.INSTANCE.copyRectangle(from, at, fromDown, to, into, down, rows, columns);
            return;
        }
        for (int left = 0; left < columns; left += WIDE) {
            int j = Math.min(left, columns - WIDE);
            for (int i = 0; i < rows; i++) {
                FloatVector.fromArray(SPECIES, from, at + i * fromDown + j).intoArray(to, into + i * down + j);
            }
        }
    }

    @Override
    public void tanh(float[] x, float factor, float[] y, int from, int end) {
        int i = from;
        for (; i + WIDE <= end; i += WIDE) {
            tanh(FloatVector.fromArray(SPECIES, x, i).mul(factor)).intoArray(y, i);
        }
        PlainArithmetic.INSTANCE.tanh(x, factor, y, i, end);
    }

    /** As in plain loops; numbers are kept between bounds by comparing, which leaves what is not a number as it is. */
    private static FloatVector tanh(FloatVector x) {
        FloatVector quarter = within(x, 9).div(4);
        FloatVector square = quarter.mul(quarter);
        FloatVector p =
                square.fma(square.add(378), all(17325)).fma(square, all(135135)).mul(quarter);
        FloatVector q = square.fma(all(28), all(3150)).fma(square, all(62370)).fma(square, all(135135));
        FloatVector p2 = p.add(p).mul(q);
        FloatVector q2 = p.fma(p, q.mul(q));
        FloatVector p4 = p2.add(p2).mul(q2);
        FloatVector q4 = p2.fma(p2, q2.mul(q2));
        return within(p4.div(q4), 1);
    }

    private static FloatVector within(FloatVector x, float most) {
        FloatVector above = x.blend(most, x.compare(VectorOperators.GT, most));
        return above.blend(-most, above.compare(VectorOperators.LT, -most));
    }

    private static FloatVector all(float number) {
        return FloatVector.broadcast(SPECIES, number);
    }
}

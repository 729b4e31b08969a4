package org.convolab.engine.tensor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The products in plain loops. A part of B that stays in the cache is copied, each of its rows to an array of its own, and
 * so is a row of C: the just-in-time compiler turns a loop into vector instructions only if all arrays in it are read and
 * written at the same index, since at others they could overlap. With four rows of B at a time it does so on JDK 17 too,
 * with more it gives up there. Dot products it leaves as they are, since floating-point sums must keep their order.
 */
final class PlainArithmetic implements Arithmetic {
    static final Arithmetic INSTANCE = new PlainArithmetic();

    /** Whether the processor rounds a multiply-add once; if not, Java would have to calculate such a sum by hand. */
    static final boolean FUSED = isFused();

    /** Rows and columns of the part of B: 128 × 256 floats are 128 KB. */
    private static final int DEPTH = 128;

    private static final int WIDTH = 256;

    /** A thread's part of B, and what a row of C adds up to. */
    private static final class Scratch {
        static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

        final float[][] part = new float[DEPTH][WIDTH];
        final float[] sums = new float[WIDTH];
    }

    private PlainArithmetic() {}

    /** What is not fused takes some hundred times as long. */
    private static boolean isFused() {
        long fused = Long.MAX_VALUE;
        long apart = Long.MAX_VALUE;
        float sum = 0;
        for (int trial = 0; trial < 8; trial++) {
            long start = System.nanoTime();
            for (int i = 0; i < 32; i++) {
                sum = Math.fma(0.5f, i + 0.1f, sum);
            }
            long middle = System.nanoTime();
            for (int i = 0; i < 32; i++) {
                sum = 0.5f * (i + 0.1f) + sum;
            }
            fused = Math.min(fused, middle - start);
            apart = Math.min(apart, System.nanoTime() - middle);
        }
        return sum > 0 && fused < 10 * (apart + 100);
    }

    /** a·b + sum, rounded once if the processor can. */
    static float multiplyAdd(float a, float b, float sum) {
        return FUSED ? Math.fma(a, b, sum) : a * b + sum;
    }

    @Override
    public void gemm(Panels a, StridedRows b, Matrix c, float @Nullable [] starts, int first) {
        Arithmetic.check(a.rows(), a.depth(), b.rows(), b.columns(), c);
        for (int i = 0; i < c.rows() && starts != null; i++) {
            int row = c.offset() + i * c.rowStride();
            Arrays.fill(c.data(), row, row + c.columns(), starts[first + i]);
        }
        Scratch scratch = Scratch.OF_THREAD.get();
        float[][] part = scratch.part;
        float[] sums = scratch.sums;
        for (int left = 0; left < c.columns(); left += WIDTH) {
            int width = Math.min(WIDTH, c.columns() - left);
            for (int top = 0; top < a.depth(); top += DEPTH) {
                int depth = Math.min(DEPTH, a.depth() - top);
                for (int p = 0; p < depth; p++) {
                    b.copy(top + p, left, part[p], 0, width);
                }
                for (int i = 0; i < c.rows(); i++) {
                    int row = c.offset() + i * c.rowStride() + left;
                    System.arraycopy(c.data(), row, sums, 0, width);
                    int p = 0;
                    for (; p + 4 <= depth; p += 4) {
                        addFour(
                                a.at(i, top + p),
                                a.at(i, top + p + 1),
                                a.at(i, top + p + 2),
                                a.at(i, top + p + 3),
                                part[p],
                                part[p + 1],
                                part[p + 2],
                                part[p + 3],
                                sums,
                                width);
                    }
                    for (; p < depth; p++) {
                        addOne(a.at(i, top + p), part[p], sums, width);
                    }
                    System.arraycopy(sums, 0, c.data(), row, width);
                }
            }
        }
    }

    /** Adds four rows, each weighted by a number, to the sums. */
    private static void addFour(
            float w0,
            float w1,
            float w2,
            float w3,
            float[] b0,
            float[] b1,
            float[] b2,
            float[] b3,
            float[] sums,
            int width) {
        for (int j = 0; j < width; j++) {
            float sum = multiplyAdd(w1, b1[j], multiplyAdd(w0, b0[j], sums[j]));
            sums[j] = multiplyAdd(w3, b3[j], multiplyAdd(w2, b2[j], sum));
        }
    }

    private static void addOne(float weight, float[] b, float[] sums, int width) {
        for (int j = 0; j < width; j++) {
            sums[j] = multiplyAdd(weight, b[j], sums[j]);
        }
    }

    @Override
    public void gemv(float[] weights, int first, float bias, StridedRows b, float[] sum, int to) {
        float[][] part = Scratch.OF_THREAD.get().part;
        float[] sums = Scratch.OF_THREAD.get().sums;
        for (int left = 0; left < b.columns(); left += WIDTH) {
            int width = Math.min(WIDTH, b.columns() - left);
            Arrays.fill(sums, 0, width, bias);
            int p = 0;
            for (; p + 4 <= b.rows(); p += 4) {
                for (int i = 0; i < 4; i++) {
                    System.arraycopy(b.data(), b.start(p + i) + left, part[i], 0, width);
                }
                addFour(
                        weights[first + p],
                        weights[first + p + 1],
                        weights[first + p + 2],
                        weights[first + p + 3],
                        part[0],
                        part[1],
                        part[2],
                        part[3],
                        sums,
                        width);
            }
            for (; p < b.rows(); p++) {
                System.arraycopy(b.data(), b.start(p) + left, part[0], 0, width);
                addOne(weights[first + p], part[0], sums, width);
            }
            System.arraycopy(sums, 0, sum, to + left, width);
        }
    }

    @Override
    public void gemmTransposed(StridedRows a, StridedRows b, Matrix c) {
        Arithmetic.checkTransposed(a, b, c);
        float[] lanes = new float[LANES];
        for (int i = 0; i < c.rows(); i++) {
            int row = c.offset() + i * c.rowStride();
            for (int j = 0; j < c.columns(); j++) {
                c.data()[row + j] += dot(a.data(), a.start(i), b.data(), b.start(j), a.columns(), lanes);
            }
        }
    }

    private static float dot(float[] a, int x, float[] b, int y, int length, float[] lanes) {
        Arrays.fill(lanes, 0);
        int p = 0;
        for (; p + LANES <= length; p += LANES) {
            for (int lane = 0; lane < LANES; lane++) {
                lanes[lane] = multiplyAdd(a[x + p + lane], b[y + p + lane], lanes[lane]);
            }
        }
        for (int lane = 0; p < length; lane++, p++) {
            lanes[lane] = multiplyAdd(a[x + p], b[y + p], lanes[lane]);
        }
        return sum(lanes, 0);
    }

    /** Adds up the lanes of a dot product. */
    static float sum(float[] lanes, int from) {
        float s0 = lanes[from] + lanes[from + 8] + (lanes[from + 4] + lanes[from + 12]);
        float s1 = lanes[from + 1] + lanes[from + 9] + (lanes[from + 5] + lanes[from + 13]);
        float s2 = lanes[from + 2] + lanes[from + 10] + (lanes[from + 6] + lanes[from + 14]);
        float s3 = lanes[from + 3] + lanes[from + 11] + (lanes[from + 7] + lanes[from + 15]);
        return s0 + s2 + (s1 + s3);
    }

    @Override
    public void winogradInput(float[] x, int[] cells, int shift, int count, float[] v, int at, int apart) {
        float[] t = new float[16];
        for (int i = 0; i < count; i++) {
            for (int column = 0; column < 4; column++) {
                float d0 = x[cells[column] + shift + i];
                float d1 = x[cells[column + 4] + shift + i];
                float d2 = x[cells[column + 8] + shift + i];
                float d3 = x[cells[column + 12] + shift + i];
                t[column] = d0 - d2;
                t[column + 4] = d1 + d2;
                t[column + 8] = d2 - d1;
                t[column + 12] = d1 - d3;
            }
            for (int row = 0; row < 16; row += 4) {
                int to = at + row * apart + i;
                v[to] = t[row] - t[row + 2];
                v[to + apart] = t[row + 1] + t[row + 2];
                v[to + 2 * apart] = t[row + 2] - t[row + 1];
                v[to + 3 * apart] = t[row + 1] - t[row + 3];
            }
        }
    }

    @Override
    public void winogradOutput(float[] m, int at, int apart, int count, float bias, float[] y, int yApart) {
        float[] t = new float[8];
        for (int i = 0; i < count; i++) {
            for (int column = 0; column < 4; column++) {
                int from = at + column * apart + i;
                float m1 = m[from + 4 * apart];
                float m2 = m[from + 8 * apart];
                t[column] = m[from] + m1 + m2;
                t[column + 4] = m1 - m2 - m[from + 12 * apart];
            }
            for (int row = 0; row < 2; row++) {
                int first = 4 * row;
                y[2 * row * yApart + i] = t[first] + t[first + 1] + t[first + 2] + bias;
                y[(2 * row + 1) * yApart + i] = t[first + 1] - t[first + 2] - t[first + 3] + bias;
            }
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
        for (int i = 0; i < rows; i++) {
            StridedRows reads = new StridedRows(
                    x,
                    new int[] {0, 1, 2, width, width + 1, width + 2, 2 * width, 2 * width + 1, 2 * width + 2},
                    at + i * width,
                    columns);
            gemv(weights, first, bias, reads, y, to + i * columns);
        }
    }

    @Override
    public void copyRectangle(
            float[] from, int at, int fromDown, float[] to, int into, int down, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(from, at + i * fromDown, to, into + i * down, columns);
        }
    }

    @Override
    public void tanh(float[] x, float factor, float[] y, int from, int end) {
        for (int i = from; i < end; i++) {
            y[i] = tanh(factor * x[i]);
        }
    }

    static float tanh(float x) {
        float quarter = Math.max(-9, Math.min(9, x)) / 4;
        float square = quarter * quarter;
        float p = quarter * multiplyAdd(square, multiplyAdd(square, 378 + square, 17325), 135135);
        float q = multiplyAdd(square, multiplyAdd(square, multiplyAdd(square, 28, 3150), 62370), 135135);
        float p2 = 2 * p * q;
        float q2 = multiplyAdd(p, p, q * q);
        float p4 = 2 * p2 * q2;
        float q4 = multiplyAdd(p2, p2, q2 * q2);
        return Math.max(-1, Math.min(1, p4 / q4));
    }
}

package org.convolab.engine.tensor;

import java.util.Arrays;

/**
 * The products in plain loops. A part of B that stays in the cache is copied to where its rows are in one piece; the
 * innermost loop runs along rows of that part and of C, which the just-in-time compiler turns into vector instructions. Dot
 * products it leaves as they are, since floating-point sums must keep their order.
 */
final class PlainProduct implements MatrixProduct {
    static final MatrixProduct PRODUCT = new PlainProduct();

    /** Rows and columns of the part of B: 128 × 256 floats are 128 KB. */
    private static final int DEPTH = 128;

    private static final int WIDTH = 256;

    private static final ThreadLocal<float[]> PART = ThreadLocal.withInitial(() -> new float[DEPTH * WIDTH]);

    private PlainProduct() {}

    @Override
    public void multiply(Panels a, Runs b, Matrix c, boolean add) {
        MatrixProduct.check(a.rows(), a.depth(), b.rows(), b.columns(), c);
        if (!add) {
            for (int i = 0; i < c.rows(); i++) {
                int row = c.offset() + i * c.down();
                Arrays.fill(c.data(), row, row + c.columns(), 0);
            }
        }
        float[] part = PART.get();
        for (int left = 0; left < c.columns(); left += WIDTH) {
            int width = Math.min(WIDTH, c.columns() - left);
            for (int top = 0; top < a.depth(); top += DEPTH) {
                int depth = Math.min(DEPTH, a.depth() - top);
                for (int p = 0; p < depth; p++) {
                    b.copy(top + p, left, part, p * width, (p + 1) * width);
                }
                for (int i = 0; i < c.rows(); i++) {
                    int row = c.offset() + i * c.down() + left;
                    int p = 0;
                    for (; p + 4 <= depth; p += 4) {
                        int b0 = p * width;
                        addFour(
                                a.at(i, top + p),
                                a.at(i, top + p + 1),
                                a.at(i, top + p + 2),
                                a.at(i, top + p + 3),
                                part,
                                b0,
                                b0 + width,
                                b0 + 2 * width,
                                b0 + 3 * width,
                                c.data(),
                                row,
                                width);
                    }
                    for (; p < depth; p++) {
                        addOne(a.at(i, top + p), part, p * width, c.data(), row, width);
                    }
                }
            }
        }
    }

    /** Adds four rows of B, each weighted by a number, to a row of C. */
    private static void addFour(
            float w0,
            float w1,
            float w2,
            float w3,
            float[] b,
            int b0,
            int b1,
            int b2,
            int b3,
            float[] c,
            int to,
            int width) {
        for (int j = 0; j < width; j++) {
            c[to + j] += w0 * b[b0 + j] + w1 * b[b1 + j] + w2 * b[b2 + j] + w3 * b[b3 + j];
        }
    }

    private static void addOne(float weight, float[] b, int from, float[] c, int to, int width) {
        for (int j = 0; j < width; j++) {
            c[to + j] += weight * b[from + j];
        }
    }

    @Override
    public void combine(float[] weights, int first, float bias, Runs b, float[] sum) {
        Arrays.fill(sum, 0, b.columns(), bias);
        int p = 0;
        for (; p + 4 <= b.rows(); p += 4) {
            addFour(
                    weights[first + p],
                    weights[first + p + 1],
                    weights[first + p + 2],
                    weights[first + p + 3],
                    b.data(),
                    b.start(p),
                    b.start(p + 1),
                    b.start(p + 2),
                    b.start(p + 3),
                    sum,
                    0,
                    b.columns());
        }
        for (; p < b.rows(); p++) {
            addOne(weights[first + p], b.data(), b.start(p), sum, 0, b.columns());
        }
    }

    @Override
    public void addDots(Runs a, Runs b, Matrix c) {
        MatrixProduct.checkDots(a, b, c);
        for (int i = 0; i < c.rows(); i++) {
            int row = c.offset() + i * c.down();
            int j = 0;
            for (; j + 4 <= c.columns(); j += 4) {
                addFourDots(a, i, b, j, c.data(), row + j);
            }
            for (; j < c.columns(); j++) {
                c.data()[row + j] += dot(a.data(), a.start(i), b.data(), b.start(j), a.columns());
            }
        }
    }

    private static void addFourDots(Runs left, int i, Runs right, int j, float[] c, int to) {
        float[] a = left.data();
        float[] b = right.data();
        int a0 = left.start(i);
        int b0 = right.start(j);
        int b1 = right.start(j + 1);
        int b2 = right.start(j + 2);
        int b3 = right.start(j + 3);
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int p = 0; p < left.columns(); p++) {
            float x = a[a0 + p];
            s0 += x * b[b0 + p];
            s1 += x * b[b1 + p];
            s2 += x * b[b2 + p];
            s3 += x * b[b3 + p];
        }
        c[to] += s0;
        c[to + 1] += s1;
        c[to + 2] += s2;
        c[to + 3] += s3;
    }

    private static float dot(float[] a, int x, float[] b, int y, int length) {
        float sum = 0;
        for (int p = 0; p < length; p++) {
            sum += a[x + p] * b[y + p];
        }
        return sum;
    }
}

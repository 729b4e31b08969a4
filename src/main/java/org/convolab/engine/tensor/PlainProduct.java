package org.convolab.engine.tensor;

import java.util.Arrays;

/**
 * The matrix product in plain loops, blocked so that a panel of B stays in the cache. The innermost loop runs along
 * contiguous rows of B and C, two rows of C and four of B at a time, which the just-in-time compiler turns into vector
 * instructions. With few rows and a transposed B, as for a dense layer and a single example, dot products save the copy.
 */
final class PlainProduct implements MatrixProduct {
    static final MatrixProduct PRODUCT = new PlainProduct();

    /** Rows and columns of the panel of B: 128 × 256 floats are 128 KB. */
    private static final int DEPTH = 128;

    private static final int WIDTH = 256;

    /** As many rows of C as make copying B's panel worth it. */
    private static final int FEW = 8;

    private PlainProduct() {}

    @Override
    public void multiply(Matrix a, Matrix b, Matrix c, boolean add) {
        MatrixProduct.check(a, b, c);
        if (!add) {
            for (int i = 0; i < c.rows(); i++) {
                int row = c.offset() + i * c.down();
                Arrays.fill(c.data(), row, row + c.columns(), 0);
            }
        }
        if (b.across() != 1 && b.down() == 1 && a.across() == 1 && c.rows() < FEW) {
            dots(a, b, c);
        } else {
            panels(a, b, c);
        }
    }

    private static void panels(Matrix a, Matrix b, Matrix c) {
        int k = a.columns();
        int n = c.columns();
        float[] copy = b.across() == 1 ? b.data() : new float[Math.min(DEPTH, k) * Math.min(WIDTH, n)];
        for (int left = 0; left < n; left += WIDTH) {
            int width = Math.min(WIDTH, n - left);
            for (int top = 0; top < k; top += DEPTH) {
                int depth = Math.min(DEPTH, k - top);
                int panel = b.offset() + top * b.down() + left * b.across();
                int step = b.down();
                if (copy != b.data()) {
                    for (int j = 0; j < width; j++) {
                        for (int p = 0; p < depth; p++) {
                            copy[p * width + j] = b.data()[panel + p * b.down() + j * b.across()];
                        }
                    }
                    panel = 0;
                    step = width;
                }
                panel(a, top, depth, copy, panel, step, c, left, width);
            }
        }
    }

    /** Adds A's columns {@code top..top+depth} times a panel of B to C's columns {@code left..left+width}. */
    private static void panel(
            Matrix a, int top, int depth, float[] b, int panel, int step, Matrix c, int left, int width) {
        int i = 0;
        for (; i + 2 <= c.rows(); i += 2) {
            int upper = c.offset() + i * c.down() + left;
            int lower = upper + c.down();
            int p = 0;
            for (; p + 4 <= depth; p += 4) {
                twoRows(a, i, top + p, b, panel + p * step, step, c.data(), upper, lower, width);
            }
            for (; p < depth; p++) {
                oneRow(a.at(i, top + p), b, panel + p * step, c.data(), upper, width);
                oneRow(a.at(i + 1, top + p), b, panel + p * step, c.data(), lower, width);
            }
        }
        if (i < c.rows()) {
            for (int p = 0; p < depth; p++) {
                oneRow(a.at(i, top + p), b, panel + p * step, c.data(), c.offset() + i * c.down() + left, width);
            }
        }
    }

    private static void twoRows(
            Matrix a, int i, int p, float[] b, int first, int step, float[] c, int upper, int lower, int width) {
        float u0 = a.at(i, p);
        float u1 = a.at(i, p + 1);
        float u2 = a.at(i, p + 2);
        float u3 = a.at(i, p + 3);
        float l0 = a.at(i + 1, p);
        float l1 = a.at(i + 1, p + 1);
        float l2 = a.at(i + 1, p + 2);
        float l3 = a.at(i + 1, p + 3);
        int second = first + step;
        int third = second + step;
        int fourth = third + step;
        for (int j = 0; j < width; j++) {
            c[upper + j] += u0 * b[first + j] + u1 * b[second + j] + u2 * b[third + j] + u3 * b[fourth + j];
        }
        for (int j = 0; j < width; j++) {
            c[lower + j] += l0 * b[first + j] + l1 * b[second + j] + l2 * b[third + j] + l3 * b[fourth + j];
        }
    }

    private static void oneRow(float factor, float[] b, int from, float[] c, int to, int width) {
        for (int j = 0; j < width; j++) {
            c[to + j] += factor * b[from + j];
        }
    }

    private static void dots(Matrix a, Matrix b, Matrix c) {
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.columns(); j++) {
                c.data()[c.offset() + i * c.down() + j] +=
                        dot(a.data(), a.offset() + i * a.down(), b.data(), b.offset() + j * b.across(), a.columns());
            }
        }
    }

    private static float dot(float[] a, int x, float[] b, int y, int length) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int p = 0;
        for (; p + 4 <= length; p += 4) {
            s0 += a[x + p] * b[y + p];
            s1 += a[x + p + 1] * b[y + p + 1];
            s2 += a[x + p + 2] * b[y + p + 2];
            s3 += a[x + p + 3] * b[y + p + 3];
        }
        for (; p < length; p++) {
            s0 += a[x + p] * b[y + p];
        }
        return s0 + s1 + (s2 + s3);
    }
}

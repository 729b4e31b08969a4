package org.convolab.engine.layer;

import java.util.Arrays;
import org.convolab.engine.tensor.Shape;

/**
 * What a window reads of an input, laid out as a matrix (often called im2col): a row for each channel and cell, a column
 * for each place. A convolution is then the product of its kernels, a row each, with this matrix.
 */
final class Patches {
    private final Shape input;
    private final int stride;
    private final Axis down;
    private final Axis across;

    Patches(Shape input, Window window) {
        this.input = input;
        this.stride = window.stride();
        this.down = window.down(input.height());
        this.across = window.across(input.width());
    }

    /**
     * Fills {@code patches} [channels × cells, rows × places across] with what the window reads at its {@code rows}
     * rows of places from {@code firstRow} on, in {@code channels} planes that start at {@code plane}.
     */
    void gather(float[] in, int plane, int channels, int firstRow, int rows, float[] patches) {
        int to = 0;
        for (int c = 0; c < channels; c++, plane += input.area()) {
            for (int ky = 0; ky < down.cells(); ky++) {
                for (int kx = 0; kx < across.cells(); kx++) {
                    for (int y = firstRow; y < firstRow + rows; y++, to += across.places()) {
                        int row = down.read(ky, y);
                        if (row < 0) {
                            Arrays.fill(patches, to, to + across.places(), 0);
                        } else {
                            gatherRow(in, plane + row * input.width(), kx, patches, to);
                        }
                    }
                }
            }
        }
    }

    private void gatherRow(float[] in, int row, int kx, float[] patches, int to) {
        int from = across.from(kx);
        int end = across.to(kx);
        for (int x = 0; x < from; x++) {
            patches[to + x] = padded(in, row, kx, x);
        }
        if (from < end) {
            int first = row + across.read(kx, from);
            if (stride == 1) {
                System.arraycopy(in, first, patches, to + from, end - from);
            } else {
                for (int x = from; x < end; x++, first += stride) {
                    patches[to + x] = in[first];
                }
            }
        }
        for (int x = end; x < across.places(); x++) {
            patches[to + x] = padded(in, row, kx, x);
        }
    }

    private float padded(float[] in, int row, int kx, int x) {
        int column = across.read(kx, x);
        return column < 0 ? 0 : in[row + column];
    }

    /**
     * The way back from {@link #gather}: adds each number of {@code patches} to the pixel of {@code in} that it was read
     * from. What was read from zeros goes nowhere.
     */
    void scatter(float[] patches, int firstRow, int rows, float[] in, int plane, int channels) {
        int from = 0;
        for (int c = 0; c < channels; c++, plane += input.area()) {
            for (int ky = 0; ky < down.cells(); ky++) {
                for (int kx = 0; kx < across.cells(); kx++) {
                    for (int y = firstRow; y < firstRow + rows; y++, from += across.places()) {
                        int row = down.read(ky, y);
                        if (row >= 0) {
                            spreadRow(patches, from, 1, in, plane + row * input.width(), kx);
                        }
                    }
                }
            }
        }
    }

    /**
     * Adds a plane seen through one kernel to {@code out}: the depthwise convolution, whose products are too thin for a
     * matrix product.
     */
    void correlate(float[] in, int plane, float[] kernels, int kernel, float[] out, int outPlane) {
        for (int ky = 0; ky < down.cells(); ky++) {
            for (int kx = 0; kx < across.cells(); kx++) {
                float weight = kernels[kernel + ky * across.cells() + kx];
                for (int y = 0; y < down.places(); y++) {
                    int row = down.read(ky, y);
                    if (row >= 0) {
                        correlateRow(in, plane + row * input.width(), kx, weight, out, outPlane + y * across.places());
                    }
                }
            }
        }
    }

    /** The way back from {@link #correlate} to what it read: adds each number, times each weight, to the pixel. */
    void spread(float[] out, int outPlane, float[] kernels, int kernel, float[] in, int plane) {
        for (int ky = 0; ky < down.cells(); ky++) {
            for (int kx = 0; kx < across.cells(); kx++) {
                float weight = kernels[kernel + ky * across.cells() + kx];
                for (int y = 0; y < down.places(); y++) {
                    int row = down.read(ky, y);
                    if (row >= 0) {
                        spreadRow(out, outPlane + y * across.places(), weight, in, plane + row * input.width(), kx);
                    }
                }
            }
        }
    }

    /** The way back from {@link #correlate} to its kernel: adds to each weight every number times the pixel it met. */
    void correlateGradient(float[] in, int plane, float[] out, int outPlane, float[] kernels, int kernel) {
        for (int ky = 0; ky < down.cells(); ky++) {
            for (int kx = 0; kx < across.cells(); kx++) {
                float sum = 0;
                for (int y = 0; y < down.places(); y++) {
                    int row = down.read(ky, y);
                    if (row >= 0) {
                        sum += dotRow(in, plane + row * input.width(), kx, out, outPlane + y * across.places());
                    }
                }
                kernels[kernel + ky * across.cells() + kx] += sum;
            }
        }
    }

    private void correlateRow(float[] in, int row, int kx, float weight, float[] out, int to) {
        int from = across.from(kx);
        int end = across.to(kx);
        for (int x = 0; x < from; x++) {
            out[to + x] += weight * padded(in, row, kx, x);
        }
        if (from < end) {
            int first = row + across.read(kx, from);
            int count = end - from;
            int place = to + from;
            if (stride == 1) {
                for (int x = 0; x < count; x++) {
                    out[place + x] += weight * in[first + x];
                }
            } else {
                for (int x = 0; x < count; x++) {
                    out[place + x] += weight * in[first + x * stride];
                }
            }
        }
        for (int x = end; x < across.places(); x++) {
            out[to + x] += weight * padded(in, row, kx, x);
        }
    }

    private void spreadRow(float[] out, int from, float weight, float[] in, int row, int kx) {
        int begin = across.from(kx);
        int end = across.to(kx);
        for (int x = 0; x < begin; x++) {
            spreadPadded(out[from + x] * weight, in, row, kx, x);
        }
        if (begin < end) {
            int first = row + across.read(kx, begin);
            int count = end - begin;
            int place = from + begin;
            if (stride == 1) {
                for (int x = 0; x < count; x++) {
                    in[first + x] += weight * out[place + x];
                }
            } else {
                for (int x = 0; x < count; x++) {
                    in[first + x * stride] += weight * out[place + x];
                }
            }
        }
        for (int x = end; x < across.places(); x++) {
            spreadPadded(out[from + x] * weight, in, row, kx, x);
        }
    }

    private void spreadPadded(float number, float[] in, int row, int kx, int x) {
        int column = across.read(kx, x);
        if (column >= 0) {
            in[row + column] += number;
        }
    }

    private float dotRow(float[] in, int row, int kx, float[] out, int from) {
        int begin = across.from(kx);
        int end = across.to(kx);
        float sum = 0;
        for (int x = 0; x < begin; x++) {
            sum += out[from + x] * padded(in, row, kx, x);
        }
        if (begin < end) {
            int first = row + across.read(kx, begin);
            for (int x = begin; x < end; x++, first += stride) {
                sum += out[from + x] * in[first];
            }
        }
        for (int x = end; x < across.places(); x++) {
            sum += out[from + x] * padded(in, row, kx, x);
        }
        return sum;
    }
}

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
}

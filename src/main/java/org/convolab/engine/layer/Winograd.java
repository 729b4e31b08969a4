package org.convolab.engine.layer;

import org.convolab.engine.tensor.Arithmetic;
import org.convolab.engine.tensor.Cores;
import org.convolab.engine.tensor.Matrix;
import org.convolab.engine.tensor.Panels;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.StridedRows;
import org.convolab.engine.tensor.Tensor;

/**
 * Winograd's F(2×2, 3×3): a 3×3 convolution with a stride of one, in 16 multiplications for each 2×2 tile of the output
 * instead of 36 (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2016).
 *
 * <pre>
 *   Y = Aᵀ · Σ (G·g·Gᵀ ⊙ Bᵀ·d·B) · A + bias
 *            c
 * </pre>
 *
 * <p>where d is the 4×4 tile of channel c that the output tile reads, g the kernel, and G takes a column to {@code g0, (g0 +
 * g1 + g2) / 2, (g0 - g1 + g2) / 2, g2}; {@link Arithmetic} has A and B. For each of the 16 places in a tile the sum over
 * the channels is a matrix product: filters × channels by channels × tiles. Tiles start every two pixels, so that a
 * {@link PaddedLayout} with a stride of 2 lays out their cells as runs.
 */
final class Winograd {
    private static final int CELLS = 16;

    /** Channels and filters from which on the transforms are little beside the products. */
    private static final int LEAST = 16;

    /** Tiles that are next to each other in all channels. */
    private static final int PIECE = 32;

    /** Tiles that are worked on together: many enough for the kernels to be read seldom, few enough for the cache. */
    private static final int STRIP = 2 * PIECE;

    /** As many numbers as examples that lie side by side should have. */
    private static final int CACHED = 1 << 19;

    private final int channels;
    private final int filters;
    private final Shape output;
    private final PaddedLayout grid;
    private final int[] cells = new int[CELLS];
    private final int[] rows;

    /** The input, laid out. */
    private final Scratch.Floats laid = new Scratch.Floats();

    /** For each worker a strip of its own. */
    private final Strip[] strips = new Strip[Cores.count()];

    /** One worker's strip: V, M and Y of its tiles. */
    private static final class Strip {
        final float[] v;
        final float[] m;
        final float[] y = new float[4 * STRIP];
        final float[] zeros;

        Strip(int channels, int filters) {
            v = new float[CELLS * channels * STRIP];
            m = new float[CELLS * filters * STRIP];
            zeros = new float[filters];
        }
    }

    Winograd(Conv2d conv, Tensor input) {
        channels = conv.channels();
        filters = conv.filters();
        output = conv.output(input.shape());
        Padding padding = conv.window().padding();
        Padding even = new Padding(
                padding.top(),
                padding.left(),
                padding.bottom() + output.height() % 2,
                padding.right() + output.width() % 2,
                padding.mode());
        Window tile = Window.of(4).withStride(2).withPadding(even);
        PaddedLayout one = new PaddedLayout(input.shape(), tile, 1);
        int most = CACHED / (channels * one.phases() * one.area());
        grid = new PaddedLayout(input.shape(), tile, Math.max(1, Math.min(input.count(), most)));
        for (int u = 0; u < 4; u++) {
            for (int v = 0; v < 4; v++) {
                cells[4 * u + v] = grid.phase(u, v) * grid.plane + grid.shift(u, v);
            }
        }
        rows = StridedRows.every(PIECE, channels);
    }

    /** Whether a layer can be computed in this way, and gains by it. */
    static boolean serves(Conv2d conv) {
        Window window = conv.window();
        return window.height() == 3
                && window.width() == 3
                && window.isContiguous()
                && window.padding().mode() == Padding.Mode.ZERO
                && conv.groups() == 1
                && conv.table() == null
                && conv.channels() >= LEAST
                && conv.filters() >= LEAST;
    }

    /** The kernels as the products need them, U = G·g·Gᵀ: for each place in a tile, the panels of filters × channels. */
    void transform(float[] kernels, float[] panels) {
        int size = Panels.size(filters, channels);
        float[] apart = new float[CELLS * filters * channels];
        double[] t = new double[12];
        for (int kernel = 0; kernel < filters * channels; kernel++) {
            for (int v = 0; v < 3; v++) {
                double g0 = kernels[9 * kernel + v];
                double g1 = kernels[9 * kernel + 3 + v];
                double g2 = kernels[9 * kernel + 6 + v];
                t[v] = g0;
                t[3 + v] = (g0 + g1 + g2) / 2;
                t[6 + v] = (g0 - g1 + g2) / 2;
                t[9 + v] = g2;
            }
            for (int u = 0; u < 4; u++) {
                double g0 = t[3 * u];
                double g1 = t[3 * u + 1];
                double g2 = t[3 * u + 2];
                int to = 4 * u * filters * channels + kernel;
                apart[to] = (float) g0;
                apart[to + filters * channels] = (float) ((g0 + g1 + g2) / 2);
                apart[to + 2 * filters * channels] = (float) ((g0 - g1 + g2) / 2);
                apart[to + 3 * filters * channels] = (float) g2;
            }
        }
        int[] inOrder = StridedRows.every(1, channels);
        for (int k = 0; k < CELLS; k++) {
            new Panels(panels, k * size, filters, channels).fill(apart, k * filters * channels, inOrder, channels);
        }
    }

    /** How many numbers the kernels take as the products need them. */
    int size() {
        return CELLS * Panels.size(filters, channels);
    }

    void forward(float[] panels, float[] biases, Tensor input, Tensor output) {
        float[] x = laid.of(grid.size(channels));
        for (int first = 0; first < input.count(); first += grid.examples()) {
            int count = Math.min(grid.examples(), input.count() - first);
            grid.lay(input.data(), first, count, x);
            int tiles = (count - 1) * grid.area() + grid.places();
            int begin = first;
            long operations = (long) CELLS * channels * filters * tiles;
            Cores.share((tiles + STRIP - 1) / STRIP, operations, (strip, worker) -> {
                if (strips[worker] == null) {
                    strips[worker] = new Strip(channels, filters);
                }
                int from = strip * STRIP;
                strip(panels, biases, x, from, Math.min(STRIP, tiles - from), output, begin, strips[worker]);
            });
        }
    }

    private void strip(
            float[] panels, float[] biases, float[] x, int from, int count, Tensor output, int first, Strip own) {
        Arithmetic arithmetic = Arithmetic.fastest();
        float[] v = own.v;
        float[] m = own.m;
        float[] y = own.y;
        int pieces = (count + PIECE - 1) / PIECE;
        for (int piece = 0; piece < pieces; piece++) {
            for (int c = 0; c < channels; c++) {
                int shift = c * grid.phases() * grid.plane + from + piece * PIECE;
                int at = (piece * channels + c) * PIECE;
                arithmetic.winogradInput(x, cells, shift, PIECE, v, at, channels * STRIP);
            }
        }
        int size = Panels.size(filters, channels);
        for (int k = 0; k < CELLS; k++) {
            Panels u = new Panels(panels, k * size, filters, channels);
            StridedRows tiles = new StridedRows(v, rows, k * channels * STRIP, pieces * PIECE, PIECE, channels * PIECE);
            Matrix products = new Matrix(m, k * filters * STRIP, filters, pieces * PIECE, STRIP);
            arithmetic.gemm(u, tiles, products, own.zeros, 0);
        }
        for (int f = 0; f < filters; f++) {
            arithmetic.winogradOutput(m, f * STRIP, filters * STRIP, pieces * PIECE, biases[f], y, STRIP);
            place(y, from, count, output.data(), first, f);
        }
    }

    /** Takes the tiles of a strip to where they belong in a map. */
    private void place(float[] y, int from, int count, float[] out, int first, int f) {
        int width = grid.width;
        for (int i = 0; i < count; ) {
            int example = (from + i) / grid.area();
            int row = (from + i) % grid.area() / width;
            int column = (from + i) % grid.area() % width;
            int length = Math.min(count - i, width - column);
            int use = Math.min(length, grid.placesAcross - column);
            for (int u = 0; u < 2 && row < grid.placesDown && use > 0; u++) {
                int line = 2 * row + u;
                if (line < output.height()) {
                    int plane = ((first + example) * filters + f) * output.area() + line * output.width();
                    int both = Math.min(use, output.width() / 2 - column);
                    interleave(y, 2 * u * STRIP + i, (2 * u + 1) * STRIP + i, both, out, plane + 2 * column);
                    if (both < use) {
                        out[plane + output.width() - 1] = y[2 * u * STRIP + i + use - 1];
                    }
                }
            }
            i += length;
        }
    }

    private static void interleave(float[] y, int even, int odd, int count, float[] out, int to) {
        for (int i = 0; i < count; i++) {
            out[to + 2 * i] = y[even + i];
            out[to + 2 * i + 1] = y[odd + i];
        }
    }
}

package org.convolab.engine.layer;

import java.util.Arrays;
import org.convolab.engine.tensor.Arithmetic;
import org.convolab.engine.tensor.Cores;
import org.convolab.engine.tensor.Shape;

/**
 * Input maps laid out so that each cell of a window reads runs of numbers at consecutive places, and a convolution needs
 * no copy of all that its windows read (no im2col): products take rows of places as they lie.
 *
 * <p>Each map is laid out with its padding, and every row has a few places more than the window takes: as many as the
 * window is wider than a pixel. The cell in row u and column v of the window then meets, at place i of the flattened map,
 * number i + u·width + v. At the places beyond a row's end windows hang over into the next row: they are left out, or what
 * comes of them is not used.
 *
 * <p>With strides s down and t across, a map is split into s·t smaller ones first, the <em>phases</em>, by the remainders
 * that row and column leave: a cell always meets numbers of one phase, and moves over it one by one. Phases that no cell
 * meets are left out.
 *
 * <p>Several examples lie side by side: [channels, phases, examples, height, width]. What a convolution gives, or the
 * gradient of that, is laid out in the same way, in the upper left corner of a map of the same size with zeros around, and
 * with {@link #margin} zeros in front. There is some slack at the end, which kernels may read.
 */
final class PaddedLayout {
    private static final int SLACK = 256;

    /** The numbers in a line of the cache. */
    private static final int LINE = 16;

    private final Shape input;
    private final int strideDown;
    private final int strideAcross;
    private final Padding.Mode mode;
    private final Side down;
    private final Side across;
    private final int examples;

    /** Rows and columns of places: what the window gives. */
    final int placesDown;

    final int placesAcross;

    /** The height and width of a map as it is laid out. */
    final int height;

    final int width;

    /** As far as any cell stands from its place. */
    final int margin;

    /** Whether the input lies as it is needed: a 1×1 window that skips and pads nothing, and one example. */
    final boolean asItLies;

    /**
     * How far the numbers of a channel's phase lie from those of the next one: if they are laid out, an odd number of cache
     * lines, or many channels would compete for a few sets of the cache. What is left over holds zeros.
     */
    final int plane;

    /**
     * One axis of the window.
     *
     * @param phases the remainders, modulo the stride, of the cells' places
     * @param phase which of them each cell meets
     * @param shift how far each cell stands from its place, in the phase
     * @param sources for each phase and number of it the pixel that is laid there, -1 for a zero
     * @param inner for each phase the first number that is a pixel inside the input, and the one after the last
     */
    private record Side(int[] phases, int[] phase, int[] shift, int[][] sources, int[][] inner) {
        static Side of(
                int cells, int places, int stride, int dilation, int before, int after, int length, Padding.Mode mode) {
            int[] phase = new int[cells];
            int[] shift = new int[cells];
            for (int cell = 0; cell < cells; cell++) {
                phase[cell] = cell * dilation % stride;
                shift[cell] = cell * dilation / stride;
            }
            int[] phases = Arrays.stream(phase).distinct().toArray();
            int size = places + shift[cells - 1];
            int[][] sources = new int[phases.length][size];
            int[][] inner = new int[phases.length][2];
            for (int q = 0; q < phases.length; q++) {
                int first = phases[q] - before;
                for (int i = 0; i < size; i++) {
                    int index = first + i * stride;
                    sources[q][i] = index < length + after ? mode.source(index, length) : -1;
                }
                inner[q][0] = Math.min(size, Math.max(0, Math.floorDiv(-first + stride - 1, stride)));
                inner[q][1] = Math.min(size, Math.max(inner[q][0], Math.floorDiv(length - 1 - first, stride) + 1));
            }
            for (int cell = 0; cell < cells; cell++) {
                int remainder = phase[cell];
                phase[cell] = (int) Arrays.stream(phases)
                        .takeWhile(each -> each != remainder)
                        .count();
            }
            return new Side(phases, phase, shift, sources, inner);
        }
    }

    /** @param examples how many examples lie side by side */
    PaddedLayout(Shape input, Window window, int examples) {
        this.input = input;
        this.examples = examples;
        strideDown = window.strideDown();
        strideAcross = window.strideAcross();
        mode = window.padding().mode();
        placesDown = window.placesDown(input.height());
        placesAcross = window.placesAcross(input.width());
        Padding padding = window.padding();
        down = Side.of(
                window.height(),
                placesDown,
                strideDown,
                window.dilationDown(),
                padding.top(),
                padding.bottom(),
                input.height(),
                mode);
        across = Side.of(
                window.width(),
                placesAcross,
                strideAcross,
                window.dilationAcross(),
                padding.left(),
                padding.right(),
                input.width(),
                mode);
        height = down.sources[0].length;
        width = across.sources[0].length;
        margin = down.shift[window.height() - 1] * width + across.shift[window.width() - 1];
        boolean pointwise = window.height() == 1 && window.width() == 1;
        asItLies = pointwise && strideDown == 1 && strideAcross == 1 && padding.isNone() && examples == 1;
        int lines = (examples * area() + LINE - 1) / LINE;
        plane = asItLies ? area() : (lines / 2 * 2 + 1) * LINE;
    }

    int examples() {
        return examples;
    }

    /** How many phases of a map there are. */
    int phases() {
        return down.phases.length * across.phases.length;
    }

    /** How many places one map has, those beyond a row's end too. */
    int area() {
        return height * width;
    }

    /** The length of an array for that many channels of what the window reads. */
    int size(int channels) {
        return Math.multiplyExact(channels * phases(), plane) + SLACK;
    }

    /** The length of an array for that many channels of what the window gives. */
    int outputSize(int channels) {
        return margin + Math.multiplyExact(channels, plane) + SLACK;
    }

    /** The places of an example that are of use: all between the first and the last one of the window. */
    int places() {
        return (placesDown - 1) * width + placesAcross;
    }

    /** The phase that the cell in row u and column v meets. */
    int phase(int u, int v) {
        return down.phase[u] * across.phases.length + across.phase[v];
    }

    /** How far the cell in row u and column v stands from its place, in its phase. */
    int shift(int u, int v) {
        return down.shift[u] * width + across.shift[v];
    }

    /** Lays out {@code count} examples from {@code first} on. Where a zero belongs, the array holds one from the beginning. */
    void lay(float[] in, int first, int count, float[] to) {
        Cores.share(input.channels(), (long) count * input.size(), (c, worker) -> {
            for (int q = 0; q < phases(); q++) {
                for (int n = 0; n < count; n++) {
                    int from = ((first + n) * input.channels() + c) * input.area();
                    layMap(in, from, q, to, (c * phases() + q) * plane + n * area());
                }
            }
        });
    }

    private void layMap(float[] in, int plane, int q, float[] to, int at) {
        int[] rows = down.sources[q / across.phases.length];
        int[] columns = across.sources[q % across.phases.length];
        int[] inner = across.inner[q % across.phases.length];
        if (strideDown == 1 && strideAcross == 1 && mode == Padding.Mode.ZERO) {
            int top = down.inner[0][0];
            int count = down.inner[0][1] - top;
            int columnsInside = inner[1] - inner[0];
            if (count > 0 && columnsInside > 0) {
                int from = plane + rows[top] * input.width() + columns[inner[0]];
                Arithmetic.fastest()
                        .copyRectangle(
                                in, from, input.width(), to, at + top * width + inner[0], width, count, columnsInside);
            }
            return;
        }
        for (int y = 0; y < height; y++, at += width) {
            if (rows[y] >= 0) {
                layRow(in, plane + rows[y] * input.width(), columns, inner[0], inner[1], to, at);
            }
        }
    }

    private void layRow(float[] in, int row, int[] columns, int begin, int end, float[] to, int at) {
        for (int x = 0; x < begin; x++) {
            if (columns[x] >= 0) {
                to[at + x] = in[row + columns[x]];
            }
        }
        if (begin < end) {
            int first = row + columns[begin];
            if (strideAcross == 1) {
                System.arraycopy(in, first, to, at + begin, end - begin);
            } else {
                for (int x = 0; x < end - begin; x++) {
                    to[at + begin + x] = in[first + x * strideAcross];
                }
            }
        }
        for (int x = end; x < columns.length; x++) {
            if (columns[x] >= 0) {
                to[at + x] = in[row + columns[x]];
            }
        }
    }

    /** The first of the places at which a phase holds pixels, and the one after the last; whole rows. */
    int[] used(int phase) {
        int[] rows = down.sources[phase / across.phases.length];
        int first = 0;
        int end = height;
        while (first < end && rows[first] < 0) {
            first++;
        }
        while (end > first && rows[end - 1] < 0) {
            end--;
        }
        return new int[] {first * width, end * width};
    }

    /**
     * The gradient of {@link #lay}, for one map: adds {@code count} numbers of a phase, from place {@code first} on, to
     * the pixels that were laid there. What was laid as a zero goes nowhere.
     */
    void addBack(float[] from, int at, int phase, int first, int count, float[] in, int plane) {
        int[] rows = down.sources[phase / across.phases.length];
        int[] columns = across.sources[phase % across.phases.length];
        int[] inner = across.inner[phase % across.phases.length];
        for (int y = first / width; y * width < first + count; y++) {
            if (rows[y] >= 0) {
                int row = plane + rows[y] * input.width();
                int left = Math.max(0, first - y * width);
                int right = Math.min(width, first + count - y * width);
                addRow(from, at + y * width - first, columns, left, right, inner, in, row);
            }
        }
    }

    private void addRow(float[] from, int at, int[] columns, int left, int right, int[] inner, float[] in, int row) {
        int begin = Math.min(right, Math.max(left, inner[0]));
        int end = Math.max(begin, Math.min(right, inner[1]));
        for (int x = left; x < begin; x++) {
            if (columns[x] >= 0) {
                in[row + columns[x]] += from[at + x];
            }
        }
        if (begin < end) {
            int to = row + columns[begin];
            int first = at + begin;
            if (strideAcross == 1) {
                for (int x = 0; x < end - begin; x++) {
                    in[to + x] += from[first + x];
                }
            } else {
                for (int x = 0; x < end - begin; x++) {
                    in[to + x * strideAcross] += from[first + x];
                }
            }
        }
        for (int x = end; x < right; x++) {
            if (columns[x] >= 0) {
                in[row + columns[x]] += from[at + x];
            }
        }
    }

    /**
     * Lays out what the window gave, or its gradient, for {@code count} examples of {@code channels} maps from {@code first}
     * on. Where no place is, the array holds zeros from the beginning.
     */
    void layOutput(float[] out, int channels, int first, int count, float[] to) {
        Cores.share(channels, (long) count * channels * placesDown * placesAcross, (c, worker) -> {
            for (int n = 0; n < count; n++) {
                int from = ((first + n) * channels + c) * placesDown * placesAcross;
                int at = margin + c * plane + n * area();
                Arithmetic.fastest().copyRectangle(out, from, placesAcross, to, at, width, placesDown, placesAcross);
            }
        });
    }

    /** Copies what the window gave at each of its places, laid out as rows of {@link #width} numbers, to a map of them. */
    void takePlaces(float[] from, float[] out, int plane) {
        Arithmetic.fastest().copyRectangle(from, 0, width, out, plane, placesAcross, placesDown, placesAcross);
    }
}

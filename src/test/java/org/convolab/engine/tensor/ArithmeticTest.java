package org.convolab.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArithmeticTest {
    private final Random random = new Random(7);

    static Stream<Arithmetic> products() {
        return Arithmetic.candidates().stream().map(Arithmetic.Candidate::arithmetic);
    }

    static Stream<Arguments> sizes() {
        int[][] sizes = {
            {1, 1, 1},
            {1, 13, 1},
            {13, 1, 13},
            {2, 4, 8},
            {3, 5, 7},
            {13, 13, 13},
            {1, 207, 31},
            {7, 131, 257},
            {31, 207, 13},
            {8, 128, 256},
            {9, 129, 257},
            {17, 259, 521},
            {207, 3, 2}
        };
        return products().flatMap(product -> Stream.of(sizes).map(s -> Arguments.of(product, s[0], s[1], s[2])));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void weightedSumsOfRowsAgreeWithTheTripleLoop(Arithmetic product, int m, int k, int n) {
        float[] a = random(m * k);
        Panels inRows = new Panels(new float[3 + Panels.size(m, k)], 3, m, k).fill(a, 0, StridedRows.every(1, k), k);
        Panels inColumns = new Panels(new float[Panels.size(m, k)], 0, m, k).fill(a, 0, StridedRows.every(m, k), 1);
        for (StridedRows b :
                List.of(apart(k, n), overlapping(k, n), pieces(k, n, 1), pieces(k, n, 5), pieces(k, n, 14))) {
            for (boolean add : new boolean[] {false, true}) {
                Matrix c = matrix(m, n);
                float[] starts = add ? null : random(m + 2);
                assertAgrees(
                        c,
                        k,
                        (i, j) -> (add ? 0 : starts[i + 2]) + sum(k, p -> a[i * k + p] * at(b, p, j)),
                        add,
                        it -> product.gemm(inRows, b, it, starts, 2));
                assertAgrees(
                        c,
                        k,
                        (i, j) -> (add ? 0 : starts[i + 2]) + sum(k, p -> a[p * m + i] * at(b, p, j)),
                        add,
                        it -> product.gemm(inColumns, b, it, starts, 2));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void dotProductsAgreeWithTheTripleLoop(Arithmetic product, int m, int k, int n) {
        for (StridedRows a : List.of(apart(m, k), overlapping(m, k))) {
            for (StridedRows b : List.of(apart(n, k), overlapping(n, k))) {
                Matrix c = matrix(m, n);
                assertAgrees(
                        c,
                        k,
                        (i, j) -> sum(k, p -> at(a, i, p) * at(b, j, p)),
                        true,
                        it -> product.gemmTransposed(a, b, it));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void aSingleRowAgreesWithTheDoubleLoop(Arithmetic product, int m, int k, int n) {
        float[] w = random(m + k);
        for (StridedRows b : List.of(apart(k, n), overlapping(k, n))) {
            Matrix c = new Matrix(random(n + 5), 2, 1, n, n);
            assertAgrees(
                    c,
                    k,
                    (i, j) -> 0.5 + sum(k, p -> w[m + p] * at(b, p, j)),
                    false,
                    it -> product.gemv(w, m, 0.5f, b, it.data(), 2));
        }
    }

    static Stream<Arguments> maps() {
        int[][] sizes = {{1, 1}, {1, 13}, {13, 1}, {2, 16}, {3, 31}, {7, 32}, {28, 28}, {5, 207}};
        return products().flatMap(product -> Stream.of(sizes).map(s -> Arguments.of(product, s[0], s[1])));
    }

    @ParameterizedTest
    @MethodSource("maps")
    void aKernelThatSlidesOverOneMapAgreesWithItsNineProducts(Arithmetic product, int rows, int columns) {
        int width = columns + 5;
        float[] x = random(3 + (rows + 2) * width);
        float[] w = random(11);
        assertAgrees(
                new Matrix(random(rows * columns + 4), 2, rows, columns, columns),
                9,
                (i, j) -> 0.5 + sum(9, p -> w[2 + p] * x[3 + (i + p / 3) * width + j + p % 3]),
                false,
                c -> product.depthwise3x3(w, 2, 0.5f, x, 3, width, c.data(), 2, rows, columns));
    }

    @ParameterizedTest
    @MethodSource("maps")
    void copiesOfARectangleAreWhatWasCopied(Arithmetic product, int rows, int columns) {
        float[] from = random(1 + rows * (columns + 3));
        assertAgrees(
                matrix(rows, columns),
                0,
                (i, j) -> from[1 + i * (columns + 3) + j],
                false,
                c -> product.copyRectangle(from, 1, columns + 3, c.data(), c.offset(), c.rowStride(), rows, columns));
    }

    @ParameterizedTest
    @MethodSource("products")
    void tanhIsCloseAtEverySizeAndNeverBeyondOne(Arithmetic product) {
        int count = Float.floatToRawIntBits(Float.POSITIVE_INFINITY) / 9973 + 1;
        float[] x = new float[2 * count + 3];
        for (int i = 0; i < count; i++) {
            x[2 * i] = Float.intBitsToFloat(9973 * i);
            x[2 * i + 1] = -x[2 * i];
        }
        x[2 * count] = Float.POSITIVE_INFINITY;
        x[2 * count + 1] = Float.NEGATIVE_INFINITY;
        x[2 * count + 2] = Float.NaN;
        float[] y = new float[x.length];
        product.tanh(x, 1, y, 0, x.length);
        for (int i = 0; i < count; i++) {
            double expected = Math.tanh(x[2 * i]);
            double error = Math.abs(y[2 * i] - expected);
            assertThat(error).as("at %s", x[2 * i]).isLessThanOrEqualTo(5e-7 * expected + 4 * Float.MIN_VALUE);
            assertThat(y[2 * i]).isLessThanOrEqualTo(1).isEqualTo(-y[2 * i + 1]);
        }
        assertThat(y[2 * count]).isEqualTo(1);
        assertThat(y[2 * count + 1]).isEqualTo(-1);
        assertThat(y[2 * count + 2]).isNaN();
    }

    @ParameterizedTest
    @MethodSource("products")
    void tanhTakesAFactorAndLeavesWhatItWasNotAskedFor(Arithmetic product) {
        float[] x = random(207);
        Matrix c = new Matrix(random(207), 1, 1, 205, 205);
        assertAgrees(c, 0, (i, j) -> Math.tanh(8f * x[1 + j]), false, it -> product.tanh(x, 8, it.data(), 1, 206));
    }

    @ParameterizedTest
    @MethodSource("products")
    void tilesAreSpreadAndGatheredAsTheirMatricesSay(Arithmetic product) {
        double[][] b = {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}};
        double[][] a = {{1, 1, 1, 0}, {0, 1, -1, -1}};
        int count = 48;
        float[] x = random(16 * 50 + 7);
        int[] cells = apart(16, 50).starts();
        assertAgrees(
                matrix(16, count),
                16,
                (k, i) -> sum(16, p -> b[k / 4][p / 4] * b[k % 4][p % 4] * x[cells[p] + 7 + i]),
                false,
                c -> product.winogradInput(x, cells, 7, count, c.data(), c.offset(), c.rowStride()));
        assertAgrees(
                Matrix.of(random(4 * count), 0, 4, count),
                16,
                (k, i) -> 0.5 + sum(16, p -> a[k / 2][p / 4] * a[k % 2][p % 4] * x[3 + 50 * p + i]),
                false,
                c -> product.winogradOutput(x, 3, 50, count, 0.5f, c.data(), count));
    }

    @ParameterizedTest
    @MethodSource("products")
    void whatLiesBeyondTheColumnsOfARunCountsNowhere(Arithmetic product) {
        float[] data = new float[4096];
        Arrays.fill(data, Float.NaN);
        int[] starts = StridedRows.every(50, 70);
        for (int start : starts) {
            for (int row = 0; row < 3; row++) {
                Arrays.fill(data, start + row * 15, start + row * 15 + 13, 1);
            }
        }
        Panels a = new Panels(new float[Panels.size(5, 70)], 0, 5, 70);
        Arrays.fill(a.data(), 1);
        Matrix c = Matrix.of(new float[5 * 39], 0, 5, 39);
        product.gemm(a, new StridedRows(data, starts, 0, 39, 13, 15), c, new float[5], 0);
        assertThat(c.data()).containsOnly(70);
    }

    @ParameterizedTest
    @MethodSource("products")
    void refusesSizesThatDoNotAgree(Arithmetic product) {
        Panels a = new Panels(new float[Panels.size(2, 3)], 0, 2, 3);
        StridedRows b = apart(4, 5);
        assertThatThrownBy(() -> product.gemm(a, b, matrix(2, 5), null, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2×3 times 4×5 is not 2×5");
        assertThatThrownBy(() -> product.gemmTransposed(b, b, matrix(4, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("4×5 times 5×4 is not 4×5");
    }

    /** So plain loops can stand in while a kernel is not compiled, and an address keeps its answer. */
    @ParameterizedTest
    @MethodSource("products")
    void allGiveTheSameBits(Arithmetic product) {
        for (int[] size : new int[][] {{1, 13, 207}, {5, 40, 70}, {16, 25, 784}, {17, 259, 521}, {24, 300, 64}}) {
            int m = size[0];
            int k = size[1];
            int n = size[2];
            float[] a = random(m * k);
            float[] starts = random(m);
            Panels panels = new Panels(new float[Panels.size(m, k)], 0, m, k).fill(a, 0, StridedRows.every(1, k), k);
            for (StridedRows b : List.of(apart(k, n), overlapping(k, n), pieces(k, n, 14), pieces(k, n, 32))) {
                assertSameBits(product, m * n, (it, c) -> it.gemm(panels, b, Matrix.of(c, 0, m, n), starts, 0));
                assertSameBits(product, m * n, (it, c) -> it.gemm(panels, b, Matrix.of(c, 0, m, n), null, 0));
            }
            StridedRows left = apart(m, k);
            StridedRows right = apart(n, k);
            assertSameBits(product, m * n, (it, c) -> it.gemmTransposed(left, right, Matrix.of(c, 0, m, n)));
            StridedRows rows = overlapping(k, n);
            assertSameBits(product, n, (it, c) -> it.gemv(a, 0, 0.5f, rows, c, 0));
            float[] x = random((m + 2) * (n + 2));
            assertSameBits(product, m * n, (it, c) -> it.depthwise3x3(a, 0, 0.5f, x, 0, n + 2, c, 0, m, n));
            assertSameBits(product, n, (it, c) -> it.tanh(x, 12, c, 0, n));
            int[] cells = StridedRows.every(20, 16);
            float[] y = random(16 * 64);
            assertSameBits(product, 16 * 16, (it, c) -> it.winogradInput(y, cells, 1, 16, c, 0, 16));
            assertSameBits(product, 64, (it, c) -> it.winogradOutput(y, 3, 20, 16, 0.5f, c, 16));
        }
    }

    private void assertSameBits(Arithmetic product, int size, BiConsumer<Arithmetic, float[]> work) {
        float[] expected = random(size);
        float[] actual = expected.clone();
        work.accept(PlainArithmetic.INSTANCE, expected);
        work.accept(product, actual);
        assertThat(actual).containsExactly(expected);
    }

    @Test
    void aViewCannotReachOutsideItsArray() {
        assertThatThrownBy(() -> Matrix.of(new float[5], 0, 2, 3)).hasMessage("2×3 numbers from 0 on do not lie in 5");
        assertThatThrownBy(() -> new StridedRows(new float[5], new int[] {0, 3}, 0, 3))
                .hasMessage("a run of 3 numbers from 3 on does not lie in 5");
    }

    private interface Definition {
        double at(int row, int column);
    }

    /**
     * Does the work, and checks the numbers of C against the definition and that all around them stays as it
     * is.
     */
    private static void assertAgrees(Matrix c, int depth, Definition product, boolean add, Consumer<Matrix> work) {
        float[] before = c.data().clone();
        work.accept(c);
        double tolerance = 1e-6 * (10 + depth);
        for (int at = 0; at < before.length; at++) {
            int i = Math.floorDiv(at - c.offset(), c.rowStride());
            int j = at - c.offset() - i * c.rowStride();
            if (i >= 0 && i < c.rows() && j >= 0 && j < c.columns()) {
                double expected = product.at(i, j) + (add ? before[at] : 0);
                if (!(Math.abs(c.data()[at] - expected) <= tolerance)) {
                    assertThat((double) c.data()[at]).as("%d, %d", i, j).isCloseTo(expected, within(tolerance));
                }
            } else {
                assertThat(c.data()[at]).isEqualTo(before[at]);
            }
        }
    }

    private static double sum(int k, IntToDoubleFunction product) {
        double sum = 0;
        for (int p = 0; p < k; p++) {
            sum += product.applyAsDouble(p);
        }
        return sum;
    }

    private static double at(StridedRows runs, int row, int column) {
        return runs.data()[runs.start(row) + column / runs.piece() * runs.step() + column % runs.piece()];
    }

    /** A matrix in a larger one, two numbers from every side. */
    private Matrix matrix(int rows, int columns) {
        int down = columns + 4;
        return new Matrix(random((rows + 4) * down), 2 * down + 2, rows, columns, down);
    }

    /** Runs in a scrambled order, to the very end of their array. */
    private StridedRows apart(int rows, int columns) {
        int[] starts = StridedRows.every(columns, rows);
        for (int i = 0; i < rows; i++) {
            int other = random.nextInt(rows);
            int start = starts[i];
            starts[i] = starts[other];
            starts[other] = start;
        }
        return new StridedRows(random(5 + rows * columns), starts, 5, columns);
    }

    /** Runs each of which begins a number after the one before. */
    private StridedRows overlapping(int rows, int columns) {
        return new StridedRows(random(rows + columns + 200), StridedRows.every(1, rows), 1, columns);
    }

    /** Runs in pieces, with gaps between them, to the very end of their array. */
    private StridedRows pieces(int rows, int columns, int piece) {
        int step = piece + 2;
        int length = (columns - 1) / piece * step + (columns - 1) % piece + 1;
        return new StridedRows(random(rows + length - 1), StridedRows.every(1, rows), 0, columns, piece, step);
    }

    private float[] random(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() * 2 - 1;
        }
        return numbers;
    }
}

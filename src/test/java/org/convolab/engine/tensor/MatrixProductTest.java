package org.convolab.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MatrixProductTest {
    private final Random random = new Random(7);

    static Stream<MatrixProduct> products() {
        boolean vectors = MatrixProduct.fastest() != PlainProduct.PRODUCT;
        return vectors
                ? Stream.concat(Stream.of(PlainProduct.PRODUCT), Vectors.products())
                : Stream.of(PlainProduct.PRODUCT);
    }

    /** Both ways to use registers, whatever this machine has; a class of its own, for JVMs without the module. */
    private static final class Vectors {
        static Stream<MatrixProduct> products() {
            return Stream.of(new VectorProduct(false), new VectorProduct(true));
        }
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
    void weightedSumsOfRowsAgreeWithTheTripleLoop(MatrixProduct product, int m, int k, int n) {
        float[] a = random(m * k);
        Panels inRows = new Panels(new float[3 + Panels.size(m, k)], 3, m, k).fill(a, 0, Runs.every(1, k), k);
        Panels inColumns = new Panels(new float[Panels.size(m, k)], 0, m, k).fill(a, 0, Runs.every(m, k), 1);
        for (Runs b : List.of(apart(k, n), overlapping(k, n), pieces(k, n, 1), pieces(k, n, 5), pieces(k, n, 14))) {
            for (boolean add : new boolean[] {false, true}) {
                Matrix c = matrix(m, n);
                assertAgrees(
                        c,
                        k,
                        (i, j) -> sum(k, p -> a[i * k + p] * at(b, p, j)),
                        add,
                        () -> product.multiply(inRows, b, c, add));
                assertAgrees(
                        c,
                        k,
                        (i, j) -> sum(k, p -> a[p * m + i] * at(b, p, j)),
                        add,
                        () -> product.multiply(inColumns, b, c, add));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void dotProductsAgreeWithTheTripleLoop(MatrixProduct product, int m, int k, int n) {
        for (Runs a : List.of(apart(m, k), overlapping(m, k))) {
            for (Runs b : List.of(apart(n, k), overlapping(n, k))) {
                Matrix c = matrix(m, n);
                assertAgrees(
                        c, k, (i, j) -> sum(k, p -> at(a, i, p) * at(b, j, p)), true, () -> product.addDots(a, b, c));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void aSingleRowAgreesWithTheDoubleLoop(MatrixProduct product, int m, int k, int n) {
        float[] w = random(m + k);
        for (Runs b : List.of(apart(k, n), overlapping(k, n))) {
            Matrix c = new Matrix(random(n + 3), 0, 1, n, n);
            assertAgrees(
                    c,
                    k,
                    (i, j) -> 0.5 + sum(k, p -> w[m + p] * at(b, p, j)),
                    false,
                    () -> product.combine(w, m, 0.5f, b, c.data()));
        }
    }

    @ParameterizedTest
    @MethodSource("products")
    void whatLiesBeyondTheColumnsOfARunCountsNowhere(MatrixProduct product) {
        float[] data = new float[4096];
        Arrays.fill(data, Float.NaN);
        int[] starts = Runs.every(50, 70);
        for (int start : starts) {
            for (int row = 0; row < 3; row++) {
                Arrays.fill(data, start + row * 15, start + row * 15 + 13, 1);
            }
        }
        Panels a = new Panels(new float[Panels.size(5, 70)], 0, 5, 70);
        Arrays.fill(a.data(), 1);
        Matrix c = Matrix.of(new float[5 * 39], 0, 5, 39);
        product.multiply(a, new Runs(data, starts, 0, 39, 13, 15), c, false);
        assertThat(c.data()).containsOnly(70);
    }

    @ParameterizedTest
    @MethodSource("products")
    void refusesSizesThatDoNotAgree(MatrixProduct product) {
        Panels a = new Panels(new float[Panels.size(2, 3)], 0, 2, 3);
        Runs b = apart(4, 5);
        assertThatThrownBy(() -> product.multiply(a, b, matrix(2, 5), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2×3 times 4×5 is not 2×5");
        assertThatThrownBy(() -> product.addDots(b, b, matrix(4, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("4×5 times 5×4 is not 4×5");
    }

    @Test
    void aViewCannotReachOutsideItsArray() {
        assertThatThrownBy(() -> Matrix.of(new float[5], 0, 2, 3)).hasMessage("2×3 numbers from 0 on do not lie in 5");
        assertThatThrownBy(() -> new Runs(new float[5], new int[] {0, 3}, 0, 3))
                .hasMessage("a run of 3 numbers from 3 on does not lie in 5");
    }

    private interface Definition {
        double at(int row, int column);
    }

    /** Multiplies, and checks the numbers of C against the definition and that all around them stays as it is. */
    private static void assertAgrees(Matrix c, int depth, Definition product, boolean add, Runnable multiply) {
        float[] before = c.data().clone();
        multiply.run();
        double tolerance = 1e-6 * (10 + depth);
        for (int at = 0; at < before.length; at++) {
            int i = Math.floorDiv(at - c.offset(), c.down());
            int j = at - c.offset() - i * c.down();
            if (i >= 0 && i < c.rows() && j < c.columns()) {
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

    private static double at(Runs runs, int row, int column) {
        return runs.data()[runs.start(row) + column / runs.piece() * runs.step() + column % runs.piece()];
    }

    /** A matrix in a larger one, two numbers from every side. */
    private Matrix matrix(int rows, int columns) {
        int down = columns + 4;
        return new Matrix(random((rows + 4) * down), 2 * down + 2, rows, columns, down);
    }

    /** Runs in a scrambled order, to the very end of their array. */
    private Runs apart(int rows, int columns) {
        int[] starts = Runs.every(columns, rows);
        for (int i = 0; i < rows; i++) {
            int other = random.nextInt(rows);
            int start = starts[i];
            starts[i] = starts[other];
            starts[other] = start;
        }
        return new Runs(random(5 + rows * columns), starts, 5, columns);
    }

    /** Runs each of which begins a number after the one before. */
    private Runs overlapping(int rows, int columns) {
        return new Runs(random(rows + columns + 200), Runs.every(1, rows), 1, columns);
    }

    /** Runs in pieces, with gaps between them, to the very end of their array. */
    private Runs pieces(int rows, int columns, int piece) {
        int step = piece + 2;
        int length = (columns - 1) / piece * step + (columns - 1) % piece + 1;
        return new Runs(random(rows + length - 1), Runs.every(1, rows), 0, columns, piece, step);
    }

    private float[] random(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() * 2 - 1;
        }
        return numbers;
    }
}

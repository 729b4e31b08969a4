package org.convolab.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MatrixProductTest {
    private final Random random = new Random(7);

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
        return Stream.of(PlainProduct.PRODUCT, MatrixProduct.fastest())
                .distinct()
                .flatMap(product -> Stream.of(sizes).map(s -> Arguments.of(product, s[0], s[1], s[2])));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void agreesWithTheTripleLoopHoweverTheFactorsLie(MatrixProduct product, int m, int k, int n) {
        for (int turned = 0; turned < 4; turned++) {
            Matrix a = turned % 2 == 0 ? random(m, k, 3) : random(k, m, 3).transposed();
            Matrix b = turned / 2 == 0 ? random(k, n, 5) : random(n, k, 5).transposed();
            for (boolean add : new boolean[] {false, true}) {
                Matrix c = random(m, n, 2);
                double[][] expected = tripleLoop(a, b, c, add);
                float[] before = c.data().clone();
                product.multiply(a, b, c, add);
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j < n; j++) {
                        double tolerance = 1e-6 * (10 + k);
                        assertThat((double) c.at(i, j)).isCloseTo(expected[i][j], within(tolerance));
                    }
                }
                assertThatNothingElseChanged(c, before);
            }
        }
    }

    @Test
    void refusesSizesThatDoNotAgree() {
        Matrix a = random(2, 3, 0);
        assertThatThrownBy(() -> MatrixProduct.fastest().multiply(a, a, random(2, 3, 0), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2×3 times 2×3 is not 2×3 with contiguous rows");
    }

    @Test
    void aViewCannotReachOutsideItsArray() {
        assertThatThrownBy(() -> Matrix.of(new float[5], 2, 3)).hasMessage("2×3 numbers from 0 on do not lie in 5");
    }

    private static void assertThatNothingElseChanged(Matrix c, float[] before) {
        boolean[] inside = new boolean[before.length];
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.columns(); j++) {
                inside[c.offset() + i * c.down() + j] = true;
            }
        }
        for (int i = 0; i < before.length; i++) {
            if (!inside[i]) {
                assertThat(c.data()[i]).isEqualTo(before[i]);
            }
        }
    }

    private static double[][] tripleLoop(Matrix a, Matrix b, Matrix c, boolean add) {
        double[][] product = new double[c.rows()][c.columns()];
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.columns(); j++) {
                product[i][j] = add ? c.at(i, j) : 0;
                for (int p = 0; p < a.columns(); p++) {
                    product[i][j] += (double) a.at(i, p) * b.at(p, j);
                }
            }
        }
        return product;
    }

    /** A matrix that lies in a larger one, {@code margin} numbers from every side. */
    private Matrix random(int rows, int columns, int margin) {
        float[] data = new float[(rows + 2 * margin) * (columns + 2 * margin)];
        for (int i = 0; i < data.length; i++) {
            data[i] = random.nextFloat() * 2 - 1;
        }
        int step = columns + 2 * margin;
        return new Matrix(data, margin * step + margin, rows, columns, step, 1);
    }
}

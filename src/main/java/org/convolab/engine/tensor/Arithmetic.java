package org.convolab.engine.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic that takes nearly all of a network's time: the products of matrices that convolution, dense layers and
 * their gradients become, and Winograd's transforms.
 *
 * <p>Every number of a product is summed up in an order that is said here, and each multiply-add is rounded once. So all
 * implementations give the same bits, and one may stand in for another at any moment. (A processor without fused
 * multiply-adds rounds twice, and has one implementation only.)
 */
public interface Arithmetic {
    /** How many sums side by side make a dot product. */
    int LANES = 16;

    /**
     * C = S + A·B: every row of C is a start and the sum of B's rows, each weighted by a number of A. The products are added
     * one after the other, from the first row of B to the last. A is m×k, B is k×n, C is m×n and shares no numbers with the
     * others.
     *
     * @param starts what every number of row i begins as: {@code starts[first + i]}; null to begin with what stands in C
     * @throws IllegalArgumentException if the sizes do not agree
     */
    void gemm(Panels a, StridedRows b, Matrix c, float @Nullable [] starts, int first);

    /**
     * C += A·Bᵀ: every number of C is the dot product of a row of A and a row of B. Product number p is added to sum p modulo
     * {@value #LANES}; then sum i + 8 is added to sum i for the first eight, i + 4 to i for the first four, and so on. A is
     * m×k, B is n×k, both in one piece, C is m×n and shares no numbers with the others.
     *
     * @throws IllegalArgumentException if the sizes do not agree, or a run is in several pieces
     */
    void gemmTransposed(StridedRows a, StridedRows b, Matrix c);

    /**
     * sum = w·B + bias, where a single row on the left makes packing not worth its while: B's rows, each weighted by a number
     * and added to the bias one after the other. B is k×n and in one piece; what comes of it takes n numbers of {@code sum}
     * from {@code to} on.
     *
     * @param first where the k weights begin
     */
    void gemv(float[] weights, int first, float bias, StridedRows b, float[] sum, int to);

    /**
     * A 3×3 kernel at every place of one map, for where each filter reads one map by itself (depthwise): y = w·x + bias, the
     * nine products added to the bias one after the other, row by row.
     *
     * @param first where the nine weights begin
     * @param at where the map begins, which is two rows and columns larger than what comes of it
     * @param width how far the map's rows lie apart
     * @param to where the rows × columns numbers go, row after row
     */
    void depthwise3x3(
            float[] weights,
            int first,
            float bias,
            float[] x,
            int at,
            int width,
            float[] y,
            int to,
            int rows,
            int columns);

    /**
     * y = tanh(factor · x) for numbers {@code from} to {@code end - 1}, to about 2·10⁻⁷, and to 5·10⁻⁷ of its size, with one
     * division. For a quarter of x it is p / q, the seventh convergent of Lambert's continued fraction x / (1 + x² / (3 + x² /
     * (5 + …))); then tanh 2x = 2 tanh x / (1 + tanh² x) twice, on numerator and denominator. From 9 on it is 1.
     */
    void tanh(float[] x, float factor, float[] y, int from, int end);

    /** Copies a rectangle of numbers to where its rows lie at another distance. */
    void copyRectangle(float[] from, int at, int fromDown, float[] to, int into, int down, int rows, int columns);

    /**
     * The inputs of Winograd's F(2×2, 3×3), V = Bᵀ·d·B, of many 4×4 tiles d side by side. Cell (u, v) of tile i stands at
     * {@code x[cells[4u + v] + shift + i]}, and number k of its 16 goes to {@code v[at + k·apart + i]}.
     *
     * <pre>
     *        1  0 -1  0
     *   Bᵀ = 0  1  1  0
     *        0 -1  1  0
     *        0  1  0 -1
     * </pre>
     *
     * @param count how many tiles there are, a multiple of {@value #LANES}
     */
    void winogradInput(float[] x, int[] cells, int shift, int count, float[] v, int at, int apart);

    /**
     * The outputs of Winograd's F(2×2, 3×3), Y = Aᵀ·M·A + bias, of many tiles side by side: number k of the 16 of tile i
     * stands at {@code m[at + k·apart + i]}, and number (u, v) of its four goes to {@code y[(2u + v)·yApart + i]}.
     *
     * <pre>
     *   Aᵀ = 1  1  1  0
     *        0  1 -1 -1
     * </pre>
     *
     * @param count how many tiles there are, a multiple of {@value #LANES}
     */
    void winogradOutput(float[] m, int at, int apart, int count, float bias, float[] y, int yApart);

    /** The products that serve: at every moment the fastest that this machine and this JVM are known to have. */
    static Arithmetic fastest() {
        return FastestArithmetic.SERVING;
    }

    /** All that there are here, plain loops first. */
    static List<Candidate> candidates() {
        return FastestArithmetic.CANDIDATES;
    }

    /** Products, and the words for how they are done. */
    record Candidate(String name, Arithmetic arithmetic) {}

    /** Refuses sizes that do not agree, and runs in several pieces where they have to be in one. */
    static void checkTransposed(StridedRows a, StridedRows b, Matrix c) {
        check(a.rows(), a.columns(), b.columns(), b.rows(), c);
        if (a.piece() < a.columns() || b.piece() < b.columns()) {
            throw new IllegalArgumentException("dot products need runs in one piece");
        }
    }

    /** Refuses sizes that do not agree: those of the left factor, of the right one as it is multiplied, and of C. */
    static void check(int rows, int depth, int height, int columns, Matrix c) {
        if (depth != height || rows != c.rows() || columns != c.columns()) {
            throw new IllegalArgumentException(
                    "%d×%d times %d×%d is not %d×%d".formatted(rows, depth, height, columns, c.rows(), c.columns()));
        }
    }
}

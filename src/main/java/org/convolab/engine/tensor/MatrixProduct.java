package org.convolab.engine.tensor;

/** The products of matrices that convolution, dense layers and their gradients become. */
public interface MatrixProduct {
    /**
     * C = A·B, or C += A·B if {@code add}: every row of C is a sum of B's rows, each weighted by a number of A. A is m×k,
     * B is k×n, C is m×n and shares no numbers with the others.
     *
     * @throws IllegalArgumentException if the sizes do not agree
     */
    void multiply(Panels a, Runs b, Matrix c, boolean add);

    /**
     * C += A·Bᵀ: every number of C is the dot product of a row of A and a row of B. A is m×k, B is n×k, both in one piece, C
     * is m×n and shares no numbers with the others.
     *
     * @throws IllegalArgumentException if the sizes do not agree, or a run is in several pieces
     */
    void addDots(Runs a, Runs b, Matrix c);

    /**
     * sum = w·B + bias, where a single row on the left makes packing not worth its while: B's rows, each weighted by a number.
     * B is k×n and in one piece; what comes of it takes the first n numbers of {@code sum}.
     *
     * @param first where the k weights begin
     */
    void combine(float[] weights, int first, float bias, Runs b, float[] sum);

    /** The fastest products that this machine and this JVM have. */
    static MatrixProduct fastest() {
        return Kernels.FASTEST;
    }

    /** Refuses sizes that do not agree, and runs in several pieces where they have to be in one. */
    static void checkDots(Runs a, Runs b, Matrix c) {
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

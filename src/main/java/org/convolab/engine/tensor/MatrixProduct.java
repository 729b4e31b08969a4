package org.convolab.engine.tensor;

/** The product of two matrices, which convolution, dense layers and their gradients all become. */
public interface MatrixProduct {
    /**
     * C = A·B, or C += A·B if {@code add}. A is m×k, B is k×n, C is m×n and its rows are contiguous; C shares no numbers
     * with A or B.
     *
     * @throws IllegalArgumentException if the sizes do not agree
     */
    void multiply(Matrix a, Matrix b, Matrix c, boolean add);

    /** The fastest product that this machine and this JVM have. */
    static MatrixProduct fastest() {
        return PlainProduct.PRODUCT;
    }

    /** Refuses sizes that do not agree. */
    static void check(Matrix a, Matrix b, Matrix c) {
        if (a.columns() != b.rows() || a.rows() != c.rows() || b.columns() != c.columns() || c.across() != 1) {
            throw new IllegalArgumentException("%d×%d times %d×%d is not %d×%d with contiguous rows"
                    .formatted(a.rows(), a.columns(), b.rows(), b.columns(), c.rows(), c.columns()));
        }
    }
}

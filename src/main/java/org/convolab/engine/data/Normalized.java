package org.convolab.engine.data;

import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * A digit as MNIST frames it: its box of ink, brought to 20 pixels on the longer side, stands in 28×28 so that the centre
 * of mass of the ink comes to the middle, as near as whole pixels allow (LeCun et al., Gradient-Based Learning Applied to
 * Document Recognition, 1998, section III A).
 *
 * @param top the first row of the box in the picture as it was given
 * @param left its first column
 * @param height its rows
 * @param width its columns
 * @param scale what the box was enlarged by; less than 1 if it shrank
 * @param picture the digit, 1×28×28
 */
public record Normalized(int top, int left, int height, int width, double scale, Tensor picture) {
    /** The side of a picture of MNIST. */
    public static final int SIDE = 28;

    /** The longer side of a digit's ink. */
    public static final int BOX = 20;

    /**
     * The digit of a picture of one channel, 0 for paper and 1 for ink. What is at least half as dark as the darkest pixel
     * counts for the box. Pixels between the old ones mix their neighbours in a triangle filter, as broad as an old or a
     * new pixel, whichever is larger.
     *
     * @throws IllegalArgumentException if there is no ink
     */
    public static Normalized of(Tensor picture) {
        int rows = picture.shape().height();
        int columns = picture.shape().width();
        float darkest = 0;
        for (float ink : picture.data()) {
            darkest = Math.max(darkest, ink);
        }
        if (darkest == 0) {
            throw new IllegalArgumentException("there is no ink");
        }
        int top = rows;
        int left = columns;
        int bottom = 0;
        int right = 0;
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                if (picture.at(0, 0, y, x) >= darkest / 2) {
                    top = Math.min(top, y);
                    left = Math.min(left, x);
                    bottom = Math.max(bottom, y + 1);
                    right = Math.max(right, x + 1);
                }
            }
        }
        double scale = BOX / (double) Math.max(bottom - top, right - left);
        double[][] down = filter(rows, (top + bottom) / 2.0, scale);
        double[][] across = filter(columns, (left + right) / 2.0, scale);
        double[] scaled = new double[SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double ink = 0;
                for (int row = 0; row < rows; row++) {
                    for (int column = 0; down[y][row] > 0 && column < columns; column++) {
                        ink += down[y][row] * across[x][column] * picture.at(0, 0, row, column);
                    }
                }
                scaled[y * SIDE + x] = ink;
            }
        }
        Tensor framed = Tensor.zeros(1, new Shape(1, SIDE, SIDE));
        centre(scaled, framed.data(), 0);
        return new Normalized(top, left, bottom - top, right - left, scale, framed);
    }

    /** How much each new pixel has of each of {@code size} old ones, when {@code middle} comes to the new middle. */
    private static double[][] filter(int size, double middle, double scale) {
        double reach = Math.max(1, 1 / scale);
        double[][] shares = new double[SIDE][size];
        for (int to = 0; to < SIDE; to++) {
            double at = (to + 0.5 - SIDE / 2.0) / scale + middle;
            double sum = 0;
            for (int from = (int) Math.floor(at - reach); from <= at + reach; from++) {
                double share = Math.max(0, 1 - Math.abs(from + 0.5 - at) / reach);
                sum += share;
                if (from >= 0 && from < size) {
                    shares[to][from] = share;
                }
            }
            for (int from = 0; from < size; from++) {
                shares[to][from] /= sum;
            }
        }
        return shares;
    }

    /** Copies 28×28 numbers so that their centre of mass comes to the middle, as near as whole pixels allow. */
    static void centre(double[] ink, float[] into, int offset) {
        double mass = 0;
        double mx = 0;
        double my = 0;
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                double here = ink[row * SIDE + column];
                mass += here;
                mx += here * (column + 0.5);
                my += here * (row + 0.5);
            }
        }
        int dx = (int) StrictMath.rint((SIDE + 1) / 2.0 - mx / mass);
        int dy = (int) StrictMath.rint((SIDE + 1) / 2.0 - my / mass);
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                int fromRow = row - dy;
                int fromColumn = column - dx;
                boolean inside = fromRow >= 0 && fromRow < SIDE && fromColumn >= 0 && fromColumn < SIDE;
                into[offset + row * SIDE + column] = inside ? (float) ink[fromRow * SIDE + fromColumn] : 0;
            }
        }
    }
}

package org.convolab.engine.data;

import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * A digit as MNIST frames it: its box of ink, brought to 20 pixels on the longer side, stands in 28×28 so that the center
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
public record MnistFraming(int top, int left, int height, int width, double scale, Tensor picture) {
    /** The side of a picture of MNIST. */
    public static final int SIDE = 28;

    /** The longer side of a digit's ink. */
    public static final int BOX = 20;

    /**
     * The digit of a picture of one channel, 0 for paper and 1 for ink. What is at least half as dark as the darkest pixel
     * counts for the box.
     *
     * @throws IllegalArgumentException if there is no ink
     */
    public static MnistFraming of(Tensor picture) {
        int rows = picture.shape().height();
        int columns = picture.shape().width();
        float darkest = darkest(picture);
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
        Resampling down = Resampling.of(rows, SIDE, (top + bottom) / 2.0, scale, true);
        Resampling across = Resampling.of(columns, SIDE, (left + right) / 2.0, scale, true);
        double[] scaled = Resampling.plane(down, across, picture, 0);
        Tensor framed = Tensor.zeros(1, new Shape(1, SIDE, SIDE));
        center(scaled, framed.data(), 0);
        return new MnistFraming(top, left, bottom - top, right - left, scale, framed);
    }

    /** Whether a picture has no ink at all. */
    public static boolean isBlank(Tensor picture) {
        return darkest(picture) == 0;
    }

    private static float darkest(Tensor picture) {
        float darkest = 0;
        for (float ink : picture.data()) {
            darkest = Math.max(darkest, ink);
        }
        return darkest;
    }

    /** Copies 28×28 numbers so that their center of mass comes to the middle, as near as whole pixels allow. */
    public static void center(double[] ink, float[] into, int offset) {
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

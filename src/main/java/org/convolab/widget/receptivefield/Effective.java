package org.convolab.widget.receptivefield;

import java.util.List;
import org.convolab.widget.Grid;

/**
 * The gradient of the chosen unit with respect to the input: its shares, which are those of the gradient between equal kernels
 * and of its square between drawn ones.
 *
 * @param draws how many stacks were drawn, and {@code silent} how many more had no gradient at all
 * @param first the first column of {@code shares}, which are those of the field that lie in the input, and {@code firstDown}
 *     the first row
 * @param cell how many pixels across and down each of them stands for
 * @param across the same along one axis, all rows together
 * @param bell what a Gaussian of the deviation {@code formula} has there
 * @param deviation the measured standard deviation along an axis, in pixels; across, where the axes differ
 * @param formula what it is between equal kernels, if the field lies in the input
 * @param deviationDown the same down the rows, and {@code formulaDown}
 * @param half the smallest rectangle in the middle that holds half of it, and {@code most} nine tenths
 */
public record Effective(
        int draws,
        int silent,
        int first,
        int firstDown,
        int cell,
        Grid shares,
        List<Double> across,
        List<Double> bell,
        double deviation,
        double formula,
        double deviationDown,
        double formulaDown,
        Middle half,
        Middle most) {

    /**
     * The middle of the field: a square where the field is one, and the share of the gradient that it holds.
     *
     * @param side its width
     */
    public record Middle(int first, int side, int firstDown, int height, double share) {

        /** {@code 5 × 5}. */
        public String text() {
            return height + " × " + side;
        }
    }
}

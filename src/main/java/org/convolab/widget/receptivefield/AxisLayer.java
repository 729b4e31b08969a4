package org.convolab.widget.receptivefield;

import org.convolab.engine.layer.ReceptiveField;

/**
 * One layer's arithmetic along one axis.
 *
 * @param below the receptive field of the layer below, and {@code jumpBelow} its jump
 * @param field its own receptive field, and {@code jump} its jump
 * @param start the first pixel of unit 0's field, negative in the padding
 * @param out how many units
 * @param first the first of its units on which the chosen unit depends, and {@code last} the last; both -1 in the layers
 *     above it
 * @param fieldFirst the first pixel that the middle one of those sees, meaningless above
 */
public record AxisLayer(
        int kernel,
        int stride,
        int dilation,
        int below,
        int jumpBelow,
        int field,
        int jump,
        int start,
        int out,
        int first,
        int last,
        int fieldFirst) {

    static AxisLayer of(
            int kernel,
            int stride,
            int dilation,
            ReceptiveField.Span below,
            ReceptiveField.Span field,
            int out,
            int first,
            int last) {
        return new AxisLayer(
                kernel,
                stride,
                dilation,
                below.size(),
                below.jump(),
                field.size(),
                field.jump(),
                field.start(),
                out,
                first,
                last,
                field.first(Math.floorDiv(first + last, 2)));
    }

    /** {@code 9 + (3 − 1)·1}, the formula of the field. */
    public String sum() {
        return "%d + (%d − 1)·%s%d".formatted(below, kernel, dilation > 1 ? dilation + "·" : "", jumpBelow);
    }

    /** The middle of a unit's field, in pixels from the edge of the input. */
    double middle(int unit) {
        return start + unit * jump + field / 2.0;
    }
}

package org.convolab.widget.receptivefield;

import org.jspecify.annotations.Nullable;

/**
 * One layer of the stack. From {@code kernel} to {@code jumpBelow} and from {@code start} on its numbers are those of the way
 * across, as {@link AxisLayer} says them.
 *
 * @param window as a stack is typed, {@code 3×3/2@1×2}
 * @param receptiveField the larger of its height and width
 * @param jump the larger of both
 * @param down the numbers of the way down; null where they are the same
 */
public record StackLayer(
        String name,
        String window,
        int kernel,
        int stride,
        int dilation,
        int below,
        int jumpBelow,
        int receptiveField,
        int receptiveFieldHeight,
        int receptiveFieldWidth,
        int jump,
        int start,
        int out,
        int first,
        int last,
        int fieldFirst,
        @Nullable AxisLayer down) {

    static StackLayer of(String name, String window, AxisLayer down, AxisLayer across) {
        return new StackLayer(
                name,
                window,
                across.kernel(),
                across.stride(),
                across.dilation(),
                across.below(),
                across.jumpBelow(),
                Math.max(down.field(), across.field()),
                down.field(),
                across.field(),
                Math.max(down.jump(), across.jump()),
                across.start(),
                across.out(),
                across.first(),
                across.last(),
                across.fieldFirst(),
                down.equals(across) ? null : down);
    }

    public AxisLayer across() {
        return new AxisLayer(
                kernel,
                stride,
                dilation,
                below,
                jumpBelow,
                receptiveFieldWidth,
                jumpBelow * stride,
                start,
                out,
                first,
                last,
                fieldFirst);
    }

    AxisLayer vertical() {
        return down == null ? across() : down;
    }

    /** The formula of the field; of both axes, height first, where they differ. */
    public String sum() {
        return vertical().sum().equals(across().sum())
                ? across().sum()
                : vertical().sum() + ", " + across().sum();
    }

    public String fieldText() {
        return both(receptiveFieldHeight, receptiveFieldWidth);
    }

    /** What {@link #sum} gives: one number for one sum, height and width for two. */
    public String sumText() {
        return sum().contains(",") ? receptiveFieldHeight + " × " + receptiveFieldWidth : fieldText();
    }

    public String jumpText() {
        return both(vertical().jump(), across().jump());
    }

    /** {@code 1·2}, the jump below times the stride. */
    public String jumpSum() {
        String down = vertical().jumpBelow() + "·" + vertical().stride();
        String right = jumpBelow + "·" + stride;
        return down.equals(right) ? right : down + ", " + right;
    }

    /** What {@link #jumpSum} gives. */
    public String jumpSumText() {
        return jumpSum().contains(",") ? vertical().jump() + " × " + across().jump() : jumpText();
    }

    public String outText() {
        return both(vertical().out(), out);
    }

    private static String both(int down, int across) {
        return down == across ? String.valueOf(across) : down + " × " + across;
    }
}

package org.convolab.engine.layer;

import java.util.Locale;
import org.convolab.engine.tensor.Shape;

/**
 * The geometry that convolution and pooling share: a window of height × width whose cells stand {@code dilation} pixels
 * apart, moved by {@code stride} over a padded input; both have one number down and one across.
 * {@code ceil} lets the last window hang over the far edge, as long as it starts inside the input or its near padding.
 *
 * <p>Along each axis, out = floor((in + before + after - dilation·(k - 1) - 1) / stride) + 1
 *
 * @throws IllegalArgumentException if a number is less than one
 */
public record Window(
        int height,
        int width,
        int strideDown,
        int strideAcross,
        int dilationDown,
        int dilationAcross,
        Padding padding,
        boolean ceil) {
    public Window {
        if (Math.min(height, width) < 1
                || Math.min(strideDown, strideAcross) < 1
                || Math.min(dilationDown, dilationAcross) < 1) {
            throw new IllegalArgumentException("a window's size, stride and dilation are at least 1");
        }
    }

    /** A window with the same stride and dilation down and across. */
    public Window(int height, int width, int stride, int dilation, Padding padding, boolean ceil) {
        this(height, width, stride, stride, dilation, dilation, padding, ceil);
    }

    /** A square window moved one pixel at a time, without padding. */
    public static Window of(int size) {
        return of(size, size);
    }

    /** A window moved one pixel at a time, without padding. */
    public static Window of(int height, int width) {
        return new Window(height, width, 1, 1, Padding.NONE, false);
    }

    public Window withStride(int stride) {
        return withStride(stride, stride);
    }

    public Window withStride(int down, int across) {
        return new Window(height, width, down, across, dilationDown, dilationAcross, padding, ceil);
    }

    public Window withDilation(int dilation) {
        return withDilation(dilation, dilation);
    }

    public Window withDilation(int down, int across) {
        return new Window(height, width, strideDown, strideAcross, down, across, padding, ceil);
    }

    public Window withPadding(Padding padding) {
        return new Window(height, width, strideDown, strideAcross, dilationDown, dilationAcross, padding, ceil);
    }

    public Window withCeil() {
        return withCeil(true);
    }

    public Window withCeil(boolean ceil) {
        return new Window(height, width, strideDown, strideAcross, dilationDown, dilationAcross, padding, ceil);
    }

    /** Whether it moves by one pixel, and its cells are neighbors. */
    boolean isContiguous() {
        return strideDown == 1 && strideAcross == 1 && dilationDown == 1 && dilationAcross == 1;
    }

    /**
     * This window with as many zeros around as give ceil(in / stride) places each way, the odd one at the far side, as
     * TensorFlow's SAME does.
     */
    public Window withSamePadding(Shape input) {
        int down = same(input.height(), strideDown, reachDown());
        int across = same(input.width(), strideAcross, reachAcross());
        return withPadding(new Padding(down / 2, across / 2, down - down / 2, across - across / 2, Padding.Mode.ZERO));
    }

    private static int same(int in, int stride, int reach) {
        int places = (in + stride - 1) / stride;
        return Math.max(0, (places - 1) * stride + reach - in);
    }

    /** The rows that the window covers from its first cell to its last: dilation·(height - 1) + 1. */
    public int reachDown() {
        return dilationDown * (height - 1) + 1;
    }

    /** The columns that the window covers from its first cell to its last: dilation·(width - 1) + 1. */
    public int reachAcross() {
        return dilationAcross * (width - 1) + 1;
    }

    /** How many places the window takes from top to bottom of an input of that many rows; 0 if it never fits. */
    public int placesDown(int rows) {
        return places(rows, strideDown, padding.top(), padding.bottom(), reachDown());
    }

    /** How many places the window takes from left to right; 0 if it never fits. */
    public int placesAcross(int columns) {
        return places(columns, strideAcross, padding.left(), padding.right(), reachAcross());
    }

    private int places(int in, int stride, int before, int after, int reach) {
        int room = in + before + after - reach;
        int places = Math.floorDiv(ceil ? room + stride - 1 : room, stride) + 1;
        return Math.max(0, ceil && (places - 1) * stride >= in + before ? places - 1 : places);
    }

    /**
     * Stride, dilation and padding where they are not the plain ones, {@code , stride 2, padding 1}, as height × width where
     * the axes differ.
     */
    String details() {
        return (strideDown == 1 && strideAcross == 1 ? "" : ", stride " + both(strideDown, strideAcross))
                + (dilationDown == 1 && dilationAcross == 1 ? "" : ", dilation " + both(dilationDown, dilationAcross))
                + (padding.isNone() ? "" : ", padding " + padding);
    }

    /** One number for both axes where they agree, {@code 2}, otherwise {@code 2×1}. */
    static String both(int down, int across) {
        return down == across ? String.valueOf(down) : down + "×" + across;
    }

    /** Which rows of an input of that many rows the window's cells read, place by place. */
    public Axis down(int rows) {
        return Axis.of(
                height,
                placesDown(rows),
                strideDown,
                dilationDown,
                padding.top(),
                padding.bottom(),
                rows,
                padding.mode());
    }

    /** Which columns of an input of that many columns the window's cells read, place by place. */
    public Axis across(int columns) {
        return Axis.of(
                width,
                placesAcross(columns),
                strideAcross,
                dilationAcross,
                padding.left(),
                padding.right(),
                columns,
                padding.mode());
    }

    /**
     * The shape of {@code channels} maps that have a value for each place of this window over the input.
     *
     * @throws ShapeException if the window never fits, or the padding mirrors or tiles the input more than once
     */
    public Shape over(Shape input, int channels, Layer layer) {
        int down = placesDown(input.height());
        int across = placesAcross(input.width());
        if (down < 1 || across < 1) {
            throw new ShapeException("%s got %s, but its window covers %d×%d: it needs at least that, padding counted"
                    .formatted(layer.describe(), input, reachDown(), reachAcross()));
        }
        int rows = padding.mode().least(Math.max(padding.top(), padding.bottom()));
        int columns = padding.mode().least(Math.max(padding.left(), padding.right()));
        if (input.height() < rows || input.width() < columns) {
            throw new ShapeException("%s got %s, but its %s padding needs an input of at least %d×%d"
                    .formatted(layer.describe(), input, padding.mode().name().toLowerCase(Locale.ROOT), rows, columns));
        }
        return new Shape(channels, down, across);
    }
}

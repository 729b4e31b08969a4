package org.convolab.engine.layer;

import org.convolab.engine.tensor.Shape;

/**
 * The geometry that convolution and pooling share: a window of height × width whose cells stand {@code dilation} pixels
 * apart, moved by {@code stride} over a padded input. {@code ceil} lets the last window hang over the far edge, as long
 * as it starts inside the input or its near padding.
 *
 * <p>out = floor((in + before + after - dilation·(k - 1) - 1) / stride) + 1
 *
 * @throws IllegalArgumentException if a number is less than one
 */
public record Window(int height, int width, int stride, int dilation, Padding padding, boolean ceil) {
    public Window {
        if (height < 1 || width < 1 || stride < 1 || dilation < 1) {
            throw new IllegalArgumentException("a window's size, stride and dilation are at least 1");
        }
    }

    /** A square window moved one pixel at a time, without padding. */
    public static Window of(int size) {
        return new Window(size, size, 1, 1, Padding.NONE, false);
    }

    public Window withStride(int stride) {
        return new Window(height, width, stride, dilation, padding, ceil);
    }

    public Window withDilation(int dilation) {
        return new Window(height, width, stride, dilation, padding, ceil);
    }

    public Window withPadding(Padding padding) {
        return new Window(height, width, stride, dilation, padding, ceil);
    }

    /** The rows that the window covers from its first cell to its last: dilation·(height - 1) + 1. */
    public int reachDown() {
        return dilation * (height - 1) + 1;
    }

    /** The columns that the window covers from its first cell to its last: dilation·(width - 1) + 1. */
    public int reachAcross() {
        return dilation * (width - 1) + 1;
    }

    /** How many places the window takes from top to bottom of an input of that many rows; less than one if it never fits. */
    public int placesDown(int rows) {
        return places(rows, padding.top(), padding.bottom(), reachDown());
    }

    /** How many places the window takes from left to right; less than one if it never fits. */
    public int placesAcross(int columns) {
        return places(columns, padding.left(), padding.right(), reachAcross());
    }

    private int places(int in, int before, int after, int reach) {
        int room = in + before + after - reach;
        if (room < 0) {
            return 0;
        }
        int places = (ceil ? (room + stride - 1) / stride : room / stride) + 1;
        return ceil && (places - 1) * stride >= in + before ? places - 1 : places;
    }

    /** The shape of {@code channels} maps that have a value for each place of this window over the input. */
    public Shape over(Shape input, int channels, String layer) {
        int down = placesDown(input.height());
        int across = placesAcross(input.width());
        if (down < 1 || across < 1) {
            throw new ShapeException("%s got %s, but its window covers %d×%d: it needs at least that, padding counted"
                    .formatted(layer, input, reachDown(), reachAcross()));
        }
        return new Shape(channels, down, across);
    }
}

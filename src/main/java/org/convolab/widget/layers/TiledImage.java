package org.convolab.widget.layers;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.image.Drawing;

/**
 * Numbers in the shape of a picture, or of several beside each other. What is no part of any picture, such as the padding
 * around it or a line between two, is no number (NaN).
 *
 * @param shown one channel, or red, green and blue
 * @param values what the numbers are
 * @param height of the tiles that share a scale of colors
 * @param width of them
 */
record TiledImage(Tensor shown, Values values, int height, int width) {
    /** What numbers are: light or ink from 0 to 1, values around 0, or weights of light. */
    enum Values {
        LIGHT,
        SIGNED,
        WEIGHTS
    }

    /** A picture of light or ink. */
    static TiledImage light(Tensor shown) {
        return new TiledImage(
                shown, Values.LIGHT, shown.shape().height(), shown.shape().width());
    }

    /** Signed values in one scale. */
    static TiledImage signed(Tensor shown) {
        return new TiledImage(
                shown, Values.SIGNED, shown.shape().height(), shown.shape().width());
    }

    /** Pictures of light or ink side by side. */
    static TiledImage light(List<Tensor> tiles, int columns) {
        return tiled(tiles, columns, Values.LIGHT);
    }

    /** Signed values side by side, each tile in a scale of its own. */
    static TiledImage signed(List<Tensor> tiles, int columns) {
        return tiled(tiles, columns, Values.SIGNED);
    }

    static TiledImage tiled(List<Tensor> tiles, int columns, Values values) {
        Shape tile = tiles.get(0).shape();
        return new TiledImage(mosaic(tiles, columns), values, tile.height(), tile.width());
    }

    /** Each channel as an image of its own. */
    static List<Tensor> channels(Tensor maps) {
        Shape shape = maps.shape();
        return IntStream.range(0, shape.channels())
                .mapToObj(c -> {
                    Tensor map = Tensor.zeros(1, new Shape(1, shape.height(), shape.width()));
                    System.arraycopy(maps.data(), c * shape.area(), map.data(), 0, shape.area());
                    return map;
                })
                .toList();
    }

    /**
     * One number for each pixel: of light the mean of its colors, of signed values the farthest from zero, of weights the
     * sum, which is the weight of gray light.
     */
    Tensor plane() {
        Shape shape = shown.shape();
        Tensor plane = Tensor.zeros(1, new Shape(1, shape.height(), shape.width()));
        for (int i = 0; i < shown.data().length; i++) {
            float each = Float.isNaN(shown.data()[i]) ? 0 : shown.data()[i];
            int pixel = i % shape.area();
            if (values == Values.LIGHT) {
                plane.data()[pixel] += each / shape.channels();
            } else if (values == Values.WEIGHTS) {
                plane.data()[pixel] += each;
            } else if (Math.abs(each) > Math.abs(plane.data()[pixel])) {
                plane.data()[pixel] = each;
            }
        }
        return plane;
    }

    /** What the numbers are, in a word. */
    String palette() {
        boolean color = shown.shape().channels() == 3;
        return values == Values.LIGHT ? color ? "light" : "ink" : color ? "color" : "signed";
    }

    /** How far from zero each pixel is that is part of a picture: by this two signed pictures are compared. */
    float[] sizes() {
        float[] plane = plane().data();
        float[] sizes = new float[plane.length];
        int count = 0;
        for (int i = 0; i < plane.length; i++) {
            if (!Float.isNaN(shown.data()[i])) {
                sizes[count++] = Math.abs(plane[i]);
            }
        }
        return Arrays.copyOf(sizes, count);
    }

    /** Whether all pixels lie equally far from zero, so that they have no order. */
    boolean isConstant() {
        float[] sizes = sizes();
        for (float each : sizes) {
            if (each != sizes[0]) {
                return false;
            }
        }
        return true;
    }

    /** As an image: light in its colors, ink on paper, signed colors around gray, other signed values teal to orange. */
    Drawing drawing() {
        boolean color = shown.shape().channels() == 3;
        if (values == Values.LIGHT) {
            return cleared(color ? Drawing.color(shown, 0) : Drawing.ink(shown, 0, 0, 1));
        }
        Tensor shares = shares();
        if (!color) {
            return Drawing.signed(shares, 0, 0, 1);
        }
        for (int i = 0; i < shares.data().length; i++) {
            shares.data()[i] = 0.5f + shares.data()[i] / 2;
        }
        return cleared(Drawing.color(shares, 0));
    }

    /** A drawing in which what is no part of any picture is transparent. */
    private Drawing cleared(Drawing drawing) {
        for (int i = 0; i < drawing.pixels().length; i++) {
            if (Float.isNaN(shown.data()[i])) {
                drawing.pixels()[i] = 0;
            }
        }
        return drawing;
    }

    /** Every number as a share of the one that lies farthest from zero in its tile. */
    private Tensor shares() {
        Shape shape = shown.shape();
        int across = (shape.width() + width - 1) / width;
        int[] tiles = new int[shape.area()];
        for (int i = 0; i < tiles.length; i++) {
            tiles[i] = i / shape.width() / height * across + i % shape.width() / width;
        }
        float[] largest = new float[tiles[tiles.length - 1] + 1];
        for (int i = 0; i < shown.data().length; i++) {
            int tile = tiles[i % tiles.length];
            float size = Math.abs(shown.data()[i]);
            largest[tile] = size > largest[tile] ? size : largest[tile];
        }
        Tensor shares = Tensor.zeros(1, shape);
        for (int i = 0; i < shown.data().length; i++) {
            float most = largest[tiles[i % tiles.length]];
            shares.data()[i] = most > 0 ? shown.data()[i] / most : 0;
        }
        return shares;
    }

    /** A rectangle of a picture; what lies outside is no number. */
    static Tensor crop(Tensor picture, int top, int left, int height, int width) {
        Shape shape = picture.shape();
        Tensor crop = Tensor.zeros(1, new Shape(shape.channels(), height, width));
        for (int i = 0; i < crop.data().length; i++) {
            int y = top + i % (height * width) / width;
            int x = left + i % width;
            boolean inside = y >= 0 && y < shape.height() && x >= 0 && x < shape.width();
            crop.data()[i] = inside ? picture.at(0, i / (height * width), y, x) : Float.NaN;
        }
        return crop;
    }

    /** Pictures of one shape side by side, in rows of so many. */
    static Tensor mosaic(List<Tensor> tiles, int columns) {
        Shape tile = tiles.get(0).shape();
        int across = Math.min(columns, tiles.size());
        int rows = (tiles.size() + columns - 1) / columns;
        Shape shape = new Shape(tile.channels(), rows * tile.height(), across * tile.width());
        Tensor mosaic = Tensor.zeros(1, shape);
        for (int t = 0; t < tiles.size(); t++) {
            for (int row = 0; row < tile.channels() * tile.height(); row++) {
                int y = t / columns * tile.height() + row % tile.height();
                int to = (row / tile.height() * shape.height() + y) * shape.width() + t % columns * tile.width();
                System.arraycopy(tiles.get(t).data(), row * tile.width(), mosaic.data(), to, tile.width());
            }
        }
        return mosaic;
    }

    /** Pictures side by side, with a line between them that is no part of any. */
    static Tensor apart(List<Tensor> tiles, int columns) {
        Shape tile = tiles.get(0).shape();
        Tensor all = mosaic(
                tiles.stream()
                        .map(each -> crop(each, 0, 0, tile.height() + 1, tile.width() + 1))
                        .toList(),
                columns);
        return crop(all, 0, 0, all.shape().height() - 1, all.shape().width() - 1);
    }

    /** A picture whose larger side is at most {@code most}: averages of squares of pixels. */
    static Tensor shrunk(Tensor picture, int most) {
        Shape shape = picture.shape();
        int factor = (Math.max(shape.height(), shape.width()) + most - 1) / most;
        if (factor == 1) {
            return picture;
        }
        Shape smaller = new Shape(
                shape.channels(), (shape.height() + factor - 1) / factor, (shape.width() + factor - 1) / factor);
        Tensor shrunk = Tensor.zeros(1, smaller);
        for (int i = 0; i < shrunk.data().length; i++) {
            int y = i % smaller.area() / smaller.width() * factor;
            int x = i % smaller.width() * factor;
            int count = 0;
            for (int dy = 0; dy < factor && y + dy < shape.height(); dy++) {
                for (int dx = 0; dx < factor && x + dx < shape.width(); dx++) {
                    float each = picture.at(0, i / smaller.area(), y + dy, x + dx);
                    if (!Float.isNaN(each)) {
                        shrunk.data()[i] += each;
                        count++;
                    }
                }
            }
            shrunk.data()[i] /= count;
        }
        return shrunk;
    }
}

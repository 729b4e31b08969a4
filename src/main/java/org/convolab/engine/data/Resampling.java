package org.convolab.engine.data;

import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * One axis of a picture in another size. A new pixel mixes the old ones around its middle in a triangle filter that is as
 * broad as an old or a new pixel, whichever is larger: it interpolates where the picture grows, and averages where it
 * shrinks.
 *
 * @param shares how much the new pixel has of each of the old ones, from {@code first} on
 */
public record Resampling(int[] first, double[][] shares) {

    /** One picture, every channel of it, in another size. */
    public static Tensor resize(Tensor picture, int height, int width) {
        Shape from = picture.shape();
        Resampling down = of(from.height(), height, from.height() / 2.0, height / (double) from.height(), false);
        Resampling across = of(from.width(), width, from.width() / 2.0, width / (double) from.width(), false);
        Tensor resized = Tensor.zeros(1, new Shape(from.channels(), height, width));
        for (int c = 0; c < from.channels(); c++) {
            double[] plane = plane(down, across, picture, c);
            for (int i = 0; i < plane.length; i++) {
                resized.data()[c * plane.length + i] = (float) plane[i];
            }
        }
        return resized;
    }

    /**
     * @param from how many old pixels there are
     * @param to how many new ones
     * @param middle the place on the old axis that comes to the middle of the new one
     * @param scale how many new pixels an old one takes
     * @param empty whether what lies beyond the picture counts as zero; else it does not count
     */
    static Resampling of(int from, int to, double middle, double scale, boolean empty) {
        double reach = Math.max(1, 1 / scale);
        int[] first = new int[to];
        double[][] shares = new double[to][];
        for (int i = 0; i < to; i++) {
            double at = (i + 0.5 - to / 2.0) / scale + middle;
            int start = (int) Math.max(0, Math.min(from, Math.floor(at - reach)));
            int end = (int) Math.max(start, Math.min(from, Math.ceil(at + reach)));
            double sum = 0;
            for (int old = (int) Math.floor(at - reach); old <= at + reach; old++) {
                boolean counts = empty || old >= start && old < end;
                sum += counts ? share(old, at, reach) : 0;
            }
            first[i] = start;
            shares[i] = new double[end - start];
            for (int old = start; old < end; old++) {
                shares[i][old - start] = share(old, at, reach) / sum;
            }
        }
        return new Resampling(first, shares);
    }

    private static double share(int old, double at, double reach) {
        return Math.max(0, 1 - Math.abs(old + 0.5 - at) / reach);
    }

    /** A channel of one picture in the new size. */
    static double[] plane(Resampling down, Resampling across, Tensor picture, int channel) {
        Shape shape = picture.shape();
        int columns = across.first.length;
        double[] narrow = new double[shape.height() * columns];
        for (int y = 0; y < shape.height(); y++) {
            int row = (channel * shape.height() + y) * shape.width();
            for (int x = 0; x < columns; x++) {
                for (int i = 0; i < across.shares[x].length; i++) {
                    narrow[y * columns + x] += across.shares[x][i] * picture.data()[row + across.first[x] + i];
                }
            }
        }
        double[] result = new double[down.first.length * columns];
        for (int y = 0; y < down.first.length; y++) {
            for (int i = 0; i < down.shares[y].length; i++) {
                double share = down.shares[y][i];
                int row = (down.first[y] + i) * columns;
                for (int x = 0; x < columns; x++) {
                    result[y * columns + x] += share * narrow[row + x];
                }
            }
        }
        return result;
    }
}

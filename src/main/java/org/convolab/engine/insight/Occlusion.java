package org.convolab.engine.insight;

import java.util.Arrays;
import org.convolab.engine.layer.ForwardContext;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * A square that slides over a picture and hides what is under it, to see on which part of the picture a unit's activation depends
 * (Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, 2013, section 4.2).
 *
 * @param size the square's side in pixels
 * @param stride how many pixels it moves at a time
 * @param fill the value of every hidden number, 0.5 for middle gray
 * @throws IllegalArgumentException if size or stride is less than one
 */
public record Occlusion(int size, int stride, float fill) {
    private static final int BATCH = 16;

    public Occlusion {
        if (size < 1 || stride < 1) {
            throw new IllegalArgumentException("a square has at least one pixel and moves at least one");
        }
    }

    /**
     * How far a unit's largest activation falls at each place of the square: that for the whole picture less that for the
     * picture with the square in it. One channel; the square of row i, column j begins at pixel i·stride, j·stride.
     *
     * @param picture one picture
     * @throws IllegalArgumentException if the square is larger than the picture
     */
    public Tensor falls(Units units, Tensor picture, int unit) {
        Shape shape = picture.shape();
        if (size > shape.height() || size > shape.width()) {
            throw new IllegalArgumentException("a square of %d does not fit into %s".formatted(size, shape));
        }
        Tensor falls = Tensor.zeros(
                1, new Shape(1, (shape.height() - size) / stride + 1, (shape.width() - size) / stride + 1));
        ForwardContext context = ForwardContext.of(Phase.INFERENCE);
        float whole = strongest(units.layers().forward(picture, units.weights(), context), 0, unit);
        int columns = falls.shape().width();
        for (int from = 0; from < falls.data().length; from += BATCH) {
            Tensor batch = Tensor.zeros(Math.min(BATCH, falls.data().length - from), shape);
            for (int n = 0; n < batch.count(); n++) {
                System.arraycopy(picture.data(), 0, batch.data(), n * shape.size(), shape.size());
                hide(batch, n, (from + n) / columns * stride, (from + n) % columns * stride);
            }
            Tensor activations = units.layers().forward(batch, units.weights(), context);
            for (int n = 0; n < batch.count(); n++) {
                falls.data()[from + n] = whole - strongest(activations, n, unit);
            }
        }
        return falls;
    }

    /** The picture with the square in it, its first pixel at that row and column. */
    public Tensor covered(Tensor picture, int top, int left) {
        Tensor covered = new Tensor(1, picture.shape(), picture.data().clone());
        hide(covered, 0, top, left);
        return covered;
    }

    private void hide(Tensor batch, int n, int top, int left) {
        Shape shape = batch.shape();
        for (int c = 0; c < shape.channels(); c++) {
            for (int y = top; y < top + size; y++) {
                int row = ((n * shape.channels() + c) * shape.height() + y) * shape.width();
                Arrays.fill(batch.data(), row + left, row + left + size, fill);
            }
        }
    }

    private static float strongest(Tensor activations, int n, int unit) {
        Units.Place place = Units.strongest(activations, n, unit);
        return activations.at(n, unit, place.row(), place.col());
    }
}

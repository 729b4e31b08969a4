package org.convolab.engine.layer;

import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * A pooling layer: the largest or the average of what a window reads, in each channel by itself. It has no weights.
 * Padding never wins a maximum; an average divides by the pixels read and, with {@code countPadding}, by the padding
 * read too. Cells of a ceiled window that hang over the padding count in neither. A window that reads only padding
 * gives 0.
 */
public record Pool2d(Kind kind, Window window, boolean countPadding) implements Layer {

    /** What becomes of the numbers under a window. */
    public enum Kind {
        MAX("max"),
        AVERAGE("average");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** The largest number under each window. */
    public static Pool2d max(Window window) {
        return new Pool2d(Kind.MAX, window, false);
    }

    /** The average of the numbers under each window, padding not counted. */
    public static Pool2d average(Window window) {
        return new Pool2d(Kind.AVERAGE, window, false);
    }

    @Override
    public String describe() {
        return "%s pool %d×%d%s".formatted(kind, window.height(), window.width(), window.details());
    }

    @Override
    public Shape output(Shape input) {
        return window.over(input, input.channels(), describe());
    }

    @Override
    public Field field(Field below) {
        return below.through(window);
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, Mode mode) {
        Tensor output = Tensor.zeros(input.count(), output(input.shape()));
        Axis down = window.down(input.shape().height());
        Axis across = window.across(input.shape().width());
        int area = input.shape().area();
        int to = 0;
        for (int plane = 0; plane < input.data().length; plane += area) {
            for (int y = 0; y < down.places(); y++) {
                for (int x = 0; x < across.places(); x++) {
                    output.data()[to++] =
                            pool(input.data(), plane, input.shape().width(), down, y, across, x);
                }
            }
        }
        return output;
    }

    private float pool(float[] in, int plane, int width, Axis down, int y, Axis across, int x) {
        float largest = Float.NEGATIVE_INFINITY;
        double sum = 0;
        int read = 0;
        int padding = 0;
        for (int u = 0; u < down.cells(); u++) {
            int row = down.read(u, y);
            for (int v = 0; v < across.cells(); v++) {
                int column = across.read(v, x);
                if (row >= 0 && column >= 0) {
                    float value = in[plane + row * width + column];
                    largest = Math.max(largest, value);
                    sum += value;
                    read++;
                } else if (row != Axis.BEYOND && column != Axis.BEYOND) {
                    padding++;
                }
            }
        }
        if (read == 0) {
            return 0;
        }
        return kind == Kind.MAX ? largest : (float) (sum / (countPadding ? read + padding : read));
    }
}

package org.convolab.engine.layer;

import java.util.Arrays;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * A pooling layer: the largest or the average of what a window reads, in each channel by itself. It has no weights.
 * Padding never wins a maximum; an average divides by the pixels read and, with {@code countPadding}, by the padding
 * read too. Cells of a ceiled window that hang over the padding count in neither. A window that reads only padding
 * gives 0.
 *
 * <p>Backward: the gradient of a maximum goes to the pixel that was the largest, the first of equals; that of an average
 * goes to each pixel read, divided by the same number as the sum was.
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
    public Tensor forward(Tensor input, Weights weights, Pass pass) {
        pass.begin(input);
        Tensor output = pass.output(output(input.shape()));
        int[] winners = pass.ints("winners", kind == Kind.MAX ? output.data().length : 0);
        windows(input, pass, (to, plane, rows, columns, y, x) -> {
            if (kind == Kind.MAX) {
                winners[to] = winner(input, plane, rows, columns, y, x);
                output.data()[to] = winners[to] < 0 ? 0 : input.data()[winners[to]];
            } else {
                output.data()[to] = average(input, plane, rows, columns, y, x);
            }
        });
        return output;
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, Pass pass) {
        Tensor below = pass.inputGradient();
        Arrays.fill(below.data(), 0);
        if (kind == Kind.MAX) {
            int[] winners = pass.ints("winners", gradient.data().length);
            for (int i = 0; i < winners.length; i++) {
                if (winners[i] >= 0) {
                    below.data()[winners[i]] += gradient.data()[i];
                }
            }
        } else {
            windows(
                    below,
                    pass,
                    (from, plane, rows, columns, y, x) ->
                            spread(gradient.data()[from], below, plane, rows, columns, y, x));
        }
        return below;
    }

    /** One window: the number of the output that it gives, the input plane it reads, and its place there. */
    private interface Place {
        void visit(int output, int plane, Axis rows, Axis columns, int y, int x);
    }

    private void windows(Tensor input, Pass pass, Place place) {
        Axis rows = pass.keep("rows", () -> window.down(input.shape().height()));
        Axis columns = pass.keep("columns", () -> window.across(input.shape().width()));
        int output = 0;
        for (int plane = 0; plane < input.data().length; plane += input.shape().area()) {
            for (int y = 0; y < rows.places(); y++) {
                for (int x = 0; x < columns.places(); x++) {
                    place.visit(output++, plane, rows, columns, y, x);
                }
            }
        }
    }

    /** Where the largest number that the window reads stands, the first of equals; -1 if it reads only padding. */
    private static int winner(Tensor input, int plane, Axis rows, Axis columns, int y, int x) {
        int winner = -1;
        for (int u = 0; u < rows.cells(); u++) {
            int row = rows.read(u, y);
            for (int v = 0; v < columns.cells() && row >= 0; v++) {
                int column = columns.read(v, x);
                int at = plane + row * input.shape().width() + column;
                if (column >= 0 && (winner < 0 || beats(input.data()[at], input.data()[winner]))) {
                    winner = at;
                }
            }
        }
        return winner;
    }

    /** Whether a number takes the maximum from another one. Something that is not a number does, and keeps it. */
    static boolean beats(float number, float largest) {
        return number > largest || Float.isNaN(number) && !Float.isNaN(largest);
    }

    private float average(Tensor input, int plane, Axis rows, Axis columns, int y, int x) {
        double sum = 0;
        for (int u = 0; u < rows.cells(); u++) {
            int row = rows.read(u, y);
            for (int v = 0; v < columns.cells() && row >= 0; v++) {
                int column = columns.read(v, x);
                if (column >= 0) {
                    sum += input.data()[plane + row * input.shape().width() + column];
                }
            }
        }
        return (float) (sum / divisor(rows, columns, y, x));
    }

    private void spread(float gradient, Tensor below, int plane, Axis rows, Axis columns, int y, int x) {
        float each = gradient / divisor(rows, columns, y, x);
        for (int u = 0; u < rows.cells(); u++) {
            int row = rows.read(u, y);
            for (int v = 0; v < columns.cells() && row >= 0; v++) {
                int column = columns.read(v, x);
                if (column >= 0) {
                    below.data()[plane + row * below.shape().width() + column] += each;
                }
            }
        }
    }

    /** What the sum under a window is divided by; 1 if it reads nothing, so that its average is 0. */
    private int divisor(Axis rows, Axis columns, int y, int x) {
        int least = countPadding ? Axis.ZERO : 0;
        return Math.max(1, rows.count(y, least) * columns.count(x, least));
    }
}

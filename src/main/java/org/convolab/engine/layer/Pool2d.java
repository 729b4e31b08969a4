package org.convolab.engine.layer;

import java.util.Arrays;
import java.util.List;
import org.convolab.engine.tensor.Cores;
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
        return "%s pool %d×%d%s%s%s"
                .formatted(
                        kind,
                        window.height(),
                        window.width(),
                        window.details(),
                        kind == Kind.AVERAGE && countPadding ? ", padding counted" : "",
                        window.ceil() ? ", ceil" : "");
    }

    @Override
    public Shape output(Shape input) {
        return window.over(input, input.channels(), this);
    }

    @Override
    public Cost cost(Shape input) {
        return Cost.NONE;
    }

    @Override
    public ReceptiveField field(ReceptiveField below) {
        return below.through(window);
    }

    @Override
    public Contributions contributions(Tensor input, Weights weights, int unit, int row, int col) {
        if (kind == Kind.MAX) {
            return new Contributions(List.of(Contributions.largest(window, input, unit, row, col)), 0);
        }
        int least = countPadding ? Axis.ZERO : 0;
        int counted = window.down(input.shape().height()).count(row, least)
                * window.across(input.shape().width()).count(col, least);
        float share = 1f / Math.max(1, counted);
        return new Contributions(
                List.of(Contributions.window(window, input, unit, row, col, (u, v, y, x) -> y < 0 ? 0 : share)), 0);
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, ForwardContext context) {
        Tensor output = context.begin(input).output(output(input.shape()));
        State state = state(context);
        Reads reads = state.reads;
        int[] winners = state.winners;
        int area = input.shape().area();
        int planes = input.count() * input.shape().channels();
        Cores.share(planes, 4L * input.data().length, (plane, worker) -> {
            int to = plane * reads.places();
            if (kind == Kind.MAX) {
                reads.largest(input.data(), plane * area, winners, output.data(), to);
            } else {
                reads.average(input.data(), plane * area, output.data(), to);
            }
        });
        return output;
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, ForwardContext context) {
        Tensor below = context.scratch().inputGradient();
        Arrays.fill(below.data(), 0);
        if (kind == Kind.MAX) {
            int[] winners = state(context).winners;
            for (int i = 0; i < winners.length; i++) {
                if (winners[i] >= 0) {
                    below.data()[winners[i]] += gradient.data()[i];
                }
            }
        } else {
            Reads reads = state(context).reads;
            int area = below.shape().area();
            int planes = below.count() * below.shape().channels();
            Cores.share(planes, 4L * below.data().length, (plane, worker) -> {
                reads.spread(gradient.data(), plane * reads.places(), below.data(), plane * area);
            });
        }
        return below;
    }

    /** What the window reads of a map, and the number of the input that is the maximum at each place of the output. */
    private record State(Reads reads, int[] winners) {}

    private State state(ForwardContext context) {
        return context.scratch().own(State.class, () -> {
            Tensor input = context.scratch().input();
            Shape output = output(input.shape());
            return new State(reads(input.shape()), new int[kind == Kind.MAX ? input.count() * output.size() : 0]);
        });
    }

    private Reads reads(Shape input) {
        Axis rows = window.down(input.height());
        Axis columns = window.across(input.width());
        int places = rows.places() * columns.places();
        int[] first = new int[places + 1];
        int[] pixels = new int[places * rows.cells() * columns.cells()];
        double[] shares = new double[places];
        int least = countPadding ? Axis.ZERO : 0;
        int next = 0;
        for (int place = 0; place < places; place++) {
            int y = place / columns.places();
            int x = place % columns.places();
            for (int u = 0; u < rows.cells(); u++) {
                for (int v = 0; v < columns.cells(); v++) {
                    if (rows.read(u, y) >= 0 && columns.read(v, x) >= 0) {
                        pixels[next++] = rows.read(u, y) * input.width() + columns.read(v, x);
                    }
                }
            }
            first[place + 1] = next;
            shares[place] = 1.0 / Math.max(1, rows.count(y, least) * columns.count(x, least));
        }
        boolean pairs = window.equals(Window.of(2).withStride(2))
                || window.equals(Window.of(2).withStride(2).withCeil());
        return new Reads(first, pixels, shares, pairs && next == 4 * places ? columns.places() : 0);
    }

    /**
     * What a window reads of any map, place by place.
     *
     * @param first where the pixels of each place begin, and at the end where the last ones end
     * @param pixels the pixels read, padding left out
     * @param shares what the sum at each place is multiplied by for the average; 1 where nothing is read
     * @param pairs how many places there are in a row, if the window has the usual 2×2 cells and a stride of 2 and never hangs
     *     over an edge, so that its pixels are found by counting; 0 if not
     */
    private record Reads(int[] first, int[] pixels, double[] shares, int pairs) {
        int places() {
            return shares.length;
        }

        /** Finds the largest number at each place, and where it stands, the first of equals; -1 if nothing is read. */
        void largest(float[] in, int plane, int[] winners, float[] out, int to) {
            if (pairs > 0) {
                largestOfPairs(in, plane, winners, out, to);
                return;
            }
            for (int place = 0; place < shares.length; place++) {
                long most = Long.MIN_VALUE;
                for (int i = first[place]; i < first[place + 1]; i++) {
                    most = Math.max(most, key(in, plane + pixels[i]));
                }
                int winner = most == Long.MIN_VALUE ? -1 : (int) ~most;
                winners[to + place] = winner;
                out[to + place] = winner < 0 ? 0 : in[winner];
            }
        }

        private void largestOfPairs(float[] in, int plane, int[] winners, float[] out, int to) {
            for (int place = 0; place < shares.length; place += pairs) {
                int upper = plane + pixels[4 * place];
                int down = pixels[4 * place + 2] - pixels[4 * place];
                for (int i = upper, o = to + place; i < upper + 2 * pairs; i += 2, o++) {
                    long above = Math.max(key(in, i), key(in, i + 1));
                    long below = Math.max(key(in, i + down), key(in, i + down + 1));
                    int winner = (int) ~Math.max(above, below);
                    winners[o] = winner;
                    out[o] = in[winner];
                }
            }
        }

        /** A number that is larger for a larger number, and for the first of equals. */
        private static long key(float[] in, int pixel) {
            return (long) Tensor.rank(in[pixel]) << 32 | ~pixel & 0xFFFFFFFFL;
        }

        void average(float[] in, int plane, float[] out, int to) {
            if (pairs > 0) {
                averageOfPairs(in, plane, out, to);
                return;
            }
            for (int place = 0; place < shares.length; place++) {
                double sum = 0;
                for (int i = first[place]; i < first[place + 1]; i++) {
                    sum += in[plane + pixels[i]];
                }
                out[to + place] = (float) (sum * shares[place]);
            }
        }

        private void averageOfPairs(float[] in, int plane, float[] out, int to) {
            for (int place = 0; place < shares.length; place += pairs) {
                int upper = plane + pixels[4 * place];
                int down = pixels[4 * place + 2] - pixels[4 * place];
                for (int i = upper, o = to + place; i < upper + 2 * pairs; i += 2, o++) {
                    out[o] = (float) (((double) in[i] + in[i + 1] + in[i + down] + in[i + down + 1]) * 0.25);
                }
            }
        }

        /** The backward step of {@link #average}: each gradient is shared among the pixels read. */
        void spread(float[] out, int from, float[] in, int plane) {
            if (pairs > 0) {
                spreadPairs(out, from, in, plane);
                return;
            }
            for (int place = 0; place < shares.length; place++) {
                float each = (float) (out[from + place] * shares[place]);
                for (int i = first[place]; i < first[place + 1]; i++) {
                    in[plane + pixels[i]] += each;
                }
            }
        }

        private void spreadPairs(float[] out, int from, float[] in, int plane) {
            for (int place = 0; place < shares.length; place += pairs) {
                int upper = plane + pixels[4 * place];
                int down = pixels[4 * place + 2] - pixels[4 * place];
                for (int i = upper, o = from + place; i < upper + 2 * pairs; i += 2, o++) {
                    float each = (float) (out[o] * 0.25);
                    in[i] += each;
                    in[i + 1] += each;
                    in[i + down] += each;
                    in[i + down + 1] += each;
                }
            }
        }
    }
}

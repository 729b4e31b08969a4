package org.convolab.engine.insight;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.Axis;
import org.convolab.engine.layer.BatchNorm;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Dropout;
import org.convolab.engine.layer.Flatten;
import org.convolab.engine.layer.GlobalPool;
import org.convolab.engine.layer.Layer;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Pool2d;
import org.convolab.engine.layer.Softmax;
import org.convolab.engine.layer.Subsample;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * How one number that a layer gives follows from the numbers that it reads. After convolutions, dense layers, pools and
 * batch norm in inference it is a weighted sum: the sum of the terms and the constant, up to rounding. After an activation
 * function or a softmax it is not, and the terms are what is read, without weights. Layers with layers inside are not taken
 * apart: there are no terms.
 *
 * @param value the number itself
 * @param terms for each map that is read, or for each number of a vector, what it contributes
 * @param constant what does not depend on the input: the bias, or what batch norm adds
 */
public record Contributions(float value, List<Term> terms, double constant) {

    /**
     * What a number owes to one map below.
     *
     * @param unit the map
     * @param row the row of the map where what is read begins, negative in the padding
     * @param col the column
     * @param numbers what is read, as the padding has it too
     * @param weights what each is multiplied by; no rows if the number is not a weighted sum
     */
    public record Term(int unit, int row, int col, float[][] numbers, float[][] weights) {
        /** The sum of the products. */
        public double sum() {
            double sum = 0;
            for (int y = 0; y < weights.length; y++) {
                for (int x = 0; x < weights[y].length; x++) {
                    sum += (double) numbers[y][x] * weights[y][x];
                }
            }
            return sum;
        }
    }

    /** What stands under a cell of a window: its place in the map, in which row and column -1 stand for no pixel. */
    private interface Cell {
        float of(int u, int v, int row, int col);
    }

    private static final float[][] NO_WEIGHTS = {};

    /**
     * Derives the number at a place.
     *
     * @param weights the layer's own
     * @param below what the layer read, one example
     * @param given what it gave
     */
    public static Contributions of(Layer layer, Weights weights, Tensor below, Tensor given, Units.Place place) {
        float value = given.at(0, place.unit(), place.row(), place.col());
        int unit = place.unit();
        if (layer instanceof Conv2d conv) {
            float bias = conv.bias() ? weights.get("bias")[unit] : 0;
            return new Contributions(value, conv(conv, weights.get("weight"), below, place), bias);
        }
        if (layer instanceof Dense dense) {
            float bias = dense.bias() ? weights.get("bias")[unit] : 0;
            return new Contributions(value, dense(dense, weights.get("weight"), below, unit), bias);
        }
        if (layer instanceof BatchNorm norm) {
            double deviation = Math.sqrt(weights.get("running_variance")[unit] + (double) norm.epsilon());
            float slope = (float) (weights.get("gamma")[unit] / deviation);
            double constant = weights.get("beta")[unit] - (double) slope * weights.get("running_mean")[unit];
            return new Contributions(value, List.of(number(below, place, slope)), constant);
        }
        if (layer instanceof Pool2d pool) {
            return new Contributions(value, List.of(pool(pool, below, place)), 0);
        }
        if (layer instanceof Subsample sample) {
            float coefficient = weights.get("coefficient")[unit];
            Term term = window(sample.window(), below, unit, place, (u, v, row, col) -> coefficient);
            return new Contributions(value, List.of(term), weights.get("bias")[unit]);
        }
        if (layer instanceof GlobalPool) {
            Window whole = new Window(below.shape().height(), below.shape().width(), 1, 1, Padding.NONE, false);
            float share = 1f / below.shape().area();
            return new Contributions(value, List.of(window(whole, below, unit, place, (u, v, row, col) -> share)), 0);
        }
        if (layer instanceof Flatten || layer instanceof Dropout) {
            Units.Place same = layer instanceof Flatten ? place(below.shape(), unit) : place;
            return new Contributions(value, List.of(number(below, same, 1)), 0);
        }
        if (layer instanceof Activation) {
            return new Contributions(value, List.of(read(below, place)), 0);
        }
        if (layer instanceof Softmax) {
            List<Term> all = IntStream.range(0, below.shape().channels())
                    .mapToObj(each -> read(below, new Units.Place(each, place.row(), place.col())))
                    .toList();
            return new Contributions(value, all, 0);
        }
        return new Contributions(value, List.of(), 0);
    }

    private static List<Term> conv(Conv2d conv, float[] weights, Tensor below, Units.Place place) {
        int cells = conv.window().height() * conv.window().width();
        int wide = conv.window().width();
        int inGroup = conv.channels() / conv.groups();
        int first = place.unit() / (conv.filters() / conv.groups()) * inGroup;
        List<List<Integer>> table = conv.table();
        List<Integer> maps =
                table == null ? IntStream.range(first, first + inGroup).boxed().toList() : table.get(place.unit());
        int before = table == null
                ? place.unit() * inGroup
                : table.subList(0, place.unit()).stream().mapToInt(List::size).sum();
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < maps.size(); i++) {
            int kernel = (before + i) * cells;
            terms.add(window(conv.window(), below, maps.get(i), place, (u, v, row, col) -> {
                int cell = u * wide + v;
                return weights[kernel + (conv.flip() ? cells - 1 - cell : cell)];
            }));
        }
        return terms;
    }

    private static List<Term> dense(Dense dense, float[] weights, Tensor below, int unit) {
        return IntStream.range(0, dense.inputs())
                .mapToObj(i -> number(below, place(below.shape(), i), weights[unit * dense.inputs() + i]))
                .toList();
    }

    /** A maximum has the weight 1 for the pixel that won; an average the same for every pixel that it counts. */
    private static Term pool(Pool2d pool, Tensor below, Units.Place place) {
        boolean[] won = {false};
        if (pool.kind() == Pool2d.Kind.MAX) {
            Term read = window(pool.window(), below, place.unit(), place, (u, v, row, col) -> row < 0 ? 0 : 1);
            float most = Float.NEGATIVE_INFINITY;
            for (int u = 0; u < read.numbers.length; u++) {
                for (int v = 0; v < read.numbers[u].length; v++) {
                    most = read.weights[u][v] > 0 ? Math.max(most, read.numbers[u][v]) : most;
                }
            }
            float largest = most;
            return window(pool.window(), below, place.unit(), place, (u, v, row, col) -> {
                boolean wins = !won[0] && row >= 0 && read.numbers[u][v] == largest;
                won[0] |= wins;
                return wins ? 1 : 0;
            });
        }
        Axis rows = pool.window().down(below.shape().height());
        Axis columns = pool.window().across(below.shape().width());
        int least = pool.countPadding() ? Axis.ZERO : 0;
        int down = 0;
        int across = 0;
        for (int u = 0; u < rows.cells(); u++) {
            down += rows.read(u, place.row()) >= least ? 1 : 0;
        }
        for (int v = 0; v < columns.cells(); v++) {
            across += columns.read(v, place.col()) >= least ? 1 : 0;
        }
        float share = 1f / Math.max(1, down * across);
        return window(pool.window(), below, place.unit(), place, (u, v, row, col) -> share);
    }

    /** What a window at a place reads of a map, and the weights of its cells. */
    private static Term window(Window window, Tensor below, int unit, Units.Place place, Cell weight) {
        Axis rows = window.down(below.shape().height());
        Axis columns = window.across(below.shape().width());
        float[][] numbers = new float[window.height()][window.width()];
        float[][] weights = new float[window.height()][window.width()];
        for (int u = 0; u < window.height(); u++) {
            for (int v = 0; v < window.width(); v++) {
                int row = rows.read(u, place.row());
                int col = columns.read(v, place.col());
                boolean pixel = row >= 0 && col >= 0;
                numbers[u][v] = pixel ? below.at(0, unit, row, col) : 0;
                weights[u][v] = weight.of(u, v, pixel ? row : -1, pixel ? col : -1);
            }
        }
        int top = place.row() * window.strideDown() - window.padding().top();
        int left = place.col() * window.strideAcross() - window.padding().left();
        return new Term(unit, top, left, numbers, weights);
    }

    private static Term number(Tensor below, Units.Place place, float weight) {
        Term read = read(below, place);
        return new Term(read.unit, read.row, read.col, read.numbers, new float[][] {{weight}});
    }

    private static Term read(Tensor below, Units.Place place) {
        float[][] number = {{below.at(0, place.unit(), place.row(), place.col())}};
        return new Term(place.unit(), place.row(), place.col(), number, NO_WEIGHTS);
    }

    /** Where number {@code i} of a shape stands. */
    private static Units.Place place(Shape shape, int i) {
        return new Units.Place(i / shape.area(), i % shape.area() / shape.width(), i % shape.width());
    }
}

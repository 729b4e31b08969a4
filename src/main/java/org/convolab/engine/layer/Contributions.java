package org.convolab.engine.layer;

import java.util.List;
import java.util.stream.IntStream;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * What one number that a layer gives is made of. Where the layer computes weighted sums, the number is the sum of the terms
 * and the constant, up to rounding; where it does not, as after an activation function or a softmax, the terms are what is
 * read, without weights.
 *
 * @param terms for each map that is read, or for each number of a vector, what it contributes; none for layers with layers
 *     inside, which are not taken apart
 * @param constant what does not depend on the input: the bias, or what batch norm adds
 */
public record Contributions(List<Term> terms, double constant) {
    /** Of a layer that is not taken apart. */
    static final Contributions NONE = new Contributions(List.of(), 0);

    private static final float[][] NO_WEIGHTS = {};

    /**
     * What one map of the input contributes.
     *
     * @param unit the map
     * @param row the row of the map where what is read begins, negative in the padding
     * @param col the column
     * @param down how many rows lie from one number that is read to the next below it
     * @param across how many columns from one to the next beside it
     * @param numbers what is read, as the padding has it too
     * @param weights what each is multiplied by; no rows if the number is not a weighted sum
     */
    public record Term(int unit, int row, int col, int down, int across, float[][] numbers, float[][] weights) {
        /** Whether it is multiplied by weights, and added to the others. */
        public boolean isWeighted() {
            return weights.length > 0;
        }

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

        /**
         * The row and the column of the one number that has a weight, as after a maximum; of the middle one, the earlier of
         * two, where several have or none has.
         */
        public int[] focus() {
            int only = -1;
            int weighted = 0;
            int wide = numbers[0].length;
            for (int i = 0; i < weights.length * wide; i++) {
                if (weights[i / wide][i % wide] != 0) {
                    only = i;
                    weighted++;
                }
            }
            int y = weighted == 1 ? only / wide : (numbers.length - 1) / 2;
            int x = weighted == 1 ? only % wide : (wide - 1) / 2;
            return new int[] {row + y * down, col + x * across};
        }
    }

    /** The weight of the cell of a window that reads the pixel in that row and column; both are -1 where it reads none. */
    interface Cell {
        float weight(int u, int v, int row, int col);
    }

    /** One weighted number and a constant. */
    static Contributions one(Tensor input, int unit, int row, int col, float weight, double constant) {
        return new Contributions(List.of(number(input, unit, row, col, new float[][] {{weight}})), constant);
    }

    /** What a window at a place of its travel reads of one map, with the weights of its cells. */
    static Term window(Window window, Tensor input, int unit, int row, int col, Cell cell) {
        Axis rows = window.down(input.shape().height());
        Axis columns = window.across(input.shape().width());
        float[][] numbers = new float[window.height()][window.width()];
        float[][] weights = new float[window.height()][window.width()];
        for (int u = 0; u < window.height(); u++) {
            for (int v = 0; v < window.width(); v++) {
                int y = rows.read(u, row);
                int x = columns.read(v, col);
                boolean pixel = y >= 0 && x >= 0;
                numbers[u][v] = pixel ? input.at(0, unit, y, x) : 0;
                weights[u][v] = cell.weight(u, v, pixel ? y : -1, pixel ? x : -1);
            }
        }
        return new Term(
                unit,
                row * window.strideDown() - window.padding().top(),
                col * window.strideAcross() - window.padding().left(),
                window.dilationDown(),
                window.dilationAcross(),
                numbers,
                weights);
    }

    /** The largest number that a window reads of one map, the first of equals, with a weight of 1. */
    static Term largest(Window window, Tensor input, int unit, int row, int col) {
        int[] most = {Integer.MIN_VALUE, -1, -1};
        window(window, input, unit, row, col, (u, v, y, x) -> {
            if (y >= 0 && Tensor.rank(input.at(0, unit, y, x)) > most[0]) {
                most[0] = Tensor.rank(input.at(0, unit, y, x));
                most[1] = u;
                most[2] = v;
            }
            return 0;
        });
        return window(window, input, unit, row, col, (u, v, y, x) -> u == most[1] && v == most[2] ? 1 : 0);
    }

    /** The numbers of the given channels at a place, without weights. */
    static Contributions read(Tensor input, IntStream units, int row, int col) {
        return new Contributions(
                units.mapToObj(unit -> number(input, unit, row, col, NO_WEIGHTS))
                        .toList(),
                0);
    }

    /** All numbers of the input one by one, each with the weight of its index, or without weights. */
    static List<Term> all(Tensor input, float[] weights, int from) {
        Shape shape = input.shape();
        return IntStream.range(0, shape.size())
                .mapToObj(i -> number(
                        input,
                        i / shape.area(),
                        i % shape.area() / shape.width(),
                        i % shape.width(),
                        weights.length == 0 ? NO_WEIGHTS : new float[][] {{weights[from + i]}}))
                .toList();
    }

    private static Term number(Tensor input, int unit, int row, int col, float[][] weights) {
        return new Term(unit, row, col, 1, 1, new float[][] {{input.at(0, unit, row, col)}}, weights);
    }
}

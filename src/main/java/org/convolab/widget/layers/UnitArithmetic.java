package org.convolab.widget.layers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.convolab.engine.insight.Units;
import org.convolab.engine.layer.Contributions;
import org.convolab.engine.layer.Layer;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.jspecify.annotations.Nullable;

/** How an activation follows from what is read: step by step down to the nearest layer that reads more than one number. */
final class UnitArithmetic {
    /**
     * How a number follows from what its layer reads.
     *
     * @param formula the same in numbers, where it is no sum of many products
     * @param below the layer that is read; empty for the picture
     * @param parts what each map contributes, the largest first
     * @param constant the bias, or what batch norm adds
     */
    public record Step(
            String layer,
            String what,
            float value,
            String formula,
            String below,
            List<Contribution> parts,
            double constant) {
        /** Whether it is a sum of products. */
        public boolean weighted() {
            return !parts.isEmpty() && parts.get(0).weights() != null;
        }

        /** How far from zero the largest part is. */
        public double scale() {
            return Math.abs(parts.get(0).sum());
        }

        /** What is read: {@code 32 maps}, {@code 84 numbers}, {@code 3 colors}, or the picture's ink. */
        public String reads() {
            Grid numbers = parts.get(0).numbers();
            return below.isEmpty()
                    ? parts.size() == 1 ? "the picture" : Numerals.count(parts.size(), "color")
                    : Numerals.count(parts.size(), numbers.height() * numbers.width() == 1 ? "number" : "map");
        }

        /** What a part is called: a color or the ink of the picture, else its unit's number. */
        public String called(Contribution part) {
            return !below.isEmpty()
                    ? String.valueOf(part.unit())
                    : parts.size() == 3 ? List.of("red", "green", "blue").get(part.unit()) : "ink";
        }
    }

    /**
     * What one map below contributes to a number.
     *
     * @param row the row of the map where what is read has its middle, or where the maximum stands
     * @param col the column
     * @param top the row where what is read begins, negative in the padding
     * @param left the column
     * @param numbers what is read
     * @param weights what each is multiplied by; none if it is no sum
     * @param sum of the products
     */
    public record Contribution(
            int unit,
            int row,
            int col,
            int top,
            int left,
            Grid numbers,
            @Nullable Grid weights,
            @Nullable Grid products,
            double sum) {}

    private UnitArithmetic() {}

    /** The steps that lead to a number, the last first. */
    static List<Step> of(TracedNetwork traced, int index, Units.Place place) {
        List<Step> steps = new ArrayList<>();
        for (int at = index; at >= 0; at--) {
            Layer layer = traced.blocks.layer(at);
            Weights weights = traced.weights(at);
            Tensor below = traced.below(at);
            Contributions contributions = layer.contributions(below, weights, place.unit(), place.row(), place.col());
            steps.add(new Step(
                    traced.blocks.name(at),
                    layer.describe(),
                    traced.activations(at).at(0, place.unit(), place.row(), place.col()),
                    layer.formula(below, weights, place.unit(), place.row(), place.col(), Numerals::text),
                    at == 0 ? "" : traced.blocks.name(at - 1),
                    parts(contributions, below),
                    contributions.constant()));
            if (!layer.isPointwise()) {
                break;
            }
            Contributions.Term read = contributions.terms().get(0);
            place = new Units.Place(read.unit(), read.row(), read.col());
        }
        return steps;
    }

    private static List<Contribution> parts(Contributions contributions, Tensor below) {
        Shape shape = below.shape();
        List<Contribution> parts = new ArrayList<>();
        for (Contributions.Term term : contributions.terms()) {
            boolean sum = term.isWeighted();
            int[] focus = term.focus();
            parts.add(new Contribution(
                    term.unit(),
                    Math.max(0, Math.min(shape.height() - 1, focus[0])),
                    Math.max(0, Math.min(shape.width() - 1, focus[1])),
                    term.row(),
                    term.col(),
                    Grid.of(term.numbers()),
                    sum ? Grid.of(term.weights()) : null,
                    sum ? Grid.of(products(term)) : null,
                    term.sum()));
        }
        parts.sort(Comparator.comparingDouble(part -> -Math.abs(part.sum())));
        return parts;
    }

    private static float[][] products(Contributions.Term term) {
        float[][] products = new float[term.numbers().length][term.numbers()[0].length];
        for (int y = 0; y < products.length; y++) {
            for (int x = 0; x < products[y].length; x++) {
                products[y][x] = term.numbers()[y][x] * term.weights()[y][x] + 0f;
            }
        }
        return products;
    }
}

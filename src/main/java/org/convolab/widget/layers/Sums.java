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

/** How a number of a layer comes about: step by step down to the nearest layer that reads more than one number. */
final class Sums {
    private Sums() {}

    /** The steps that lead to a number, the last first. */
    static List<Layers.Step> of(Bench bench, int index, Units.Place place) {
        List<Layers.Step> steps = new ArrayList<>();
        for (int at = index; at >= 0; at--) {
            Layer layer = bench.step(at).named().layer();
            Weights weights = bench.weights.child(bench.name(at));
            Tensor below = bench.below(at);
            Contributions derivation = layer.contributions(below, weights, place.unit(), place.row(), place.col());
            steps.add(new Layers.Step(
                    bench.name(at),
                    layer.describe(),
                    bench.answers(at).at(0, place.unit(), place.row(), place.col()),
                    layer.formula(below, weights, place.unit(), place.row(), place.col(), Numerals::text),
                    at == 0 ? "" : bench.name(at - 1),
                    parts(derivation, below),
                    derivation.constant()));
            if (!layer.isPointwise()) {
                break;
            }
            Contributions.Term read = derivation.terms().get(0);
            place = new Units.Place(read.unit(), read.row(), read.col());
        }
        return steps;
    }

    private static List<Layers.Part> parts(Contributions derivation, Tensor below) {
        Shape shape = below.shape();
        List<Layers.Part> parts = new ArrayList<>();
        for (Contributions.Term term : derivation.terms()) {
            boolean sum = term.isWeighted();
            int[] focus = term.focus();
            parts.add(new Layers.Part(
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

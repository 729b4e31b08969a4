package org.convolab.widget.layers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.convolab.engine.insight.Contributions;
import org.convolab.engine.insight.Units;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.BatchNorm;
import org.convolab.engine.layer.Dropout;
import org.convolab.engine.layer.Flatten;
import org.convolab.engine.layer.Layer;
import org.convolab.engine.layer.Pool2d;
import org.convolab.engine.layer.Softmax;
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
            Contributions derivation = Contributions.of(layer, weights, bench.below(at), bench.answers(at), place);
            steps.add(new Layers.Step(
                    bench.name(at),
                    layer.describe(),
                    derivation.value(),
                    formula(layer, weights, derivation, place.unit()),
                    at == 0 ? "" : bench.name(at - 1),
                    parts(layer, derivation, bench.below(at)),
                    derivation.constant()));
            boolean one = layer instanceof Activation
                    || layer instanceof BatchNorm
                    || layer instanceof Dropout
                    || layer instanceof Flatten;
            if (!one) {
                break;
            }
            Contributions.Term read = derivation.terms().get(0);
            place = new Units.Place(read.unit(), read.row(), read.col());
        }
        return steps;
    }

    private static List<Layers.Part> parts(Layer layer, Contributions derivation, Tensor below) {
        Shape shape = below.shape();
        List<Layers.Part> parts = new ArrayList<>();
        for (Contributions.Term term : derivation.terms()) {
            boolean sum = term.weights().length > 0;
            int row = term.row() + (term.numbers().length - 1) / 2;
            int col = term.col() + (term.numbers()[0].length - 1) / 2;
            boolean maximum = layer instanceof Pool2d pool && pool.kind() == Pool2d.Kind.MAX;
            for (int i = 0; maximum && i < term.weights().length * term.weights()[0].length; i++) {
                int y = i / term.weights()[0].length;
                int x = i % term.weights()[0].length;
                row = term.weights()[y][x] > 0 ? term.row() + y : row;
                col = term.weights()[y][x] > 0 ? term.col() + x : col;
            }
            parts.add(new Layers.Part(
                    term.unit(),
                    Math.max(0, Math.min(shape.height() - 1, row)),
                    Math.max(0, Math.min(shape.width() - 1, col)),
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

    /** The arithmetic of layers that read one number or all of a softmax, in numbers; empty for sums of many products. */
    private static String formula(Layer layer, Weights weights, Contributions derivation, int unit) {
        if (derivation.terms().isEmpty()) {
            return "";
        }
        float x = derivation.terms().get(0).numbers()[0][0];
        if (layer == Activation.RELU) {
            return "max(0, %s)".formatted(Numerals.text(x));
        }
        if (layer instanceof Activation function) {
            return "%s(%s)".formatted(function.describe(), Numerals.text(x));
        }
        if (layer instanceof BatchNorm norm) {
            return "(%s) / \u221a(%s + %s) \u00b7 %s%s"
                    .formatted(
                            Numerals.text(x) + minus(weights.get("running_mean")[unit]),
                            Numerals.text(weights.get("running_variance")[unit]),
                            String.format(Locale.ROOT, "%.5f", norm.epsilon()),
                            Numerals.text(weights.get("gamma")[unit]),
                            minus(-weights.get("beta")[unit]));
        }
        if (layer instanceof Softmax) {
            return "e^%s / (%s)"
                    .formatted(
                            Numerals.text(derivation.terms().get(unit).numbers()[0][0]),
                            derivation.terms().stream()
                                    .map(term -> "e^" + Numerals.text(term.numbers()[0][0]))
                                    .reduce((one, other) -> one + " + " + other)
                                    .orElseThrow());
        }
        return "";
    }

    private static String minus(float value) {
        return (value < 0 ? " + " : " \u2212 ") + Numerals.text(Math.abs(value));
    }
}

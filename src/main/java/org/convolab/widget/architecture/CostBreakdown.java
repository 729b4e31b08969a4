package org.convolab.widget.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.convolab.engine.layer.BatchNorm;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Layer;
import org.convolab.engine.layer.Rbf;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.layer.Residual;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.SqueezeExcite;
import org.convolab.engine.layer.Subsample;
import org.convolab.engine.tensor.Shape;

/**
 * How a layer's parameters and multiply-adds come about: each is a sum of products. A composite layer's are the sums of
 * what stands inside it.
 *
 * @param uses how often one example uses each weight; 0 where weights are used differently often, or there are none
 */
public record CostBreakdown(List<Term> parameters, List<Term> multiplyAdds, int uses) {

    /** A product, and what its factors count, in their order. */
    public record Term(String of, List<Long> factors) {
        static Term of(String of, long... factors) {
            return new Term(of, Arrays.stream(factors).boxed().toList());
        }

        long value() {
            return factors.stream().reduce(1L, (one, other) -> one * other);
        }
    }

    static CostBreakdown of(Layer layer, Shape input) {
        Shape output = layer.output(input);
        if (layer instanceof Conv2d conv) {
            return conv(conv, output);
        }
        if (layer instanceof Dense dense) {
            Term weights = Term.of("inputs · units", dense.inputs(), dense.outputs());
            return new CostBreakdown(
                    dense.bias() ? List.of(weights, Term.of("biases", dense.outputs())) : List.of(weights),
                    List.of(weights),
                    1);
        }
        if (layer instanceof Rbf rbf) {
            return new CostBreakdown(
                    List.of(), List.of(Term.of("inputs · fixed codes", rbf.inputs(), rbf.outputs())), 1);
        }
        if (layer instanceof Subsample subsample) {
            return new CostBreakdown(
                    List.of(Term.of("a coefficient and a bias · maps", 2, subsample.channels())), List.of(), 0);
        }
        if (layer instanceof BatchNorm norm) {
            return new CostBreakdown(List.of(Term.of("gamma and beta · channels", 2, norm.channels())), List.of(), 0);
        }
        if (layer instanceof SqueezeExcite gate) {
            Term down = Term.of("channels · squeezed", gate.channels(), gate.squeezed());
            Term up = Term.of("squeezed · channels", gate.squeezed(), gate.channels());
            return new CostBreakdown(
                    List.of(down, Term.of("biases", gate.squeezed()), up, Term.of("biases", gate.channels())),
                    List.of(down, up),
                    1);
        }
        if (layer instanceof Sequence sequence) {
            return inside(Stream.of(sequence), input);
        }
        if (layer instanceof Residual residual) {
            return inside(Stream.of(residual.main(), residual.shortcut()), input);
        }
        return new CostBreakdown(List.of(), List.of(), 0);
    }

    private static CostBreakdown conv(Conv2d conv, Shape output) {
        int height = conv.window().height();
        int width = conv.window().width();
        Term weights;
        if (conv.table() != null) {
            long kernels = conv.table().stream().mapToLong(List::size).sum();
            weights = Term.of(
                    "kernel height · width · pairs of a filter and a map that it reads", height, width, kernels);
        } else {
            weights = Term.of(
                    conv.isDepthwise()
                            ? "kernel height · width · one channel · filters"
                            : "kernel height · width · channels that a filter reads · filters",
                    height,
                    width,
                    conv.channels() / conv.groups(),
                    conv.filters());
        }
        List<Long> work = Stream.concat(
                        weights.factors().stream(), Stream.of((long) output.height(), (long) output.width()))
                .toList();
        return new CostBreakdown(
                conv.bias() ? List.of(weights, Term.of("biases", conv.filters())) : List.of(weights),
                List.of(new Term(weights.of() + " · rows · columns", work)),
                output.area());
    }

    private static CostBreakdown inside(Stream<Sequence> parts, Shape input) {
        List<Sequence.Step> steps = parts.flatMap(part -> part.steps(input, ReceptiveField.PIXEL).stream())
                .toList();
        return new CostBreakdown(
                steps.stream()
                        .map(step -> Term.of(
                                step.named().name(), step.named().layer().parameterCount()))
                        .filter(term -> term.value() > 0)
                        .toList(),
                steps.stream()
                        .map(step -> Term.of(
                                step.named().name(), step.named().layer().multiplyAdds(step.input())))
                        .filter(term -> term.value() > 0)
                        .toList(),
                0);
    }

    /** The layer with that dotted name. */
    static Layer find(Sequence layers, String path) {
        Layer layer = layers;
        for (String name : path.split("\\.")) {
            if (layer instanceof Residual residual) {
                layer = name.equals("main") ? residual.main() : residual.shortcut();
            } else {
                layer = ((Sequence) layer)
                        .layers().stream()
                                .filter(named -> named.name().equals(name))
                                .findFirst()
                                .orElseThrow()
                                .layer();
            }
        }
        return layer;
    }
}

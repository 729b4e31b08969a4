package org.convolab.engine.layer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongBiFunction;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * Layers one after the other, each with a name of its own. An empty sequence is the identity. Backward is the chain rule:
 * each layer's gradient goes through the one before it.
 *
 * @throws IllegalArgumentException if two layers have the same name, or a name is empty or has a dot
 */
public record Sequence(List<Named> layers) implements Layer {

    /** A layer in its place: its name, and a remark about it, empty if there is nothing to say. */
    public record Named(String name, Layer layer, String note) {}

    /** What one layer of a sequence does with one input: the shapes and the field before and after. */
    public record Step(Named named, Shape input, Shape output, ReceptiveField below, ReceptiveField field) {}

    public Sequence {
        layers = List.copyOf(layers);
        Set<String> names = new HashSet<>();
        for (Named each : layers) {
            if (each.name.isEmpty() || each.name.contains(".")) {
                throw new IllegalArgumentException("a layer needs a name without dots, not \"" + each.name + "\"");
            }
            if (!names.add(each.name)) {
                throw new IllegalArgumentException("two layers are named " + each.name);
            }
        }
    }

    /** The given layers, named 1, 2, 3 and so on. */
    public static Sequence of(Layer... layers) {
        List<Named> all = new ArrayList<>();
        for (Layer layer : layers) {
            all.add(new Named(String.valueOf(all.size() + 1), layer, ""));
        }
        return new Sequence(all);
    }

    /** This sequence with one more layer. */
    public Sequence then(String name, Layer layer) {
        List<Named> more = new ArrayList<>(layers);
        more.add(new Named(name, layer, ""));
        return new Sequence(more);
    }

    public boolean isEmpty() {
        return layers.isEmpty();
    }

    /** Folds an input's shape and field over the layers. */
    public List<Step> steps(Shape input, ReceptiveField below) {
        List<Step> steps = new ArrayList<>();
        for (Named each : layers) {
            Shape output = within(each, input);
            ReceptiveField field = each.layer.field(below);
            steps.add(new Step(each, input, output, below, field));
            input = output;
            below = field;
        }
        return steps;
    }

    private static Shape within(Named each, Shape input) {
        try {
            return each.layer.output(input);
        } catch (ShapeException e) {
            throw e.in(each.name);
        }
    }

    @Override
    public String describe() {
        return layers.size() + (layers.size() == 1 ? " layer" : " layers");
    }

    @Override
    public Shape output(Shape input) {
        for (Named each : layers) {
            input = within(each, input);
        }
        return input;
    }

    @Override
    public List<Parameter> parameters() {
        return layers.stream()
                .flatMap(each -> each.layer.parameters().stream().map(parameter -> parameter.in(each.name)))
                .toList();
    }

    @Override
    public Cost cost(Shape input) {
        return Cost.inside(inside().values(), input);
    }

    @Override
    public long parameterCount() {
        long sum = 0;
        for (Named each : layers) {
            sum += each.layer.parameterCount();
        }
        return sum;
    }

    @Override
    public long multiplyAdds(Shape input) {
        return sum(input, Layer::multiplyAdds);
    }

    @Override
    public long connections(Shape input) {
        return sum(input, Layer::connections);
    }

    /** What the layers add up to, each counted with what it reads. */
    private long sum(Shape input, ToLongBiFunction<Layer, Shape> count) {
        long sum = 0;
        for (Named each : layers) {
            Shape output = within(each, input);
            sum += count.applyAsLong(each.layer, input);
            input = output;
        }
        return sum;
    }

    @Override
    public ReceptiveField field(ReceptiveField below) {
        for (Named each : layers) {
            below = each.layer.field(below);
        }
        return below;
    }

    @Override
    public Contributions contributions(Tensor input, Weights weights, int unit, int row, int col) {
        return Contributions.NONE;
    }

    @Override
    public Map<String, Sequence> inside() {
        return Map.of("", this);
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, ForwardContext context) {
        output(input.shape());
        for (Named each : layers) {
            input = each.layer.forward(input, weights.child(each.name), context.child(each.name));
            context.saw(each.name, input);
        }
        return input;
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, ForwardContext context) {
        for (int i = layers.size() - 1; i >= 0; i--) {
            Named each = layers.get(i);
            ForwardContext inner = context.child(each.name);
            inner.wantInputGradient(i > 0 || context.wantsInputGradient());
            gradient = each.layer.backward(gradient, weights.child(each.name), gradients.child(each.name), inner);
        }
        return gradient;
    }
}

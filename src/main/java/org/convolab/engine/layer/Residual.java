package org.convolab.engine.layer;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * A residual block: what {@code main} makes of the input plus what {@code shortcut} makes of it, y = F(x) + S(x). An empty
 * shortcut is the identity (He et al., Deep Residual Learning for Image Recognition, 2015). Both have to give the same
 * shape. Backward: dy goes through both paths, and what arrives is added.
 */
public record Residual(Sequence main, Sequence shortcut) implements Layer {

    /** A block with the identity as its shortcut. */
    public static Residual of(Sequence main) {
        return new Residual(main, Sequence.of());
    }

    @Override
    public String describe() {
        return "residual, " + main.describe() + (shortcut.isEmpty() ? "" : ", projection shortcut");
    }

    @Override
    public Shape output(Shape input) {
        Shape through = within(main, "main", input);
        Shape around = within(shortcut, "shortcut", input);
        if (!through.equals(around)) {
            throw new ShapeException(
                    "%s got %s and cannot add: main gives %s, the shortcut %s; it needs the same of both"
                            .formatted(describe(), input, through, around));
        }
        return through;
    }

    private static Shape within(Sequence path, String name, Shape input) {
        try {
            return path.output(input);
        } catch (ShapeException e) {
            throw e.in(name);
        }
    }

    @Override
    public List<Parameter> parameters() {
        return Stream.concat(
                        main.parameters().stream().map(p -> p.in("main")),
                        shortcut.parameters().stream().map(p -> p.in("shortcut")))
                .toList();
    }

    @Override
    public Cost cost(Shape input) {
        return Cost.inside(inside().values(), input);
    }

    @Override
    public long parameterCount() {
        return main.parameterCount() + shortcut.parameterCount();
    }

    @Override
    public long multiplyAdds(Shape input) {
        return main.multiplyAdds(input) + shortcut.multiplyAdds(input);
    }

    @Override
    public long connections(Shape input) {
        return main.connections(input) + shortcut.connections(input);
    }

    @Override
    public ReceptiveField field(ReceptiveField below) {
        return main.field(below).join(shortcut.field(below));
    }

    @Override
    public Contributions contributions(Tensor input, Weights weights, int unit, int row, int col) {
        return Contributions.NONE;
    }

    @Override
    public Map<String, Sequence> inside() {
        return new TreeMap<>(Map.of("main", main, "shortcut", shortcut));
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, ForwardContext context) {
        Tensor sum = context.begin(input).output(output(input.shape()));
        Tensor around = shortcut.forward(input, weights.child("shortcut"), context.child("shortcut"));
        Tensor through = main.forward(input, weights.child("main"), context.child("main"));
        add(through, around, sum);
        return sum;
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, ForwardContext context) {
        Tensor around = shortcut.backward(
                gradient, weights.child("shortcut"), gradients.child("shortcut"), context.child("shortcut"));
        Tensor through = main.backward(gradient, weights.child("main"), gradients.child("main"), context.child("main"));
        Tensor sum = context.scratch().inputGradient();
        add(through, around, sum);
        return sum;
    }

    private static void add(Tensor a, Tensor b, Tensor sum) {
        for (int i = 0; i < sum.data().length; i++) {
            sum.data()[i] = a.data()[i] + b.data()[i];
        }
    }
}

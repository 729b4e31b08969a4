package org.convolab.engine.layer;

import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/** The same numbers as a vector: channel after channel, row after row. */
public record Flatten() implements Layer {
    @Override
    public String describe() {
        return "flatten";
    }

    @Override
    public Shape output(Shape input) {
        return Shape.vector(input.size());
    }

    @Override
    public Cost cost(Shape input) {
        return Cost.NONE;
    }

    @Override
    public ReceptiveField field(ReceptiveField below) {
        return below;
    }

    @Override
    public Contributions contributions(Tensor input, Weights weights, int unit, int row, int col) {
        Shape shape = input.shape();
        int place = unit % shape.area();
        return Contributions.one(input, unit / shape.area(), place / shape.width(), place % shape.width(), 1, 0);
    }

    @Override
    public boolean isPointwise() {
        return true;
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, ForwardContext context) {
        context.begin(input);
        return new Tensor(input.count(), output(input.shape()), input.data());
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, ForwardContext context) {
        return new Tensor(gradient.count(), context.scratch().input().shape(), gradient.data());
    }
}

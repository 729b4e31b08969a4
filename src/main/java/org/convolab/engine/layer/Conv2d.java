package org.convolab.engine.layer;

import java.util.List;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A two-dimensional convolution layer (work in progress: to be completed with table, flip and tests). */
public record Conv2d(
        int channels,
        int filters,
        Window window,
        int groups,
        boolean bias,
        boolean flip,
        @Nullable List<List<Integer>> table)
        implements Layer {

    /** An ungrouped, fully connected convolution with a bias. */
    public static Conv2d of(int channels, int filters, Window window) {
        return new Conv2d(channels, filters, window, 1, true, false, null);
    }

    @Override
    public String describe() {
        return "conv %d×%d, %d filters".formatted(window.height(), window.width(), filters);
    }

    @Override
    public Shape output(Shape input) {
        return window.over(input, filters, describe());
    }

    @Override
    public List<Parameter> parameters() {
        Parameter weight = new Parameter("weight", true, filters, channels / groups, window.height(), window.width());
        return bias ? List.of(weight, new Parameter("bias", true, filters)) : List.of(weight);
    }

    @Override
    public Field field(Field below) {
        return below.through(window);
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, Mode mode) {
        throw new UnsupportedOperationException();
    }
}

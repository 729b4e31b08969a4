package org.convolab.engine.layer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * LeNet-5's trained sub-sampling: the sum of what a window reads, times the map's {@code coefficient} [channels], plus
 * its {@code bias} [channels] (LeCun et al. 1998, section II.B). It is a depthwise convolution whose kernel holds the
 * coefficient in every cell, and so are its gradients: the coefficient's is the sum over the cells.
 */
public record Subsample(int channels, Window window) implements Layer {
    public Subsample {
        if (window.ceil()) {
            throw new IllegalArgumentException("a sub-sampling window cannot hang over the edge: ceil is for pools");
        }
    }

    @Override
    public String describe() {
        return "sub-sample %d×%d%s".formatted(window.height(), window.width(), window.details());
    }

    @Override
    public Shape output(Shape input) {
        if (input.channels() != channels) {
            throw new ShapeException("%s got %s, but needs %d channels".formatted(describe(), input, channels));
        }
        return window.over(input, channels, this);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.trained("coefficient", 1f / (window.height() * window.width()), channels),
                Parameter.trained("bias", 0, channels));
    }

    @Override
    public Cost cost(Shape input) {
        return Cost.parameters(Cost.Product.of("a coefficient and a bias · maps", 2, channels));
    }

    @Override
    public long connections(Shape input) {
        return (cells() + 1L) * output(input).size();
    }

    @Override
    public ReceptiveField field(ReceptiveField below) {
        return below.through(window);
    }

    @Override
    public Contributions contributions(Tensor input, Weights weights, int unit, int row, int col) {
        float coefficient = weights.get(parameters().get(0))[unit];
        return new Contributions(
                List.of(Contributions.window(window, input, unit, row, col, (u, v, y, x) -> coefficient)),
                weights.get(parameters().get(1))[unit]);
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, ForwardContext context) {
        return convolution().forward(input, kernels(weights, context), context);
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, ForwardContext context) {
        float[] coefficientGradient = gradients.find(parameters().get(0));
        float[] biasGradient = gradients.find(parameters().get(1));
        Map<String, float[]> arrays = new HashMap<>();
        if (biasGradient != null) {
            arrays.put("bias", biasGradient);
        }
        float[] kernelGradient = new float[channels * cells()];
        if (coefficientGradient != null) {
            arrays.put("weight", kernelGradient);
        }
        Tensor below = convolution().backward(gradient, kernels(weights, context), Weights.of(arrays), context);
        for (int i = 0; coefficientGradient != null && i < channels * cells(); i++) {
            coefficientGradient[i / cells()] += kernelGradient[i];
        }
        return below;
    }

    /** What it works in: the convolution's kernels. */
    private record State(Scratch.Floats kernels) {
        State() {
            this(new Scratch.Floats());
        }
    }

    private int cells() {
        return window.height() * window.width();
    }

    private Conv2d convolution() {
        return new Conv2d(channels, channels, window, channels, true, false, null);
    }

    private Weights kernels(Weights weights, ForwardContext context) {
        float[] coefficient = weights.get(parameters().get(0));
        float[] kernels = context.scratch().own(State.class, State::new).kernels.of(channels * cells());
        for (int i = 0; i < kernels.length; i++) {
            kernels[i] = coefficient[i / cells()];
        }
        return Weights.of(
                Map.of("weight", kernels, "bias", weights.get(parameters().get(1))));
    }
}

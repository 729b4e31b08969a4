package org.convolab.engine.layer;

import java.util.Arrays;
import java.util.List;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * LeNet-5's trained sub-sampling: the sum of what a window reads, times the map's {@code coefficient} [channels], plus
 * its {@code bias} [channels] (LeCun et al. 1998, section II.B). It is a depthwise convolution whose kernel holds the
 * coefficient in every cell, and so are its gradients: the coefficient's is the sum over the cells.
 */
public record Subsample(int channels, Window window) implements Layer {
    @Override
    public String describe() {
        return "sub-sample %d×%d%s".formatted(window.height(), window.width(), window.details());
    }

    @Override
    public Shape output(Shape input) {
        if (input.channels() != channels) {
            throw new ShapeException("%s got %s, but needs %d channels".formatted(describe(), input, channels));
        }
        return window.over(input, channels, describe());
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.trained("coefficient", 1f / (window.height() * window.width()), channels),
                Parameter.trained("bias", 0, channels));
    }

    @Override
    public long connections(Shape input) {
        return (window.height() * window.width() + 1L) * output(input).size();
    }

    @Override
    public Field field(Field below) {
        return below.through(window);
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, Pass pass) {
        pass.begin(input);
        Tensor output = pass.output(output(input.shape()));
        float[] coefficient = weights.get(parameters().get(0));
        float[] bias = weights.get(parameters().get(1));
        Patches patches = pass.keep("patches", () -> new Patches(input.shape(), window));
        float[] kernel = pass.floats("kernel", window.height() * window.width());
        int area = output.shape().area();
        for (int plane = 0; plane < input.count() * channels; plane++) {
            int channel = plane % channels;
            Arrays.fill(kernel, coefficient[channel]);
            Arrays.fill(output.data(), plane * area, (plane + 1) * area, bias[channel]);
            patches.correlate(input.data(), plane * input.shape().area(), kernel, 0, output.data(), plane * area);
        }
        return output;
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, Pass pass) {
        float[] coefficient = weights.get(parameters().get(0));
        float[] coefficientGradient = gradients.find(parameters().get(0));
        float[] biasGradient = gradients.find(parameters().get(1));
        Tensor input = pass.input();
        Tensor below = pass.inputGradient();
        Patches patches = pass.keep("patches", () -> new Patches(input.shape(), window));
        float[] kernel = pass.floats("kernel", window.height() * window.width());
        int area = gradient.shape().area();
        Arrays.fill(below.data(), 0);
        for (int plane = 0; plane < gradient.count() * channels; plane++) {
            int channel = plane % channels;
            int from = plane * input.shape().area();
            if (coefficientGradient != null) {
                Arrays.fill(kernel, 0);
                patches.correlateGradient(input.data(), from, gradient.data(), plane * area, kernel, 0);
                for (float cell : kernel) {
                    coefficientGradient[channel] += cell;
                }
            }
            for (int i = plane * area; biasGradient != null && i < (plane + 1) * area; i++) {
                biasGradient[channel] += gradient.data()[i];
            }
            Arrays.fill(kernel, coefficient[channel]);
            patches.spread(gradient.data(), plane * area, kernel, 0, below.data(), from);
        }
        return below;
    }
}

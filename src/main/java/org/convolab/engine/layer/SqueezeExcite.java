package org.convolab.engine.layer;

import java.util.Arrays;
import java.util.List;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * A squeeze-and-excite block: each channel is multiplied by a gate between 0 and 1 that is computed from the averages of
 * all channels, through a 1×1 convolution down to {@code squeezed} channels, silu, one back up, and a sigmoid (Hu et al.,
 * Squeeze-and-Excitation Networks, 2018; the inner silu is EfficientNet's). Weights: {@code reduce} and {@code expand},
 * each with weight and bias.
 *
 * <p>The gates see the whole input, but each unit's field is given as on the convolutional path, that of the unit that is
 * gated.
 *
 * <p>y = x · gate(x). Backward: dx = dy · gate + what comes back from the gates, whose own gradient is, for each channel,
 * Σ dy · x over its places.
 */
public record SqueezeExcite(int channels, int squeezed) implements Layer {
    public SqueezeExcite {
        if (channels < 1 || squeezed < 1) {
            throw new IllegalArgumentException("squeeze-and-excite needs at least one channel, squeezed too");
        }
    }

    /** What backward works in. */
    private record State(Tensor gateGradient) {}

    private Conv2d reduce() {
        return Conv2d.of(channels, squeezed, Window.of(1));
    }

    private Conv2d expand() {
        return Conv2d.of(squeezed, channels, Window.of(1));
    }

    /** From the input to a gate for each channel. */
    private Sequence gates() {
        return Sequence.of()
                .then("average", new GlobalPool())
                .then("reduce", reduce())
                .then("silu", Activation.SILU)
                .then("expand", expand())
                .then("sigmoid", Activation.SIGMOID);
    }

    @Override
    public String describe() {
        return "squeeze-and-excite, %d to %d and back".formatted(channels, squeezed);
    }

    @Override
    public Shape output(Shape input) {
        if (input.channels() != channels) {
            throw new ShapeException("%s got %s, but needs %d channels".formatted(describe(), input, channels));
        }
        return input;
    }

    @Override
    public List<Parameter> parameters() {
        return gates().parameters();
    }

    @Override
    public Cost cost(Shape input) {
        output(input);
        Cost.Product down = Cost.Product.of("channels · squeezed", channels, squeezed);
        Cost.Product up = Cost.Product.of("squeezed · channels", squeezed, channels);
        return new Cost(
                List.of(down, Cost.Product.of("biases", squeezed), up, Cost.Product.of("biases", channels)),
                List.of(down, up),
                1);
    }

    @Override
    public long connections(Shape input) {
        return multiplyAdds(input) + channels + squeezed;
    }

    @Override
    public ReceptiveField field(ReceptiveField below) {
        return below;
    }

    @Override
    public Contributions contributions(Tensor input, Weights weights, int unit, int row, int col) {
        return Contributions.NONE;
    }

    @Override
    public String family() {
        return "squeeze-and-excite";
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, ForwardContext context) {
        Tensor output = context.begin(input).output(output(input.shape()));
        Tensor gate = gates().forward(input, weights, context);
        int area = input.shape().area();
        for (int i = 0; i < output.data().length; i++) {
            output.data()[i] = input.data()[i] * gate.data()[i / area];
        }
        return output;
    }

    @Override
    public Tensor backward(Tensor gradient, Weights weights, Weights gradients, ForwardContext context) {
        Tensor input = context.scratch().input();
        Tensor gate = context.child("sigmoid").scratch().output();
        Tensor gateGradient = context.scratch()
                .own(State.class, () -> new State(Tensor.zeros(gate.count(), gate.shape())))
                .gateGradient;
        int area = input.shape().area();
        Arrays.fill(gateGradient.data(), 0);
        for (int i = 0; i < input.data().length; i++) {
            gateGradient.data()[i / area] += gradient.data()[i] * input.data()[i];
        }
        Tensor around = gates().backward(gateGradient, weights, gradients, context);
        Tensor below = context.scratch().inputGradient();
        for (int i = 0; i < input.data().length; i++) {
            below.data()[i] = gradient.data()[i] * gate.data()[i / area] + around.data()[i];
        }
        return below;
    }
}

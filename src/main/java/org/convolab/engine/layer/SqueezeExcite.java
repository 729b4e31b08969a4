package org.convolab.engine.layer;

import java.util.List;
import java.util.stream.Stream;
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
 */
public record SqueezeExcite(int channels, int squeezed) implements Layer {
    public SqueezeExcite {
        if (channels < 1 || squeezed < 1) {
            throw new IllegalArgumentException("squeeze-and-excite needs at least one channel, squeezed too");
        }
    }

    private Conv2d reduce() {
        return Conv2d.of(channels, squeezed, Window.of(1));
    }

    private Conv2d expand() {
        return Conv2d.of(squeezed, channels, Window.of(1));
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
        return Stream.concat(
                        reduce().parameters().stream().map(p -> p.in("reduce")),
                        expand().parameters().stream().map(p -> p.in("expand")))
                .toList();
    }

    @Override
    public long multiplyAdds(Shape input) {
        output(input);
        return 2L * channels * squeezed;
    }

    @Override
    public long connections(Shape input) {
        return multiplyAdds(input) + channels + squeezed;
    }

    @Override
    public Field field(Field below) {
        return below;
    }

    @Override
    public Tensor forward(Tensor input, Weights weights, Mode mode) {
        Tensor output = Tensor.zeros(input.count(), output(input.shape()));
        Tensor gate = new GlobalPool().forward(input, Weights.NONE, mode);
        gate = reduce().forward(gate, weights.child("reduce"), mode);
        gate = Activation.SILU.forward(gate, Weights.NONE, mode);
        gate = expand().forward(gate, weights.child("expand"), mode);
        gate = Activation.SIGMOID.forward(gate, Weights.NONE, mode);
        int area = input.shape().area();
        for (int i = 0; i < output.data().length; i++) {
            output.data()[i] = input.data()[i] * gate.data()[i / area];
        }
        return output;
    }
}

package org.convolab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.convolab.content.network.NetworkFile;
import org.convolab.content.source.Problems;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Layer;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Parameter;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/** The pieces of work that are measured: a network, or a layer alone, and how many examples at a time. */
enum Work {
    CONV_56("3×3, 64 → 64 maps of 56×56", 1) {
        @Override
        Network network() {
            return alone(Conv2d.of(64, 64, SAME), new Shape(64, 56, 56));
        }
    },
    CONV_14("3×3, 256 → 256 maps of 14×14", 1) {
        @Override
        Network network() {
            return alone(Conv2d.of(256, 256, SAME), new Shape(256, 14, 14));
        }
    },
    POINTWISE("1×1, 256 → 64 maps of 56×56", 1) {
        @Override
        Network network() {
            return alone(Conv2d.of(256, 64, Window.of(1)), new Shape(256, 56, 56));
        }
    },
    DEPTHWISE("depthwise 3×3, 256 maps of 28×28", 1) {
        @Override
        Network network() {
            return alone(Conv2d.of(256, 256, SAME).withGroups(256), new Shape(256, 28, 28));
        }
    },
    LENET("LeNet-5, batch of 32", 32) {
        @Override
        Network network() {
            return read("lenet-5-full");
        }
    },
    VGG("VGG-16 at 224×224", 1) {
        @Override
        Network network() {
            return read("vgg-16");
        }
    };

    private static final Window SAME = Window.of(3).withPadding(Padding.of(1));

    final String title;
    final int count;

    Work(String title, int count) {
        this.title = title;
        this.count = count;
    }

    abstract Network network();

    private static Network alone(Layer layer, Shape input) {
        return Network.of("layer", input, Sequence.of().then("layer", layer));
    }

    private static Network read(String name) {
        Path file = Path.of("content/networks/" + name + ".yml");
        try {
            return Objects.requireNonNull(
                    NetworkFile.parse(name, file.toString(), Files.readString(file), new Problems()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Millions of operations, so that divided by milliseconds they are GFLOP/s. */
    double flops() {
        Network network = network();
        return 2e-6 * count * network.layers().multiplyAdds(network.input());
    }

    /** Examples of even noise between -1 and 1. */
    Tensor batch() {
        Tensor batch = Tensor.zeros(count, network().input());
        fill(batch.data(), 1, 1);
        return batch;
    }

    /** Even noise of He's variance for every parameter. */
    Weights weights() {
        Map<String, float[]> arrays = new HashMap<>();
        for (Parameter parameter : network().parameters()) {
            float[] numbers = new float[parameter.size()];
            fill(numbers, parameter.isDrawn() ? Math.sqrt(6.0 / parameter.fanIn()) : 0.1, arrays.size());
            arrays.put(parameter.name(), numbers);
        }
        return Weights.of(arrays).fixed();
    }

    /** Even noise between -1 and 1. */
    static float[] noise(int size) {
        float[] numbers = new float[size];
        fill(numbers, 1, 1);
        return numbers;
    }

    private static void fill(float[] numbers, double most, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) ((random.nextInt() * 0x1p-31) * most);
        }
    }
}

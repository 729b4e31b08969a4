package org.convolab.widget.scaling;

import java.util.ArrayList;
import java.util.List;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.BatchNorm;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.GlobalPool;
import org.convolab.engine.layer.Layer;
import org.convolab.engine.layer.Residual;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.SqueezeExcite;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Shape;

/**
 * A member of the EfficientNet family: B0's stages (Tan and Le, EfficientNet, 2019, table 1) with depth and width
 * multiplied, for a picture of {@code side} pixels. Channels are rounded to multiples of 8, but never down by more than a
 * tenth, and repeats are rounded up, both as in the code published with the paper.
 */
record EfficientNet(double depth, double width, int side) {

    /** A row of table 1: inverted bottlenecks that widen {@code expansion} times, the first of them with the stride. */
    record BaseStage(int expansion, int kernel, int stride, int channels, int repeats) {}

    static final List<BaseStage> STAGES = List.of(
            new BaseStage(1, 3, 1, 16, 1),
            new BaseStage(6, 3, 2, 24, 2),
            new BaseStage(6, 5, 2, 40, 2),
            new BaseStage(6, 3, 2, 80, 3),
            new BaseStage(6, 5, 1, 112, 3),
            new BaseStage(6, 5, 2, 192, 4),
            new BaseStage(6, 3, 1, 320, 1));
    static final int STEM = 32;
    static final int HEAD = 1280;
    static final int SIDE = 224;

    static final EfficientNet B0 = new EfficientNet(1, 1, SIDE);

    /** A published member of the family: its name, and the network (https://github.com/tensorflow/tpu, efficientnet_builder). */
    record Published(String name, EfficientNet network) {}

    static final List<Published> PUBLISHED = List.of(
            new Published("B0", B0),
            new Published("B1", new EfficientNet(1.1, 1.0, 240)),
            new Published("B2", new EfficientNet(1.2, 1.1, 260)),
            new Published("B3", new EfficientNet(1.4, 1.2, 300)),
            new Published("B4", new EfficientNet(1.8, 1.4, 380)),
            new Published("B5", new EfficientNet(2.2, 1.6, 456)),
            new Published("B6", new EfficientNet(2.6, 1.8, 528)),
            new Published("B7", new EfficientNet(3.1, 2.0, 600)));

    private static final int CLASSES = 1000;
    private static final float EPSILON = 1e-3f;

    /**
     * Blocks one after the other that are all alike but the first, so that it is enough to ask two of them.
     *
     * @param input what the first one reads; the others read what it gives
     */
    record Blocks(String name, Shape input, Layer first, Layer more, int repeats) {
        Shape output() {
            return first.output(input);
        }

        long parameters() {
            return first.parameterCount() + (repeats - 1) * more.parameterCount();
        }

        long multiplyAdds() {
            return first.multiplyAdds(input) + (repeats - 1) * more.multiplyAdds(output());
        }
    }

    /** The network bottom to top: the stem, the stages, the head. */
    List<Blocks> groups() {
        List<Blocks> groups = new ArrayList<>();
        Shape input = new Shape(3, side, side);
        Sequence stem = convolution(input, Window.of(3).withStride(2), channels(STEM), 1);
        Shape shape = add(groups, new Blocks("stem", input, stem, Sequence.of(), 1));
        for (BaseStage stage : STAGES) {
            int out = channels(stage.channels());
            Sequence first = bottleneck(stage, shape, stage.stride());
            boolean skips = stage.stride() == 1 && shape.channels() == out;
            Residual more = Residual.of(bottleneck(stage, first.output(shape), 1));
            shape = add(
                    groups,
                    new Blocks(
                            "stage " + groups.size(),
                            shape,
                            skips ? Residual.of(first) : first,
                            more,
                            repeats(stage.repeats())));
        }
        Sequence head = convolution(shape, Window.of(1), channels(HEAD), 1)
                .then("pool", new GlobalPool())
                .then("dense", Dense.of(channels(HEAD), CLASSES));
        add(groups, new Blocks("head", shape, head, Sequence.of(), 1));
        return groups;
    }

    private static Shape add(List<Blocks> groups, Blocks blocks) {
        groups.add(blocks);
        return blocks.output();
    }

    /** How many channels a layer with that many in B0 has. */
    int channels(int base) {
        double wanted = base * width;
        int rounded = Math.max(8, (int) (wanted + 4) / 8 * 8);
        return rounded < 0.9 * wanted ? rounded + 8 : rounded;
    }

    /** How often a block that stands that often in B0 is repeated. */
    int repeats(int base) {
        return (int) Math.ceil(base * depth);
    }

    /** An inverted bottleneck: widen, look around channel by channel, weigh the channels, narrow. */
    private Sequence bottleneck(BaseStage stage, Shape input, int stride) {
        Sequence layers = Sequence.of();
        Shape shape = input;
        if (stage.expansion() > 1) {
            Sequence expand = convolution(shape, Window.of(1), shape.channels() * stage.expansion(), 1);
            layers = layers.then("expand", expand);
            shape = expand.output(shape);
        }
        int wide = shape.channels();
        Sequence depthwise = convolution(shape, Window.of(stage.kernel()).withStride(stride), wide, wide);
        int out = channels(stage.channels());
        return layers.then("depthwise", depthwise)
                .then("squeeze-excite", new SqueezeExcite(wide, Math.max(1, input.channels() / 4)))
                .then("project", Conv2d.of(wide, out, Window.of(1)).withoutBias())
                .then("project-norm", new BatchNorm(out, EPSILON));
    }

    private static Sequence convolution(Shape input, Window window, int filters, int groups) {
        return Sequence.of(
                Conv2d.of(input.channels(), filters, window.withSamePadding(input))
                        .withGroups(groups)
                        .withoutBias(),
                new BatchNorm(filters, EPSILON),
                Activation.SILU);
    }
}

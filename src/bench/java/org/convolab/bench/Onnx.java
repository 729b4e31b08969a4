package org.convolab.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Dropout;
import org.convolab.engine.layer.Layer;
import org.convolab.engine.layer.Pool2d;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Softmax;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;

/**
 * A network as an ONNX model: the fields of onnx.proto, by their numbers, written one by one. It takes {@code x} and
 * gives {@code y}.
 *
 * @param weights the sizes of the weights. They are not in the model, but handed to ONNX Runtime beside it: within it,
 *     those of VGG-16 would take several times the memory that the engine is allowed.
 */
record Onnx(byte[] model, Map<String, long[]> weights) {
    private static final int FLOAT = 1;
    private static final int INT_ATTRIBUTE = 2;
    private static final int INTS_ATTRIBUTE = 7;
    private static final int EXTERNAL = 1;

    static Onnx of(Network network, int count) {
        Map<String, long[]> weights = new HashMap<>();
        Message graph = new Message();
        String x = "x";
        List<Sequence.Step> steps = network.layers().steps(network.input(), org.convolab.engine.layer.ReceptiveField.PIXEL);
        boolean flat = false;
        for (Sequence.Step step : steps) {
            Layer layer = step.named().layer();
            String name = step.named().name();
            if (layer instanceof Dropout) {
                continue;
            }
            if (layer instanceof Dense && !flat) {
                graph.put(1, node("Flatten", name + ".flat", x));
                x = name + ".flat";
                flat = true;
            }
            graph.put(1, node(layer, name, x, weights));
            x = name;
        }
        graph.put(1, node("Identity", "y", x));
        graph.put(2, "network");
        Shape in = network.input();
        Shape out = network.output();
        weights.forEach((name, sizes) -> graph.put(5, weight(name, sizes)));
        graph.put(11, value("x", count, in.channels(), in.height(), in.width()));
        graph.put(
                12,
                flat ? value("y", count, out.size()) : value("y", count, out.channels(), out.height(), out.width()));
        Message model = new Message().put(1, 8).put(7, graph).put(8, new Message().put(1, "").put(2, 13));
        return new Onnx(model.bytes(), weights);
    }

    /** @param weights where the sizes of the layer's weights are added */
    private static Message node(Layer layer, String name, String x, Map<String, long[]> weights) {
        if (layer instanceof Conv2d conv) {
            Window w = conv.window();
            int reads = conv.channels() / conv.groups();
            weights.put(name + ".weight", new long[] {conv.filters(), reads, w.height(), w.width()});
            weights.put(name + ".bias", new long[] {conv.filters()});
            return windowed(node("Conv", name, x, name + ".weight", name + ".bias"), w)
                    .put(5, ints("dilations", w.dilationDown(), w.dilationAcross()))
                    .put(5, integer("group", conv.groups()));
        }
        if (layer instanceof Dense dense) {
            weights.put(name + ".weight", new long[] {dense.outputs(), dense.inputs()});
            weights.put(name + ".bias", new long[] {dense.outputs()});
            return node("Gemm", name, x, name + ".weight", name + ".bias").put(5, integer("transB", 1));
        }
        if (layer instanceof Pool2d pool) {
            String kind = pool.kind() == Pool2d.Kind.MAX ? "MaxPool" : "AveragePool";
            return windowed(node(kind, name, x), pool.window());
        }
        if (layer == Activation.RELU) {
            return node("Relu", name, x);
        }
        if (layer == Activation.TANH) {
            return node("Tanh", name, x);
        }
        if (layer instanceof Softmax) {
            return node("Softmax", name, x).put(5, integer("axis", 1));
        }
        throw new IllegalArgumentException("no ONNX node for " + layer.describe());
    }

    private static Message windowed(Message node, Window w) {
        return node.put(5, ints("kernel_shape", w.height(), w.width()))
                .put(5, ints("strides", w.strideDown(), w.strideAcross()))
                .put(
                        5,
                        ints(
                                "pads",
                                w.padding().top(),
                                w.padding().left(),
                                w.padding().bottom(),
                                w.padding().right()));
    }

    private static Message node(String type, String output, String... inputs) {
        Message node = new Message();
        for (String input : inputs) {
            node.put(1, input);
        }
        return node.put(2, output).put(3, type.toLowerCase(Locale.ROOT) + "." + output).put(4, type);
    }

    private static Message integer(String name, int value) {
        return new Message().put(1, name).put(3, value).put(20, INT_ATTRIBUTE);
    }

    private static Message ints(String name, int... values) {
        Message message = new Message().put(1, name);
        for (int value : values) {
            message.put(8, value);
        }
        return message.put(20, INTS_ATTRIBUTE);
    }

    private static Message weight(String name, long[] sizes) {
        Message tensor = new Message();
        for (long size : sizes) {
            tensor.put(1, size);
        }
        Message location = new Message().put(1, "location").put(2, "elsewhere");
        return tensor.put(2, FLOAT).put(8, name).put(13, location).put(14, EXTERNAL);
    }

    private static Message value(String name, int... sizes) {
        Message shape = new Message();
        for (int size : sizes) {
            shape.put(1, new Message().put(1, size));
        }
        Message type = new Message().put(1, FLOAT).put(2, shape);
        return new Message().put(1, name).put(2, new Message().put(1, type));
    }

    /** A protobuf message that grows field by field. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message put(int field, long value) {
            number((long) field << 3);
            number(value);
            return this;
        }

        Message put(int field, String text) {
            return put(field, text.getBytes(StandardCharsets.UTF_8));
        }

        Message put(int field, Message message) {
            return put(field, message.bytes());
        }

        Message put(int field, byte[] bytes) {
            number((long) field << 3 | 2);
            number(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        private void number(long value) {
            for (; (value & ~0x7F) != 0; value >>>= 7) {
                out.write((int) (value & 0x7F | 0x80));
            }
            out.write((int) value);
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}

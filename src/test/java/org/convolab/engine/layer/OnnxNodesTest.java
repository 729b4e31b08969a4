package org.convolab.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The layers against the operator tests that ONNX publishes; {@code onnx-nodes.txt} says how they are written. */
class OnnxNodesTest {
    record Array(int[] sizes, float[] numbers) {
        static Array of(String text) {
            String[] parts = text.split(": ");
            int[] sizes =
                    Stream.of(parts[0].split("x")).mapToInt(Integer::parseInt).toArray();
            String[] words = parts[1].split(" ");
            float[] numbers = new float[words.length];
            for (int i = 0; i < words.length; i++) {
                numbers[i] = Float.parseFloat(words[i]);
            }
            return new Array(sizes, numbers);
        }

        /** The first side counts examples, the second channels; further ones are places. */
        Tensor tensor() {
            int side1 = sizes.length > 1 ? sizes[1] : 1;
            int side2 = sizes.length > 2 ? sizes[2] : 1;
            int side3 = sizes.length > 3 ? sizes[3] : 1;
            return new Tensor(sizes[0], new Shape(side1, side2, side3), numbers);
        }
    }

    record Node(String test, String operator, Map<String, String> attributes, List<Array> in, Array out) {
        @Override
        public String toString() {
            return test;
        }

        int[] attribute(String name, int... fallback) {
            String text = attributes.get(name);
            return text == null
                    ? fallback
                    : Stream.of(text.split(",")).mapToInt(Integer::parseInt).toArray();
        }

        Window window() {
            int[] kernel = attribute("kernel_shape");
            int[] pads = attribute("pads", 0, 0, 0, 0);
            Padding padding = new Padding(pads[0], pads[1], pads[2], pads[3], Padding.Mode.ZERO);
            boolean ceil = attribute("ceil_mode", 0)[0] == 1;
            int[] strides = attribute("strides", 1, 1);
            int[] dilations = attribute("dilations", 1, 1);
            Window window = Window.of(kernel[0], kernel[1])
                    .withStride(strides[0], strides[1])
                    .withDilation(dilations[0], dilations[1])
                    .withPadding(padding)
                    .withCeil(ceil);
            return attributes.containsKey("auto_pad")
                    ? window.withSamePadding(in.get(0).tensor().shape())
                    : window;
        }

        Layer layer() {
            int channels = in.get(0).tensor().shape().channels();
            return switch (operator) {
                case "Conv" ->
                    new Conv2d(
                            channels,
                            in.get(1).sizes[0],
                            window(),
                            attribute("group", 1)[0],
                            in.size() > 2,
                            false,
                            null);
                case "MaxPool" -> Pool2d.max(window());
                case "AveragePool" ->
                    new Pool2d(Pool2d.Kind.AVERAGE, window(), attribute("count_include_pad", 0)[0] == 1);
                case "GlobalAveragePool" -> new GlobalPool();
                case "BatchNormalization" ->
                    new BatchNorm(channels, Float.parseFloat(attributes.getOrDefault("epsilon", "1e-5")));
                case "Softmax" -> new Softmax();
                default -> Activation.valueOf(operator.toUpperCase(Locale.ROOT));
            };
        }

        Weights weights() {
            Map<String, float[]> arrays = new HashMap<>();
            List<String> names = operator.equals("Conv")
                    ? List.of("weight", "bias")
                    : List.of("gamma", "beta", "running_mean", "running_variance");
            for (int i = 1; i < in.size(); i++) {
                arrays.put(names.get(i - 1), in.get(i).numbers);
            }
            return Weights.of(arrays);
        }
    }

    static Stream<Node> nodes() throws IOException {
        String text = new String(
                OnnxNodesTest.class.getResourceAsStream("onnx-nodes.txt").readAllBytes(), StandardCharsets.UTF_8);
        List<Node> nodes = new ArrayList<>();
        for (String block : text.split("\n\n")) {
            if (block.startsWith("#")) {
                continue;
            }
            List<String> lines = block.lines().toList();
            String[] operator = lines.get(1).split(" ");
            Map<String, String> attributes = new HashMap<>();
            for (int i = 1; i < operator.length; i++) {
                attributes.put(operator[i].split("=")[0], operator[i].split("=")[1]);
            }
            List<Array> in = lines.stream()
                    .filter(line -> line.startsWith("in "))
                    .map(line -> Array.of(line.substring(3)))
                    .toList();
            Array out = Array.of(lines.get(lines.size() - 1).substring(4));
            nodes.add(new Node(lines.get(0).substring(5), operator[0], attributes, in, out));
        }
        assertThat(nodes).hasSizeGreaterThan(40);
        return nodes.stream();
    }

    @ParameterizedTest
    @MethodSource("nodes")
    void givesThePublishedNumbers(Node node) {
        Phase mode = node.attributes.containsKey("training_mode") ? Phase.TRAINING : Phase.INFERENCE;
        Tensor output = node.layer().forward(node.in.get(0).tensor(), node.weights(), mode);
        assertThat(output.shape()).isEqualTo(node.out.tensor().shape());
        Numbers.assertClose(output.data(), node.out.numbers, 2e-5);
    }
}

package org.convolab.content.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.convolab.content.source.Problem;
import org.convolab.content.source.Problems;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Ledger;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkFileTest {
    private final Problems problems = new Problems();

    private Network read(String layers) {
        return NetworkFile.parse(
                "small", "networks/small.yml", "title: Small\ninput: [3, 9, 9]\nlayers:\n" + layers, problems);
    }

    @Test
    void channelsFollowFromTheLayersBefore() {
        Network network = read("""
                - conv: {name: first, filters: 8, kernel: [3, 1], stride: 2, padding: same, mode: reflect}
                - relu
                - depthwise: {kernel: 3, padding: [0, 1, 2, 1]}
                - batch-norm
                - relu
                - dense: {outputs: 5, note: five things}
                """);
        assertThat(problems.all()).isEmpty();
        assertThat(network.layers().layers())
                .extracting(Sequence.Named::name)
                .containsExactly("first", "relu1", "depthwise1", "batch-norm1", "relu2", "dense1");
        Conv2d first = (Conv2d) network.layers().layers().get(0).layer();
        assertThat(first.channels()).isEqualTo(3);
        assertThat(first.window().padding()).isEqualTo(new Padding(1, 0, 1, 0, Padding.Mode.REFLECT));
        Conv2d depthwise = (Conv2d) network.layers().layers().get(2).layer();
        assertThat(depthwise.isDepthwise()).isTrue();
        assertThat(depthwise.window().padding()).isEqualTo(new Padding(0, 1, 2, 1, Padding.Mode.ZERO));
        assertThat(network.layers().layers().get(5).note()).isEqualTo("five things");
        assertThat(network.output().channels()).isEqualTo(5);
    }

    private Network scaled(String scale) {
        return NetworkFile.parse(
                "small", "networks/small.yml", "title: S\ninput: [3, 2, 2]\n" + scale + "layers: [relu]\n", problems);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scale: 255 | 127.5 | 127.5 | 127.5",
                "mean: [0.485, 0.456, 0.406]; std: [0.25, 0.5, 2] | 0.06 | 0.088 | 0.047",
                "scale: 255; mean: 27.5; std: 50 | 2 | 2 | 2",
                "std: [1, 2, 4] | 0.5 | 0.25 | 0.125"
            })
    void theInputIsScaledAsTheFileSays(String scale, float red, float green, float blue) {
        Network network = scaled(scale.replace("; ", "\n") + "\n");
        assertThat(problems.all()).isEmpty();
        Tensor half = Tensor.zeros(1, new Shape(3, 2, 2));
        Arrays.fill(half.data(), 0.5f);
        float[] read = network.forward(half, Weights.NONE, Phase.INFERENCE).data();
        assertThat(new float[] {read[0], read[4], read[8]})
                .containsExactly(new float[] {red, green, blue}, within(1e-6f));
        assertThat(network.parameters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scale: 0                 | scale: allowed are numbers from 0.000001 to 1000000",
                "std: [1, -1, 1]          | std: allowed are numbers from 0.000001 to 1000000",
                "mean: [0.5, 0.5]         | mean: 2 numbers do not fit 3 channels",
                "mean: half               | mean: 'half' is not a number"
            })
    void aScaleThatCannotBeIsRefused(String scale, String problem) {
        assertThat(scaled(scale + "\n")).isNull();
        assertThat(problems.all()).extracting(Problem::message).containsExactly(problem);
    }

    @Test
    void heightAndWidthCanBeSaidApart() {
        Network network = read("""
                - conv: {filters: 2, kernel: [3, 5], stride: [3, 4], padding: [0, 1]}
                - pool: {kind: max, window: [1, 2], stride: [2, 1], padding: valid}
                - conv: {filters: 2, kernel: 1, stride: 1, dilation: [4, 1], padding: 2}
                """);
        assertThat(problems.all()).isEmpty();
        assertThat(network.layers().layers())
                .extracting(each -> each.layer().window())
                .containsExactly(
                        Window.of(3, 5).withStride(3, 4).withPadding(Padding.of(0, 1)),
                        Window.of(1, 2).withStride(2, 1),
                        Window.of(1).withDilation(4, 1).withPadding(Padding.of(2)));
    }

    @Test
    void theFieldOfAWideKernelIsWideAndNotHigh() {
        Network network = NetworkFile.parse(
                "wide",
                "networks/wide.yml",
                "title: Wide\ninput: [3, 32, 32]\nlayers: [conv: {filters: 8, kernel: [1, 7], padding: [0, 3, 0, 3]}]\n",
                problems);
        Ledger.Row row = network.ledger().layer("conv1");
        assertThat(row.shape()).isEqualTo(new Shape(8, 32, 32));
        assertThat(row.receptiveFieldHeight()).isEqualTo(1);
        assertThat(row.receptiveFieldWidth()).isEqualTo(7);
        assertThat(row.receptiveField()).isEqualTo(7);
        assertThat(row.what()).isEqualTo("conv 1×7, 8 filters, padding 0×3");
    }

    @Test
    void aRepeatCountsItsCopies() {
        Network network = read("""
                - repeat:
                    times: 3
                    from: 2
                    layers:
                      - conv: {name: "conv{n}", filters: 4, kernel: 1}
                      - relu
                """);
        assertThat(problems.all()).isEmpty();
        assertThat(network.layers().layers())
                .extracting(Sequence.Named::name)
                .containsExactly("conv2", "relu1", "conv3", "relu2", "conv4", "relu3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- cnov: {filters: 4, kernel: 3}         | 4:3: there is no 'cnov'; did you mean 'conv'?",
                "- conv: {filter: 4, kernel: 3}          | 4:10: there is no key 'filter'; did you mean 'filters'?",
                "- conv: {filters: 0, kernel: 3}         | 4:19: filters: '0' is not a whole number from 1 to 1000000",
                "- conv: {filters: 4, kernel: 3, padding: some} | 4:42: padding: 'some' is not a whole number from 0 to 10000, [height, width], [top, left, bottom, right], same or valid",
                "- conv: {filters: 4, kernel: 3, padding: [1, 1, 1]} | 4:42: padding: a list of 3 is not a whole number from 0 to 10000, [height, width], [top, left, bottom, right], same or valid",
                "- conv: {filters: 4, kernel: 3, padding: 20000} | 4:42: padding: '20000' is not a whole number from 0 to 10000",
                "- pool: {kind: max, window: 2, stride: [1, 2, 3]} | 4:40: stride: a list of 3 is not a whole number from 1 to 10000, or [height, width]",
                "- conv: {filters: 4, kernel: 3, dilation: two} | 4:43: dilation: 'two' is not a whole number from 1 to 10000, or [height, width]",
                "- conv: {filters: 4}                    | 4:9: kernel: a value is missing (allowed: a whole number from 1 to 10000)",
                "- conv: {filters: 4, kernel: 3, groups: 2} | 4:3: layers: conv1: 2 groups do not divide 3 channels and 4 filters",
                "- conv: {name: big, filters: 4, kernel: 11} | 4:3: layers: big: conv 11×11, 4 filters got 3×9×9, but its window covers 11×11: it needs at least that, padding counted",
                "- pool: {kind: maximum, window: 2}      | 4:16: kind: there is no 'maximum'; did you mean 'max'?",
                "- residual: {name: r, main: [conv: {name: c, filters: 4, kernel: 1}]} | 4:3: layers: r: residual, 1 layer got 3×9×9 and cannot add: main gives 4×9×9, the shortcut 3×9×9; it needs the same of both",
                "- repeat: {times: 1000, layers: [repeat: {times: 1000, layers: [relu]}]} | 4:3: layers: this makes more than 10000 layers",
                "- relu: {name: a.b}                     | 4:16: name: a layer's name has no dots, for dots lead to the layers inside it"
            })
    void saysWhereAndWhatAndTheNearestRightSpelling(String layer, String problem) {
        assertThat(read(layer)).isNull();
        assertThat(problems.all()).extracting(Problem::toString).contains("networks/small.yml:" + problem);
    }

    @Test
    void reportsTheLineInsideABlock() {
        assertThat(read("""
                - block:
                    name: outer
                    layers:
                      - relu
                      - conv: {name: inner, filters: 2, kernel: 30}
                - relu
                """)).isNull();
        assertThat(problems.all()).extracting(Problem::line).containsExactly(8);
    }

    @Test
    void twoLayersThatDoNotFitAreBothTold() {
        assertThat(read("""
                - conv: {name: a, filters: 4, kernel: 11}
                - conv: {name: b, filters: 4, kernel: 3, groups: 4}
                - residual:
                    main:
                      - pool: {name: c, kind: max, window: 12}
                    shortcut:
                      - conv: {name: d, filters: 4, kernel: 13}
                - dense: {outputs: 3}
                """)).isNull();
        assertThat(problems.all()).extracting(Problem::line).containsExactly(4, 8, 10);
    }

    @Test
    void aKeyThatWasMistypedIsNotMissingAsWell() {
        assertThat(read("- conv: {filter: 4, kernel: 3}\n")).isNull();
        assertThat(problems.all()).hasSize(1);
    }

    @Test
    void refusesTwoLayersOfOneName() {
        assertThat(read("- relu: {name: a}\n- tanh: {name: a}\n")).isNull();
        assertThat(problems.all()).extracting(Problem::message).containsExactly("layers: two layers are named a");
        assertThat(problems.all()).extracting(Problem::line).isEqualTo(List.of(5));
    }

    @Test
    void aNetworkHasALayer() {
        assertThat(NetworkFile.parse("n", "networks/n.yml", "title: T\ninput: [3, 9, 9]\nlayers: []\n", problems))
                .isNull();
        assertThat(problems.all())
                .extracting(Problem::toString)
                .containsExactly("networks/n.yml:3:9: layers: a network has at least one layer");
    }

    @Test
    void anInputHasThreeSides() {
        assertThat(NetworkFile.parse("n", "networks/n.yml", "title: T\ninput: [3, 9]\nlayers: [relu]\n", problems))
                .isNull();
        assertThat(problems.all())
                .extracting(Problem::toString)
                .containsExactly("networks/n.yml:2:8: input: an input is [channels, height, width]");
    }
}

package org.convolab.content.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.convolab.content.source.Problems;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.network.Ledger;
import org.convolab.engine.network.Network;
import org.convolab.engine.network.Trace;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The landmark networks as their files describe them, against the published figures. */
public class LandmarksTest {
    @ParameterizedTest
    @CsvSource({
        "lenet-5,                60000,     326520,      32,   4",
        "lenet-5-full,           61706,     416520,      32,   4",
        "alexnet,                60965224,  724406816,   195,  32",
        "alexnet-torchvision,    61100840,  714188480,   195,  32",
        "vgg-16,                 138357544, 15470264320, 212,  32",
        "resnet-152,             60192808,  11282415616, 1507, 32",
        "resnet-152-b,           60192808,  11513626624, 1451, 32",
        "efficientnet-b0,        5288548,   385814752,   851,  32"
    })
    void countsWhatIsPublished(String name, long parameters, long multiplyAdds, int field, int jump) {
        Network network = network(name);
        Ledger ledger = network.ledger();
        assertThat(ledger.parameters()).isEqualTo(parameters);
        assertThat(ledger.multiplyAdds()).isEqualTo(multiplyAdds);
        Ledger.Row last = ledger.spatial().get(ledger.spatial().size() - 1);
        assertThat(last.receptiveField()).isEqualTo(field);
        assertThat(last.field().jump()).isEqualTo(jump);
        assertThat(network.layers().parameterCount()).isEqualTo(parameters);
        assertThat(network.layers().multiplyAdds(network.input())).isEqualTo(multiplyAdds);
        assertThat(network.output()).isEqualTo(Shape.vector(name.startsWith("lenet") ? 10 : 1000));
    }

    @Test
    void countsLeNet5LayerByLayer() {
        Ledger ledger = network("lenet-5").ledger();
        assertThat(ledger.rows())
                .extracting(row -> row.name() + " " + row.parameters() + " / " + row.connections() + " " + row.shape())
                .containsExactly(
                        "C1 156 / 122304 6×28×28",
                        "S2 12 / 5880 6×14×14",
                        "C3 1516 / 151600 16×10×10",
                        "S4 32 / 2000 16×5×5",
                        "C5 48120 / 48120 120",
                        "F6 10164 / 10164 84",
                        "output 0 / 840 10");
        assertThat(ledger.connections()).isEqualTo(340_908);
        assertThat(ledger.layer("C3").note()).contains("S2");
        assertThat(ledger.layer("C1").then()).containsExactly("scaled tanh");
    }

    @Test
    void vggSeesTwoHundredAndTwelvePixels() {
        assertThat(network("vgg-16").ledger().spatial())
                .extracting(Ledger.Row::receptiveField)
                .containsExactly(3, 5, 6, 10, 14, 16, 24, 32, 40, 44, 60, 76, 92, 100, 132, 164, 196, 212);
    }

    @ParameterizedTest
    @CsvSource({"alexnet", "alexnet-torchvision"})
    void alexNetSeesAHundredAndNinetyFivePixels(String name) {
        assertThat(network(name).ledger().spatial())
                .extracting(Ledger.Row::receptiveField)
                .containsExactly(11, 19, 51, 67, 99, 131, 163, 195);
    }

    @Test
    void afterADenseLayerAUnitSeesTheWholeInput() {
        Ledger.Row fc6 = network("vgg-16").ledger().layer("fc6");
        assertThat(fc6.field().whole()).isTrue();
        assertThat(fc6.receptiveField()).isEqualTo(224);
        assertThat(fc6.then()).containsExactly("ReLU", "dropout 0.5");
        assertThat(fc6.parameters()).isEqualTo(102_764_544);
    }

    @Test
    void resNetHasFiftyBlocksWithRowsInside() {
        Ledger ledger = network("resnet-152").ledger();
        List<Ledger.Row> blocks = ledger.rows().stream()
                .filter(row -> row.what().startsWith("residual"))
                .toList();
        assertThat(blocks).hasSize(3 + 8 + 36 + 3);
        assertThat(blocks.get(0).children())
                .extracting(Ledger.Row::path)
                .containsExactly(
                        "conv2_1.main.conv1",
                        "conv2_1.main.bn1",
                        "conv2_1.main.conv2",
                        "conv2_1.main.bn2",
                        "conv2_1.main.conv3",
                        "conv2_1.main.bn3",
                        "conv2_1.shortcut.conv",
                        "conv2_1.shortcut.bn");
        assertThat(ledger.layer("conv4_36").shape()).isEqualTo(new Shape(1024, 14, 14));
        for (Ledger.Row block : blocks) {
            assertThat(block.children().stream()
                            .mapToLong(Ledger.Row::parameters)
                            .sum())
                    .isEqualTo(block.parameters());
        }
    }

    @ParameterizedTest
    @CsvSource({"lenet-5", "lenet-5-full"})
    void runsAndKeepsWhatEveryLayerGives(String name) {
        Network network = network(name);
        Tensor input = new Tensor(2, network.input(), new float[2 * 1024]);
        for (int i = 0; i < input.data().length; i++) {
            input.data()[i] = (float) Math.sin(i);
        }
        Trace trace = network.trace(network.random(7), input);
        assertThat(trace.outputs()).hasSize(network.layers().layers().size());
        for (Ledger.Row row : network.ledger().rows()) {
            assertThat(trace.of(row.path()).shape()).isEqualTo(row.shape());
        }
        assertThat(trace.last().count()).isEqualTo(2);
        assertThat(trace.last().data())
                .isEqualTo(network.forward(input, network.random(7), Phase.INFERENCE)
                        .data());
    }

    @Test
    void efficientNetRunsAndGivesProbabilities() {
        Network network = network("efficientnet-b0");
        Tensor input = Tensor.zeros(1, network.input());
        IntStream.range(0, input.data().length).forEach(i -> input.data()[i] = (float) Math.sin(i * 0.37));
        Trace trace = network.trace(network.random(1), input);
        double sum = 0;
        for (float probability : trace.last().data()) {
            sum += probability;
        }
        assertThat(sum).isBetween(0.999, 1.001);
        assertThat(trace.of("stage4_2.main.depthwise").shape()).isEqualTo(new Shape(480, 14, 14));
    }

    @Test
    void everyNetworkFileOfTheCourseIsWithoutProblems() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("content/networks"))) {
            assertThat(files.map(path -> network(path.getFileName().toString().replace(".yml", ""))
                            .about()
                            .title()))
                    .hasSizeGreaterThanOrEqualTo(8)
                    .noneMatch(String::isBlank);
        }
    }

    /** A network of the bundled content. */
    public static Network network(String name) {
        try {
            Problems problems = new Problems();
            Network network = NetworkFile.parse(
                    name,
                    "networks/" + name + ".yml",
                    Files.readString(Path.of("content/networks", name + ".yml")),
                    problems);
            assertThat(problems.all()).isEmpty();
            assertThat(network).isNotNull();
            return network;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

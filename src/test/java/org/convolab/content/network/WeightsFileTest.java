package org.convolab.content.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.convolab.content.Course;
import org.convolab.content.Samples;
import org.convolab.content.chapter.Effort;
import org.convolab.content.source.Problem;
import org.convolab.content.source.Problems;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;
import org.convolab.engine.network.Safetensors;
import org.convolab.engine.synthetic.Digits;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.BadParameter;
import org.convolab.widget.TrainedNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks that an author adds with their weights. */
class WeightsFileTest {
    @TempDir
    Path folder;

    @BeforeEach
    void course() {
        Samples.course(folder);
    }

    private Course.Reading read() {
        return Samples.read(folder, Effort.ALL);
    }

    private List<String> problems() {
        return read().problems().stream().map(Problem::toString).toList();
    }

    /** Writes a network that tells ten or fewer things apart in what it reads. */
    private Network network(String name, String learned, String input, int outputs) {
        String text = "title: T\nyear: 2024\n" + learned + "input: " + input + "\nlayers:\n  - dense: {outputs: "
                + outputs + "}\n  - softmax\n";
        Samples.write(folder, "networks/" + name + ".yml", text);
        return NetworkFile.parse(name, name, text, new Problems());
    }

    private void weights(Network network, Safetensors weights) throws IOException {
        Files.write(folder.resolve("networks/" + network.name() + ".safetensors"), weights.bytes());
    }

    private static Safetensors random(Network network) {
        return Safetensors.of(network, network.random(5));
    }

    @Test
    void weightsBesideANetworkAreItsOwn() throws IOException {
        Network network = network("mine", "learned: digits\n", "[1, 32, 32]", 10);
        Weights weights = network.random(5);
        weights(network, Safetensors.of(network, weights));
        Course.Reading reading = read();
        assertThat(reading.problems()).isEmpty();
        TrainedNetwork mine = reading.course().trained("network", "mine");
        assertThat(mine.weights().get("dense1.weight")).containsExactly(weights.get("dense1.weight"));
        assertThat(mine.classes()).hasSize(10);
        assertThat(mine.pictures()).isInstanceOf(Digits.class);
    }

    @Test
    void aNetworkMayHaveLearnedWhatNobodyHereDraws() throws IOException {
        Network network = network("pets", "learned: [cat, dog]\n", "[3, 8, 8]", 2);
        weights(network, random(network));
        TrainedNetwork pets = read().course().trained().get("pets");
        assertThat(pets.classes()).containsExactly("cat", "dog");
        assertThat(pets.pictures()).isNull();
    }

    @Test
    void theWeightsThatShipServeTheNetworksThatTheyWereTrainedFor() throws IOException {
        for (String name : List.of("lenet-5-full", "sketches")) {
            Files.copy(Path.of("content/networks/" + name + ".yml"), folder.resolve("networks/" + name + ".yml"));
        }
        Course course = read().course();
        assertThat(course.trained()).containsOnlyKeys("lenet-5-full", "sketches");
        TrainedNetwork leNet = course.trained("network", "lenet-5-full");
        Tensor seven =
                leNet.pictures().examples(-7, 1).within(leNet.network().input()).example(0);
        Tensor read = leNet.network().forward(seven, leNet.weights(), Phase.INFERENCE);
        assertThat(read.data()[leNet.pictures().label(-7)]).isGreaterThan(0.9f);
    }

    @Test
    void whoAsksForATrainedNetworkThatThereIsNotIsToldWhichThereAre() throws IOException {
        Network network = network("pets", "learned: [cat, dog]\n", "[3, 8, 8]", 2);
        weights(network, random(network));
        assertThatThrownBy(() -> read().course().trained("network", "small"))
                .isInstanceOf(BadParameter.class)
                .hasMessage("network: small was sent, allowed is one of pets");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "learned: sketchs     | [3, 64, 64] | 10 | 3:10: learned: there is no 'sketchs'; did you mean 'sketches'?",
                "learned: digits      | [1, 32, 32] | 9  | 3:10: learned: there are 10 classes, but the network gives 9",
                "learned: digits      | [3, 64, 64] | 10 | 3:10: learned: these pictures are 1×28×28, but the network reads 3×64×64",
                "learned: sketches    | [3, 32, 64] | 10 | 3:10: learned: these pictures are 3×64×64, but the network reads 3×32×64",
                "learned: [cat, dog]  | [3, 32, 64] | 3  | 3:10: learned: there are 2 classes, but the network gives 3",
                "note: No word of it. | [1, 32, 32] | 10 | 1:1: learned: networks/mine.safetensors holds weights, but nothing says what they learned (allowed: digits, sketches, or a list of classes)"
            })
    void whatWasLearnedHasToFitTheNetwork(String learned, String input, int outputs, String problem)
            throws IOException {
        Network network = network("mine", learned + "\n", input, outputs);
        weights(network, random(network));
        assertThat(problems()).containsExactly("networks/mine.yml:" + problem);
    }

    @Test
    void whoSaysWhatWasLearnedHasWeightsToShow() {
        network("mine", "learned: digits\n", "[1, 32, 32]", 10);
        assertThat(problems())
                .containsExactly("networks/mine.yml:3:10: learned: no weights ship for mine;"
                        + " its own belong into networks/mine.safetensors");
    }

    @Test
    void weightsThatShipDoNotServeAnotherNetworkOfTheSameName() {
        network("lenet-5-full", "learned: digits\n", "[1, 32, 32]", 10);
        assertThat(problems())
                .containsExactly("networks/lenet-5-full.yml:3:10: learned: /weights/lenet-5-full.safetensors:"
                        + " there is no array dense1.weight; its own belong into networks/lenet-5-full.safetensors");
    }

    @Test
    void everyArrayThatDoesNotFitIsAProblem() throws IOException {
        Network network = network("mine", "learned: digits\n", "[1, 32, 32]", 10);
        Map<String, Safetensors.Array> arrays = new TreeMap<>(random(network).arrays());
        arrays.remove("dense1.bias");
        arrays.put("dense1.weight", new Safetensors.Array(new float[10], 10, 1));
        arrays.put("velocity", new Safetensors.Array(new float[10], 10));
        weights(network, new Safetensors(arrays, Map.of()));
        assertThat(problems())
                .containsExactly(
                        "networks/mine.safetensors:1: dense1.weight is [10, 1], but the network needs [10, 1024]",
                        "networks/mine.safetensors:1: there is no array dense1.bias; of its sizes is velocity");
    }

    @Test
    void aFileOfWeightsThatIsNoneOrNobodysIsAProblem() throws IOException {
        network("mine", "learned: digits\n", "[1, 32, 32]", 10);
        Samples.write(folder, "networks/mine.safetensors", "weights");
        Samples.write(folder, "networks/smal.safetensors", "weights");
        assertThat(problems())
                .containsExactly(
                        "networks/mine.safetensors:1: not a safetensors file: it does not begin with the length of a header",
                        "networks/smal.safetensors:1: these are the weights of a network 'smal' that is not there;"
                                + " did you mean 'small'?");
    }
}

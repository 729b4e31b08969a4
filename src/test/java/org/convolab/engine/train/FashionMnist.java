package org.convolab.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.data.Examples;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.BatchNorm;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Dropout;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Pool2d;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Initialization;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

/**
 * A small network learns Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017), pictures that nobody here drew. They do not ship,
 * so that this is run by name, as the README says, and not by {@code verify}.
 */
class FashionMnist {
    private static final Path FOLDER = Path.of(System.getProperty("fashion", "/usr/share/datasets/fashion-mnist"));
    private static final Shape SHAPE = new Shape(1, 28, 28);
    private static final int EPOCHS = 5;
    private static final int BATCH = 64;

    private static final Network NETWORK = Network.of(
            "fashion",
            SHAPE,
            Sequence.of()
                    .then("conv1", Conv2d.of(1, 16, Window.of(3).withPadding(Padding.of(1))))
                    .then("norm1", BatchNorm.of(16))
                    .then("relu1", Activation.RELU)
                    .then("pool1", Pool2d.max(Window.of(2).withStride(2)))
                    .then("conv2", Conv2d.of(16, 32, Window.of(3).withPadding(Padding.of(1))))
                    .then("norm2", BatchNorm.of(32))
                    .then("relu2", Activation.RELU)
                    .then("pool2", Pool2d.max(Window.of(2).withStride(2)))
                    .then("dense1", Dense.of(32 * 7 * 7, 100))
                    .then("relu3", Activation.RELU)
                    .then("drop", new Dropout(0.3))
                    .then("dense2", Dense.of(100, 10)));

    @Test
    void aSmallNetworkLearnsFashion() throws IOException {
        DataSet training = read("train");
        DataSet test = read("t10k");
        int steps = training.size() / BATCH;
        Schedule schedule = new Schedule.Cosine(2e-3, EPOCHS * steps, 2e-5);
        TrainingConfig plan = new TrainingConfig(
                NETWORK, Initialization.HE, Loss.CROSS_ENTROPY, Optimizer.Adam.USUAL, schedule, BATCH, 1);
        TrainingRun run = TrainingRun.start(plan, training);
        double accuracy = 0;
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            run = run.advance(steps);
            accuracy = run.score(test).accuracy();
            System.out.printf("Fashion-MNIST, %d times through: %.2f %% right%n", epoch, 100 * accuracy);
        }
        assertThat(accuracy).isGreaterThan(0.9);
    }

    /** A pair of IDX files, the format of MNIST: 8 and 16 bytes that describe them, then a byte for each label and pixel. */
    private static DataSet read(String part) throws IOException {
        byte[] bytes = bytes(part + "-images-idx3-ubyte.gz", 16);
        byte[] classes = bytes(part + "-labels-idx1-ubyte.gz", 8);
        Tensor pictures = Tensor.zeros(classes.length, SHAPE);
        for (int i = 0; i < bytes.length; i++) {
            pictures.data()[i] = (bytes[i] & 255) / 255f;
        }
        int[] labels = new int[classes.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = classes[i];
        }
        List<String> names =
                List.of("top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot");
        return new Examples(pictures, labels, names);
    }

    private static byte[] bytes(String file, int header) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(FOLDER.resolve(file)))) {
            in.skipNBytes(header);
            return in.readAllBytes();
        }
    }
}

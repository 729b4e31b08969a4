package org.convolab.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.convolab.content.network.LandmarksTest;
import org.convolab.engine.network.Network;
import org.convolab.engine.network.Safetensors;
import org.convolab.engine.train.Evaluation;
import org.convolab.engine.train.Loss;
import org.convolab.engine.train.Recipe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Tag("slow")
class TrainTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object command, String... arguments) {
        return new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private int train(String... arguments) {
        return run(new Train(), arguments);
    }

    @Test
    void aTrainingShowsItsWayAndWritesWeightsThatTheNetworkTakes() throws IOException {
        Path file = folder.resolve("weights/l.safetensors");
        assertThat(train("lenet-5", "--pictures=6400", "--test=500", "--out=" + file))
                .isZero();
        assertThat(out.toString())
                .startsWith("LeNet-5 with a full C3: 61,706 weights, 6,400 pictures of 1×28×28, seed 1")
                .contains("[##########----------]  50 %  loss ", "[####################] 100 %  loss ")
                .contains("On 500 fresh pictures: ", " times ", " taken for ")
                .endsWith("Written: " + file + System.lineSeparator());
        Safetensors written = Safetensors.read(new ByteArrayInputStream(Files.readAllBytes(file)));
        Network network = LandmarksTest.network("lenet-5-full");
        Evaluation score = Evaluation.of(
                network,
                written.weights(network),
                Loss.CROSS_ENTROPY,
                Recipe.ALL.get(0).fresh(network, 500));
        assertThat(score.accuracy()).isGreaterThan(0.6);
        assertThat(written.metadata())
                .containsEntry("network", "lenet-5-full")
                .containsEntry("steps", "50")
                .containsEntry("accuracy", "%.4f".formatted(score.accuracy()));
    }

    @Test
    void equalSeedsWriteEqualFilesAndOthersDoNot() throws IOException {
        Path first = folder.resolve("1");
        Path second = folder.resolve("2");
        Path other = folder.resolve("3");
        assertThat(train("sketches", "--pictures=64", "--test=10", "--out=" + first))
                .isZero();
        assertThat(train("sketches", "--pictures=64", "--test=10", "--out=" + second))
                .isZero();
        assertThat(train("sketches", "--pictures=64", "--test=10", "--seed=2", "--out=" + other))
                .isZero();
        assertThat(second).hasSameBinaryContentAs(first);
        assertThat(Files.mismatch(first, other)).isNotEqualTo(-1);
    }

    @Test
    void aDivergingTrainingSaysSoAndWritesNothing() {
        Path file = folder.resolve("l.safetensors");
        assertThat(train("lenet-5", "--rate=1000", "--pictures=6400", "--out=" + file))
                .isOne();
        assertThat(err.toString()).startsWith("The training diverged in step ").contains("Nothing was written.");
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sketchs | 100 | nobody has found out how to train 'sketchs'; did you mean 'sketches'?",
                "sketches | 31 | --pictures is at least 32, the size of a step, and --test at least 1"
            })
    void whatCannotBeTrainedIsRefused(String name, int pictures, String message) {
        assertThat(train(name, "--pictures=" + pictures, "--out=" + folder.resolve("x")))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith(message);
    }

    @Test
    void aContactSheetHasARowForEachClass() throws IOException {
        Path file = folder.resolve("sheet.png");
        assertThat(run(new ContactSheet(), "digits", "--columns=3", "--out=" + file))
                .isZero();
        assertThat(out.toString().strip())
                .isEqualTo("Written: " + file + ", from the top: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9");
        var image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(3 * 30 + 2);
        assertThat(image.getHeight()).isEqualTo(10 * 30 + 2);
        assertThat(run(new ContactSheet(), "digit")).isEqualTo(2);
        assertThat(err.toString()).startsWith("there are no pictures 'digit'; did you mean 'digits'?");
    }
}

package org.convolab.content.chapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.convolab.content.source.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultsTest {
    private static final Map<String, String> FILES = Map.of(
            "org/convolab/engine/layer/Conv2d.class", "convolves",
            "org/convolab/widget/pooling/Pooling.class", "pools",
            "org/convolab/content/chapter/Figures.class", "prints",
            "org/convolab/image/Ink.class", "reads",
            "org/convolab/web/Pages.class", "shows",
            "weights/lenet-5.safetensors", "12",
            "katex/katex.min.js", "sets");

    @TempDir
    Path folder;

    private Path program;
    private Path file;

    @BeforeEach
    void program() throws IOException {
        program = folder.resolve("program");
        file = folder.resolve("results.json");
        for (Map.Entry<String, String> each : FILES.entrySet()) {
            change(each.getKey(), each.getValue());
        }
    }

    private void change(String name, String text) throws IOException {
        Files.createDirectories(program.resolve(name).getParent());
        Files.writeString(program.resolve(name), text);
    }

    private Results results() {
        return new Results(Program.at(program)).add(file);
    }

    /** What a course shows for six times seven, computed by the program as it is. */
    private String shown(String resources) throws IOException {
        Results results = results();
        Figures figures =
                new Figures(name -> Map.of(), (id, query) -> Map.of(), results.figures(resources), Effort.USUAL);
        String shown = String.valueOf(figures.print("6 * 7"));
        results.write(file);
        return shown;
    }

    /** Lets an earlier program have computed something else, so that it can be seen whose answer is shown. */
    private void computedBefore(String answer) throws IOException {
        Results results = results();
        results.figures("pictures").put("6 * 7", answer);
        results.formulas().put("$x", answer);
        results.write(file);
    }

    @Test
    void whatTheSameProgramComputedFromTheSameFilesIsNotComputedAgain() throws Exception {
        computedBefore("41");
        assertThat(shown("pictures")).isEqualTo("41");
        assertThat(shown("other pictures")).isEqualTo("42");
    }

    @ParameterizedTest
    @CsvSource({
        "org/convolab/engine/layer/Conv2d.class, true",
        "org/convolab/engine/layer/New.class, true",
        "org/convolab/widget/pooling/Pooling.class, true",
        "org/convolab/content/chapter/Figures.class, true",
        "org/convolab/image/Ink.class, true",
        "weights/lenet-5.safetensors, true",
        "org/convolab/web/Pages.class, false",
        "katex/katex.min.js, false"
    })
    void aFigureFollowsWhateverComputesIt(String changed, boolean follows) throws Exception {
        computedBefore("41");
        change(changed, "otherwise");
        assertThat(shown("pictures")).isEqualTo(follows ? "42" : "41");
    }

    @ParameterizedTest
    @CsvSource({
        "katex/katex.min.js, true",
        "org/convolab/content/chapter/Mathml.class, true",
        "org/convolab/engine/layer/Conv2d.class, false"
    })
    void aFormulaFollowsWhatSetsIt(String changed, boolean follows) throws Exception {
        computedBefore("<math>");
        change(changed, "otherwise");
        assertThat(results().formulas().find("$x")).isEqualTo(follows ? null : "<math>");
    }

    @Test
    void aProgramInAJarIsTheSameAsInAFolder() throws Exception {
        computedBefore("41");
        Path jar = folder.resolve("program.jar");
        List<Path> files;
        try (Stream<Path> found = Files.walk(program)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path each : files) {
                zip.putNextEntry(
                        new ZipEntry(program.relativize(each).toString().replace('\\', '/')));
                zip.write(Files.readAllBytes(each));
            }
        }
        program = jar;
        assertThat(shown("pictures")).isEqualTo("41");
    }

    @Test
    void whatNobodyAskedForIsForgotten() throws Exception {
        Results before = results();
        before.figures("pictures").put("1", "one");
        before.figures("pictures").put("2", "two");
        before.write(file);
        Results now = results();
        now.figures("pictures").find("2");
        now.write(file);
        assertThat(results().figures("pictures").find("1")).isNull();
        assertThat(results().figures("pictures").find("2")).isEqualTo("two");
    }

    @Test
    void whereEverythingIsComputedNothingIsBelieved() throws Exception {
        computedBefore("41");
        Figures figures =
                new Figures(name -> Map.of(), (id, query) -> Map.of(), results().figures("pictures"), Effort.ALL);
        assertThat(figures.print("6 * 7")).isEqualTo("42");
    }
}

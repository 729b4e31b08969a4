package org.convolab.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.convolab.content.Samples;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void course() {
        Samples.course(folder);
        Samples.write(folder, "chapters/02-second.md", Samples.chapter("Another", "{= 1 + 1 =} and $x$ and $x$.\n"));
    }

    private int check(String... arguments) {
        return new CommandLine(new Check())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void aRightContentIsCounted() {
        assertThat(check(folder.toString())).isZero();
        assertThat(out)
                .hasToString("The content is right: 2 chapters, 1 network, 2 pictures, 1 formula, 1 figure."
                        + System.lineSeparator());
    }

    @Test
    void aWrongContentIsListedLineByLine() {
        Samples.write(folder, "chapters/01-first.md", Samples.chapter("A claim", "a <b>\n\n[a](secnd)\n"));

        assertThat(check(folder.toString())).isOne();
        assertThat(err.toString().lines())
                .containsExactly(
                        folder + "/chapters/01-first.md:7:3: HTML is not allowed here: <b>",
                        folder + "/chapters/01-first.md:9:1: there is no chapter 'secnd'; did you mean 'second'?",
                        "2 problems");
    }

    @Test
    void aWidgetThatTheEngineRefusesOnlyLateIsFound() throws Exception {
        Files.copy(Path.of("content/networks/sketches.yml"), folder.resolve("networks/sketches.yml"));
        String late = "layers network=sketches layer=conv5 unit=4000 view=";
        Samples.write(
                folder,
                "chapters/01-first.md",
                Samples.chapter("A claim", "::: widget " + late + "ascent\n::: widget " + late + "occlusion as=b\n"));

        assertThat(check(folder.toString())).isOne();
        assertThat(err.toString().lines().toList())
                .hasSize(3)
                .anyMatch(
                        problem -> problem.contains("01-first.md:7:") && problem.contains("unit: '4000' does not fit"))
                .anyMatch(
                        problem -> problem.contains("01-first.md:8:") && problem.contains("unit: '4000' does not fit"));
    }

    @Tag("slow")
    @Test
    void theBuildStoresWhatItComputesAndComputesItAgainWhenTheContentHasChanged() throws Exception {
        Path results = folder.resolve("target/results.json");
        assertThat(check("--results=" + results, folder.toString())).isZero();
        assertThat(Files.readString(results)).contains("\"1 + 1\" : \"2\"", "\"$x\" : \"<math>");

        // what stands there serves as it is
        Files.writeString(results, Files.readString(results).replace(": \"2\"", ": \"kept\""));
        assertThat(check("--results=" + results, folder.toString())).isZero();
        assertThat(out.toString()).contains("The content is right, and as it was.");
        Samples.write(folder, "chapters/01-first.md", Samples.chapter("A claim", "Of {= 3 =}.\n"));
        assertThat(check("--results=" + results, folder.toString())).isZero();
        assertThat(Files.readString(results)).contains("\"1 + 1\" : \"kept\"", "\"3\" : \"3\"");

        Samples.write(folder, "pictures/dot.txt", "0\n");
        assertThat(check("--results=" + results, folder.toString())).isZero();
        assertThat(Files.readString(results)).contains("\"1 + 1\" : \"2\"").doesNotContain("kept");
    }

    @Tag("slow")
    @Test
    void aContentThatIsWrongIsWrongTheNextTimeToo() {
        Samples.write(folder, "chapters/01-first.md", Samples.chapter("A claim", "a <b>\n"));
        String results = "--results=" + folder.resolve("target/results.json");
        assertThat(check(results, folder.toString())).isOne();
        assertThat(check(results, folder.toString())).isOne();
    }
}

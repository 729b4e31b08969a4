package org.convolab.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.convolab.content.chapter.Effort;
import org.convolab.content.chapter.Results;
import org.convolab.content.chapter.Tex;
import org.convolab.content.source.Folder;
import org.convolab.content.source.Problem;
import org.convolab.widget.Widgets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

class LiveCourseTest {
    @TempDir
    Path folder;

    @BeforeEach
    void course() {
        Samples.course(folder);
    }

    private final List<Object> events = new CopyOnWriteArrayList<>();

    private LiveCourse shelf(boolean edit) {
        return shelf(edit, folder.resolve(".results.json"));
    }

    private LiveCourse shelf(boolean edit, Path kept) {
        LiveCourse live = new LiveCourse(Samples.WIDGETS, Folder.at(folder), kept, edit, new Results(), events::add);
        live.afterSingletonsInstantiated();
        return live;
    }

    private static String lead(LiveCourse live) {
        return live.course().chapters().get(0).lead();
    }

    /** Gives the first chapter this lead. */
    private void lead(String lead) {
        Samples.write(
                folder,
                "chapters/01-first.md",
                Samples.chapter("A claim", "Prose.\n").replace("Lead.", lead));
    }

    private static void await(BooleanSupplier seen) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!seen.getAsBoolean() && Instant.now().isBefore(end)) {
            Thread.sleep(20);
        }
        assertThat(seen.getAsBoolean()).isTrue();
    }

    @Test
    void anEditShowsWithoutARestart() throws Exception {
        LiveCourse shelf = shelf(true);
        Samples.write(folder, "chapters/01-first.md", Samples.chapter("An edited claim", "New.\n"));
        await(() -> shelf.course().chapter("first").orElseThrow().title().equals("An edited claim"));

        assertThat(shelf.problems()).isEmpty();
    }

    @Test
    void aBrokenEditKeepsTheLastGoodCourseAndShowsItsProblems() throws Exception {
        LiveCourse shelf = shelf(true);
        Course good = shelf.course();
        Samples.write(folder, "pictures/dot.txt", "0 x 0\n");
        await(() -> !shelf.problems().isEmpty());

        assertThat(shelf.course()).isSameAs(good);
        assertThat(shelf.problems())
                .extracting(Problem::toString)
                .contains("pictures/dot.txt:1:3: 'x' is not a whole number from 0 to 9");

        Samples.write(folder, "pictures/dot.txt", "0 9 0 0\n");
        await(() -> shelf.problems().isEmpty());
        assertThat(shelf.course().pictures().get("dot").channels().get(0)).hasToString("0 9 0 0");
    }

    @Test
    void anEditorMayStartWithABrokenCourse() {
        Samples.write(folder, "chapters/01-first.md", Samples.chapter("A claim", "a <b>\n"));
        LiveCourse shelf = shelf(true);

        assertThat(shelf.course().chapters()).hasSize(2);
        assertThat(shelf.problems()).hasSize(1);
    }

    @Test
    void nobodyElseMayStartWithABrokenCourse() {
        Samples.write(folder, "chapters/01-first.md", Samples.chapter("A claim", "a <b>\n"));

        assertThatThrownBy(() -> shelf(false))
                .isInstanceOf(BrokenContent.class)
                .hasMessage("chapters/01-first.md:7:3: HTML is not allowed here: <b>");
    }

    @Test
    void withoutEditingTheFilesAreReadOnce() throws Exception {
        LiveCourse shelf = shelf(false);
        Samples.write(folder, "chapters/01-first.md", Samples.chapter("An edited claim", "New.\n"));
        Thread.sleep(350);

        assertThat(shelf.course().chapter("first").orElseThrow().title()).isEqualTo("A claim");
    }

    @Test
    void theFirstPagesWaitForNoFigureAndTheFigureComesBehindThem() throws Exception {
        lead("It is {= widget('doubling', 'size=21').out() =}, or $1 + 1$.");
        LiveCourse live = shelf(false);
        String hasty = live.course().edition();
        assertThat(lead(live)).isEqualTo("It is …, or ….");

        live.complete();
        await(() -> lead(live).startsWith("It is 42, or <math"));
        assertThat(live.course().edition()).isNotEqualTo(hasty);
        assertThat(events).isEmpty();
    }

    @Test
    void theNextStartFindsWhatTheLastOneComputed() throws Exception {
        lead("It is {= widget('doubling', 'size=21').out() =}.");
        Path kept = folder.resolve(".kept.json");
        LiveCourse first = shelf(false, kept);
        first.complete();
        await(() -> lead(first).equals("It is 42."));

        assertThat(lead(shelf(false, kept))).isEqualTo("It is 42.");
        Samples.write(folder, "pictures/dot.txt", "0 0 0\n");
        assertThat(lead(shelf(false, kept))).isEqualTo("It is ….");
    }

    @Test
    void whereNothingCanBeKeptTheFiguresComeAllTheSame() throws Exception {
        lead("It is {= 6 * 7 =}.");
        Path file = Files.createFile(folder.resolve(".file"));
        LiveCourse live = shelf(false, file.resolve("results.json"));
        live.complete();
        await(() -> lead(live).equals("It is 42."));

        Files.writeString(file, "{\"figures-");
        assertThat(lead(shelf(false, file))).isEqualTo("It is ….");
    }

    @Test
    void aFigureThatCannotBeComputedBehindTheFirstPagesMakesTheServerUnready() throws Exception {
        lead("It is {= widget('doubling', 'size=13').out() =}.");
        LiveCourse live = shelf(false);
        live.complete();
        await(() -> !events.isEmpty());

        assertThat(events)
                .singleElement()
                .extracting(event -> ((AvailabilityChangeEvent<?>) event).getState())
                .isEqualTo(ReadinessState.REFUSING_TRAFFIC);
        assertThat(live.problems()).singleElement().asString().contains("size: '13' does not fit");
    }

    @Tag("slow")
    @Test
    void theBundledCourseComputesNothingAndStartsNoJavaScriptEngineBecauseTheBuildHasDoneBoth() {
        Results results = Results.built();
        try (Tex tex = new Tex(results.formulas());
                var context = new AnnotationConfigApplicationContext(Widgets.class.getPackageName())) {
            Course.Reading reading =
                    Course.read(Folder.bundled(), context.getBean(Widgets.class), tex, results, Effort.KNOWN);

            assertThat(reading.complete()).isTrue();
            assertThat(reading.problems()).isEmpty();
            assertThat(tex.count()).isPositive();
            assertThat(tex.isStarted()).isFalse();
        }
    }
}

package org.convolab.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.convolab.content.chapter.Tex;
import org.convolab.content.source.Folder;
import org.convolab.content.source.Problem;
import org.convolab.widget.Widgets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

class LiveCourseTest {
    @TempDir
    Path folder;

    @BeforeEach
    void course() {
        Samples.course(folder);
    }

    private LiveCourse shelf(boolean edit) {
        return new LiveCourse(Samples.WIDGETS, Folder.at(folder), edit, Samples.TEX);
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

    @Tag("slow")
    @Test
    void theBundledCourseStartsNoJavaScriptEngineBecauseTheBuildHasRenderedItsFormulas() {
        try (Tex tex = Tex.stored();
                var context = new AnnotationConfigApplicationContext(Widgets.class.getPackageName())) {
            Course.read(Folder.bundled(), context.getBean(Widgets.class), tex, false);

            assertThat(tex.count()).isPositive();
            assertThat(tex.isStarted()).isFalse();
        }
    }
}

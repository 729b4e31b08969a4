package org.convolab.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convolab.content.chapter.Effort;
import org.convolab.content.chapter.Results;
import org.convolab.content.chapter.Tex;
import org.convolab.content.source.Folder;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Form;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.convolab.widget.Widgets;

/** A small course of two chapters, one network and two pictures, and one widget. */
public final class Samples {
    /** The formulas of all tests: they share one JavaScript engine. */
    public static final Tex TEX = new Tex(new Results().formulas());

    public static final Widgets WIDGETS = new Widgets(List.of(new Doubling()));

    private Samples() {}

    /** The course of a folder, of which nothing was known before. */
    public static Course.Reading read(Path folder, Effort effort) {
        return Course.read(Folder.at(folder), WIDGETS, TEX, new Results(), effort);
    }

    /** Writes the course; an author's later edits go through {@link #write}. */
    public static void course(Path folder) {
        write(
                folder,
                "course.yml",
                "title: Course\nsubtitle: A sample\ndescription: For tests\nchapters:\n  - first\n  - second\n");
        write(folder, "chapters/01-first.md", chapter("A claim", "Prose.\n"));
        write(folder, "chapters/02-second.md", chapter("Another", "## Place\n\n::: widget doubling size=3\n"));
        write(folder, "networks/small.yml", NETWORK);
        write(folder, "pictures/dot.txt", "# A dot\n0 0 0\n0 9 0\n0 0 0\n");
        write(folder, "pictures/flag.txt", "9 0\n\n0 9\n\n0 0\n");
    }

    /** Writes the course without its widget, for an application that has others. */
    public static void prose(Path folder) {
        course(folder);
        write(folder, "chapters/02-second.md", chapter("Another", "Prose.\n"));
    }

    private static final String NETWORK = """
            title: Small
            year: 2020
            source: nowhere
            input: [1, 4, 4]
            layers:
              - conv: {name: conv1, filters: 2, kernel: 3}
              - relu
            """;

    public static String chapter(String title, String body) {
        return "---\ntitle: " + title + "\nrubric: Rubric\nlead: Lead.\npromise: Promise\n---\n" + body;
    }

    public static void write(Path folder, String file, String text) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** A widget that doubles its size; 14 it measures, and a billion costs more than a test should wait for. */
    static final class Doubling implements Widget<Doubling.Given, Doubling.Doubled> {
        record Given(
                @Bounds(min = 1, max = 2_000_000_000) int size,
                boolean flip,
                @Form(Form.PICTURE) String input) {}

        record Doubled(int out, List<Integer> each, String sentence) implements View {}

        @Override
        public String id() {
            return "doubling";
        }

        @Override
        public String title() {
            return "Doubling";
        }

        @Override
        public Given start() {
            return new Given(1, false, "dot");
        }

        @Override
        public double cost(Given given) {
            return given.size() < 1_000_000_000 ? 0 : 1000;
        }

        @Override
        public void check(Given given, CourseResources materials) {
            materials.grid("input", given.input());
        }

        @Override
        public boolean measures(Given given) {
            return given.size() == 14;
        }

        @Override
        public Doubled view(Given given, CourseResources materials) {
            if (given.size() == 13) {
                throw new BadParameter("size", 13, "any other number");
            }
            if (cost(given) > 0 && given.size() % 2 == 1) {
                throw new BadParameter("size", given.size(), "an even number");
            }
            if (cost(given) > 0) {
                throw new IllegalStateException("computed in vain");
            }
            check(given, materials);
            return new Doubled(given.size() * 2, List.of(1, given.size()), "Doubled.");
        }
    }
}

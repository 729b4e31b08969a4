package org.convolab.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.convolab.content.Course;
import org.convolab.content.chapter.Tex;
import org.convolab.content.source.Folder;
import org.convolab.widget.Widgets;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code check}: reads the whole content and prints what is wrong, a line for each problem. */
@Command(
        name = "check",
        description = "Checks the content and prints its problems as file:line:column: message.",
        mixinStandardHelpOptions = true)
public final class Check implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "FOLDER", description = "the content folder; the bundled content if none")
    private @Nullable Path folder;

    @Option(
            names = "--formulas",
            hidden = true,
            description = "where rendered formulas are stored for the server; long computations are left to the tests")
    private @Nullable Path formulas;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (Tex tex = formulas == null ? Tex.stored() : new Tex(before(formulas))) {
            return check(tex, out, err);
        }
    }

    private int check(Tex tex, PrintWriter out, PrintWriter err) throws IOException {
        Course.Reading reading;
        try (var widgets = new AnnotationConfigApplicationContext(Widgets.class.getPackageName())) {
            reading = Course.read(
                    folder == null ? Folder.bundled() : Folder.at(folder),
                    widgets.getBean(Widgets.class),
                    tex,
                    formulas == null);
        }
        if (formulas != null) {
            Files.createDirectories(formulas.toAbsolutePath().getParent());
            Files.write(formulas, tex.used());
        }
        if (!reading.problems().isEmpty()) {
            String prefix = folder == null ? "" : folder + "/";
            reading.problems().forEach(problem -> err.println(prefix + problem));
            err.println(counted(reading.problems().size(), "problem"));
            return 1;
        }
        Course course = reading.course();
        out.printf(
                "The content is right: %s, %s, %s, %s, %s.%n",
                counted(course.chapters().size(), "chapter"),
                counted(course.networks().size(), "network"),
                counted(course.pictures().size(), "picture"),
                counted(tex.count(), "formula"),
                counted(reading.figures(), "figure"));
        return 0;
    }

    private static Map<String, String> before(Path formulas) throws IOException {
        return Files.exists(formulas) ? Tex.read(Files.readAllBytes(formulas)) : Map.of();
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}

package org.convolab.command;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.convolab.content.Course;
import org.convolab.content.chapter.Effort;
import org.convolab.content.chapter.Results;
import org.convolab.content.chapter.Tex;
import org.convolab.content.source.Folder;
import org.convolab.content.source.Problems;
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
    private static final String RIGHT = "right";

    @Parameters(arity = "0..1", paramLabel = "FOLDER", description = "the content folder; the bundled content if none")
    private @Nullable Path folder;

    @Option(
            names = "--results",
            hidden = true,
            description =
                    "where the build stores what is computed for the server; what is stored there and rests on the"
                            + " same program and content is not computed again, and long computations are left to the tests")
    private @Nullable Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Folder content = folder == null ? Folder.bundled() : Folder.at(folder);
        if (file == null) {
            return check(content, Results.built(), out, err);
        }
        Results results = new Results().add(file);
        Results.Kind whole = results.content(Folder.digest(content.read(new Problems()), ""));
        if (whole.find(RIGHT) != null) {
            out.println("The content is right, and as it was.");
            return 0;
        }
        int code = check(content, results, out, err);
        if (code == 0) {
            whole.put(RIGHT, "");
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        results.write(file);
        return code;
    }

    private int check(Folder content, Results results, PrintWriter out, PrintWriter err) {
        Course.Reading reading;
        Tex tex = new Tex(results.formulas());
        try (tex;
                var widgets = new AnnotationConfigApplicationContext(Widgets.class.getPackageName())) {
            reading = Course.read(
                    content, widgets.getBean(Widgets.class), tex, results, file == null ? Effort.ALL : Effort.USUAL);
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

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}

package org.convolab.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.convolab.engine.synthetic.SyntheticPictures;
import org.convolab.image.Drawing;
import org.convolab.widget.Spelling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code sheet}: draws pictures of a set side by side, for people to judge. */
@Command(
        name = "sheet",
        description = "Draws a contact sheet of drawn pictures as a PNG file, a row for each class.",
        mixinStandardHelpOptions = true)
public final class ContactSheet implements Callable<Integer> {
    @Parameters(paramLabel = "SET", description = "digits or sketches")
    private String name = "";

    @Option(names = "--columns", description = "how many pictures of each class (default: ${DEFAULT-VALUE})")
    private int columns = 16;

    @Option(names = "--seed", description = "the seed of the first column (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--out", paramLabel = "FILE", description = "where it goes; SET.png if not said")
    private @Nullable Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        SyntheticPictures set = SyntheticPictures.sets().get(name);
        if (set == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "there are no pictures '" + name + "'"
                            + Spelling.hint(name, SyntheticPictures.sets().keySet()));
        }
        if (columns < 1 || columns > 1000) {
            throw new ParameterException(spec.commandLine(), "--columns is 1 to 1000, not " + columns);
        }
        Path file = out == null ? Path.of(name + ".png") : out;
        Files.write(file, Drawing.contactSheet(set, columns, seed).png());
        spec.commandLine().getOut().printf("Written: %s, from the top: %s%n", file, String.join(", ", set.classes()));
        return 0;
    }
}

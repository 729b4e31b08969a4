package org.convolab.bench;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of its own, for what would disturb the rest or needs another JVM. */
final class Fork {
    private static final String VECTORS = "jdk.incubator.vector";

    private Fork() {}

    /**
     * Runs the main method of a class in a JVM like this one, and gives the lines it prints.
     *
     * @param all whether it uses all cores, or one
     */
    static List<String> java(boolean vectors, boolean all, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command =
                new ArrayList<>(List.of(java, "-Xmx1300m", "-cp", System.getProperty("java.class.path")));
        if (vectors && ModuleFinder.ofSystem().find(VECTORS).isPresent()) {
            command.addAll(List.of("--add-modules", VECTORS));
        }
        if (!all) {
            command.add("-XX:ActiveProcessorCount=1");
        }
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return run(Path.of("."), command);
    }

    static List<String> run(Path directory, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
        return lines;
    }
}

package org.convolab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convolab.engine.tensor.Arithmetic;

/** What the times were measured on, in one line. */
final class Machine {
    private Machine() {}

    public static void main(String[] arguments) throws IOException {
        List<Arithmetic.Candidate> candidates = Arithmetic.candidates();
        String fastest = candidates.get(candidates.size() - 1).name();
        System.out.printf(
                "%s, %s, Java %s, one thread%n",
                processor(),
                fastest.split(",", 2)[0],
                System.getProperty("java.version"));
    }

    /** The processor's name as Linux gives it, or else its kind. */
    private static String processor() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.exists(file)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }
}

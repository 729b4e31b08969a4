package org.convolab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.incubator.vector.FloatVector;

/** What the times were measured on, in one line. */
final class Machine {
    private Machine() {}

    public static void main(String[] arguments) throws IOException {
        boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        System.out.printf(
                "%s, %s, Java %s, one thread%n",
                processor(),
                vectors ? "vectors of %d bits".formatted(Vectors.bits()) : "no vectors",
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

    /** The engine's vectors; a class of its own, for JVMs without the module. */
    private static final class Vectors {
        static int bits() {
            return FloatVector.SPECIES_PREFERRED.vectorBitSize();
        }
    }
}

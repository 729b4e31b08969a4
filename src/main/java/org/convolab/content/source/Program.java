package org.convolab.content.source;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The files of a program, its classes and what lies beside them, told from those of another by digests. What a program
 * computed holds as long as the files are the same from which it was computed.
 */
public final class Program {
    private final SortedMap<String, byte[]> sums;

    private Program(SortedMap<String, byte[]> sums) {
        this.sums = sums;
    }

    /** The program that runs. */
    public static Program running() {
        String own = "/" + Program.class.getName().replace('.', '/') + ".class";
        URL location = Objects.requireNonNull(Program.class.getResource(own));
        try {
            if (location.openConnection() instanceof JarURLConnection jar) {
                // which stays open as long as the program runs
                return in(jar.getJarFile());
            }
            String file = Path.of(location.toURI()).toString();
            return at(Path.of(file.substring(0, file.length() - own.length())));
        } catch (IOException | URISyntaxException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** The program in a folder or a jar. */
    public static Program at(Path place) {
        try {
            if (!Files.isDirectory(place)) {
                try (JarFile jar = new JarFile(place.toFile())) {
                    return in(jar);
                }
            }
            SortedMap<String, byte[]> sums = new TreeMap<>();
            try (Stream<Path> found = Files.walk(place)) {
                for (Path file : (Iterable<Path>) found.filter(Files::isRegularFile)::iterator) {
                    CRC32 sum = new CRC32();
                    sum.update(Files.readAllBytes(file));
                    sums.put(place.relativize(file).toString().replace(File.separatorChar, '/'), bytes(sum.getValue()));
                }
            }
            return new Program(sums);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** A jar lists the check sums of its files: none is read. */
    private static Program in(JarFile jar) {
        SortedMap<String, byte[]> sums = new TreeMap<>();
        jar.stream()
                .filter(entry -> !entry.isDirectory())
                .forEach(entry -> sums.put(entry.getName(), bytes(entry.getCrc())));
        return new Program(sums);
    }

    private static byte[] bytes(long sum) {
        return Long.toHexString(sum).getBytes(StandardCharsets.US_ASCII);
    }

    /** A digest of the files whose paths begin like one of these. */
    public String digest(String... beginnings) {
        return Folder.digest(sums, beginnings);
    }
}

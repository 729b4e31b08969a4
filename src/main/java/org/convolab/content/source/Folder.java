package org.convolab.content.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Where the content's files are: a folder that authors edit, or the class path, which never changes. */
public final class Folder {
    /** The file that says what the course is. */
    public static final String COURSE = "course.yml";

    private static final List<String> PLACES =
            List.of(COURSE, "chapters/*.md", "networks/*.yml", "networks/*.safetensors", "pictures/*.txt");

    private final @Nullable Path path;

    private Folder(@Nullable Path path) {
        this.path = path;
    }

    public static Folder at(Path path) {
        return new Folder(path);
    }

    /** The content that was built into the application. */
    public static Folder bundled() {
        return new Folder(null);
    }

    /** Something equal as long as no file was added, removed or changed. */
    public Object stamp() {
        if (path == null) {
            return "bundled";
        }
        Map<String, String> stamp = new TreeMap<>();
        for (Map.Entry<String, Path> file : files(path).entrySet()) {
            try {
                stamp.put(
                        file.getKey(),
                        Files.getLastModifiedTime(file.getValue()).toMillis() + " " + Files.size(file.getValue()));
            } catch (IOException vanished) {
                stamp.put(file.getKey(), "");
            }
        }
        return stamp;
    }

    /** All files by their path below the folder. */
    public SortedMap<String, byte[]> read(Problems problems) {
        SortedMap<String, byte[]> read = new TreeMap<>();
        try {
            if (path == null) {
                for (String place : PLACES) {
                    int slash = place.indexOf('/') + 1;
                    for (Resource resource :
                            new PathMatchingResourcePatternResolver().getResources("classpath*:content/" + place)) {
                        read.put(place.substring(0, slash) + resource.getFilename(), resource.getContentAsByteArray());
                    }
                }
            } else if (!Files.isDirectory(path)) {
                problems.add(COURSE, 1, "there is no folder '" + path + "'");
            } else {
                for (Map.Entry<String, Path> file : files(path).entrySet()) {
                    try {
                        read.put(file.getKey(), Files.readAllBytes(file.getValue()));
                    } catch (IOException unreadable) {
                        problems.add(file.getKey(), 1, "the file cannot be read");
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return read;
    }

    private static SortedMap<String, Path> files(Path folder) {
        SortedMap<String, Path> files = new TreeMap<>();
        for (String place : PLACES) {
            int slash = place.indexOf('/') + 1;
            Path below = folder.resolve(place.substring(0, slash));
            if (!Files.isDirectory(below)) {
                continue;
            }
            var matcher = folder.getFileSystem().getPathMatcher("glob:" + place.substring(slash));
            try (Stream<Path> found = Files.list(below)) {
                found.filter(file -> matcher.matches(file.getFileName())
                                && !file.getFileName().toString().startsWith("."))
                        .forEach(file -> files.put(place.substring(0, slash) + file.getFileName(), file));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return files;
    }

    /** The text of a file; one that is not in UTF-8 is a problem. */
    public static String text(String file, byte[] bytes, Problems problems) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException wrong) {
            problems.add(file, 1, "the file is not in UTF-8");
            text = new String(bytes, StandardCharsets.UTF_8);
        }
        return text.replace("\uFEFF", "").replace("\r\n", "\n");
    }
}

package org.convolab.content.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

    /** What editors keep for themselves, and what people leave for people. */
    private static final Pattern OTHERS =
            Pattern.compile("\\..*|#.*|.*~|.*\\.(sw[a-z]|bak|tmp)|[0-9]+|(README|LICENSE|NOTICE).*");

    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cntrl}&&[^\t\n\r\f]]");

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

    /** All files by their path below the folder. What would be read by nobody is a problem. */
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
                    String known = file.getKey();
                    if (!isRead(known)) {
                        problems.add(known, 1, unread(known, Files.isDirectory(file.getValue())));
                        continue;
                    }
                    try {
                        read.put(known, Files.readAllBytes(file.getValue()));
                    } catch (IOException unreadable) {
                        problems.add(known, 1, "the file cannot be read");
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return read;
    }

    /** What tells the files whose paths begin like one of these from others. */
    public static String digest(SortedMap<String, byte[]> files, String... beginnings) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach((file, bytes) -> {
                if (Arrays.stream(beginnings).anyMatch(file::startsWith)) {
                    digest.update((file + " " + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
                    digest.update(bytes);
                }
            });
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isRead(String file) {
        return PLACES.stream()
                .anyMatch(place -> file.matches(place.replace(".", "\\.").replace("*", "[^/]*")));
    }

    private static String unread(String file, boolean folder) {
        String place = file.substring(0, file.indexOf('/') + 1);
        String endings = PLACES.stream()
                .filter(known -> !place.isEmpty() && known.startsWith(place))
                .map(known -> known.substring(known.indexOf('.')))
                .collect(Collectors.joining(" or "));
        return folder
                ? "nobody reads a folder here"
                : place.isEmpty()
                        ? "nobody reads this file; the course stands in " + COURSE
                        : "nobody reads this file: a name in " + place + " ends in " + endings;
    }

    /** The files of the folder, in the places where the content's are; not what others keep there. */
    private static SortedMap<String, Path> files(Path folder) {
        SortedMap<String, Path> files = new TreeMap<>();
        for (String place : new TreeSet<>(List.of("", "chapters/", "networks/", "pictures/"))) {
            Path below = folder.resolve(place);
            if (!Files.isDirectory(below)) {
                continue;
            }
            try (Stream<Path> found = Files.list(below)) {
                found.forEach(file -> {
                    String name = file.getFileName().toString();
                    boolean course = !place.isEmpty() || name.matches("course\\.ya?ml");
                    if (course && !OTHERS.matcher(name).matches()) {
                        files.put(place + name, file);
                    }
                });
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return files;
    }

    /** The text of a file; one that is not in UTF-8, or holds signs that nobody can see, is a problem. */
    public static String text(String file, byte[] bytes, Problems problems) {
        CharBuffer decoded = CharBuffer.allocate(bytes.length);
        CoderResult end = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), decoded, true);
        String text = decoded.flip().toString();
        if (end.isError()) {
            problem(file, text, text.length(), "the file is not in UTF-8", problems);
            text = new String(bytes, StandardCharsets.UTF_8);
        }
        Matcher invisible = INVISIBLE.matcher(text);
        if (invisible.find()) {
            String sign = "U+%04X".formatted((int) invisible.group().charAt(0));
            problem(file, text, invisible.start(), "here stands " + sign + ", which is no sign of a text", problems);
        }
        return INVISIBLE.matcher(text).replaceAll(" ").replace("\uFEFF", "").replace("\r\n", "\n");
    }

    private static void problem(String file, String text, int at, String message, Problems problems) {
        String before = text.substring(0, at);
        int line = 1 + (int) before.chars().filter(sign -> sign == '\n').count();
        problems.add(file, line, at - before.lastIndexOf('\n'), message);
    }
}

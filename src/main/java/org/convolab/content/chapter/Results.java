package org.convolab.content.chapter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.convolab.content.source.Program;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was computed for a course: its figures as they are printed, its formulas as MathML, and the states that were found
 * right. They serve from one reading of the course to the next, and those of the build serve the server. Each kind has a
 * basis, a digest of everything that it was computed from; on another basis nothing is known.
 */
public final class Results {
    /** Where the build stores them, in the class path. */
    static final String STORE = "results.json";

    private static final JsonMapper JSON = new JsonMapper();

    /** What can change a number or its words: neither pages nor commands can. */
    private static final String[] COMPUTING = {
        "org/convolab/engine/", "org/convolab/image/", "org/convolab/widget/", "org/convolab/content/", "weights/"
    };

    private static final String[] TYPESETTING = {
        "org/convolab/content/chapter/Tex", "org/convolab/content/chapter/Mathml", "katex/"
    };

    private final String computing;
    private final String typesetting;
    private final Map<String, Map<String, String>> stored = new ConcurrentHashMap<>();
    private final Map<String, Kind> kinds = new ConcurrentHashMap<>();
    private volatile boolean grown;

    /** No results yet, of the program that runs. */
    public Results() {
        this(Program.running());
    }

    Results(Program program) {
        computing = program.digest(COMPUTING);
        typesetting = program.digest(TYPESETTING);
    }

    /** The results that the build stored; none where there was no build. */
    public static Results built() {
        Results results = new Results();
        try (InputStream store = Results.class.getClassLoader().getResourceAsStream(STORE)) {
            if (store != null) {
                results.add(store.readAllBytes());
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return results;
    }

    /** Adds the results of a file; where it is missing or nobody can read it, there are none. */
    public Results add(Path file) {
        try {
            if (Files.exists(file)) {
                add(Files.readAllBytes(file));
            }
        } catch (IOException | JacksonException unreadable) {
            // what it held is computed again
        }
        return this;
    }

    private void add(byte[] json) {
        JSON.readValue(json, new TypeReference<Map<String, Map<String, String>>>() {})
                .forEach((basis, results) -> stored.merge(basis, results, (a, b) -> {
                    Map<String, String> both = new TreeMap<>(a);
                    both.putAll(b);
                    return both;
                }));
    }

    /** Writes the results that were asked for, in a form that {@link #add} understands. */
    public void write(Path file) throws IOException {
        grown = false;
        Map<String, Map<String, String>> written = new TreeMap<>();
        kinds.forEach((name, kind) -> written.put(kind.basis, new TreeMap<>(kind.used)));
        Path whole = file.resolveSibling(file.getFileName() + ".new");
        Files.write(whole, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(written));
        Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Whether there are results that were not written yet. */
    public boolean isGrown() {
        return grown;
    }

    /** Formulas by their TeX. */
    public Kind formulas() {
        return kind("formulas", typesetting);
    }

    /**
     * Figures by what stands between their signs.
     *
     * @param resources the version of the networks and pictures
     */
    public Kind figures(String resources) {
        return kind("figures", computing + "-" + resources);
    }

    /** States of widgets that are right, by id and query. */
    public Kind states(String resources) {
        return kind("states", computing + "-" + resources);
    }

    /**
     * What is known of the content as a whole.
     *
     * @param edition the digest of all its files
     */
    public Kind content(String edition) {
        return kind("content", computing + "-" + typesetting + "-" + edition);
    }

    private Kind kind(String name, String digest) {
        String basis = name + "-" + digest;
        return kinds.compute(
                name,
                (any, last) -> last != null && last.basis.equals(basis)
                        ? last
                        : new Kind(basis, stored.getOrDefault(basis, Map.of())));
    }

    /** Results of one kind: those from before, and those that were asked for since. */
    public final class Kind {
        private final String basis;
        private final Map<String, String> before;
        private final Map<String, String> used = new ConcurrentHashMap<>();

        private Kind(String basis, Map<String, String> before) {
            this.basis = basis;
            this.before = before;
        }

        public @Nullable String find(String key) {
            String known = used.get(key);
            if (known == null) {
                known = before.get(key);
                if (known != null) {
                    used.put(key, known);
                }
            }
            return known;
        }

        public void put(String key, String result) {
            if (!result.equals(used.put(key, result))) {
                grown = true;
            }
        }

        /** How many were asked for. */
        public int count() {
            return used.size();
        }
    }
}

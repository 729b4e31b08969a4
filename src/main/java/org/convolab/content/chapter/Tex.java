package org.convolab.content.chapter;

import io.roastedroot.quickjs4j.core.Engine;
import io.roastedroot.quickjs4j.core.Runner;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * TeX formulas as MathML. The build renders every formula of the bundled course and stores the results; a formula that
 * is not stored, because an author has just written it, is rendered by KaTeX in a JavaScript engine. That engine takes
 * about two seconds to start and is started only then.
 */
public final class Tex implements AutoCloseable {
    /** Where the build stores rendered formulas, in the class path. */
    static final String STORE = "formulas.json";

    private static final JsonMapper JSON = new JsonMapper();
    private static final int PATIENCE_MS = 300_000;

    private final Map<String, String> stored;
    private final SortedMap<String, String> used = Collections.synchronizedSortedMap(new TreeMap<>());
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread katex = new Thread(task, "katex");
        katex.setDaemon(true);
        return katex;
    });
    private @Nullable Runner engine;

    /** @param stored formulas rendered before, as {@link #used} returned them */
    public Tex(Map<String, String> stored) {
        this.stored = Map.copyOf(stored);
    }

    /** Formulas as the build stored them; none where there was no build. */
    public static Tex stored() {
        try (InputStream store = Tex.class.getClassLoader().getResourceAsStream(STORE)) {
            return new Tex(store == null ? Map.of() : read(store.readAllBytes()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @SuppressWarnings("unchecked")
    public static Map<String, String> read(byte[] json) {
        return JSON.readValue(json, Map.class);
    }

    /** The formulas asked for so far, in a form that {@link #read} understands. */
    public byte[] used() {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(new TreeMap<>(used));
    }

    public int count() {
        return used.size();
    }

    /** Whether a formula was asked for that was not stored. */
    public synchronized boolean isStarted() {
        return engine != null;
    }

    /**
     * The MathML element of a formula.
     *
     * @param display whether it stands in a line of its own
     * @throws Mistake if KaTeX cannot read it
     */
    String mathml(String tex, boolean display) throws Mistake {
        String key = (display ? "$$" : "$") + tex;
        String mathml = stored.get(key);
        if (mathml == null) {
            mathml = used.get(key);
        }
        if (mathml == null) {
            mathml = render(tex, display);
        }
        used.put(key, mathml);
        return mathml;
    }

    /** What KaTeX says about a formula that it cannot read. */
    static final class Mistake extends Exception {
        /** Where in the formula, counted from 0; 0 if unknown. */
        final int position;

        Mistake(String message, int position) {
            super(message);
            this.position = position;
        }
    }

    @Override
    public synchronized void close() {
        if (engine != null) {
            engine.close();
        }
        thread.shutdownNow();
    }

    private synchronized String render(String tex, boolean display) throws Mistake {
        if (engine == null) {
            engine = start();
        }
        int before = engine.stdout().length();
        engine.compileAndExec("typeset(" + JSON.writeValueAsString(tex) + ", " + display + ")");
        JsonNode answer = JSON.readTree(engine.stdout().substring(before));
        if (answer.has("mistake")) {
            String message = answer.get("mistake").asString().replace("KaTeX parse error: ", "");
            // KaTeX underlines the place with combining marks, which a terminal garbles
            throw new Mistake(
                    message.replace("\u0332", ""), answer.path("position").asInt(0));
        }
        return Mathml.tidy(answer.get("mathml").asString());
    }

    private Runner start() {
        Runner engine = Runner.builder()
                .withEngine(Engine.builder().build())
                .withExecutorService(thread)
                .withTimeoutMs(PATIENCE_MS)
                .withCompilationTimeoutMs(PATIENCE_MS)
                .build();
        try (InputStream katex = Tex.class.getResourceAsStream("/katex/katex.min.js")) {
            if (katex == null) {
                throw new IllegalStateException("katex/katex.min.js is not in the class path: build with Maven");
            }
            engine.compileAndExec(
                    "globalThis.self = globalThis;" + new String(katex.readAllBytes(), StandardCharsets.UTF_8) + """
                    ;globalThis.typeset = function (tex, display) {
                        let answer;
                        try {
                            const options = {output: 'mathml', displayMode: display, strict: false};
                            answer = {mathml: katex.renderToString(tex, options)};
                        } catch (mistake) {
                            answer = {mistake: String(mistake.message), position: mistake.position};
                        }
                        console.log(JSON.stringify(answer));
                    };
                    """);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return engine;
    }

    /** KaTeX's MathML made fit for the page: no wrapper, no copy of the TeX, nothing that browsers have dropped. */
    static final class Mathml {
        private static final Pattern WHOLE = Pattern.compile(
                "<math[^>]*?( display=\"block\")?><semantics>(.*)<annotation .*</math>", Pattern.DOTALL);
        private static final Pattern LETTERS =
                Pattern.compile("<(m[in]|mtext) mathvariant=\"([a-z-]+)\">([^<]*)</\\1>");
        private static final Pattern TABLE = Pattern.compile("<mtable\\b([^>]*)>");
        private static final Pattern CELL = Pattern.compile(
                "<mtd><mstyle scriptlevel=\"0\" displaystyle=\"false\">((?:(?!<mstyle|<mtd).)*)</mstyle></mtd>");
        private static final Pattern COLUMNS = Pattern.compile("columnalign=\"([^\"]*)\"");

        private Mathml() {}

        static String tidy(String katex) {
            Matcher whole = WHOLE.matcher(katex);
            if (!whole.find()) {
                throw new IllegalStateException("KaTeX answered " + katex);
            }
            String body = whole.group(2).replaceAll(" style=\"[^\"]*\"", "");
            body = LETTERS.matcher(body)
                    .replaceAll(letters ->
                            Matcher.quoteReplacement(letters(letters.group(1), letters.group(2), letters.group(3))));
            body = TABLE.matcher(body).replaceAll(table -> "<mtable" + columns(table.group(1)) + ">");
            // a cell is not in display style anyway
            body = CELL.matcher(body).replaceAll("<mtd>$1</mtd>");
            return "<math" + (whole.group(1) == null ? "" : whole.group(1)) + ">" + body + "</math>";
        }

        /** {@code columnalign="right left"} becomes {@code class="columns-rl"}; centered columns need no word. */
        private static String columns(String attributes) {
            Matcher columns = COLUMNS.matcher(attributes);
            if (!columns.find() || columns.group(1).matches("(center ?)*")) {
                return "";
            }
            return " class=\"columns-" + columns.group(1).replaceAll("(\\w)\\w*\\s*", "$1") + "\"";
        }

        /** MathML Core knows no mathvariant but normal: other alphabets are letters of their own. */
        private static String letters(String element, String variant, String text) {
            if (variant.equals("normal")) {
                boolean single = text.codePointCount(0, text.length()) == 1;
                return "<" + element + (single && element.equals("mi") ? " mathvariant=\"normal\"" : "") + ">" + text
                        + "</" + element + ">";
            }
            StringBuilder styled = new StringBuilder();
            text.codePoints().forEach(letter -> styled.appendCodePoint(styled(letter, variant)));
            return "<" + element + ">" + styled + "</" + element + ">";
        }

        /** The letter of another alphabet, found by its Unicode name; the letter itself where there is none. */
        private static int styled(int letter, String variant) {
            String style = variant.toUpperCase(Locale.ROOT).replace("BOLD-ITALIC", "BOLD ITALIC");
            String name = " " + String.valueOf(Character.getName(letter)).replaceAll("LATIN |GREEK |LETTER ", "");
            // a few letters had their code points before the alphabets were completed
            for (String full : List.of(
                    "MATHEMATICAL " + style + name, style + name, style.replace("FRAKTUR", "BLACK-LETTER") + name)) {
                try {
                    return Character.codePointOf(full);
                } catch (IllegalArgumentException none) {
                    // the next name, then
                }
            }
            return letter;
        }
    }
}

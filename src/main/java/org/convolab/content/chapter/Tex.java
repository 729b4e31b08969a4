package org.convolab.content.chapter;

import io.roastedroot.quickjs4j.core.Engine;
import io.roastedroot.quickjs4j.core.Runner;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * TeX formulas as MathML. The build renders every formula of the bundled course and stores the results; a formula that
 * is not known, because an author has just written it, is rendered by KaTeX in a JavaScript engine. That engine takes
 * about two seconds to start and is started only then.
 */
public final class Tex implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int PATIENCE_MS = 300_000;

    private final Results.Kind results;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread katex = new Thread(task, "katex");
        katex.setDaemon(true);
        return katex;
    });
    private @Nullable Runner engine;

    /** @param results takes the formulas, and holds those that were rendered before */
    public Tex(Results.Kind results) {
        this.results = results;
    }

    public int count() {
        return results.count();
    }

    /** Whether a formula was asked for that was not known. */
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
        String mathml = known(tex, display);
        if (mathml == null) {
            mathml = render(tex, display);
            results.put(key(tex, display), mathml);
        }
        return mathml;
    }

    /** The same if it was rendered before; null if not. */
    @Nullable
    String known(String tex, boolean display) {
        return results.find(key(tex, display));
    }

    private static String key(String tex, boolean display) {
        return (display ? "$$" : "$") + tex;
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
}

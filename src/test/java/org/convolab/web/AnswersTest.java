package org.convolab.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.convolab.content.Samples;
import org.convolab.image.Drawing;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.RetryLater;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.filter.OncePerRequestFilter;

/** What is sent again without being drawn again, over HTTP, in a course that is being edited. */
@Tag("slow")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "convolab.edit=true")
@Import({AnswersTest.Fickle.class, AnswersTest.Drawn.class})
class AnswersTest {
    private static final String[] PAGE = {"Accept", "text/html"};
    private static final String[] PROGRAM = {"Accept", "application/json"};
    private static final String[] PART = {"HX-Request", "true", "HX-Target", "convolution-stage"};

    @TempDir
    static Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    int port;

    @Autowired
    Drawn drawn;

    @DynamicPropertySource
    static void course(DynamicPropertyRegistry properties) {
        Samples.prose(folder);
        chapter("It begins.");
        properties.add("convolab.content", folder::toString);
    }

    private static void chapter(String prose) {
        Samples.write(
                folder,
                "chapters/01-first.md",
                Samples.chapter("A claim", prose + "\n\n::: widget convolution input=dot kernel=1\n"));
    }

    /** An address, and headers to ask it with. */
    private record Question(String path, String... headers) {}

    private List<Question> questions() throws Exception {
        String style = Jsoup.parse(get("/", PAGE).body())
                .select("link[rel=stylesheet]")
                .attr("href");
        String state = "/widgets/convolution?input=dot&kernel=2&row=1";
        String drawing = one(get(state, PART), "Convolab-Drawing");
        return List.of(
                new Question("/", PAGE),
                new Question("/widgets", PAGE),
                new Question(state, PAGE),
                new Question(state, PART),
                new Question(state, with(PART, "Convolab-Drawing", drawing)),
                new Question(state, PROGRAM),
                new Question("/chapters/first?convolution.row=2", PAGE),
                new Question("/chapters/first?convolution.row=2", PART),
                new Question("/widgets/fickle/blot.png", "Accept", "image/*"),
                new Question(style, "Accept", "text/css"));
    }

    @Test
    void whatWasAskedBeforeIsSentAgainByteForByteAndNotDrawnAgain() throws Exception {
        for (Question question : questions()) {
            HttpResponse<String> first = get(question.path, question.headers);
            int before = drawn.count.get();
            HttpResponse<String> again = get(question.path, question.headers);
            assertThat(drawn.count).as(question.path).hasValue(before);
            assertThat(first.statusCode()).as(question.path).isEqualTo(200);
            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(first.body()).isNotEmpty();
            assertThat(headers(again)).isEqualTo(headers(first));
        }
    }

    @Test
    void whoHasAnAnswerIsToldSoInsteadOfBeingSentItAgain() throws Exception {
        for (Question question : questions()) {
            HttpResponse<String> first = get(question.path, question.headers);
            String tag = one(first, "ETag");
            assertThat(tag).as(question.path).matches("\"[0-9a-f]{16}\"");
            for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
                HttpResponse<String> again = get(question.path, with(question.headers, "If-None-Match", known));
                assertThat(again.statusCode()).as(question.path).isEqualTo(304);
                assertThat(again.body()).isEmpty();
                for (String name : List.of("ETag", "Vary", "Cache-Control")) {
                    assertThat(one(again, name)).as(name).isEqualTo(one(first, name));
                }
            }
            HttpResponse<String> other = get(question.path, with(question.headers, "If-None-Match", "\"other\""));
            assertThat(other.statusCode()).isEqualTo(200);
            assertThat(other.body()).isEqualTo(first.body());
        }
    }

    @Test
    void whoHasAnAnswerIsToldSoByAServerThatNobodyAskedForIt() throws Exception {
        String path = "/widgets/convolution?input=dot&kernel=3";
        String tag = one(get(path, PART), "ETag");
        chapter("Another edition has no bytes yet.");
        await("/chapters/first", "Another edition has no bytes yet.");
        int before = drawn.count.get();
        assertThat(get(path, with(PART, "If-None-Match", tag)).statusCode()).isEqualTo(304);
        assertThat(drawn.count).hasValue(before + 1);
    }

    @Test
    void eachReaderOfOneAddressIsSentItsOwnAnswer() throws Exception {
        String path = "/widgets/convolution?input=dot&kernel=4";
        String drawing = one(get(path, PART), "Convolab-Drawing");
        for (int i = 0; i < 2; i++) {
            assertThat(get(path, PAGE).body()).contains("<!doctype html>", "convolution-stage");
            assertThat(get(path, PROGRAM).body()).startsWith("{").contains("featureMap");
            assertThat(get(path, PART).body()).doesNotContain("<!doctype").contains("id=\"convolution-stage\"");
            HttpResponse<String> step = get(path, with(PART, "Convolab-Drawing", drawing));
            assertThat(step.body()).doesNotContain("convolution-stage\"").contains("id=\"convolution-out\"");
            assertThat(one(step, "HX-Retarget")).isEqualTo("#convolution-out");
            HttpResponse<String> elsewhere = get(path, with(PART, "Convolab-Drawing", "another"));
            assertThat(elsewhere.body()).isEqualTo(get(path, PART).body());
            assertThat(elsewhere.headers().firstValue("HX-Retarget")).isEmpty();
        }
    }

    @Test
    void aPartOfAChapterIsNotSentToWhoeverAsksForAnother() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(get("/chapters/first", PART).body()).doesNotContain("<!doctype");
            assertThat(get("/chapters/first", "HX-Request", "true", "HX-Target", "other-stage")
                            .body())
                    .contains("<!doctype html>");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /                             | Accept-Encoding, X-Forwarded-Prefix
            /chapters/first               | HX-Request, HX-Target, Convolab-Drawing, Accept-Encoding, X-Forwarded-Prefix
            /widgets/convolution?input=dot | Accept, HX-Request, HX-Target, Convolab-Drawing, Accept-Encoding, X-Forwarded-Prefix
            /widgets/fickle/blot.png      | Accept-Encoding, X-Forwarded-Prefix
            """)
    void anAnswerSaysWhatItVariesWith(String path, String vary) throws Exception {
        assertThat(get(path, PAGE).headers().allValues("Vary")).containsExactly(vary);
        assertThat(get(path, PAGE).headers().allValues("Vary")).containsExactly(vary);
    }

    @Test
    void aTextIsSentCompressedToWhoeverReadsThatUnderATagOfItsOwn() throws Exception {
        Map<String, String> tags = new HashMap<>();
        for (Question question : questions()) {
            HttpResponse<byte[]> plain = bytes(question.path, question.headers);
            for (String accept : List.of("gzip, br", "gzip")) {
                HttpResponse<byte[]> packed = bytes(question.path, with(question.headers, "Accept-Encoding", accept));
                if (question.path.endsWith(".png")) {
                    assertThat(packed.body()).isEqualTo(plain.body());
                    assertThat(packed.headers().firstValue("Content-Encoding")).isEmpty();
                    continue;
                }
                assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
                if (plain.body().length > 500) {
                    assertThat(one(packed, "Content-Encoding"))
                            .as(question.path)
                            .isEqualTo(
                                    accept.contains("br")
                                                    && Brotli4jLoader.isAvailable()
                                                    && (question.path.endsWith(".css") || plain.body().length >= 32_768)
                                            ? "br"
                                            : "gzip");
                    assertThat(packed.body().length).isLessThan(plain.body().length * 3 / 4);
                    assertThat(unpacked(packed)).isEqualTo(plain.body());
                    assertThat(one(packed, "ETag")).isNotEqualTo(one(plain, "ETag"));
                    String coding = one(packed, "Content-Encoding");
                    assertThat(tags.merge(one(packed, "ETag"), coding, (first, later) -> first))
                            .as("bytes of one tag are always compressed in one way")
                            .isEqualTo(coding);
                    String[] again =
                            with(question.headers, "Accept-Encoding", accept, "If-None-Match", one(packed, "ETag"));
                    assertThat(get(question.path, again).statusCode()).isEqualTo(304);
                    String[] other = with(question.headers, "If-None-Match", one(packed, "ETag"));
                    assertThat(get(question.path, other).statusCode()).isEqualTo(200);
                }
            }
        }
    }

    private static byte[] unpacked(HttpResponse<byte[]> answer) throws IOException {
        ByteArrayInputStream bytes = new ByteArrayInputStream(answer.body());
        try (InputStream plain = one(answer, "Content-Encoding").equals("br")
                ? new BrotliInputStream(bytes)
                : new GZIPInputStream(bytes)) {
            return plain.readAllBytes();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gzip               | true
            GZIP;q=0.5         | true
            deflate, gzip ;q=1 | true
            *                  | true
            gzip;q=0           | false
            gzip; q=0.000, *   | false
            identity           | false
            compress           | false
            br;q=0             | false
            """)
    void whoDoesNotReadWhatIsCompressedIsNotSentIt(String accept, boolean packed) throws Exception {
        assertThat(bytes("/", "Accept-Encoding", accept)
                        .headers()
                        .firstValue("Content-Encoding")
                        .isPresent())
                .isEqualTo(packed);
    }

    @Test
    void whoAsksForTheHeadersAloneIsSentThem() throws Exception {
        for (Question question : questions()) {
            String path = question.path + (question.path.contains("?") ? "&" : "?");
            // one that nobody asked for yet, and one that somebody did
            for (String asked : question.path.contains("convolution") && !question.path.contains("chapters")
                    ? List.of(path + "paint=true", question.path)
                    : List.of(question.path)) {
                HttpResponse<String> head = client.send(
                        HttpRequest.newBuilder(URI.create(url(asked)))
                                .headers(question.headers)
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                HttpResponse<String> whole = get(asked, question.headers);
                assertThat(head.body()).isEmpty();
                assertThat(whole.body()).as(asked).isNotEmpty();
                assertThat(headers(head)).as(asked).isEqualTo(headers(whole));
            }
        }
    }

    @Test
    void anEditIsShownByTheNextAnswer() throws Exception {
        Samples.write(folder, "pictures/dot.txt", "0 0 0\n0 9 0\n0 0 0\n");
        chapter("Before the edit.");
        await("/chapters/first", "Before the edit.");
        String tag = one(get("/chapters/first", PAGE), "ETag");
        Samples.write(folder, "pictures/dot.txt", "0 0 0\n0 5 0\n0 0 0\n");
        chapter("After the edit.");
        await("/chapters/first", "After the edit.");
        HttpResponse<String> edited = get("/chapters/first", with(PAGE, "If-None-Match", tag));
        assertThat(edited.statusCode()).isEqualTo(200);
        assertThat(one(edited, "Cache-Control")).isEqualTo("no-cache");
        assertThat(get("/widgets/convolution?input=dot&kernel=1", PROGRAM).body())
                .contains("[0,5,0]");
        Samples.write(folder, "pictures/dot.txt", "0 0 0\n0 9 0\n0 0 0\n");
        chapter("Before the edit.");
        await("/chapters/first", "Before the edit.");
        assertThat(get("/chapters/first", with(PAGE, "If-None-Match", tag)).statusCode())
                .isEqualTo(304);
    }

    @Test
    void aProblemStandsOnEveryPageUntilItIsMendedAndNoLonger() throws Exception {
        chapter("Right.");
        await("/", "A sample");
        chapter("Wrong <b>.");
        await("/", "chapters/01-first.md:7:7: HTML is not allowed here: <b>");
        await("/chapters/first", "chapters/01-first.md:7:7: HTML is not allowed here: <b>");
        await("/widgets/convolution?input=dot", "chapters/01-first.md:7:7: HTML is not allowed here: <b>");
        int before = drawn.count.get();
        String tag = one(get("/chapters/first", PAGE), "ETag");
        assertThat(drawn.count).hasValue(before + 1);
        assertThat(get("/chapters/first", with(PAGE, "If-None-Match", tag)).statusCode())
                .isEqualTo(304);
        chapter("Mended.");
        await("/chapters/first", "Mended.");
        for (String path : List.of("/", "/chapters/first", "/widgets/convolution?input=dot")) {
            assertThat(get(path, PAGE).body()).doesNotContain("HTML is not allowed here");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kind=1", "kind=2", "kind=3", "kind=99", "kidn=4"})
    void whatIsMeasuredBusyOrRefusedIsDrawnEachTime(String query) throws Exception {
        for (String path : List.of("/widgets/fickle?" + query, "/widgets/fickle/blot.png?" + query)) {
            for (int i = 0; i < 2; i++) {
                int before = drawn.count.get();
                HttpResponse<String> answer = get(path, PROGRAM);
                assertThat(drawn.count).hasValue(before + 1);
                assertThat(answer.headers().firstValue("ETag")).isEmpty();
                assertThat(answer.statusCode())
                        .isEqualTo(query.equals("kind=1") ? 200 : query.equals("kind=2") ? 503 : 422);
                assertThat(answer.headers().firstValue("Cache-Control").orElse(""))
                        .isEqualTo(query.equals("kind=1") ? "no-store" : "");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/chapters/nothing",
                "/widgets/nothing",
                "/livez",
                "/widgets/convolution?step=4&input=dot&kernel=1"
            })
    void whatIsNoAnswerOfThisAddressIsLeftAsItIs(String path) throws Exception {
        HttpResponse<String> first = get(path);
        assertThat(first.headers().firstValue("ETag")).isEmpty();
        assertThat(first.statusCode()).isEqualTo(path.equals("/livez") ? 200 : path.contains("step") ? 303 : 404);
        assertThat(get(path, "If-None-Match", "*").statusCode()).isEqualTo(first.statusCode());
    }

    @Test
    void anAnswerIsTheSameInEachLanguage() throws Exception {
        HttpResponse<String> answer =
                get("/chapters/first?convolution.kernel=6", with(PAGE, "Accept-Language", "ar-EG-u-nu-arab"));
        assertThat(Jsoup.parse(answer.body()).select(".no").text()).isEqualTo("01");
        assertThat(one(answer, "Content-Language")).isEqualTo("en");
    }

    @Test
    void underAnotherPrefixLinksAreOthers() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(get("/", PAGE).body()).contains("href=\"/chapters/first\"");
            assertThat(get("/", "X-Forwarded-Prefix", "/campus").body()).contains("href=\"/campus/chapters/first\"");
        }
        assertThat(get("/chapters/first", "X-Forwarded-Prefix", "/chapters").statusCode())
                .isEqualTo(200);
        assertThat(get("/first", "X-Forwarded-Prefix", "/chapters").statusCode())
                .isEqualTo(404);
    }

    @Test
    void whoAsksForAPieceIsSentTheWhole() throws Exception {
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer = get("/", "Range", "bytes=0-9");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(get("/").body());
        }
    }

    private void await(String path, String text) throws Exception {
        String page = "";
        for (int i = 0; i < 100 && !page.contains(text); i++) {
            page = Jsoup.parse(get(path, PAGE).body()).text();
            if (!page.contains(text)) {
                Thread.sleep(50);
            }
        }
        assertThat(page).contains(text);
    }

    private static String[] with(String[] headers, String... more) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    private static String one(HttpResponse<?> answer, String header) {
        assertThat(answer.headers().allValues(header)).as(header).hasSize(1);
        return answer.headers().allValues(header).get(0);
    }

    private static Map<String, List<String>> headers(HttpResponse<?> answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("date");
        return headers;
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return client.send(request(path, headers), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private HttpResponse<byte[]> bytes(String path, String... headers) throws IOException, InterruptedException {
        return client.send(request(path, headers), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)));
        return headers.length == 0 ? request.build() : request.headers(headers).build();
    }

    private String url(String path) {
        return "http://localhost:" + port + path;
    }

    /** Counts what goes beyond the bytes that are kept. */
    static final class Drawn extends OncePerRequestFilter {
        final AtomicInteger count = new AtomicInteger();

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            count.incrementAndGet();
            chain.doFilter(request, response);
        }
    }

    /** A widget that measures, is busy or refuses, as it is told. */
    static final class Fickle implements Widget<Fickle.Told, Fickle.Seen> {
        record Told(@Bounds(min = 0, max = 9) int kind) {}

        record Seen(String sentence) implements View {}

        @Override
        public String id() {
            return "fickle";
        }

        @Override
        public String title() {
            return "Fickle";
        }

        @Override
        public Told start() {
            return new Told(0);
        }

        @Override
        public boolean measures(Told told) {
            return told.kind() == 1;
        }

        @Override
        public Seen view(Told told, CourseResources materials) {
            if (told.kind() == 2) {
                throw new RetryLater(3, "Busy.");
            }
            if (told.kind() == 3) {
                throw new BadParameter("kind", 3, "another");
            }
            return new Seen("Seen.");
        }

        @Override
        public @Nullable Drawing drawing(Told told, Seen seen, String name) {
            return name.equals("blot") ? new Drawing(1, 1, new int[] {0xff010203}) : null;
        }
    }
}

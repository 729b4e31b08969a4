package org.convolab.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.convolab.content.LiveCourse;
import org.convolab.content.chapter.Chapter;
import org.convolab.widget.Widget;
import org.convolab.widget.Widgets;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The course as a client meets it, over HTTP. */
@Tag("slow")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ServedTest {
    private static final int FIRST_VISIT = 80 * 1024;

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    int port;

    @Autowired
    LiveCourse shelf;

    @Autowired
    Widgets widgets;

    /** A link to follow: where it stands, and the stage that it is on, as htmx would ask for it; empty if on none. */
    private record Link(String path, String from, String stage) {}

    @Test
    void everyLinkFromTheContentsPageLeadsSomewhere() throws Exception {
        Set<String> seen = new LinkedHashSet<>(List.of("/"));
        Deque<Link> ahead = new ArrayDeque<>(List.of(new Link("/", "", "")));
        List<String> dead = new ArrayList<>();
        while (!ahead.isEmpty()) {
            Link here = ahead.remove();
            HttpResponse<String> answer = here.stage.isEmpty()
                    ? get(here.path, "Accept", "text/html")
                    : get(here.path, "HX-Request", "true", "HX-Target", here.stage);
            if (answer.statusCode() != 200) {
                dead.add(answer.statusCode() + " " + here.path + " from " + here.from);
                continue;
            }
            boolean html =
                    answer.headers().firstValue("Content-Type").orElse("").startsWith("text/html");
            if (!html) {
                continue;
            }
            Document page = Jsoup.parse(answer.body(), url(here.path));
            for (Element link : page.select("[href], [src]")) {
                String to = link.attr(link.hasAttr("href") ? "abs:href" : "abs:src");
                assertThat(to).as("on " + here.path).startsWith(url(""));
                URI target = URI.create(to);
                if (here.stage.isEmpty()
                        && target.getRawFragment() != null
                        && withoutAnchor(to).equals(withoutAnchor(url(here.path)))) {
                    assertThat(page.getElementById(target.getFragment())).as(to).isNotNull();
                }
                String next = withoutAnchor(to).substring(url("").length());
                boolean stateOfAState = next.contains("?") && here.path.contains("?");
                Element cells = link.closest(".cells");
                boolean likeAnother =
                        cells != null && !link.equals(cells.select("a").last());
                if (!stateOfAState && !likeAnother && seen.add(next)) {
                    Element stage = next.startsWith(here.path + "?") ? link.closest(".stage") : null;
                    ahead.add(new Link(next, here.path, stage == null ? "" : stage.id()));
                }
            }
        }
        assertThat(dead).isEmpty();
        assertThat(seen).hasSizeGreaterThan(100);
        for (Chapter chapter : shelf.course().chapters()) {
            assertThat(seen).contains("/chapters/" + chapter.slug());
        }
        for (Widget<?, ?> widget : widgets.all()) {
            assertThat(seen).anyMatch(path -> path.startsWith("/widgets/" + widget.id() + "?"));
        }
    }

    @Test
    void aChapterWithWhatItLoadsAtOnceIsAtMost80KilobytesOverTheWire() throws Exception {
        for (Chapter chapter : shelf.course().chapters()) {
            String path = "/chapters/" + chapter.slug();
            HttpResponse<byte[]> page = packed(path);
            int bytes = page.body().length;
            Set<String> parts = new LinkedHashSet<>(Jsoup.parse(unpacked(page), url(path))
                    .select(
                            "link[rel=stylesheet], link[rel=icon], script[src], img[src]:not([loading=lazy]), image[href]")
                    .stream()
                    .map(part -> part.attr(part.hasAttr("href") ? "abs:href" : "abs:src"))
                    .toList());
            assertThat(parts).hasSizeGreaterThanOrEqualTo(4);
            for (String part : parts) {
                HttpResponse<byte[]> answer = packed(part.substring(url("").length()));
                assertThat(answer.statusCode()).as(part).isEqualTo(200);
                assertThat(answer.headers().firstValue("Cache-Control").orElse(""))
                        .as(part)
                        .contains(part.contains("/widgets/") ? "max-age=3600" : "max-age=31536000");
                bytes += answer.body().length;
            }
            assertThat(bytes).as(path).isLessThanOrEqualTo(FIRST_VISIT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/widgets", "/chapters/pooling", "/widgets/convolution", "/nothing", "/convolab.css"})
    void everyAnswerKeepsToItsOriginAndSetsNoCookie(String path) throws Exception {
        HttpResponse<String> answer = get(path, "Accept", "text/html");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .doesNotContain("unsafe");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/chapters/nothing",
                "/widgets/nothing",
                "/chapters/",
                "/content/course.yml",
                "/error"
            })
    void whatIsNotThereIsNotFoundAndLeadsBackToTheContents(String path) throws Exception {
        HttpResponse<String> answer = get(path, "Accept", "text/html");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(Jsoup.parse(answer.body(), url(path)).select("main a").attr("abs:href"))
                .isEqualTo(url("/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz"})
    void theProbesAnswer(String path) throws Exception {
        assertThat(get(path, "Accept", "*/*").statusCode()).isEqualTo(200);
    }

    @Test
    void behindAProxyOnASubPathEveryLinkKeepsTheSubPath() throws Exception {
        for (String path : List.of("/", "/chapters/pooling", "/widgets/convolution")) {
            HttpResponse<String> answer = get(path, "X-Forwarded-Prefix", "/campus/cnn");
            Document page = Jsoup.parse(answer.body());
            for (Element link : page.select("[href^=/], [src^=/]")) {
                assertThat(link.attr(link.hasAttr("href") ? "href" : "src")).startsWith("/campus/cnn/");
            }
        }
    }

    @Test
    void aStateSpelledAtLengthIsAnsweredWithItsShortAddress() throws Exception {
        HttpResponse<String> answer = get(
                "/widgets/convolution?kernel=1&kernel=0&kernel=%2F&kernel=0&kernel=1&stride=1", "Accept", "text/html");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("?kernel=1+0/0+1#convolution");
        HttpResponse<String> step = get("/widgets/convolution?step=11", "Accept", "text/html");
        assertThat(step.headers().firstValue("Location").orElseThrow()).endsWith("?row=1&col=5#convolution");
    }

    @Test
    void layersThatAreAlikeStandInOneRowUntilOneOfThemIsChosen() throws Exception {
        String path = "/widgets/architecture?network=resnet-152";
        assertThat(get(path, "Accept", "text/html").body()).doesNotContain("architecture-layer-conv4_3\"");
        assertThat(get(path + "&layer=conv4_2", "Accept", "text/html").body()).contains("architecture-layer-conv4_3\"");
    }

    @Test
    void theLastOfTheChaptersThatTeachWithAWidgetIsJoinedByAnd() throws Exception {
        assertThat(text("/widgets/training"))
                .contains("chapter 7, Architectures, and chapter 9, Batch normalization.")
                .doesNotContain(", and chapter 7");
    }

    @Test
    void whatThereIsNotYetIsNotExplained() throws Exception {
        assertThat(text("/widgets/residual")).doesNotContain("An error counts");
        assertThat(text("/widgets/residual?depth=4&steps=48")).contains("An error counts");
    }

    @Test
    void whoStandsAtTheStrongestPlaceIsNotSentThere() throws Exception {
        assertThat(text("/widgets/filter-bank")).contains("Its strongest place: 36 at row");
        assertThat(text("/widgets/filter-bank?row=0&col=0")).contains("Go to its strongest place: 36 at row");
    }

    @Test
    void aRunThatDivergesSaysAtWhichRateItBeganAndWhenItsDigitsWereRead() throws Exception {
        assertThat(text("/widgets/training?idea=high-rate&steps=60"))
                .contains(
                        "This run does not begin at the learning rate above, 0.1, but at a hundred times that, 10.",
                        "The run has diverged in step 6: the loss is ",
                        "A hundred of the fresh digits, before the first step");
        assertThat(text("/widgets/training?steps=30")).doesNotContain("This run does not", "fresh digits, ");
    }

    private String text(String path) throws IOException, InterruptedException {
        return Jsoup.parse(get(path, "Accept", "text/html").body()).text();
    }

    @Test
    void anAnswerNamesTheShortAddressOfItsState() throws Exception {
        HttpResponse<String> step = get("/widgets/convolution?row=1&col=1&kernel=vertical", "HX-Request", "true");
        assertThat(step.headers().firstValue("HX-Push-Url")).contains("?row=1&col=1#convolution");
        HttpResponse<String> press = get("/widgets/convolution?row=1&press=row+col&press=2+3", "HX-Request", "true");
        assertThat(press.headers().firstValue("HX-Push-Url")).contains("?row=2&col=3#convolution");
        HttpResponse<String> chapter = get(
                "/chapters/cross-correlation?channels.row=1&channels.filter=0",
                "HX-Request",
                "true",
                "HX-Target",
                "channels-stage");
        assertThat(chapter.headers().firstValue("HX-Push-Url").orElse("")).endsWith("#channels");
    }

    @Test
    void aPressIsAnsweredWithItsStateOrRefusedWithWhatIsAllowed() throws Exception {
        HttpResponse<String> inked = get(
                "/widgets/convolution?input=0+0+0/0+0+0/0+0+0&press=input=9+0+1+2+2&row=0&col=0",
                "Accept",
                "text/html",
                "HX-Request",
                "true");
        assertThat(inked.headers().firstValue("HX-Push-Url").orElse("")).contains("input=0+9+0/0+0+0/0+0+9");
        HttpResponse<String> turned =
                get("/widgets/convolution?input=0+9+0/0+0+0/0+0+9&press=input+0+1&row=0&col=0", "HX-Request", "true");
        assertThat(turned.headers().firstValue("HX-Push-Url").orElse("")).contains("input=0+0+0/0+0+0/0+0+9");
        for (String wrong :
                List.of("row", "row+col+3", "row+col+1+2+3", "input+9+9", "input=x+1+1", "there+1+1", "+")) {
            HttpResponse<String> refused = get("/widgets/convolution?press=" + wrong, "Accept", "application/json");
            assertThat(refused.statusCode()).as(wrong).isEqualTo(422);
            assertThat(refused.body()).as(wrong).contains("\"press\"");
        }
    }

    @Test
    void aLongerStrideFromThePlaceWhereAChapterBeginsIsNotRefused() throws Exception {
        Document chapter = Jsoup.parse(
                get("/chapters/kernel-sliding", "Accept", "text/html").body());
        String fields = chapter.select("#convolution-motion input[type=hidden]").stream()
                .map(field -> field.attr("name") + "=" + field.val())
                .collect(Collectors.joining("&"));
        HttpResponse<String> answer =
                get("/chapters/kernel-sliding?" + fields + "&convolution.stride=3", "Accept", "text/html");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Jsoup.parse(answer.body()).select("#convolution .refused")).isEmpty();
    }

    @Test
    void aChapterAnswersHtmxWithTheOneStageThatItAsksFor() throws Exception {
        HttpResponse<String> answer = get(
                "/chapters/kernel-sliding?convolution.row=1", "HX-Request", "true", "HX-Target", "convolution-stage");
        Document fragment = Jsoup.parseBodyFragment(answer.body());
        assertThat(fragment.body().children()).hasSize(1);
        assertThat(fragment.body().child(0).id()).isEqualTo("convolution-stage");
        assertThat(answer.headers().firstValue("Vary").orElse("")).containsIgnoringCase("HX-Request");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pooling.kidn=max | pooling    | kidn        | max | (did you mean 'kind'?)
            poolin.kind=max  | pooling    | poolin.kind | max | (did you mean 'pooling.kind'?)
            invarience.shift=2 | invariance | invarience.shift | 2 | (did you mean 'invariance.shift'?)
            kind=max         | pooling    | kind        | max | after its name and a dot: pooling.
            """)
    void aParameterThatAChapterDoesNotHaveIsRefusedInThePlaceOfTheWidgetThatWasMeant(
            String query, String widget, String field, String value, String allowed) throws Exception {
        String path = "/chapters/pooling?" + query;
        HttpResponse<String> page = get(path, "Accept", "text/html");
        assertThat(page.statusCode()).isEqualTo(422);
        Document html = Jsoup.parse(page.body());
        assertThat(html.select("#" + widget + " [role=alert]").text()).contains(field, value, allowed);
        assertThat(html.select(".refused")).hasSize(1);
        HttpResponse<String> part = get(path, "HX-Request", "true", "HX-Target", widget + "-stage");
        assertThat(part.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(part.body()).select("[role=alert]").text()).contains(field, value, allowed);
        String start = html.select("#" + widget + " .refused a").attr("href");
        assertThat(get("/chapters/pooling" + start.replaceFirst("#.*", ""), "Accept", "text/html")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whoAsksForAPartThatAChapterDoesNotHaveGetsTheWholeChapter() throws Exception {
        HttpResponse<String> answer =
                get("/chapters/kernel-sliding", "HX-Request", "true", "HX-Target", "elsewhere-stage");
        assertThat(Jsoup.parse(answer.body()).select("main .stage")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost/?a=%zz", "http://a b/", "%", ""})
    void anAddressBarThatNobodyCanReadIsNoAddressBar(String current) throws Exception {
        HttpResponse<String> answer =
                get("/widgets/convolution?kernel=blur", "HX-Request", "true", "HX-Current-URL", current);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("HX-Push-Url")).contains("?kernel=blur#convolution");
    }

    @Test
    void aQueryThatCannotBeReadIsRefusedInWordsAndInProblemDetails() throws Exception {
        assertThat(raw("/widgets/convolution?row=%zz", "text/html"))
                .startsWith("HTTP/1.1 400")
                .contains("behind the question mark of this address cannot be read");
        assertThat(raw("/widgets/convolution?row=%zz", "application/json"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/json                       | application/json
            text/html, application/json;q=0.9      | text/html
            application/json;q=0.5, text/html      | text/html
            text/html;q=0.1, application/json      | application/json
            application/hal+json, application/json | application/json
            image/png, */*;q=0.8                   | text/html
            nonsense                               | text/html
            """)
    void aWidgetAnswersInTheFormThatIsLikedBest(String accept, String type) throws Exception {
        assertThat(get("/widgets/convolution", "Accept", accept)
                        .headers()
                        .firstValue("Content-Type")
                        .orElseThrow())
                .startsWith(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/json"})
    void whatIsNotAskedWithGetIsToldSo(String accept) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(url("/widgets/convolution")))
                        .header("Accept", accept)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"campus", "//elsewhere.example", "https://elsewhere.example"})
    void aSubPathThatIsNoneIsRefused(String prefix) throws Exception {
        assertThat(get("/widgets/convolution", "X-Forwarded-Prefix", prefix).statusCode())
                .isEqualTo(400);
    }

    /** A request whose address Java's client would not send. */
    private String raw(String address, String accept) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.getOutputStream()
                    .write(("GET " + address + " HTTP/1.1\r\nHost: localhost\r\nAccept: " + accept
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(url(path))).headers(headers).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<byte[]> packed(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(url(path)))
                        .header("Accept-Encoding", "gzip")
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String unpacked(HttpResponse<byte[]> answer) throws IOException {
        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        return new String(
                new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes(), StandardCharsets.UTF_8);
    }

    private String url(String path) {
        return "http://localhost:" + port + path;
    }

    private static String withoutAnchor(String url) {
        int anchor = url.indexOf('#');
        return anchor < 0 ? url : url.substring(0, anchor);
    }
}

package org.convolab.web;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is computed once, and what a server answers that has too much to compute, in a course that is being edited. */
@SpringBootTest(properties = "convolab.edit=true")
@AutoConfigureMockMvc
class ViewsTest {
    @TempDir
    static Path folder;

    @Autowired
    MockMvc mvc;

    @Autowired
    Slow slow;

    @DynamicPropertySource
    static void course(DynamicPropertyRegistry properties) throws IOException {
        write("course.yml", "title: T\nsubtitle: S\ndescription: D\nchapters:\n  - first\n");
        write("pictures/dot.txt", "0 9\n");
        write("networks/small.yml", """
            title: Small
            year: 2020
            source: nowhere
            input: [1, 4, 4]
            layers:
              - relu
            """);
        chapter("Before the edit.");
        properties.add("convolab.content", folder::toString);
    }

    private final List<CompletableFuture<MockHttpServletResponse>> begun = new ArrayList<>();

    @BeforeEach
    void close() {
        slow.gate.drainPermits();
    }

    /** What one test began is over before the next one begins, so that the server has nothing to do then. */
    @AfterEach
    void finish() {
        open();
        begun.forEach(CompletableFuture::join);
    }

    private void open() {
        slow.gate.release(1_000);
    }

    @Test
    void pageFragmentAndJsonOfOneStateAreComputedOnce() throws Exception {
        open();
        for (int i = 0; i < 2; i++) {
            assertThat(ask("/widgets/slow?size=2", "text/html", false).getContentAsString())
                    .contains("The sum");
            assertThat(ask("/widgets/slow?size=2", "text/html", true).getContentAsString())
                    .contains("The sum");
            assertThat(ask("/widgets/slow?size=2", "application/json", false).getContentAsString())
                    .contains("The sum");
        }
        assertThat(slow.calls(2)).isEqualTo(1);
    }

    @Test
    void whoAsksForAStateThatIsBeingComputedWaitsForIt() throws Exception {
        CompletableFuture<MockHttpServletResponse> one = later("/widgets/slow?size=3");
        CompletableFuture<MockHttpServletResponse> other = later("/widgets/slow?size=3");
        slow.awaitCall(3);
        open();
        assertThat(one.get(10, SECONDS).getContentAsString())
                .isEqualTo(other.get(10, SECONDS).getContentAsString());
        assertThat(slow.calls(3)).isEqualTo(1);
    }

    @Test
    void aRefusalIsNotRemembered() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(ask("/widgets/slow?size=13", "application/json", false).getStatus())
                    .isEqualTo(422);
        }
        assertThat(slow.calls(13)).isEqualTo(2);
    }

    @Test
    void aBusyServerSaysWhenToComeBackAndThenAnswers() throws Exception {
        CompletableFuture<MockHttpServletResponse> first = occupied(4);

        MockHttpServletResponse json = ask("/widgets/slow?size=5", "application/json", false);
        assertThat(json.getStatus()).isEqualTo(503);
        assertThat(json.getHeader("Retry-After")).isEqualTo("3");
        assertThat(json.getContentType()).startsWith("application/problem+json");
        JsonNode problem = new JsonMapper().readTree(json.getContentAsString());
        assertThat(problem.get("retryAfter").asInt()).isEqualTo(3);
        assertThat(problem.get("detail").asString()).isNotBlank();

        for (String path : new String[] {"/widgets/slow?size=5", "/chapters/first?slow.size=5"}) {
            MockHttpServletResponse page = ask(path, "text/html", false);
            assertThat(page.getStatus()).isEqualTo(503);
            assertThat(page.getHeader("Retry-After")).isEqualTo("3");
            Document html = Jsoup.parse(page.getContentAsString());
            String again = path.substring(path.indexOf('?')) + "#slow";
            assertThat(html.select("#slow-again").attr("href")).isEqualTo(again);
            assertThat(html.select("noscript meta[http-equiv=refresh]").attr("content"))
                    .isEqualTo("3;url=" + again);
        }

        MockHttpServletResponse fragment = ask("/widgets/slow?size=5", "text/html", true);
        assertThat(fragment.getStatus()).isEqualTo(503);
        assertThat(fragment.getHeader("Retry-After")).isEqualTo("3");
        assertThat(fragment.getHeader("HX-Push-Url")).isNull();
        Document stage = Jsoup.parseBodyFragment(fragment.getContentAsString());
        assertThat(stage.select("#slow-stage .say").text()).contains("In 3 seconds this page asks again");
        assertThat(stage.select("#slow-stage [hx-trigger=load delay:3s]").attr("hx-get"))
                .isEqualTo("?size=5#slow");

        open();
        assertThat(first.get(10, SECONDS).getStatus()).isEqualTo(200);
        assertThat(ask("/widgets/slow?size=5", "application/json", false).getStatus())
                .isEqualTo(200);
        assertThat(ask("/chapters/first?slow.size=5", "text/html", false).getStatus())
                .isEqualTo(200);
    }

    @Test
    void lightWorkPassesABusyServer() throws Exception {
        assertThat(occupied(6)).isNotDone();
        assertThat(ask("/widgets/convolution?input=dot&kernel=1", "application/json", false)
                        .getStatus())
                .isEqualTo(200);
    }

    @Test
    void anEditIsCheckedAndItsFiguresComputedHoweverBusyTheServerIs() throws Exception {
        assertThat(occupied(7)).isNotDone();
        chapter("After the edit the sum is {= widget('slow', 'size=1').sum() =}.");
        write("pictures/dot.txt", "0 7\n");
        awaitEdit("After the edit the sum is 7.");
    }

    @Test
    void anEditedCourseShowsNothingOfTheOldOne() throws Exception {
        open();
        write("pictures/dot.txt", "0 9\n");
        awaitEdit("The sum is 9.");
        write("pictures/dot.txt", "0 8 \n");
        awaitEdit("The sum is 8.");
    }

    /** Fills the cores with work that does not end before the gate is opened. */
    private CompletableFuture<MockHttpServletResponse> occupied(int size) throws Exception {
        CompletableFuture<MockHttpServletResponse> work = later("/widgets/slow?size=" + size);
        slow.awaitCall(size);
        return work;
    }

    private void awaitEdit(String text) throws Exception {
        String page = "";
        for (int i = 0; i < 50 && !page.contains(text); i++) {
            page = Jsoup.parse(ask("/chapters/first", "text/html", false).getContentAsString())
                    .select("main")
                    .text();
            Thread.sleep(100);
        }
        assertThat(page).contains(text);
    }

    private CompletableFuture<MockHttpServletResponse> later(String path) {
        CompletableFuture<MockHttpServletResponse> work = CompletableFuture.supplyAsync(() -> {
            try {
                return ask(path, "application/json", false);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        begun.add(work);
        return work;
    }

    private MockHttpServletResponse ask(String path, String accept, boolean htmx) throws Exception {
        var request = MockMvcRequestBuilders.get(path).accept(accept);
        if (htmx) {
            request.header("HX-Request", "true");
        }
        return mvc.perform(request).andReturn().getResponse();
    }

    private static void chapter(String prose) throws IOException {
        write(
                "chapters/01-first.md",
                "---\ntitle: T\nrubric: R\nlead: L\npromise: P\n---\n## Place\n\n" + prose + "\n\n::: widget slow\n");
    }

    private static void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    /** A widget with much to do: above size 1 it waits at a gate. */
    static final class Slow implements Widget<Slow.Given, Slow.Sum> {
        final List<Integer> calls = new CopyOnWriteArrayList<>();
        final Semaphore gate = new Semaphore(0);

        public record Given(@Bounds(min = 1, max = 100) int size) {}

        public record Sum(float sum, String sentence) implements View {}

        @Override
        public String id() {
            return "slow";
        }

        @Override
        public String title() {
            return "Slow";
        }

        @Override
        public Given start() {
            return new Given(1);
        }

        @Override
        public double cost(Given given) {
            return given.size() == 1 ? 0 : 2_500 * Runtime.getRuntime().availableProcessors();
        }

        @Override
        public Sum view(Given given, CourseResources materials) {
            calls.add(given.size());
            if (given.size() == 13) {
                throw new BadParameter("size", 13, "any other number");
            }
            if (given.size() > 1) {
                gate.acquireUninterruptibly();
            }
            float sum = materials.picture("input", "dot").channels().get(0).at(0, 1);
            return new Sum(sum, "The sum is " + Math.round(sum) + ".");
        }

        int calls(int size) {
            return Collections.frequency(calls, size);
        }

        void awaitCall(int size) throws InterruptedException {
            for (int i = 0; i < 1_000 && calls(size) == 0; i++) {
                Thread.sleep(10);
            }
            assertThat(calls(size)).isEqualTo(1);
        }
    }

    @TestConfiguration
    static class WithSlow {
        @Bean
        Slow slow() {
            return new Slow();
        }
    }
}

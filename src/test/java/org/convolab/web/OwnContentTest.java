package org.convolab.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.convolab.content.LiveCourse;
import org.convolab.content.Samples;
import org.convolab.widget.Widget;
import org.convolab.widget.Widgets;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

/** A course of somebody's own while it is written: without the bundled pictures, and often with something wrong. */
@Tag("slow")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class OwnContentTest {
    private static final Path FOLDER = folder();

    @LocalServerPort
    int port;

    @Autowired
    LiveCourse live;

    @Autowired
    Widgets widgets;

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("own-content");
            // started with a broken draft
            write(folder, "chapters/01-mine.md", "It has $\\sumz$.\n\n::: widget output-size in=32\n");
            return folder;
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static void write(Path folder, String file, String body) {
        Samples.write(folder, file, Samples.chapter("My claim", body));
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry properties) {
        properties.add("convolab.content", FOLDER::toString);
        properties.add("convolab.edit", () -> true);
    }

    @AfterAll
    static void clear() throws IOException {
        FileSystemUtils.deleteRecursively(FOLDER);
    }

    @BeforeEach
    void broken() throws IOException {
        FileSystemUtils.deleteRecursively(FOLDER);
    }

    /** Lets the server see the files as they are, with or without problems. */
    private void await(boolean right) throws InterruptedException {
        // the files are looked at three times a second, when somebody asks
        Thread.sleep(400);
        assertThat(live.problems().isEmpty()).as(live.problems().toString()).isEqualTo(right);
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Accept", "text/html")
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private void course(String chapters) {
        Samples.write(
                FOLDER,
                "course.yml",
                "title: Mine\nsubtitle: S\ndescription: D\nauthor: Me\nchapters: [%s]\n".formatted(chapters));
    }

    @Test
    void withoutACourseFileThePagesSayWhatIsWrongAndShowWhatCanBeRead() throws Exception {
        write(
                FOLDER,
                "chapters/01-draft.md",
                "It has $\\sumz$.\n\n::: widget output-size in=32\n\n::: widget layers unit=x\n");
        await(false);
        for (String path :
                new String[] {"/", "/widgets", "/chapters/draft", "/chapters/none", "/widgets/output-size"}) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(path.endsWith("none") ? 404 : 200);
            assertThat(Jsoup.parse(answer.body()).select(".problems li").eachText())
                    .as(path)
                    .contains("course.yml:1: there is no such file")
                    .anyMatch(problem -> problem.startsWith("chapters/01-draft.md:7:9: the formula cannot be read"));
        }
        Document chapter = Jsoup.parse(get("/chapters/draft").body());
        assertThat(chapter.select("#output-size .stage")).hasSize(1);
        assertThat(chapter.text()).contains("The widget “layers” has a problem and cannot stand here.");
    }

    @Test
    void aCourseWithoutThePicturesOfTheBundledOneShowsWhatItHas() throws Exception {
        write(FOLDER, "chapters/01-mine.md", "Prose.\n\n::: widget convolution\n");
        Samples.write(FOLDER, "course.yml", "title: Mine\nsubtitle: S\ndescription: D\nchapters: [mine]\n");
        Samples.write(FOLDER, "pictures/ring.txt", "0 9 9 9 0\n9 0 0 0 9\n9 0 0 0 9\n9 0 0 0 9\n0 9 9 9 0\n");
        await(true);

        assertThat(get("/").statusCode()).isEqualTo(200);
        assertThat(Jsoup.parse(get("/chapters/mine").body()).select("#convolution-out"))
                .hasSize(1);
        for (Widget<?, ?> each : widgets.all()) {
            String widget = each.id();
            HttpResponse<String> answer = get("/widgets/" + widget);
            assertThat(answer.statusCode()).as(widget).isEqualTo(200);
            assertThat(Jsoup.parse(answer.body()).select(".refused .say li").eachText())
                    .as(widget)
                    .allMatch(words -> words.contains("this course has none"));
        }
    }

    @Test
    void aNewChapterWithASlipIsShownWithItsProblemsAndTheContentsStayTheLastGoodOnes() throws Exception {
        write(FOLDER, "chapters/01-mine.md", "Prose.\n");
        Samples.write(FOLDER, "course.yml", "title: Mine\nsubtitle: S\ndescription: D\nchapters: [mine]\n");
        await(true);
        write(FOLDER, "chapters/02-new.md", "New: {= 1 + =}\n");
        course("mine, new");
        await(false);

        Document contents = Jsoup.parse(get("/").body());
        assertThat(contents.select("main ol a")).hasSize(1);
        assertThat(contents.select(".problems h2").text()).contains("the last version without any");
        Document draft = Jsoup.parse(get("/chapters/new").body());
        assertThat(draft.select("main .prose").text()).isEqualTo("New:");
        assertThat(draft.select(".problems li").eachText())
                .containsExactly(
                        "chapters/02-new.md:7:6: the figure '1 +' cannot be computed: it ends too early: something is missing"
                                + " at its end",
                        "course.yml:4:1: there is no key 'author'; known: title, subtitle, description, chapters");
    }
}

package org.convolab.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.convolab.content.Samples;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** An open page of a course that is being edited, in a real browser. */
@Tag("slow")
@RequiresBrowser
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "convolab.edit=true")
class EditTest {
    @TempDir
    static Path folder;

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void course(DynamicPropertyRegistry properties) {
        Samples.prose(folder);
        chapter("Before the edit.");
        properties.add("convolab.content", folder::toString);
    }

    private static void chapter(String prose) {
        Samples.write(
                folder,
                "chapters/01-first.md",
                Samples.chapter(
                        "A claim",
                        "## Place\n\n" + prose + "\n\n" + "One more line.\n\n".repeat(100)
                                + "::: widget convolution input=dot kernel=1\n\nThe end.\n"));
    }

    @Test
    void anOpenPageShowsAnEditByItselfInPlaceAndInItsState() {
        chapter("Before the edit.");
        try (Chromium page = new Chromium("http://localhost:" + port, true)) {
            page.open("/chapters/first");
            page.press("#convolution-step");
            page.expectAddress("/chapters/first?convolution.col=1#convolution");
            page.center("#convolution-out");
            WebElement stage = page.find("#convolution-stage");
            String where = page.text("#convolution .say");
            double top = page.top("#convolution-out");
            page.driver().executeScript("window.never = 'left'");

            chapter("After the edit.");
            page.expect("main", "After the edit.");

            assertThat(stage.isDisplayed()).as("the widget was left as it was").isTrue();
            assertThat(page.text("#convolution .say")).isEqualTo(where);
            assertThat(page.top("#convolution-out")).isEqualTo(top);
            assertThat(page.driver().executeScript("return window.never")).isEqualTo("left");

            Samples.write(folder, "pictures/dot.txt", "0 0 0\n0 5 0\n0 0 0\n");
            page.until(
                    () -> "the widget shows the old picture",
                    () -> page.text("#convolution-out").contains("5"));
            assertThat(page.address()).contains("convolution.col=1");
            Samples.write(folder, "pictures/dot.txt", "0 0 0\n0 9 0\n0 0 0\n");
            page.press("#convolution-step");
            page.expectAddress("/chapters/first?convolution.col=2#convolution");
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    void aProblemStandsOnAnOpenPageUntilItIsMended() {
        chapter("Right.");
        try (Chromium page = new Chromium("http://localhost:" + port, true)) {
            page.open("/chapters/first");
            page.expect("main", "Right.");
            chapter("Wrong <b>.");
            page.until(
                    () -> "no problem is shown",
                    () -> !page.driver()
                            .findElements(By.cssSelector(".problems"))
                            .isEmpty());
            assertThat(page.text(".problems")).contains("chapters/01-first.md:9:7: HTML is not allowed here: <b>");
            assertThat(page.text("main")).contains("Right.");
            chapter("Mended.");
            page.expect("main", "Mended.");
            assertThat(page.driver().findElements(By.cssSelector(".problems"))).isEmpty();
        }
    }
}

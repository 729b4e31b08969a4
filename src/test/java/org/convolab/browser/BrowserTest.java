package org.convolab.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.util.ArrayList;
import java.util.List;
import org.convolab.content.Chapter;
import org.convolab.content.Shelf;
import org.convolab.widget.Widgets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The course in a real browser, with JavaScript and without. */
@RequiresBrowser
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserTest {
    private static final String PAGE = "/chapters/kernel-sliding";

    @LocalServerPort
    int port;

    @Autowired
    Shelf shelf;

    @Autowired
    Widgets widgets;

    private Chromium scripted;
    private Chromium plain;

    @BeforeAll
    void open() {
        scripted = new Chromium("http://localhost:" + port, true);
        plain = new Chromium("http://localhost:" + port, false);
    }

    @AfterAll
    void close() {
        scripted.close();
        plain.close();
    }

    @Test
    void aLearnerStepsPlaysEditsGoesBackAndReloadsWithJavaScript() {
        Chromium page = scripted;
        page.open(PAGE);
        WebElement heading = page.find("h1");
        walk(page);
        assertThat(heading.isDisplayed())
                .as("only the stage was swapped, the page was never left")
                .isTrue();
        page.driver().navigate().back();
        page.expect("#convolution .where", "row 0, column 2");
        page.expectAddress(PAGE + "?convolution.row=0#convolution");
        page.driver().navigate().refresh();
        page.expect("#convolution .where", "row 0, column 2");
        assertThat(page.complaints()).isEmpty();
        assertThat(page.strays()).isEmpty();
    }

    @Test
    void aLearnerWalksTheSamePathWithoutJavaScript() {
        Chromium page = plain;
        page.open(PAGE);
        walk(page);
        page.driver().navigate().back();
        page.expect("#convolution .where", "row 0, column 2");
        page.driver().navigate().refresh();
        page.expect("#convolution .where", "row 0, column 2");
        assertThat(page.complaints()).isEmpty();
        assertThat(page.strays()).isEmpty();
    }

    /** Steps on and back, plays and stops, and edits a weight; the chapter starts at row 3, column 2. */
    private void walk(Chromium page) {
        page.expect("#convolution .where", "row 3, column 2");
        page.press("#convolution-step");
        page.expect("#convolution .where", "row 3, column 3");
        page.expectAddress(PAGE + "?convolution.col=3#convolution");
        page.press("#convolution-back");
        page.expect("#convolution .where", "row 3, column 2");
        page.press("#convolution-play");
        page.expect("#convolution .where", "row 3, column 4");
        page.press("#convolution-play");
        page.expect("#convolution-play", "Play");
        page.driver().get(page.driver().getCurrentUrl().replaceFirst("\\?.*", "?convolution.row=0#convolution"));
        page.expect("#convolution .where", "row 0, column 2");
        WebElement weight = page.find("#convolution-weight-1-1");
        weight.clear();
        weight.sendKeys("5");
        weight.sendKeys(Keys.ENTER);
        page.expect("#convolution .terms", "9·5");
        page.expectAddress(PAGE + "?convolution.kernel=-1+0+1/-2+5+2/-1+0+1&convolution.row=0#convolution");
    }

    @Test
    void aCellIsReachedByTheArrowKeysAndKeepsTheFocus() {
        Chromium page = scripted;
        page.open("/widgets/convolution");
        WebElement cell = page.driver()
                .findElements(By.cssSelector(".cells:not(.edit) .here a"))
                .get(0);
        cell.sendKeys(Keys.ARROW_RIGHT);
        page.driver().switchTo().activeElement().sendKeys(Keys.ARROW_DOWN);
        page.driver().switchTo().activeElement().sendKeys(Keys.ENTER);
        page.expect(".where", "row 1, column 1");
        assertThat(page.driver().switchTo().activeElement().getAttribute("aria-label"))
                .startsWith("row 1, column 1");
        assertThat(page.text("#convolution-status")).isEqualTo(page.text(".say"));
    }

    @Test
    void twoWidgetsOfOneChapterKeepEachOthersState() {
        Chromium page = scripted;
        page.open("/chapters/cross-correlation");
        page.press("#channels-step");
        page.expect("#channels-stage .count", "2 of");
        WebElement kernel = page.find("#output-size-kernel");
        kernel.clear();
        kernel.sendKeys("5", Keys.ENTER);
        page.expect("#output-size-stage .out", "5");
        assertThat(page.address()).contains("output-size.kernel=5").contains("channels.");
        page.driver().navigate().refresh();
        page.expect("#channels-stage .count", "2 of");
        assertThat(page.find("#output-size-kernel").getAttribute("value")).isEqualTo("5");
    }

    @Test
    void aRefusedNumberIsNamedInTheWidgetsPlaceAndCanBeMended() {
        for (Chromium page : List.of(scripted, plain)) {
            page.open("/chapters/kernel-sliding?convolution.stride=99#convolution");
            page.expect("#convolution [role=alert]", "stride: 99 was sent");
            WebElement stride = page.find("#convolution-stride");
            stride.clear();
            stride.sendKeys("2", Keys.ENTER);
            page.expect("#convolution .where", "row");
            page.complaints();
        }
    }

    @Test
    void axeFindsNoViolationOnAnyPageInLightAndDark() {
        List<String> violations = new ArrayList<>();
        for (boolean dark : new boolean[] {false, true}) {
            scripted.dark(dark);
            for (String path : pages()) {
                scripted.open(path);
                for (Rule rule : new AxeBuilder().analyze(scripted.driver()).getViolations()) {
                    violations.add(
                            "%s %s: %s %s".formatted(path, dark ? "dark" : "light", rule.getId(), rule.getNodes()));
                }
            }
        }
        scripted.dark(false);
        assertThat(violations).isEmpty();
        assertThat(scripted.complaints()).isEmpty();
    }

    @Test
    void noPageIsWiderThanAPhone() {
        try (Chromium phone = new Chromium("http://localhost:" + port, true)) {
            phone.narrow();
            for (String path : pages()) {
                phone.open(path);
                assertThat(phone.overflow()).as(path).isZero();
            }
        }
    }

    @Test
    void everyChapterStaysAtItsOriginAndItsConsoleIsQuiet() {
        scripted.strays();
        for (String path : pages()) {
            scripted.open(path);
            assertThat(scripted.complaints()).as(path).isEmpty();
            assertThat(scripted.strays()).as(path).isEmpty();
        }
    }

    private List<String> pages() {
        List<String> pages = new ArrayList<>(List.of("/", "/widgets"));
        shelf.course().chapters().stream().map(Chapter::slug).forEach(slug -> pages.add("/chapters/" + slug));
        widgets.all().forEach(widget -> pages.add("/widgets/" + widget.id()));
        return pages;
    }
}

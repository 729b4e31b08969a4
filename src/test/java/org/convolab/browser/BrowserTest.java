package org.convolab.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.selenium.AxeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.convolab.content.Chapter;
import org.convolab.content.Shelf;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
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
        stepAndPlay(page);
        assertThat(heading.isDisplayed())
                .as("only the stage was swapped, the page was never left")
                .isTrue();
        edit(page);
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
        stepAndPlay(page);
        edit(page);
        page.driver().navigate().back();
        page.expect("#convolution .where", "row 0, column 2");
        page.driver().navigate().refresh();
        page.expect("#convolution .where", "row 0, column 2");
        assertThat(page.complaints()).isEmpty();
        assertThat(page.strays()).isEmpty();
    }

    /** Steps on and back, plays and stops; the chapter starts at row 3, column 2. */
    private void stepAndPlay(Chromium page) {
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
    }

    /** Edits the weight in the middle of the kernel. */
    private void edit(Chromium page) {
        page.open(PAGE + "?convolution.row=0#convolution");
        page.expect("#convolution .where", "row 0, column 2");
        page.type("#convolution-weight-1-1", "5");
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
        page.expect("#channels-stage .count", "10 of 36");
        page.type("#output-size-kernel", "5");
        page.expect("#output-size-stage .out", "5");
        assertThat(page.address()).contains("output-size.kernel=5").contains("channels.");
        page.driver().navigate().refresh();
        page.expect("#channels-stage .count", "10 of 36");
        assertThat(page.find("#output-size-kernel").getAttribute("value")).isEqualTo("5");
    }

    @Test
    void aRefusedNumberIsNamedInTheWidgetsPlaceAndCanBeMended() {
        for (Chromium page : List.of(scripted, plain)) {
            page.open(PAGE + "?convolution.row=0&convolution.stride=99#convolution");
            page.expect("#convolution [role=alert]", "stride: 99 was sent");
            page.type("#convolution-stride", "2");
            page.expect("#convolution .where", "row 0, column 2");
            assertThat(page.complaints()).allMatch(complaint -> complaint.contains("422"));
        }
    }

    @TestFactory
    Stream<DynamicTest> everyPageIsAccessibleQuietAtHomeAndFitsAPhone() {
        return pages().stream()
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    scripted.complaints();
                    scripted.strays();
                    scripted.open(path);
                    assertThat(violations(new AxeBuilder())).isEmpty();
                    scripted.dark(true);
                    assertThat(violations(new AxeBuilder().withRules(List.of("color-contrast"))))
                            .isEmpty();
                    scripted.dark(false);
                    scripted.narrow();
                    assertThat(scripted.overflow())
                            .as("pixels beyond a phone's screen")
                            .isZero();
                    scripted.wide();
                    boolean refused = path.contains("99") || path.equals("/nothing");
                    assertThat(scripted.complaints()).hasSize(refused ? 1 : 0);
                    assertThat(scripted.strays()).isEmpty();
                }));
    }

    private List<String> violations(AxeBuilder axe) {
        return axe.analyze(scripted.driver()).getViolations().stream()
                .map(rule -> rule.getId() + " " + rule.getNodes())
                .toList();
    }

    /** The chapters, in which every widget stands, and a page of every other kind. */
    private List<String> pages() {
        List<String> pages = new ArrayList<>(
                List.of("/", "/widgets", "/widgets/convolution", "/widgets/convolution?stride=99", "/nothing"));
        shelf.course().chapters().stream().map(Chapter::slug).forEach(slug -> pages.add("/chapters/" + slug));
        return pages;
    }
}

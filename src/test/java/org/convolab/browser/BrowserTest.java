package org.convolab.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.selenium.AxeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.convolab.content.LiveCourse;
import org.convolab.content.chapter.Chapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.PointerInput;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The course in a real browser, with JavaScript and without. */
@Tag("slow")
@RequiresBrowser
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserTest {
    private static final String PAGE = "/chapters/kernel-sliding";

    @LocalServerPort
    int port;

    @Autowired
    LiveCourse shelf;

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
        page.toggle("#convolution-play", "Play", "Stop");
        page.expectOther("#convolution .where", "row 3, column 2");
        page.toggle("#convolution-play", "Stop", "Play");
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
        page.find(".cells button[aria-current]").sendKeys(Keys.ARROW_RIGHT);
        page.keys(Keys.ARROW_DOWN);
        page.keys(Keys.ENTER);
        page.expect(".where", "row 1, column 1");
        page.expectAttribute(":focus", "aria-label", "row 1, column 1");
        page.expect("#convolution-status", page.text(".say"));
    }

    @Test
    void whoGoesDownToALayerBeginsAtItsTopAndWithTheKeyboardAtItsWords() {
        Chromium page = scripted;
        page.open("/chapters/feature-hierarchy");
        for (String way :
                List.of("#layers-level-relu3", "#layers-unit-60", "#layers-part-3", "#layers-crumb-network")) {
            page.center(way);
            page.find(way).sendKeys(Keys.ENTER);
            page.expectFocus("#layers .say");
            page.until(() -> way + " does not lead to the stage's top", () -> {
                double top = page.top("#layers-stage");
                return top >= 0 && top <= 900;
            });
        }
        page.press("#layers-picture-3");
        page.expect("#layers .say", "says car");
        page.expectFocus("#layers-picture-3");
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void twoWidgetsOfOneChapterKeepEachOthersState() {
        Chromium page = scripted;
        page.open("/chapters/cross-correlation");
        page.press("#channels-step");
        page.expect("#channels-stage .count", "10 of 36");
        page.type("#output-size-kernel", "5");
        page.expect("#output-size-stage .out", "5");
        page.expectAddress(address -> address.contains("output-size.kernel=5") && address.contains("channels."));
        page.driver().navigate().refresh();
        page.expect("#channels-stage .count", "10 of 36");
        page.expectAttribute("#output-size-kernel", "value", "5");
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

    @Test
    void aDigitDrawnByMouseIsReadRightlyAndItsStrokesAreTakenBack() {
        Chromium page = scripted;
        page.open("/chapters/architectures");
        page.press("#digits-clear");
        page.expect("#digits .say", "The paper is blank");
        page.center("#digits .surface");
        page.draw("#digits .surface", PointerInput.Kind.MOUSE, 10, 4, 9, 9, 7, 14, 6.5, 15, 12, 15, 20, 15);
        page.draw("#digits .surface", PointerInput.Kind.MOUSE, 16.5, 9, 16, 15, 15.5, 24);
        page.expect("#digits .verdict", "4");
        page.expect("#digits .say", "LeNet-5 reads a 4");
        page.expectAddress(address -> address.contains("digits.pixels=") && address.contains("/00"));
        String four = page.address();
        page.driver().navigate().refresh();
        page.expect("#digits .verdict", "4");
        page.center("#digits .surface");
        page.draw("#digits .surface", PointerInput.Kind.MOUSE, 3, 26, 14, 26, 25, 26);
        page.expect("#digits .told", "× 24 pixels");
        page.press("#digits-undo");
        page.expectAddress(four);
        page.until(
                () -> "there is more to undo", () -> !page.find("#digits-undo").isEnabled());
        assertThat(page.complaints()).isEmpty();
        assertThat(page.strays()).isEmpty();
    }

    @Test
    void aStrokeOverASampleBeginsADrawingOfOnesOwnAndUndoGivesTheSampleBack() {
        Chromium page = scripted;
        page.open("/widgets/digits?pixels=8-1");
        page.expect("#digits .verdict", "8");
        page.center("#digits .surface");
        page.draw("#digits .surface", PointerInput.Kind.MOUSE, 14, 4, 14, 14, 14, 24);
        page.expect("#digits .verdict", "1");
        page.draw("#digits .surface", PointerInput.Kind.MOUSE, 4, 26, 14, 26, 24, 26);
        page.expect("#digits .told", "× 22 pixels");
        page.press("#digits-undo");
        page.press("#digits-undo");
        page.expect("#digits .verdict", "8");
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void aDigitDrawnByFingerOnAPhoneIsReadRightlyAndThePageStaysWhereItIs() {
        Chromium page = scripted;
        page.narrow();
        page.touchable(true);
        try {
            page.open("/chapters/architectures?digits.pixels=#digits");
            page.expect("#digits .say", "The paper is blank");
            double[] two = {8, 9, 10, 6, 14, 5, 18, 7, 18.5, 11, 15, 15, 11, 19, 8, 23, 13, 23, 20, 22.5};
            page.center("#digits .surface");
            page.draw("#digits .surface", PointerInput.Kind.TOUCH, two);
            page.expect("#digits .verdict", "2");
            page.expect("#digits .say", "LeNet-5 reads a 2");
            page.center("#digits .surface");
            Object before = page.driver().executeScript("return scrollY");
            page.draw("#digits .surface", PointerInput.Kind.TOUCH, 14, 20, 14, 12, 14, 4);
            assertThat(page.driver().executeScript("return scrollY"))
                    .as("a stroke does not scroll the page")
                    .isEqualTo(before);
        } finally {
            page.touchable(false);
            page.wide();
        }
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void aDigitDrawnByKeysIsReadRightly() {
        Chromium page = scripted;
        page.open("/widgets/digits?pixels=");
        page.driver().executeScript("document.querySelector('.surface canvas').focus()");
        keys(page, Keys.ARROW_LEFT, 6);
        keys(page, Keys.ARROW_UP, 9);
        page.expectAttribute("#digits-status", "textContent", "row 6, column 9, paper");
        page.keys(Keys.SPACE);
        page.expectAttribute("#digits-status", "textContent", "row 6, column 9, ink");
        keys(page, Keys.chord(Keys.SHIFT, Keys.ARROW_RIGHT), 10);
        for (int i = 0; i < 5; i++) {
            keys(page, Keys.chord(Keys.SHIFT, Keys.ARROW_LEFT), 1);
            keys(page, Keys.chord(Keys.SHIFT, Keys.ARROW_DOWN), 3);
        }
        page.expect("#digits .verdict", "7");
        assertThat(page.driver().switchTo().activeElement().getTagName()).isEqualTo("canvas");
        page.expect("#digits-stage .say", "LeNet-5 reads a 7");
    }

    private static void keys(Chromium page, CharSequence key, int times) {
        for (int i = 0; i < times; i++) {
            page.keys(key);
        }
    }

    @Test
    void withoutJavaScriptADigitIsInkedSquareBySquare() {
        Chromium page = plain;
        page.open("/widgets/digits?pixels=");
        for (String cell : "g3 g4 g5 g6 g7 g8 g9 g10 g11 g12".split(" ")) {
            page.press("#digits-" + cell);
        }
        page.press("#digits-coarse button");
        page.expect(".verdict", "1");
        page.expectAddress(address -> address.startsWith("/widgets/digits?pixels=g3+g4+g5"));
        page.press("#digits-sample-8");
        page.expect(".verdict", "8");
        assertThat(page.complaints()).isEmpty();
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
                    assertThat(violations(new AxeBuilder().withOnlyRules(List.of("color-contrast"))))
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

    /** What breaks a rule of axe on the page, which has no frames, so that axe needs no window of its own. */
    @SuppressWarnings("deprecation")
    private List<String> violations(AxeBuilder axe) {
        return axe.setLegacyMode().analyze(scripted.driver()).getViolations().stream()
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

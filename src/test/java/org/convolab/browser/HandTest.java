package org.convolab.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openqa.selenium.interactions.PointerInput.Kind.MOUSE;
import static org.openqa.selenium.interactions.PointerInput.Kind.TOUCH;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.PointerInput;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Grids under the hand, in a real browser: what is asked of the server, and that the page says what its JSON says. */
@Tag("slow")
@RequiresBrowser
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandTest {
    private static final String PAGE = "/widgets/convolution";
    private static final String INPUT = "#convolution-grid-0";
    private static final String MAP = "#convolution-grid-1";
    private static final String KERNEL = "#convolution-kernel-form";

    @LocalServerPort
    int port;

    private Chromium page;

    @BeforeAll
    void open() {
        page = new Chromium("http://localhost:" + port, true);
    }

    @AfterAll
    void close() {
        page.close();
    }

    @AfterEach
    void nothingWasComplainedOf() {
        assertThat(page.complaints()).allMatch(complaint -> complaint.contains("422"));
    }

    @Test
    void restingOnAnOutputOutlinesItsWindowAtOnceAndShowsItsProductsAndThePlaceStays() {
        open(PAGE + "?row=3&col=2");
        move(MAP, 0, 4);
        assertThat(outlined(INPUT)).containsExactly("M4 0h3v3h-3z");
        page.expect(".where", "row 0, column 4");
        assertThat(asked()).containsExactly("?row=0&col=4");
        assertThat(page.text(".eq")).isEqualTo("= " + json("?row=0&col=4").get("sum"));
        assertThat(window()).isEqualTo("2 3");
        assertThat(page.text(".count")).isEqualTo("21 of 36");
        page.move(MOUSE, 2, 2);
        page.expect(".where", "row 3, column 2");
        assertThat(outlined(INPUT)).isEmpty();
        assertThat(page.address()).isEqualTo(PAGE + "?row=3&col=2");
    }

    @Test
    void aHandThatSweepsOverAMapAsksForTheLastCellOnly() {
        open(PAGE + "?row=3&col=2");
        move(MAP, 3, 3);
        page.driver()
                .executeScript(
                        "for (const cell of document.querySelectorAll('#convolution-grid-1 td'))"
                                + " cell.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' }))");
        page.expect(".where", "row 5, column 5");
        assertThat(asked()).hasSizeLessThanOrEqualTo(2).last().isEqualTo("?row=5&col=5");
    }

    @Test
    void aPixelOutlinesTheOutputsThatReadItAndNoOther() {
        open(PAGE + "?dilation=2");
        move(INPUT, 2, 3);
        assertThat(outlined(MAP)).containsExactly("M1 0h1v1h-1zM3 0h1v1h-1zM1 2h1v1h-1zM3 2h1v1h-1z");
        open(PAGE + "?stride=2&padding=1");
        move(INPUT, 2, 3);
        assertThat(outlined(MAP)).containsExactly("M1 0h1v2h-1z");
        assertThat(asked()).isEmpty();
    }

    @Test
    void aCellOutlinesWhatItIsMadeOfAndTheOtherWayRoundWhereNoWindowSlides() {
        open("/widgets/stride?padding=1");
        page.center("#stride-grid-1");
        move("#stride-grid-1", 2, 2);
        assertThat(outlined("#stride-grid-0")).as("a count, its pixel").containsExactly("M3 3h1v1h-1z");
        assertThat(outlined("#stride-grid-2")).as("and who reads it").containsExactly("M1 1h1v1h-1z");
        open("/widgets/pooling?kind=pyramid&input=seven");
        page.center("#pooling-grid-3");
        move("#pooling-grid-3", 1, 2);
        assertThat(outlined("#pooling-grid-0")).as("a bin, its part").containsExactly("M4 2h2v2h-2z");
        page.expect(".where", "row 1, column 2");
        page.center("#pooling-grid-0");
        move("#pooling-grid-0", 2, 2);
        assertThat(outlined("#pooling-grid-2")).as("a pixel, its bins").containsExactly("M0 0h1v1h-1z");
        assertThat(outlined("#pooling-grid-3")).containsExactly("M1 1h1v1h-1z");
        open("/widgets/invariance");
        page.center("#invariance-grid-12");
        move("#invariance-grid-12", 0, 1);
        assertThat(outlined("#invariance-grid-1"))
                .as("a blurred maximum, four pixels")
                .containsExactly("M1 0h4v1h-4z");
    }

    @Test
    void whatIsPressedShowsItsProductsBeforeItIsReleased() {
        open(PAGE + "?row=3&col=2");
        press(INPUT, 1, 1);
        page.expect(".where", "row 0, column 0");
        assertThat(page.address()).as("while it is held").isEqualTo(PAGE + "?row=3&col=2");
        assertThat(page.text(".eq")).isEqualTo("= " + json("?row=0&col=0").get("sum"));
        page.up(MOUSE);
        page.expectAddress(address -> !address.contains("row=3"));
        assertPageSaysWhatItsJsonSays();
    }

    @Test
    void aWeightOutlinesThePixelsThatItMultipliesAndTheOneAtThisPlace() {
        open(PAGE + "?row=3&col=2");
        move(KERNEL, 0, 2);
        assertThat(outlined(INPUT)).containsExactly("M2 0h6v6h-6z", "M4 3h1v1h-1z");
        open(PAGE + "?row=3&col=2&flip=true");
        move(KERNEL, 0, 2);
        assertThat(outlined(INPUT)).containsExactly("M0 2h6v6h-6z", "M2 5h1v1h-1z");
        assertThat(asked()).isEmpty();
    }

    @Test
    void theWindowFollowsADragAndTheAddressChangesOnRelease() {
        for (String query : List.of("?row=3&col=2", "?row=1&col=1&stride=2&padding=1", "?dilation=2")) {
            open(PAGE + query);
            JsonNode before = json(query);
            int places = before.get("featureMap").size();
            press(INPUT, 0, 0);
            assertThat(window()).as("at once").isEqualTo("0 0");
            int last = before.get("padded").size() - 1;
            for (int i = 1; i <= last; i++) {
                move(INPUT, i, i);
            }
            page.expect(".where", "row %d, column %<d".formatted(places - 1));
            assertThat(page.address()).as("while it is held").isEqualTo(PAGE + query);
            assertThat(asked()).as("one for a place at most").hasSizeBetween(1, last);
            page.up(MOUSE);
            String end = "row=%d&col=%<d".formatted(places - 1);
            page.expectAddress(address -> address.contains(end));
            assertPageSaysWhatItsJsonSays();
        }
    }

    @Test
    void aDragOverTheMapMovesTheSamePlace() {
        open(PAGE + "?row=3&col=2");
        press(MAP, 5, 5);
        move(MAP, 4, 1);
        assertThat(window()).isEqualTo("1 4");
        page.up(MOUSE);
        page.expectAddress(PAGE + "?row=4&col=1#convolution");
        assertPageSaysWhatItsJsonSays();
    }

    @Test
    void arrowKeysMoveThePlaceAndTheFocusWithItInBothGrids() {
        open(PAGE + "?row=3&col=2");
        page.driver().executeScript("document.querySelector('#convolution-grid-1 [aria-current]').focus()");
        page.keys(Keys.ARROW_RIGHT);
        page.expectAddress(PAGE + "?row=3&col=3#convolution");
        page.expectAttribute("#convolution-grid-1 :focus", "aria-label", "row 3, column 3: ");
        page.expectAttribute("#convolution-grid-1 :focus", "aria-current", "true");
        assertThat(asked()).hasSize(1);
        page.keys(Keys.HOME);
        page.expectAddress(PAGE + "?row=3#convolution");
        page.driver().executeScript("document.querySelector('#convolution-grid-0 [tabindex=\"0\"]').focus()");
        page.keys(Keys.ARROW_DOWN);
        page.expectAddress(PAGE + "?row=4#convolution");
        page.expectAttribute(INPUT + " :focus", "aria-label", "row 5, column 1: ");
        page.keys(Keys.ARROW_DOWN);
        page.expectAddress(PAGE + "?row=5#convolution");
        page.keys(Keys.ARROW_DOWN);
        assertPageSaysWhatItsJsonSays();
        assertThat(asked()).as("at the border nothing is left to ask").hasSize(3);
    }

    @Test
    void whereOnlyPartOfAPictureIsShownTheKeysGoOnBeyondIt() {
        open("/widgets/stride?size=24&kernel=5");
        page.driver().executeScript("document.querySelector('#stride-grid-2 [aria-current]').focus()");
        page.keys(Keys.ARROW_DOWN.toString().repeat(9));
        page.expectAddress(address -> address.contains("row=9"));
        page.expectAttribute("#stride-grid-2 :focus", "aria-label", "row 9, column 0: ");
    }

    @Test
    void aStrokeInksAtOnceAndIsSentOnceAndGoingBackTakesItBack() {
        open(PAGE + "?row=3&col=2");
        page.press(INPUT + " .toggle");
        page.expectAttribute(INPUT, "data-paints", "input");
        String before = page.address();
        asked();
        press(INPUT, 7, 0);
        move(INPUT, 7, 7);
        assertThat(numbers(INPUT).get(7)).as("before the server knows").containsOnly(9.0);
        assertThat(asked()).isEmpty();
        page.up(MOUSE);
        page.expectAddress(address -> address.contains("9+9+9+9+9+9+9+9"));
        assertThat(asked()).hasSize(1);
        assertPageSaysWhatItsJsonSays();
        page.keys(Keys.ESCAPE);
        page.expectAddress(address -> !address.contains("paint"));
        page.driver().navigate().back();
        page.driver().navigate().back();
        page.expectAddress(before);
        page.until(
                () -> "the stroke is still there", () -> numbers(INPUT).get(7).contains(0.0));
    }

    @Test
    void aStrokeThatBeginsOnInkClears() {
        open(PAGE + "?paint=true");
        press(INPUT, 1, 1);
        move(INPUT, 1, 6);
        page.up(MOUSE);
        page.expectAddress(address -> address.contains("input="));
        assertThat(numbers(INPUT).get(1)).containsOnly(0.0);
        assertPageSaysWhatItsJsonSays();
    }

    @Test
    void aWeightIsTurnedByKeysAndByDraggingAndTheMapFollows() {
        open(PAGE + "?row=3&col=2");
        page.driver().executeScript("document.getElementById('convolution-weight-1-1').focus()");
        page.keys(Keys.ARROW_UP);
        page.expectAddress(PAGE + "?kernel=-1+0+1/-2+1+2/-1+0+1&row=3&col=2#convolution");
        assertPageSaysWhatItsJsonSays();
        page.expectFocus("#convolution-weight-1-1");
        page.keys(Keys.chord(Keys.SHIFT, Keys.ARROW_DOWN));
        page.expectAddress(address -> address.contains("-2+0.9+2"));
        assertPageSaysWhatItsJsonSays();
        asked();
        double[] at = center(KERNEL, 0, 0);
        page.down(MOUSE, at[0], at[1]);
        for (int i = 1; i <= 4; i++) {
            page.move(MOUSE, at[0], at[1] - 8 * i);
        }
        page.until(() -> "the map does not follow", () -> page.text(".terms").contains("·3"));
        assertThat(page.address()).as("while it is held").contains("kernel=-1+0+1");
        page.up(MOUSE);
        page.expectAddress(address -> address.contains("kernel=3+0+1"));
        assertPageSaysWhatItsJsonSays();
        assertThat(asked()).as("one for a turn at most, and one on release").hasSizeBetween(2, 5);
    }

    @Test
    void aWeightThatIsNoNumberIsSaidAtItsCellLosesNothingAndIsNotSent() {
        open(PAGE + "?row=3&col=2");
        page.type("#convolution-weight-0-1", "abc");
        page.expect(KERNEL + " [role=alert]", "weight, row 0, column 1: \u201cabc\u201d is no number");
        page.expectAttribute("#convolution-weight-0-1", "aria-invalid", "true");
        assertThat(asked()).isEmpty();
        page.press("#convolution-step");
        page.expect(".where", "row 3, column 3");
        assertThat(page.find("#convolution-weight-0-1").getDomProperty("value")).isEqualTo("abc");
        asked();
        page.type("#convolution-weight-0-1", "5000");
        page.expect(
                KERNEL + " [role=alert]",
                "kernel: 5000 was sent; allowed is a number from -1000 to 1000 in row 0, column 1.");
        assertThat(asked()).hasSize(1);
        assertThat(page.text(".where")).as("the drawing is still there").isEqualTo("row 3, column 3");
        page.type("#convolution-weight-0-1", "4");
        page.expectAddress(address -> address.contains("kernel=-1+4+1"));
        page.until(
                () -> "the alert stays",
                () -> page.driver()
                        .findElements(By.cssSelector(KERNEL + " [role=alert]"))
                        .isEmpty());
        assertPageSaysWhatItsJsonSays();
    }

    @Test
    void onAPhoneATapMovesTheWindowASwipeDragsItAndElsewhereAFingerScrolls() {
        page.narrow();
        page.touchable(true);
        try {
            open(PAGE + "?row=3&col=2");
            page.center(INPUT);
            double[] at = center(MAP, 1, 1);
            page.stroke(TOUCH, at);
            page.expectAddress(PAGE + "?row=1&col=1#convolution");
            assertThat(asked())
                    .as("once when it is pressed, once when it is released")
                    .hasSizeBetween(1, 2)
                    .containsOnly("?row=1&col=1");
            page.center(INPUT);
            long before = scrolled();
            double[] from = center(INPUT, 1, 1);
            double[] to = center(INPUT, 6, 4);
            double[] swipe = new double[12];
            for (int i = 0; i < swipe.length; i++) {
                int moved = i / 2;
                swipe[i] = from[i % 2] + (to[i % 2] - from[i % 2]) * moved / 5;
            }
            page.stroke(TOUCH, swipe);
            assertThat(window()).isEqualTo("3 5");
            page.expectAddress(PAGE + "?row=5&col=3#convolution");
            assertThat(scrolled()).as("a finger on a grid does not scroll").isEqualTo(before);
            assertPageSaysWhatItsJsonSays();
            assertThat(page.find(".say").getCssValue("touch-action")).isEqualTo("auto");
        } finally {
            page.touchable(false);
            page.wide();
        }
    }

    @Test
    void playGoesAtTheSpeedThatIsChosenAndTheChoiceStays() {
        open(PAGE);
        page.driver()
                .executeScript(
                        "window.seen = []; new MutationObserver(() => { const at = parseInt(document.querySelector('.count').textContent);"
                                + " if (at !== (seen[seen.length - 1] || [])[0]) seen.push([at, performance.now()]); })"
                                + ".observe(document.body, { subtree: true, childList: true, characterData: true })");
        page.press("#convolution-play");
        page.expect(".count", "13 of 36");
        double usual = elapsed(2, 12);
        assertThat(usual).isGreaterThan(3000).isLessThan(6000);
        choose("4");
        page.until(() -> "it does not end", () -> page.text("#convolution-play").equals("Play"));
        assertThat(elapsed(20, 30)).isLessThan(usual * 0.7);
        assertThat(page.text(".count")).isEqualTo("36 of 36");
        page.expectAddress(PAGE + "?row=5&col=5#convolution");
        assertThat(page.find(".speed").getDomProperty("value")).isEqualTo("4");
        assertThat(page.driver().executeScript("return seen.map((place) => place[0]).join(' ')"))
                .as("no place was left out")
                .asString()
                .endsWith(IntStream.rangeClosed(2, 36).mapToObj(String::valueOf).collect(Collectors.joining(" ")));
        assertPageSaysWhatItsJsonSays();
    }

    @Test
    void playIsStoppedAtOnceAndTheFocusStays() {
        open(PAGE);
        page.press("#convolution-play");
        page.expect(".count", "3 of 36");
        page.press("#convolution-play");
        page.expect("#convolution-play", "Play");
        String stopped = page.text(".count");
        page.driver().executeAsyncScript("setTimeout(arguments[0], 700)");
        assertThat(page.text(".count")).isEqualTo(stopped);
        assertThat(page.driver().switchTo().activeElement().getDomAttribute("id"))
                .isEqualTo("convolution-play");
    }

    @Test
    void whatExplainsAStepMovesAndStaysStillWhereMotionIsReduced() {
        for (boolean reduced : List.of(false, true)) {
            page.driver()
                    .executeCdpCommand(
                            "Emulation.setEmulatedMedia",
                            Map.of(
                                    "features",
                                    List.of(Map.of(
                                            "name",
                                            "prefers-reduced-motion",
                                            "value",
                                            reduced ? "reduce" : "no-preference"))));
            open(PAGE + "?row=3&col=2");
            page.driver()
                    .executeScript(
                            "window.flown = 0; const animate = Element.prototype.animate;"
                                    + " Element.prototype.animate = function (...how) { window.flown++; return animate.apply(this, how); }");
            page.press("#convolution-step");
            page.expect(".where", "row 3, column 3");
            // nine products, and the sum into the map and, after ReLU, into the other
            assertThat(page.driver().executeScript("return window.flown")).isEqualTo(reduced ? 0L : 11L);
            assertThat(page.find(INPUT + " .frame.window").getCssValue("transition-duration"))
                    .as("the window glides")
                    .startsWith(reduced ? "0s" : "0.18s");
        }
        page.driver().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
    }

    @Test
    void aLinkInTheWordsChangesItsWidgetInPlaceAndBringsItIntoViewAndBackUndoesIt() {
        open("/chapters/pooling");
        page.driver().executeScript("window.stayed = true");
        String link = ".prose a[href=\"?pooling.kind=average#pooling\"]";
        page.center(link);
        asked();
        page.press(link);
        page.expectAttribute("#pooling-kind-average", "aria-current", "true");
        page.expectAddress("/chapters/pooling?pooling.kind=average#pooling");
        assertThat(asked()).hasSize(1);
        assertThat(page.driver().executeScript("return window.stayed")).isEqualTo(true);
        page.until(
                () -> "the widget is not in view",
                () -> page.top("#pooling-stage") >= 0 && page.top("#pooling-stage") < 500);
        page.driver().navigate().back();
        page.expectAddress("/chapters/pooling");
        page.expectAttribute("#pooling-kind-max", "aria-current", "true");
    }

    @Test
    void waitingIsShownAndSaidWithWhatWasPressed() {
        open(PAGE + "?row=3&col=2");
        page.driver().executeCdpCommand("Network.enable", Map.of());
        page.driver()
                .executeCdpCommand(
                        "Network.emulateNetworkConditions",
                        Map.of("offline", false, "latency", 1500, "downloadThroughput", -1, "uploadThroughput", -1));
        try {
            page.press("#convolution-step");
            page.expectAttribute("#convolution", "class", "widget waiting");
            page.expectAttribute("#convolution-status", "textContent", "Computing: Step");
            page.expect(".where", "row 3, column 3");
            page.until(
                    () -> "it still waits",
                    () -> "widget".equals(page.find("#convolution").getDomAttribute("class")));
        } finally {
            page.driver()
                    .executeCdpCommand(
                            "Network.emulateNetworkConditions",
                            Map.of("offline", false, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
        }
    }

    private void open(String path) {
        page.move(MOUSE, 2, 2);
        page.open(path);
        page.until(
                () -> "the script has not run",
                () -> !page.driver().findElements(By.cssSelector(".speed")).isEmpty());
        if (!page.driver().findElements(By.cssSelector(INPUT)).isEmpty()) {
            page.center(INPUT);
        }
        asked();
    }

    private void choose(String speed) {
        page.find(".speed option[value='" + speed + "']").click();
    }

    private double elapsed(int from, int to) {
        return ((Number) page.driver()
                        .executeScript(
                                "const at = (place) => seen.find((shown) => shown[0] === place)[1];"
                                        + " return at(arguments[1]) - at(arguments[0])",
                                from,
                                to))
                .doubleValue();
    }

    private long scrolled() {
        return ((Number) page.driver().executeScript("return Math.round(scrollY)")).longValue();
    }

    /** The queries that were asked for since this was last asked. */
    private List<String> asked() {
        List<?> names = (List<?>) page.driver()
                .executeScript("const all = performance.getEntriesByType('resource')"
                        + ".filter((entry) => ['fetch', 'xmlhttprequest'].includes(entry.initiatorType)).map((entry) => entry.name);"
                        + " performance.clearResourceTimings(); return all");
        return names.stream()
                .map(name -> String.valueOf(name).replaceFirst("[^?]*", ""))
                .toList();
    }

    private double[] center(String grid, int row, int col) {
        List<?> at = (List<?>) page.driver()
                .executeScript(
                        "const box = document.querySelector(arguments[0] + ' table').rows[arguments[1]].cells[arguments[2]]"
                                + ".getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]",
                        grid,
                        row,
                        col);
        return new double[] {((Number) at.get(0)).doubleValue(), ((Number) at.get(1)).doubleValue()};
    }

    private void move(String grid, int row, int col) {
        double[] at = center(grid, row, col);
        page.move(PointerInput.Kind.MOUSE, at[0], at[1]);
    }

    private void press(String grid, int row, int col) {
        double[] at = center(grid, row, col);
        page.down(PointerInput.Kind.MOUSE, at[0], at[1]);
    }

    /** What is outlined in a grid beside the place. */
    private List<String> outlined(String grid) {
        List<?> paths = (List<?>) page.driver()
                .executeScript(
                        "return [...document.querySelectorAll(arguments[0] + ' .frame.glimpse')].map((path) => path.getAttribute('d'))",
                        grid);
        return paths.stream().map(String::valueOf).toList();
    }

    /** The column and row of the window's first cell, as it is outlined. */
    private String window() {
        return (String)
                page.driver()
                        .executeScript(
                                "const frame = document.querySelector('.frame.window'); return frame.getAttribute('x') + ' ' + frame.getAttribute('y')");
    }

    private List<List<Double>> numbers(String grid) {
        List<?> rows = (List<?>) page.driver()
                .executeScript(
                        "return [...document.querySelector(arguments[0] + ' table').rows].map((row) =>"
                                + " [...row.cells].map((cell) => Number(cell.textContent.replace('\u2212', '-'))))",
                        grid);
        List<List<Double>> numbers = new ArrayList<>();
        for (Object row : rows) {
            numbers.add(((List<?>) row)
                    .stream().map(cell -> ((Number) cell).doubleValue()).toList());
        }
        return numbers;
    }

    private static List<List<Double>> numbers(JsonNode grid) {
        List<List<Double>> numbers = new ArrayList<>();
        for (JsonNode row : grid) {
            List<Double> line = new ArrayList<>();
            row.forEach(cell -> line.add(Math.rint(cell.asDouble() * 100) / 100));
            numbers.add(line);
        }
        return numbers;
    }

    /** The grids and the sum of the convolution widget are those of the JSON of the address. */
    private void assertPageSaysWhatItsJsonSays() {
        JsonNode json = json(page.address().replaceFirst("[^?]*", "").replaceFirst("#.*", ""));
        page.until(
                () -> "the page says %s, its JSON %s".formatted(page.text(".eq"), json.get("sum")),
                () -> number(page.text(".eq").replace("= ", ""))
                        == Math.rint(json.get("sum").asDouble() * 100) / 100);
        assertThat(numbers(INPUT)).isEqualTo(numbers(json.get("padded")));
        assertThat(numbers(MAP)).isEqualTo(numbers(json.get("featureMap")));
    }

    private static double number(String text) {
        return Double.parseDouble(text.replace('\u2212', '-'));
    }

    private JsonNode json(String query) {
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + PAGE + query))
                                    .header("Accept", "application/json")
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return new JsonMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}

package org.convolab.browser;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * How long a reader waits: from letting a control go to the frame that shows what it changed, in a browser on the same
 * machine. It judges nothing, so that it is run by name, as the README says, and not by {@code verify}.
 */
@RequiresBrowser
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class Clicks {
    private static final int WARM = 8;
    private static final int TIMES = 24;

    /** Notes when what the widget says, counts or draws in cells has changed after a press, and the frame after that is drawn. */
    private static final String WATCH = """
            window.shown = [];
            let up = 0;
            addEventListener('pointerup', () => { up = performance.now(); }, true);
            const says = '.say, .sum, .work, .count, .cells, .readout, svg';
            const isSaid = ({ target }) => (target.closest ? target : target.parentNode)?.closest?.(says);
            new MutationObserver((changes) => {
              if (!up || !changes.some(isSaid)) return;
              const from = up;
              up = 0;
              requestAnimationFrame(() => setTimeout(() => shown.push(performance.now() - from)));
            }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
            """;

    @LocalServerPort
    int port;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/widgets/convolution         | #convolution-step",
                "/widgets/convolution         | #convolution-grid-1 button",
                "/widgets/convolution         | .choice a",
                "/chapters/kernel-sliding     | #convolution-step",
                "/widgets/pooling             | #pooling-step",
                "/widgets/pooling             | .choice a",
                "/widgets/stride              | #stride-step",
                "/widgets/stride              | #stride-grid-1 button",
                "/widgets/output-size         | .controls a",
                "/widgets/receptive-field     | .stage > .controls a",
                "/widgets/digits              | .choice a",
            })
    void fromPressToPicture(String page, String control) {
        Chromium browser = new Chromium("http://localhost:" + port, true);
        try {
            browser.open(page);
            browser.until(
                    () -> "the script has not run",
                    () -> Boolean.TRUE.equals(browser.driver().executeScript("return 'convolab' in window")));
            browser.driver().executeScript(WATCH);
            List<Double> times = new ArrayList<>();
            for (int i = 0; i < WARM + TIMES; i++) {
                List<WebElement> others = browser.driver().findElements(By.cssSelector(control)).stream()
                        .filter(element -> element.isDisplayed() && element.getDomAttribute("aria-current") == null)
                        .toList();
                if (others.isEmpty()) {
                    break;
                }
                others.get(7 * i % others.size()).click();
                browser.until(() -> control + " changes nothing", () -> seen(browser) != null);
                double time = seen(browser);
                browser.driver().executeScript("shown.length = 0");
                browser.driver().executeAsyncScript("setTimeout(arguments[0], 500)");
                if (i >= WARM) {
                    times.add(time);
                }
            }
            times.sort(null);
            System.out.printf(
                    "%-26s %-28s %3d times, median %.0f ms, most %.0f ms%n",
                    page, control, times.size(), times.get(times.size() / 2), times.get(times.size() - 1));
        } finally {
            browser.close();
        }
    }

    private static Double seen(Chromium browser) {
        Object time = browser.driver().executeScript("return shown.length ? shown[0] : null");
        return time == null ? null : ((Number) time).doubleValue();
    }
}

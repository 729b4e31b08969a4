package org.convolab.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Interaction;
import org.openqa.selenium.interactions.PointerInput;
import org.openqa.selenium.interactions.Sequence;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** One headless Chromium with a new profile, with or without JavaScript, that keeps what its console and network said. */
final class Chromium implements AutoCloseable {
    /** How long a browser beside other work may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final ChromeDriver driver;
    private final String origin;
    private final Map<PointerInput.Kind, PointerInput> pointers = new EnumMap<>(PointerInput.Kind.class);

    Chromium(String origin, boolean javaScript) {
        this.origin = origin;
        ChromeOptions options = new ChromeOptions();
        options.setBinary(
                RequiresBrowser.Condition.browser().map(Path::toString).orElse("chromium"));
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--user-data-dir=" + profile());
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        if (!javaScript) {
            options.setExperimentalOption("prefs", Map.of("profile.managed_default_content_settings.javascript", 2));
        }
        ChromeDriverService.Builder service = new ChromeDriverService.Builder();
        RequiresBrowser.Condition.driver().ifPresent(path -> service.usingDriverExecutable(path.toFile()));
        driver = new ChromeDriver(service.build(), options);
        driver.manage().timeouts().pageLoadTimeout(PATIENCE).scriptTimeout(PATIENCE);
        wide();
    }

    private static Path profile() {
        try {
            return Files.createTempDirectory("convolab-browser");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void wide() {
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        driver.manage().window().setSize(new Dimension(1280, 1000));
    }

    /** A phone's screen of 390 by 844 pixels. */
    void narrow() {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 390, "height", 844, "deviceScaleFactor", 1, "mobile", true));
    }

    /** Whether the screen can be touched. */
    void touchable(boolean touchable) {
        driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", touchable));
    }

    /** Scrolls an element to the middle of the screen. */
    void center(String selector) {
        driver.executeScript("arguments[0].scrollIntoView({ block: 'center' })", find(selector));
    }

    /**
     * Draws a stroke on an element, with a mouse or a finger.
     *
     * @param xy points of the stroke in turn, in parts of the element's side out of 28
     */
    void draw(String selector, PointerInput.Kind kind, double... xy) {
        List<?> box = (List<?>) driver.executeScript(
                "const box = arguments[0].getBoundingClientRect(); return [box.left, box.top, box.width]",
                find(selector));
        double left = ((Number) box.get(0)).doubleValue();
        double top = ((Number) box.get(1)).doubleValue();
        double pixel = ((Number) box.get(2)).doubleValue() / 28;
        double[] points = new double[xy.length];
        for (int i = 0; i < xy.length; i++) {
            points[i] = (i % 2 == 0 ? left : top) + xy[i] * pixel;
        }
        stroke(kind, points);
    }

    /** Presses a mouse or a finger down at the first point of the screen, moves it to the others and lets go. */
    void stroke(PointerInput.Kind kind, double... xy) {
        List<Interaction> actions = new ArrayList<>();
        for (int i = 0; i < xy.length; i += 2) {
            actions.add(to(kind, xy[i], xy[i + 1]));
            if (i == 0) {
                actions.add(pointer(kind).createPointerDown(0));
            }
        }
        actions.add(pointer(kind).createPointerUp(0));
        point(kind, actions.toArray(Interaction[]::new));
    }

    private PointerInput pointer(PointerInput.Kind kind) {
        return pointers.computeIfAbsent(kind, name -> new PointerInput(name, name.name()));
    }

    private void point(PointerInput.Kind kind, Interaction... actions) {
        Sequence sequence = new Sequence(pointer(kind), 0);
        List.of(actions).forEach(sequence::addAction);
        driver.perform(List.of(sequence));
    }

    private Interaction to(PointerInput.Kind kind, double x, double y) {
        return pointer(kind)
                .createPointerMove(Duration.ofMillis(30), PointerInput.Origin.viewport(), (int) Math.round(x), (int)
                        Math.round(y));
    }

    /** Moves a mouse or a finger to a point of the screen. */
    void move(PointerInput.Kind kind, double x, double y) {
        point(kind, to(kind, x, y));
    }

    /** Presses a mouse or a finger down at a point of the screen. */
    void down(PointerInput.Kind kind, double x, double y) {
        point(kind, to(kind, x, y), pointer(kind).createPointerDown(0));
    }

    void up(PointerInput.Kind kind) {
        point(kind, pointer(kind).createPointerUp(0));
    }

    void dark(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    ChromeDriver driver() {
        return driver;
    }

    void open(String path) {
        driver.get(origin + path);
    }

    /** The path, query and anchor of the page. */
    String address() {
        return driver.getCurrentUrl().substring(origin.length());
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    String text(String selector) {
        return find(selector).getText();
    }

    void press(String selector) {
        act(() -> find(selector).click());
    }

    /** Types a value over what a field has, and sends its form. */
    void type(String selector, String value) {
        act(() -> find(selector).sendKeys(Keys.chord(Keys.CONTROL, "a"), value, Keys.ENTER));
    }

    /** Types keys where the focus is. */
    void keys(CharSequence keys) {
        act(() -> driver.switchTo().activeElement().sendKeys(keys));
    }

    /** Acts on the page; again where it was drawn anew under our hands. */
    private void act(Runnable action) {
        until(() -> "the page keeps changing", () -> {
            action.run();
            return true;
        });
    }

    /** Presses what toggles until it says what is expected; a press that came while the page was drawn anew is lost. */
    void toggle(String selector, String from, String to) {
        until(() -> selector + " does not say " + to, () -> {
            WebElement button = find(selector);
            if (button.getText().equals(from)) {
                button.click();
            }
            return text(selector).equals(to);
        });
    }

    /** Waits until the text of an element is as expected. */
    void expect(String selector, String text) {
        String[] last = {""};
        until(() -> "%s at %s says %s".formatted(selector, address(), last[0]), () -> {
            last[0] = text(selector);
            return last[0].contains(text);
        });
    }

    /** Waits until the text of an element is no longer this. */
    void expectOther(String selector, String text) {
        until(() -> selector + " still says " + text, () -> !text(selector).contains(text));
    }

    /** Waits until an attribute of an element begins as expected. */
    void expectAttribute(String selector, String attribute, String start) {
        until(
                () -> "%s of %s does not begin with %s".formatted(attribute, selector, start),
                () -> String.valueOf(find(selector).getAttribute(attribute)).startsWith(start));
    }

    /** Waits until the focus is on an element. */
    void expectFocus(String selector) {
        until(() -> "the focus is not on " + selector, () ->
                (Boolean) driver.executeScript("return document.activeElement.matches(arguments[0])", selector));
    }

    /** Waits until the address is as expected. */
    void expectAddress(Predicate<String> expected) {
        until(() -> "the address is " + address(), () -> expected.test(address()));
    }

    /** Waits until the address ends as expected. */
    void expectAddress(String end) {
        expectAddress(end::equals);
    }

    /** Waits for something to be so, however often the page is drawn anew meanwhile. */
    void until(Supplier<String> trouble, BooleanSupplier condition) {
        new WebDriverWait(driver, PATIENCE, Duration.ofMillis(100))
                .withMessage(trouble)
                .ignoring(StaleElementReferenceException.class)
                .ignoring(ElementNotInteractableException.class)
                .until(browser -> {
                    try {
                        return condition.getAsBoolean();
                    } catch (WebDriverException drawnAnew) {
                        // what a page that reloads itself answers for an element of the page before
                        if (String.valueOf(drawnAnew.getMessage()).contains("does not belong to the document")) {
                            return false;
                        }
                        throw drawnAnew;
                    }
                });
    }

    /** How many pixels below the upper edge of the window an element begins. */
    double top(String selector) {
        return ((Number) driver.executeScript("return arguments[0].getBoundingClientRect().top", find(selector)))
                .doubleValue();
    }

    /** How many pixels the page is wider than its window. */
    long overflow() {
        return (Long) driver.executeScript("return document.documentElement.scrollWidth - window.innerWidth");
    }

    /** The errors and warnings that the console has had since it was last asked. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** The requests to any other origin since this was last asked. */
    List<String> strays() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> message.contains("\"Network.requestWillBeSent\""))
                .map(message -> message.replaceFirst("(?s).*?\"request\":\\{.*?\"url\":\"([^\"]*)\".*", "$1"))
                .filter(url -> !url.startsWith(origin) && !url.startsWith("data:") && !url.startsWith("chrome"))
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}

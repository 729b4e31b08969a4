package org.convolab.widget.pooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.junit.jupiter.api.Test;

class PoolingTest {
    private static final CourseResources NOTHING = new CourseResources() {};

    private static final String MAP = "1 3 2 0/5 2 1 1/0 1 4 6/2 0 3 1";

    private static Pooling.Pooled pool(String input, Pooling.PoolKind kind, int window, int stride, int row, int col) {
        return new Pooling().view(new Pooling.Pool(input, kind, window, stride, 0, false, false, row, col, 0), NOTHING);
    }

    private static void assertOutput(Pooling.Pooled pooled, String rows) {
        assertThat(new Grid(pooled.maps().get(0).rows())).isEqualTo(Grid.parse("output", rows));
        assertThat(pooled.output()).isEqualTo(pooled.maps().get(0).rows());
    }

    @Test
    void theChapterPoolsSixteenNumbersToFour() {
        assertOutput(pool(MAP, Pooling.PoolKind.MAX, 2, 2, 0, 0), "5 2/2 6");
        assertOutput(pool(MAP, Pooling.PoolKind.AVERAGE, 2, 2, 0, 0), "2.75 1/0.75 3.5");
    }

    @Test
    void aRowIsPooledAlongTheRowOnlyAndAColumnAlongTheColumn() {
        assertOutput(pool("0 0 1 1 0 0 1 1", Pooling.PoolKind.MAX, 2, 2, 0, 0), "0 1 0 1");
        assertOutput(pool("1 0 0 1 1 0 0 1", Pooling.PoolKind.MAX, 2, 2, 0, 0), "1 1 1 1");
        assertOutput(pool("0/0/1/1", Pooling.PoolKind.MAX, 2, 2, 0, 0), "0/1");
    }

    @Test
    void inOverlappingWindowsTheFiveAndTheSixWinTwiceEach() {
        var pooled = pool(MAP, Pooling.PoolKind.MAX, 2, 1, 0, 0);
        assertThat(pooled.maps().get(0).height()).isEqualTo(3);
        assertThat(pooled.wins().at(1, 0)).isEqualTo(2);
        assertThat(pooled.wins().at(2, 3)).isEqualTo(2);
        assertThat(pooled.sentence()).contains("wins 2 of them");
    }

    @Test
    void theGlobalMeanStaysWhenPixelsTradePlaces() {
        assertThat(pool(MAP, Pooling.PoolKind.GLOBAL, 2, 2, 0, 0).value()).isEqualTo(2);
        assertThat(pool("6 3 2 0/5 2 1 1/0 1 4 1/2 0 3 1", Pooling.PoolKind.GLOBAL, 2, 2, 0, 0)
                        .value())
                .isEqualTo(2);
    }

    @Test
    void aPyramidGivesTwentyOneNumbersForAMapOfAnySize() {
        var small = pool(MAP, Pooling.PoolKind.PYRAMID, 2, 2, 0, 0);
        assertThat(small.output()).hasSize(21);
        assertThat((Object) small.output().get(0)).isEqualTo(6f);
        assertThat((Object) small.output().subList(1, 5)).isEqualTo(List.of(5f, 2f, 2f, 6f));
        assertThat(pool("1 2 3/4 5 6/7 8 9", Pooling.PoolKind.PYRAMID, 2, 2, 0, 0)
                        .output())
                .hasSize(21);
    }

    @Test
    void theWalkThroughAPyramidVisitsEveryCellOfEveryGridOnce() {
        var widget = new Pooling();
        var p = new Pooling.Pool(MAP, Pooling.PoolKind.PYRAMID, 2, 2, 0, false, false, 1, 0, 1);
        var walk = widget.walk(p, widget.view(p, NOTHING));
        assertThat(walk.at()).isEqualTo(3);
        assertThat(walk.count()).isEqualTo(21);
        assertThat(walk.to().apply(3)).isEqualTo(Map.of("level", 1, "row", 1, "col", 0));
    }

    @Test
    void whatTheFloorDropsIsReadByNoWindow() {
        var pooled = pool("1 2 3/4 5 6/7 8 9", Pooling.PoolKind.MAX, 2, 2, 0, 0);
        assertThat(pooled.reads()).isEqualTo(Grid.parse("reads", "1 1 0/1 1 0/0 0 0"));
        assertThat(pooled.sentence()).contains("5 pixels crossed out");
    }

    @Test
    void aWindowLargerThanTheMapIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> pool(MAP, Pooling.PoolKind.MAX, 5, 2, 0, 0))
                .withMessage("window: 5 was sent, allowed is at most as large as the input, 4 × 4");
    }

    @Test
    void aPlaceOutsideTheOutputIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> pool(MAP, Pooling.PoolKind.MAX, 2, 2, 2, 0))
                .withMessage("row: 2 was sent, allowed is a whole number from 0 to 1");
    }

    private static Pooling.Pooled padded(
            Pooling.PoolKind kind, int window, int stride, int padding, boolean ceil, boolean counting, int row) {
        return new Pooling()
                .view(new Pooling.Pool(SIXTEEN, kind, window, stride, padding, ceil, counting, row, row, 0), NOTHING);
    }

    private static final String SIXTEEN = "0 1 2 3/4 5 6 7/8 9 10 11/12 13 14 15";

    @Test
    void paddingMovesTheWindowsAndNeverWins() {
        assertOutput(padded(Pooling.PoolKind.MAX, 3, 2, 1, false, false, 0), "5 7/13 15");
        var below = new Pooling()
                .view(
                        new Pooling.Pool(
                                "-1 -2 -3/-4 -5 -6/-7 -8 -9", Pooling.PoolKind.MAX, 3, 2, 1, false, false, 0, 0, 0),
                        NOTHING);
        assertOutput(below, "-1 -2/-4 -5");
        assertThat(below.window()).isEqualTo(new Pooling.Region(-1, -1, 3, 3));
        assertThat(below.numbers()).containsExactly(-1f, -2f, -4f, -5f);
        assertThat(below.sentence()).endsWith("5 cells of this window lie outside the map and cannot win.");
    }

    @Test
    void aMeanDividesByThePaddingOnlyIfItCounts() {
        assertOutput(padded(Pooling.PoolKind.AVERAGE, 2, 2, 1, false, false, 0), "0 1.5 3/6 7.5 9/12 13.5 15");
        var counting = padded(Pooling.PoolKind.AVERAGE, 2, 2, 1, false, true, 0);
        assertOutput(counting, "0 0.75 0.75/3 7.5 4.5/3 6.75 3.75");
        assertThat(counting.counted()).isEqualTo(4);
        assertThat(padded(Pooling.PoolKind.AVERAGE, 2, 2, 1, false, false, 0).counted())
                .isEqualTo(1);
    }

    @Test
    void roundedUpTheLastWindowHangsOverAndWhatItMissesDoesNotCount() {
        assertOutput(padded(Pooling.PoolKind.MAX, 3, 2, 0, false, false, 0), "10");
        assertOutput(padded(Pooling.PoolKind.MAX, 3, 2, 0, true, false, 0), "10 11/14 15");
        var mean = padded(Pooling.PoolKind.AVERAGE, 3, 2, 0, true, true, 1);
        assertOutput(mean, "5 6.5/11 12.5");
        assertThat(mean.border()).isEqualTo(new Pooling.Border(0, 0, 1, 1));
        assertThat(mean.sentence()).endsWith("5 cells of this window lie outside the map and do not count.");
    }

    @Test
    void paddingAndOverhangAreToldApart() {
        var mean = new Pooling()
                .view(new Pooling.Pool("1 2 3 4 5 6", Pooling.PoolKind.AVERAGE, 4, 3, 1, true, true, 0, 2, 0), NOTHING);
        assertOutput(mean, "1.5 4.5 3");
        assertThat(mean.sentence())
                .endsWith(
                        "3 cells of this window lie outside the map: 1 in the padding counts as 0, 2 beyond it do not.");
    }

    @Test
    void paddingOfMoreThanHalfTheWindowIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> padded(Pooling.PoolKind.MAX, 3, 2, 2, false, false, 0))
                .withMessage(
                        "padding: 2 was sent, allowed is at most half of the window, 1, so that every window reads a pixel");
    }

    @Test
    void oneNumberIsNotManyNumbers() {
        assertThat(pool("5", Pooling.PoolKind.GLOBAL, 1, 1, 0, 0).sentence())
                .isEqualTo("The map's only number is 5, and so is its mean.");
        assertThat(pool("5 6", Pooling.PoolKind.AVERAGE, 1, 1, 0, 0).sentence())
                .isEqualTo("The only number in this window is 5, and so is the mean.");
    }

    @Test
    void everySentenceIsTrueOfTheNumbersThatAreShown() {
        Random random = new Random(6);
        for (int state = 0; state < 4000; state++) {
            Pooling.Pool p = drawn(random);
            Pooling.Pooled v;
            try {
                v = new Pooling().view(p, NOTHING);
            } catch (BadParameter refused) {
                continue;
            }
            claims(p, v).check(v.sentence(), p);
            assertNumbers(p, v);
        }
    }

    private static Pooling.Pool drawn(Random random) {
        int height = random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(6);
        int width = 1 + random.nextInt(6);
        int range = 1 + random.nextInt(5);
        int sign = random.nextInt(3);
        String input = Stream.generate(() -> Stream.generate(
                                () -> (random.nextInt(range) - sign) / (random.nextInt(9) == 0 ? 4f : 1f) + "")
                        .limit(width)
                        .collect(Collectors.joining(" ")))
                .limit(height)
                .collect(Collectors.joining("/"));
        Pooling.PoolKind kind = Pooling.PoolKind.values()[random.nextInt(4)];
        int window = 1 + random.nextInt(4);
        return new Pooling.Pool(
                input,
                kind,
                window,
                1 + random.nextInt(4),
                random.nextInt(window / 2 + 1),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextInt(3),
                random.nextInt(3),
                random.nextInt(3));
    }

    /** The window's numbers are those of the input, and what is read and counted is told by the region alone. */
    private static void assertNumbers(Pooling.Pool p, Pooling.Pooled v) {
        List<Float> numbers = new ArrayList<>();
        for (int y = v.window().row(); y < v.window().row() + v.window().height(); y++) {
            for (int x = v.window().col(); x < v.window().col() + v.window().width(); x++) {
                if (y >= 0 && x >= 0 && y < v.input().height() && x < v.input().width()) {
                    numbers.add(v.input().at(y, x));
                }
            }
        }
        assertThat(v.numbers()).as(p.toString()).isEqualTo(numbers).isNotEmpty();
        boolean mean = p.kind() == Pooling.PoolKind.AVERAGE || p.kind() == Pooling.PoolKind.GLOBAL;
        double value = mean
                ? numbers.stream().mapToDouble(each -> each).sum() / v.counted()
                : numbers.stream().mapToDouble(each -> each).max().orElseThrow();
        assertThat((double) v.value()).as(p.toString()).isCloseTo(value, within(1e-5));
    }

    private static Claims claims(Pooling.Pool p, Pooling.Pooled v) {
        List<Float> numbers = v.numbers();
        int cells = v.window().height() * v.window().width();
        int padding = v.counted() - numbers.size();
        boolean max = p.kind() == Pooling.PoolKind.MAX;
        String number = "([\u2212\\d.,E]*\\d)";
        String shown = Numerals.text(v.value());
        String sum = Numerals.text(numbers.stream().mapToDouble(each -> each).sum());
        float largest = numbers.stream().max(Float::compare).orElseThrow();
        boolean even = numbers.stream().distinct().count() == 1;
        return new Claims()
                .claim(
                        "The only number in this window is " + number + ", and so is the (maximum|mean)\\.",
                        m -> numbers.size() == 1
                                && m.group(1).equals(shown)
                                && m.group(2).equals(max ? "maximum" : "mean"))
                .claim(
                        "Every number in this window is " + number + ", and so is the (maximum|mean)\\.",
                        m -> even && numbers.size() > 1 && m.group(1).equals(shown))
                .claim(
                        "The largest of the (\\d+) numbers is " + number,
                        m -> m.group(1).equals("" + numbers.size())
                                && m.group(2).equals(Numerals.text(largest)))
                .claim(
                        "The largest of ([^.]*?(?:\\.\\d+[^.]*?)*) is " + number,
                        m -> m.group(1).equals(listed(numbers)) && m.group(2).equals(Numerals.text(largest)))
                .claim(
                        "\\. It stands here (\\w+|\\d+ times); once would have been enough, for the output only says that it was here\\.",
                        m -> Claims.times(m.group(1)) > 1
                                && Claims.times(m.group(1))
                                        == numbers.stream()
                                                .filter(each -> each == largest)
                                                .count())
                .claim(
                        "\\. These windows overlap, and the same pixel, row (\\d+), column (\\d+), wins (\\d+) of them\\.",
                        m -> p.stride() < p.window()
                                && v.input().at(place(m, 1), place(m, 2)) == largest
                                && v.wins().at(place(m, 1), place(m, 2)) == place(m, 3)
                                && v.reads().at(place(m, 1), place(m, 2)) >= place(m, 3))
                .claim(
                        ", at row (\\d+), column (\\d+)\\. The output keeps the " + number
                                + " and forgets where in the window it stood\\.",
                        m -> v.input().at(place(m, 1), place(m, 2)) == largest
                                && inWindow(v, place(m, 1), place(m, 2))
                                && m.group(3).equals(shown))
                .claim(
                        "The one number here is " + number,
                        m -> numbers.size() == 1 && m.group(1).equals(sum))
                .claim(
                        "(?:The|All) (\\d+) numbers add up to " + number,
                        m -> m.group(1).equals("" + numbers.size())
                                && numbers.size() > 1
                                && m.group(2).equals(sum))
                .claim(
                        "; divided by (\\d+) that is " + number + "\\.",
                        m -> m.group(1).equals("" + v.counted()) && m.group(2).equals(shown))
                .claim(
                        " ?The largest, " + number + ", counts no more than any other\\.",
                        m -> m.group(1).equals(Numerals.text(largest)))
                .claim(
                        "The map's only number is " + number + ", and so is its mean\\.",
                        m -> v.input().height() * v.input().width() == 1
                                && m.group(1).equals(shown))
                .claim(
                        "One number is left for the whole map, and it stays the same if the pixels trade places\\.",
                        m -> v.output().size() == 1
                                && numbers.size()
                                        == v.input().height() * v.input().width())
                .claim(
                        "This cell of the (\\d) × (\\d) grid covers rows? (\\d+)(?: to (\\d+))? and columns? (\\d+)(?: to (\\d+))? of the map; its largest number is "
                                + number + "\\.",
                        m -> place(m, 1) == v.maps().get(p.level()).height()
                                && place(m, 3) == v.window().row()
                                && place(m, m.group(4) == null ? 3 : 4)
                                        == v.window().row() + v.window().height() - 1
                                && place(m, 5) == v.window().col()
                                && place(m, m.group(6) == null ? 5 : 6)
                                        == v.window().col() + v.window().width() - 1
                                && m.group(7).equals(Numerals.text(largest)))
                .claim(
                        "A map of any size gives 1 \\+ 4 \\+ 16 = (\\d+) numbers\\.",
                        m -> place(m, 1) == v.output().size())
                .claim(
                        "(\\d+) cells? of this window lies? outside the map",
                        m -> place(m, 1) == cells - numbers.size()
                                && m.group().contains("cell of this window lies") == (place(m, 1) == 1))
                .claim("and cannot win\\.", m -> max)
                .claim("and (?:does|do) not count\\.", m -> !max && padding == 0)
                .claim("and counts? as 0\\.", m -> !max && padding == cells - numbers.size())
                .claim(
                        ": (\\d+) in the padding counts? as 0, (\\d+) beyond it (?:does|do) not\\.",
                        m -> !max && place(m, 1) == padding && place(m, 2) == cells - v.counted())
                .claim(
                        "No window reads the (?:(\\d+) pixels|pixel) crossed out\\.",
                        m -> (m.group(1) == null ? 1 : place(m, 1))
                                == v.reads().rows().stream()
                                        .flatMap(List::stream)
                                        .filter(each -> each == 0)
                                        .count())
                .claim(
                        "([^;]*?) add up to " + number,
                        m -> m.group(1).equals(listed(numbers)) && m.group(2).equals(sum));
    }

    private static boolean inWindow(Pooling.Pooled v, int y, int x) {
        return y >= v.window().row()
                && x >= v.window().col()
                && y < v.window().row() + v.window().height()
                && x < v.window().col() + v.window().width();
    }

    private static int place(MatchResult match, int group) {
        return Integer.parseInt(match.group(group));
    }

    private static String listed(List<Float> numbers) {
        return numbers.stream()
                .map(Numerals::text)
                .collect(Collectors.joining(", "))
                .replaceFirst(", (?!.*, )", " and ");
    }
}

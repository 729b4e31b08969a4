package org.convolab.widget.separable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Window;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.Picture;
import org.convolab.widget.Pictures;
import org.junit.jupiter.api.Test;

class SeparableTest {
    /** The two patches of the chapter as red and green, an even blue, and a picture in ink. */
    private static final CourseResources PATCHES = Pictures.of(
            new Picture(
                    "patches",
                    "Patches",
                    List.of(
                            Grid.parse("red", "1 2 0/0 1 3/2 0 1"),
                            Grid.parse("green", "3 0 1/1 1 0/0 2 2"),
                            Grid.parse("blue", "5 5 5/5 5 5/5 5 5"))),
            new Picture("ink", "Ink", List.of(Grid.parse("ink", "1 2 3"))));

    private static Separable.TwoSteps steps(int kernel, int in, int out, int size, String picture, int filter) {
        return new Separable()
                .view(new Separable.Settings(kernel, in, out, size, picture, filter, 0, 0, false), PATCHES);
    }

    @Test
    void thePixelOfTheChapterIsWorkedInTwoSteps() {
        var steps = steps(3, 64, 128, 56, "patches", 0);
        assertThat(steps.channels()).extracting(Separable.Channel::depthwise).containsExactly(1f, -2f, 0f);
        assertThat(steps.sum()).isEqualTo(1);
        assertThat(steps(3, 64, 128, 56, "patches", 1).sum()).isEqualTo(-3);
        assertThat(steps(3, 64, 128, 56, "patches", 2).sum()).isEqualTo(4);
    }

    @Test
    void theProductsOfEachStepAddUpToItsNumber() {
        var steps = steps(3, 64, 128, 56, "patches", 1);
        for (var channel : steps.channels()) {
            assertThat(channel.products().stream().reduce(0f, Float::sum)).isEqualTo(channel.depthwise());
        }
        assertThat(steps.channels().stream().map(Separable.Channel::product).reduce(0f, Float::sum))
                .isEqualTo(steps.sum());
    }

    @Test
    void theCostsAreThoseOfTheChapter() {
        var steps = steps(3, 64, 128, 56, "patches", 0);
        assertThat(steps.standard()).isEqualTo(new Separable.Cost(73_728, 231_211_008, 675_840));
        assertThat(steps.depthwise().weights()).isEqualTo(576);
        assertThat(steps.pointwise().weights()).isEqualTo(8_192);
        assertThat(steps.separable()).isEqualTo(new Separable.Cost(8_768, 27_496_448, 1_012_288));
    }

    @Test
    void theRatioIsOneOverTheFiltersPlusOneOverTheCellsOfTheKernel() {
        assertThat(steps(3, 64, 128, 56, "patches", 0).ratio()).isEqualTo(1 / 128.0 + 1 / 9.0, within(1e-12));
        assertThat(steps(5, 32, 64, 14, "patches", 0).ratio()).isEqualTo(1 / 64.0 + 1 / 25.0, within(1e-12));
    }

    @Test
    void aOneByOneKernelSavesNothing() {
        assertThat(steps(1, 64, 128, 56, "patches", 0).sentence()).contains("save nothing");
    }

    @Test
    void oneChannelOfAnyKernelIsCountedToo() {
        assertThat(steps(3, 1, 1, 8, "patches", 0).standard()).isEqualTo(new Separable.Cost(9, 576, 137));
        assertThat(steps(3, 1, 1, 8, "patches", 0).depthwise()).isEqualTo(new Separable.Cost(9, 576, 137));
    }

    @Test
    void aPictureInInkIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> steps(3, 64, 128, 56, "ink", 0))
                .withMessage("picture: ink was sent, allowed is one of patches");
    }

    private static Separable.Settings timed(int kernel, int in, int out, int size) {
        return new Separable.Settings(kernel, in, out, size, "patches", 0, 0, 0, true);
    }

    @Test
    void bothLayersAreTimedWhenAskedAndOnceOnly() {
        Separable widget = new Separable();
        Separable.Measured measured = widget.view(timed(3, 8, 16, 14), PATCHES).measured();
        assertThat(measured.runs()).isBetween(5, 25);
        assertThat(List.of(measured.standard(), measured.depthwise(), measured.pointwise()))
                .allMatch(time -> time > 0);
        assertThat(measured.separable()).isEqualTo(measured.depthwise() + measured.pointwise());
        assertThat(measured.ratio()).isEqualTo(measured.separable() / measured.standard());
        assertThat(Instant.parse(measured.when())).isBefore(Instant.now().plusSeconds(1));
        assertThat(widget.view(timed(3, 8, 16, 14), PATCHES).measured()).isEqualTo(measured);
    }

    @Test
    void withoutBeingAskedNothingIsTimed() {
        Separable widget = new Separable();
        var plain = new Separable.Settings(3, 8, 16, 14, "patches", 0, 0, 0, false);
        assertThat(widget.view(plain, PATCHES).measured()).isNull();
        assertThat(widget.measures(plain)).isFalse();
        assertThat(widget.cost(plain)).isZero();
        assertThat(widget.measures(timed(3, 8, 16, 14))).isTrue();
    }

    @Test
    void aLayerThatIsTooLargeIsNotTimed() {
        assertThat(steps(3, 2048, 2048, 1024, "patches", 0).timeable()).isFalse();
        assertThat(steps(1, 2048, 1, 128, "patches", 0).timeable()).isFalse();
        assertThat(steps(3, 64, 128, 56, "patches", 0).timeable()).isTrue();
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> new Separable().view(timed(3, 2048, 2048, 1024), PATCHES))
                .withMessageContaining("at most 1,000,000,000 multiply-adds");
    }

    @Test
    void aNumberIsMovedOnceWhereItIsReadAndOnceWhereItIsGiven() {
        var steps = steps(3, 64, 128, 56, "patches", 0);
        assertThat(steps.standard().numbers()).isEqualTo((64 + 128) * 56 * 56 + 9 * 64 * 128);
        assertThat(steps.depthwise().numbers()).isEqualTo(2 * 64 * 56 * 56 + 9 * 64);
        assertThat(steps.separable().numbers())
                .isEqualTo(steps.depthwise().numbers() + steps.pointwise().numbers());
    }

    @Test
    void theSameLayerOnMapsOfAnotherSizeIsTimedAnew() {
        LayerTimer timer = new LayerTimer();
        var layers = List.of(Conv2d.of(4, 4, Window.of(1)));
        assertThat(timer.time(layers, 8)).isSameAs(timer.time(layers, 8)).isNotSameAs(timer.time(layers, 9));
    }

    /** Pictures in which kernels give 0 though their channels are not even, and random ones. */
    private static CourseResources picture(Random random) {
        int range = 1 + random.nextInt(3);
        List<Grid> planes = Stream.generate(() -> Grid.parse(
                        "plane",
                        Stream.generate(() -> Stream.generate(() -> "" + random.nextInt(range))
                                        .limit(5)
                                        .collect(Collectors.joining(" ")))
                                .limit(4)
                                .collect(Collectors.joining("/"))))
                .limit(3)
                .toList();
        return Pictures.drawn(planes);
    }

    @Test
    void whereEveryKernelGivesZeroNothingIsSaidOfTheChannels() {
        List<Grid> planes = List.of(
                Grid.parse("red", "0 0 0/0 0 0/0 0 0"),
                Grid.parse("green", "1 5 1/1 5 1/1 5 1"),
                Grid.parse("blue", "1 2 3/7 8 9/1 2 3"));
        CourseResources course = Pictures.drawn(planes);
        var p = new Separable.Settings(3, 64, 128, 56, "drawn", 0, 0, 0, false);
        assertThat(new Separable().view(p, course).sentence())
                .startsWith("Here each kernel gives 0, and so does their sum. ");
    }

    @Test
    void everySentenceIsTrueOfTheNumbersThatAreShown() {
        Random random = new Random(10);
        for (int state = 0; state < 3000; state++) {
            var p = new Separable.Settings(
                    1 + random.nextInt(random.nextBoolean() ? 2 : 11),
                    1 + random.nextInt(random.nextBoolean() ? 4 : 2048),
                    1 + random.nextInt(random.nextBoolean() ? 4 : 2048),
                    1 + random.nextInt(1024),
                    "drawn",
                    random.nextInt(3),
                    random.nextInt(2),
                    random.nextInt(3),
                    false);
            var v = new Separable().view(p, picture(random));
            claims(v).check(v.sentence(), p);
            var m = new Separable.Measured(
                    1,
                    random.nextDouble(),
                    random.nextDouble(),
                    1,
                    random.nextDouble() * 3,
                    25,
                    "2026-01-31T12:00:00Z");
            var captions =
                    new SeparableCaptions(v.channels(), v.sum(), v.ratio(), v.standard(), v.depthwise(), v.separable());
            clock(v, m).check(captions.clock(m), p);
            claims(v)
                    .claim(
                            "Measured on this server, they took (\\d+) % of its time\\.",
                            match -> Math.abs(Claims.number(match.group(1)) - 100 * m.ratio()) <= 0.5)
                    .check(captions.sentence(m), p);
        }
    }

    private static Claims claims(Separable.TwoSteps v) {
        String share = "((?:more than |less than )?[\\d.]+[ \u00a0]%)";
        return new Claims()
                .claim(
                        "Here each kernel gives 0, and so does their sum\\.",
                        m -> v.sum() == 0
                                && v.channels().stream()
                                        .allMatch(channel -> channel.products().stream()
                                                        .mapToDouble(each -> each)
                                                        .sum()
                                                == 0))
                .claim(
                        "Each channel gives one number, and only then do the three meet: their weighted sum is ([\u2212\\d.,]*\\d)\\.",
                        m -> v.channels().stream().anyMatch(channel -> channel.depthwise() != 0)
                                && m.group(1)
                                        .equals(Numerals.text(v.channels().stream()
                                                .mapToDouble(Separable.Channel::product)
                                                .sum())))
                .claim(
                        "In the layer below, the two steps cost " + share + " of a standard layer, and " + share
                                + " of that is the pointwise step\\.",
                        m -> v.separable().multiplyAdds() < v.standard().multiplyAdds()
                                && Math.abs(Claims.number(m.group(1).replaceAll("[^\\d.]", ""))
                                                - 100.0
                                                        * v.separable().multiplyAdds()
                                                        / v.standard().multiplyAdds())
                                        <= 0.1
                                && Math.abs(Claims.number(m.group(2).replaceAll("[^\\d.]", ""))
                                                - 100.0
                                                        * v.pointwise().multiplyAdds()
                                                        / v.separable().multiplyAdds())
                                        <= 0.5)
                .claim(
                        "In the layer below, the two steps save nothing: with so small a kernel or so few filters a standard layer costs (less|as much)\\.",
                        m -> m.group(1).equals("less")
                                ? v.separable().multiplyAdds() > v.standard().multiplyAdds()
                                : v.separable().multiplyAdds() == v.standard().multiplyAdds());
    }

    private static Claims clock(Separable.TwoSteps v, Separable.Measured measured) {
        return new Claims()
                .claim(
                        "The two steps take a smaller share of the standard layer’s time than of its multiply-adds\\.",
                        m -> measured.ratio() < v.ratio())
                .claim(
                        "The two steps take a larger share of the standard layer’s time than of its multiply-adds\\.",
                        m -> measured.ratio() > v.ratio())
                .claim(
                        "Most of what the standard layer moves is its ([\\d,]+) weights?, and it does only ([\\d.]+) multiply-adds with each number\\.",
                        m -> Claims.number(m.group(1)) == v.standard().weights()
                                && v.standard().weights() * 2 > v.standard().numbers()
                                && near(m.group(2), v.standard()))
                .claim(
                        "The depthwise step does ([\\d.]+) multiply-adds for each number that it moves, where the standard layer does ([\\d.]+), so it may wait for memory; and each of its kernels works on a channel of its own, where this engine is quickest with many filters on the same numbers\\.",
                        m -> near(m.group(1), v.depthwise())
                                && near(m.group(2), v.standard())
                                && Claims.number(m.group(1)) <= Claims.number(m.group(2)))
                .claim(
                        "Each time is the median of 25 runs on one thread, measured at 2026-01-31, 12:00:00 UTC and kept since\\.",
                        m -> measured.runs() == 25)
                .words("Another machine, or another moment, gives other times\\.");
    }

    private static boolean near(String text, Separable.Cost cost) {
        return Math.abs(Claims.number(text) - 1.0 * cost.multiplyAdds() / cost.numbers()) <= 0.0501;
    }
}

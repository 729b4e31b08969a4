package org.convolab.widget.separable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.convolab.widget.Picture;
import org.junit.jupiter.api.Test;

class SeparableTest {
    /** The two patches of the chapter as red and green, an even blue, and a picture in ink. */
    private static final CourseResources PATCHES = new CourseResources() {
        @Override
        public Map<String, Picture> pictures() {
            return Map.of(
                    "patches",
                            new Picture(
                                    "patches",
                                    "Patches",
                                    List.of(
                                            Grid.parse("red", "1 2 0/0 1 3/2 0 1"),
                                            Grid.parse("green", "3 0 1/1 1 0/0 2 2"),
                                            Grid.parse("blue", "5 5 5/5 5 5/5 5 5"))),
                    "ink", new Picture("ink", "Ink", List.of(Grid.parse("ink", "1 2 3"))));
        }
    };

    private static Separable.TwoSteps steps(int kernel, int in, int out, int size, String picture, int filter) {
        return new Separable().view(new Separable.Layers(kernel, in, out, size, picture, filter, 0, 0, false), PATCHES);
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
    void theBillsAreThoseOfTheChapter() {
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

    private static Separable.Layers timed(int kernel, int in, int out, int size) {
        return new Separable.Layers(kernel, in, out, size, "patches", 0, 0, 0, true);
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
        var plain = new Separable.Layers(3, 8, 16, 14, "patches", 0, 0, 0, false);
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
}

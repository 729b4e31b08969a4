package org.convolab.widget.separable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.convolab.engine.network.Network;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Grid;
import org.convolab.widget.Materials;
import org.convolab.widget.Picture;
import org.junit.jupiter.api.Test;

class SeparableTest {
    /** The two patches of the chapter as red and green, an even blue, and a picture in ink. */
    private static final Materials PATCHES = new Materials() {
        @Override
        public Map<String, Network> networks() {
            return Map.of();
        }

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

    private static Separable.Steps steps(int kernel, int in, int out, int size, String picture, int filter) {
        return new Separable().view(new Separable.Layers(kernel, in, out, size, picture, filter, 0, 0), PATCHES);
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
        assertThat(steps.standard()).isEqualTo(new Separable.Cost(73_728, 231_211_008));
        assertThat(steps.depthwise().weights()).isEqualTo(576);
        assertThat(steps.pointwise().weights()).isEqualTo(8_192);
        assertThat(steps.separable()).isEqualTo(new Separable.Cost(8_768, 27_496_448));
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
        assertThat(steps(3, 1, 1, 8, "patches", 0).standard()).isEqualTo(new Separable.Cost(9, 576));
        assertThat(steps(3, 1, 1, 8, "patches", 0).depthwise()).isEqualTo(new Separable.Cost(9, 576));
    }

    @Test
    void aPictureInInkIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> steps(3, 64, 128, 56, "ink", 0))
                .withMessage("picture: ink was sent, allowed is one of patches");
    }
}

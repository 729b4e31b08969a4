package org.convolab.widget.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.convolab.widget.Picture;
import org.junit.jupiter.api.Test;

class ChannelsTest {
    /** A picture of one amber patch, the color (9, 6, 0), beside sky, the color (5, 7, 9). */
    private static final CourseResources AMBER_AND_SKY = new CourseResources() {
        @Override
        public Map<String, Picture> pictures() {
            return Map.of(
                    "lamp",
                            new Picture(
                                    "lamp",
                                    "Lamp",
                                    List.of(plane("9 9 9 5 5 5"), plane("6 6 6 7 7 7"), plane("0 0 0 9 9 9"))),
                    "seven", new Picture("seven", "Seven", List.of(plane("0 9 9 9 9 0"))));
        }
    };

    private static Grid plane(String row) {
        return Grid.parse("picture", String.join("/", row, row, row));
    }

    private static Channels.Sums sums(String picture, int filter, int row, int col) {
        return new Channels().view(new Channels.Place(picture, filter, row, col), AMBER_AND_SKY);
    }

    @Test
    void aFilterWithWeightsInItsCenterOnlyMixesTheChannelsOfOnePixel() {
        assertThat(sums("lamp", 1, 0, 0).sum()).isEqualTo(7.5f);
        assertThat(sums("lamp", 1, 0, 3).sum()).isEqualTo(-3);
    }

    @Test
    void thePartialSumsAndTheBiasMakeThePixelOfTheMap() {
        for (int filter = 0; filter < 6; filter++) {
            for (int col = 0; col < 4; col++) {
                var sums = sums("lamp", filter, 0, col);
                float total = sums.bias();
                for (int c = 0; c < 3; c++) {
                    float partial = sums.products().get(c).rows().stream()
                            .flatMap(List::stream)
                            .reduce(0f, Float::sum);
                    assertThat(partial).isEqualTo(sums.partialSums().get(c));
                    total += partial;
                }
                assertThat(total).isEqualTo(sums.sum());
                assertThat(sums.maps().get(filter).at(0, col)).isEqualTo(sums.sum());
            }
        }
    }

    @Test
    void aFilterOverThreeChannelsHasTwentySevenWeights() {
        var sums = sums("lamp", 0, 0, 0);

        assertThat(sums.weights()).isEqualTo(27);
        assertThat(sums.parameters()).isEqualTo(6 * (27 + 1));
        assertThat(sums.kernels()).hasSize(3);
        assertThat(sums.maps()).hasSize(6);
    }

    @Test
    void theSentenceNamesTheChannelsThatSpeakForAndAgainst() {
        assertThat(sums("lamp", 1, 0, 3).sentence())
                .contains("red and green speak for it, blue against it", "below zero");
    }

    @Test
    void aGrayPictureIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> sums("seven", 0, 0, 0))
                .satisfies(refused -> assertThat(refused.refusals())
                        .containsExactly(new BadParameter.Refusal("picture", "seven", "one of lamp")));
    }

    @Test
    void aPlaceBesideTheMapIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> sums("lamp", 0, 0, 4))
                .satisfies(refused -> assertThat(refused.refusals())
                        .containsExactly(new BadParameter.Refusal("col", "4", "a whole number from 0 to 3")));
    }
}

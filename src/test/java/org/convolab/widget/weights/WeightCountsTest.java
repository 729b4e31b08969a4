package org.convolab.widget.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.convolab.widget.States;
import org.junit.jupiter.api.Test;

class WeightCountsTest {
    private static final CourseResources NONE = new CourseResources() {};

    private static WeightCounts.Counts counts(int size, int channels, int neurons, int kernel, int filters) {
        return new WeightCounts().view(new WeightCounts.Sizes(size, channels, neurons, kernel, filters, 0), NONE);
    }

    @Test
    void aThousandUnitsOnAGrayPictureOf512NeedAQuarterOfABillionWeights() {
        var counts = counts(512, 1, 1000, 3, 64);

        assertThat(counts.denseWeights()).isEqualTo(262_144_000);
        assertThat(counts.denseParameters()).isEqualTo(262_145_000);
        assertThat(counts.convolutionWeights()).isEqualTo(576);
        assertThat(counts.convolutionParameters()).isEqualTo(640);
        assertThat(counts.ratio()).isEqualTo(576 / 262_144_000.0);
        assertThat(counts.sentence()).contains("455,111 times", "2.2 mm");
    }

    @Test
    void halvingThePictureQuartersTheDenseCountOnly() {
        var counts = counts(256, 1, 1000, 3, 64);

        assertThat(counts.denseWeights()).isEqualTo(262_144_000 / 4);
        assertThat(counts.convolutionWeights()).isEqualTo(576);
    }

    @Test
    void threeChannelsTripleBothCounts() {
        var counts = counts(512, 3, 1000, 3, 64);

        assertThat(counts.denseWeights()).isEqualTo(3 * 262_144_000L);
        assertThat(counts.convolutionWeights()).isEqualTo(3 * 576);
    }

    @Test
    void sharingSavesWeightsAndHardlyWork() {
        var counts = counts(512, 1, 1000, 3, 64);

        assertThat(counts.places()).isEqualTo(510);
        assertThat(counts.convolutionMultiplyAdds()).isEqualTo(9L * 64 * 510 * 510);
        assertThat(counts.denseMultiplyAdds()).isEqualTo(262_144_000);
    }

    @Test
    void lookingLocallyAndSharingAreTwoSavings() {
        var counts = counts(8, 1, 36, 3, 1);

        assertThat(counts.denseWeights()).isEqualTo(2304);
        assertThat(counts.localWeights()).isEqualTo(324);
        assertThat(counts.convolutionWeights()).isEqualTo(9);
    }

    @Test
    void theLargestLayersAreCountedWithoutOverflow() {
        assertThat(counts(2048, 256, 10_000, 31, 2048).denseWeights()).isEqualTo(2048L * 2048 * 256 * 10_000);
    }

    @Test
    void aTinyPictureSavesNothingAndSaysSo() {
        assertThat(counts(3, 1, 1, 3, 64).sentence()).contains("the dense layer keeps fewer");
        assertThat(counts(3, 1, 1, 3, 1).sentence()).contains("equally many");
    }

    @Test
    void aKernelLargerThanThePictureIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> counts(5, 1, 10, 7, 1))
                .satisfies(refused -> assertThat(refused.refusals())
                        .containsExactly(new BadParameter.Refusal("kernel", "7", "at most the picture's size, 5")));
    }

    private static final Map<String, Double> KILOMETERS = Map.of("mm", 1e-6, "cm", 1e-5, "m", 1e-3);

    private static Claims claims(WeightCounts.Counts counts) {
        double all = counts.denseWeights();
        double few = counts.convolutionWeights();
        return new Claims()
                .claim("Here both layers keep equally many weights, so that nothing is saved\\.", same -> all == few)
                .claim(
                        "Here the dense layer keeps fewer weights; the convolution would keep the same (\\S+) on a picture of any size\\.",
                        fewer -> all < few && Claims.number(fewer.group(1)) == few)
                .claim("The dense layer keeps (\\S+) times as many weights\\.", times -> {
                    double told = Claims.number(times.group(1));
                    return told > 1 && Math.abs(told - all / few) <= (told < 10 ? 0.0501 : 0.501);
                })
                .claim(
                        "The dense layer keeps (\\S+) (weights?) more\\.",
                        more -> Claims.number(more.group(1)) == all - few
                                && more.group(2).equals(all - few == 1 ? "weight" : "weights"))
                .claim(
                        "If its weights were a bar 1 km long, those of the convolution would be (\\S+) (m|cm|mm)\\.",
                        bar -> {
                            double unit = KILOMETERS.get(bar.group(2));
                            return Math.abs(Claims.number(bar.group(1)) * unit - few / all) <= 0.501 * unit;
                        })
                .claim(
                        "If its weights were a bar 1 km long, those of the convolution would be less than a tenth of a millimeter\\.",
                        thin -> few / all < 1e-7)
                .claim(
                        "Doubling the picture’s side makes the dense count four times as large and leaves the other as it is\\.",
                        doubled -> true)
                .claim(
                        "Looking at patches alone would leave (\\S+) (weights?) of the dense layer above",
                        patches -> Claims.number(patches.group(1)) == counts.localWeights()
                                && patches.group(2).equals(counts.localWeights() == 1 ? "weight" : "weights"))
                .claim(
                        "; the convolution, which shares them among all places, keeps (\\S+?)(?=\\.$)",
                        shares -> Claims.number(shares.group(1)) == few && few < counts.localWeights())
                .words("\\.");
    }

    @Test
    void everySentenceHoldsInEveryState() {
        States states = new States(3);
        for (int i = 0; i < 3000; i++) {
            int size = states.between(1, states.maybe() ? 2048 : 8);
            WeightCounts.Counts counts = counts(
                    size,
                    states.between(1, 256),
                    states.between(1, states.maybe() ? 10_000 : 20),
                    states.between(1, Math.min(31, size)),
                    states.between(1, 2048));
            claims(counts).check(counts.sentence(), counts);
            claims(counts).check(counts.patches(), counts);
            assertThat(Math.max(counts.bar(counts.denseWeights()), counts.bar(counts.convolutionWeights())))
                    .isEqualTo(960);
            assertThat(Math.min(
                            counts.magnifiedBar(counts.denseWeights()),
                            counts.magnifiedBar(counts.convolutionWeights())))
                    .isBetween(9.59, 960.0);
        }
    }

    @Test
    void aLargePictureThatManyFiltersReadIsNotCalledTiny() {
        assertThat(counts(512, 1, 1, 31, 2048).sentence())
                .isEqualTo(
                        "Here the dense layer keeps fewer weights; the convolution would keep the same 1,968,128 on a"
                                + " picture of any size.");
        assertThat(counts(512, 1, 1, 16, 1024).sentence()).doesNotContain("small", "tiny");
    }
}

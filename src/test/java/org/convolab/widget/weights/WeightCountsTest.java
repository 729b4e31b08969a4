package org.convolab.widget.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.junit.jupiter.api.Test;

class WeightCountsTest {
    private static final CourseResources NONE = new CourseResources() {};

    private static WeightCounts.Counts counts(int size, int channels, int neurons, int kernel, int filters) {
        return new WeightCounts().view(new WeightCounts.Layers(size, channels, neurons, kernel, filters, 0), NONE);
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
}

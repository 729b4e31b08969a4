package org.convolab.widget.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalingTest {
    private static final CourseResources NONE = new CourseResources() {};

    private static Scaling.Scaled scaled(double phi, double alpha, double beta, double gamma) {
        return new Scaling().view(new Scaling.Coefficients(phi, alpha, beta, gamma), NONE);
    }

    @Test
    void atZeroItIsB0() {
        Scaling.Scaled scaled = scaled(0, 1.2, 1.1, 1.15);
        assertThat(scaled.parameters()).isEqualTo(5_288_548);
        assertThat(scaled.multiplyAdds()).isEqualTo(385_814_752);
        assertThat(scaled.growth()).isEqualTo(1);
        assertThat(scaled.ways()).extracting(Scaling.Way::parameters).containsOnly(5_288_548L);
        assertThat(scaled.sentence()).contains("B0 itself");
    }

    @ParameterizedTest
    @CsvSource({
        "1.1,1.0,240,7794184",
        "1.2,1.1,260,9109994",
        "1.4,1.2,300,12233232",
        "1.8,1.4,380,19341616",
        "2.2,1.6,456,30389784",
        "2.6,1.8,528,43040704",
        "3.1,2.0,600,66347960"
    })
    void thePublishedMembersHaveTheirPublishedParameters(double depth, double width, int side, long parameters) {
        Scaling.Scaled scaled = scaled(1, depth, width, Math.round(1e6 * side / 224) / 1e6);
        assertThat(scaled.side()).isEqualTo(side);
        assertThat(scaled.parameters()).isEqualTo(parameters);
    }

    @Test
    void onePhiGrowsAllThree() {
        Scaling.Scaled scaled = scaled(1, 1.2, 1.1, 1.15);
        assertThat(scaled.step()).isCloseTo(1.9203, within(1e-4));
        assertThat(scaled.side()).isEqualTo(258);
        assertThat(scaled.stages()).extracting(Scaling.Part::repeats).containsExactly(1, 2, 3, 3, 4, 4, 5, 2, 1);
        assertThat(scaled.stages())
                .extracting(Scaling.Part::channels)
                .containsExactly(32, 16, 24, 48, 88, 120, 208, 352, 1408);
        assertThat(scaled.stages().stream().mapToLong(Scaling.Part::parameters).sum())
                .isEqualTo(scaled.parameters());
        assertThat(scaled.stages().stream()
                        .mapToLong(Scaling.Part::multiplyAdds)
                        .sum())
                .isEqualTo(scaled.multiplyAdds());
        assertThat(scaled.sentence()).contains("to 23 blocks in all where 19.2 were asked for");
    }

    @Test
    void aFinerPictureAddsWorkAndNoParameters() {
        Scaling.Scaled scaled = scaled(2, 1, 1, 1.414214);
        assertThat(scaled.parameters()).isEqualTo(5_288_548);
        assertThat(scaled.growth()).isCloseTo(4, within(0.1));
        assertThat(scaled.sentence()).contains("the same weights at more places");
    }

    @Test
    void depthAloneAtTheSameBudgetIsTheFourthWay() {
        Scaling.Scaled three = scaled(3, 1.2, 1.1, 1.15);
        Scaling.Scaled depth = scaled(3, three.step(), 1, 1);
        assertThat(three.ways().get(2).parameters()).isEqualTo(depth.parameters());
        assertThat(depth.budget()).isCloseTo(three.budget(), within(1e-9));
    }

    @Test
    void moreThanAHundredAndTwentyEightTimesTheWorkIsRefused() {
        BadParameter refused = catchThrowableOfType(BadParameter.class, () -> scaled(7, 4, 4, 4));
        assertThat(refused.refusals().get(0).field()).isEqualTo("phi");
        assertThat(refused.refusals().get(0).value()).isEqualTo("7.0");
        assertThat(refused.refusals().get(0).allowed()).contains("at most 128 times");
        assertThat(scaled(7, 2, 1, 1).budget()).isEqualTo(128);
    }
}

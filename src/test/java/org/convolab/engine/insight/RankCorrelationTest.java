package org.convolab.engine.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RankCorrelationTest {
    @Test
    void isOneForTheSameOrderAndMinusOneForTheReverse() {
        float[] numbers = {3, -1, 400, 2, 0.5f};
        assertThat(RankCorrelation.of(numbers, new float[] {8, 1, 9, 7, 2})).isEqualTo(1, within(1e-12));
        assertThat(RankCorrelation.of(numbers, new float[] {-8, -1, -9, -7, -2}))
                .isEqualTo(-1, within(1e-12));
    }

    /** Ranks 1 to 10 of Spearman's textbook example, intelligence and hours of television: rho = -29 / 165. */
    @Test
    void isAsInTheTextbook() {
        float[] intelligence = {86, 97, 99, 100, 101, 103, 106, 110, 112, 113};
        float[] hours = {2, 20, 28, 27, 50, 29, 7, 17, 6, 12};
        assertThat(RankCorrelation.of(intelligence, hours)).isEqualTo(-29 / 165.0, within(1e-12));
    }

    @Test
    void letsEqualNumbersShareTheAverageOfTheirRanks() {
        // ranks 0.5 0.5 2 3 and 0 1 2 3
        assertThat(RankCorrelation.of(new float[] {1, 1, 2, 3}, new float[] {1, 2, 3, 4}))
                .isEqualTo(4.5 / Math.sqrt(4.5 * 5), within(1e-12));
    }

    @Test
    void isZeroWhereNothingDiffers() {
        assertThat(RankCorrelation.of(new float[] {0, 0, 0}, new float[] {1, 2, 3}))
                .isZero();
    }

    @Test
    void refusesListsOfTwoLengths() {
        assertThatThrownBy(() -> RankCorrelation.of(new float[1], new float[2])).hasMessage("1 numbers beside 2");
    }
}

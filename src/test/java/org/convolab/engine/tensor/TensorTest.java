package org.convolab.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TensorTest {
    @Test
    void ranksAreInTheOrderOfTheNumbersAndWhatIsNoNumberIsAboveAll() {
        float[] rising = {
            Float.NEGATIVE_INFINITY,
            -Float.MAX_VALUE,
            -1,
            -Float.MIN_VALUE,
            0,
            Float.MIN_VALUE,
            0.5f,
            1,
            2,
            Float.MAX_VALUE,
            Float.POSITIVE_INFINITY,
            Float.NaN
        };
        for (int i = 1; i < rising.length; i++) {
            assertThat(Tensor.rank(rising[i - 1]))
                    .as("%s before %s", rising[i - 1], rising[i])
                    .isLessThan(Tensor.rank(rising[i]));
        }
        assertThat(Tensor.rank(-0f)).isEqualTo(Tensor.rank(0f));
        assertThat(Tensor.rank(Float.intBitsToFloat(0xFFC00001))).isEqualTo(Tensor.rank(Float.NaN));
    }
}

package org.convolab.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.convolab.engine.layer.FiniteDifferences;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LossTest {
    @Test
    void crossEntropyIsTheSurpriseAtTheRightClass() {
        Tensor logits = new Tensor(2, Shape.vector(2), new float[] {0, 0, (float) Math.log(3), 0});
        Tensor gradient = Tensor.zeros(2, Shape.vector(2));
        double loss = Loss.CROSS_ENTROPY.of(logits, new int[] {0, 1}, gradient);
        assertThat(loss).isCloseTo((Math.log(2) + Math.log(4)) / 2, within(1e-6));
        assertThat(gradient.data()).containsExactly(new float[] {-0.25f, 0.25f, 0.375f, -0.375f}, within(1e-6f));
    }

    @Test
    void crossEntropyStaysFiniteWhereExponentialsDoNot() {
        Tensor logits = new Tensor(1, Shape.vector(2), new float[] {1000, 0});
        Tensor gradient = Tensor.zeros(1, Shape.vector(2));
        assertThat(Loss.CROSS_ENTROPY.of(logits, new int[] {1}, gradient)).isEqualTo(1000);
        assertThat(Loss.CROSS_ENTROPY.of(logits, new int[] {0}, gradient)).isZero();
    }

    @Test
    void meanSquaredErrorAveragesOverClassesAndBatch() {
        Tensor output = new Tensor(2, Shape.vector(2), new float[] {1, 0, 0.5f, 0});
        Tensor gradient = Tensor.zeros(2, Shape.vector(2));
        assertThat(Loss.MEAN_SQUARED_ERROR.of(output, new int[] {0, 1}, gradient))
                .isEqualTo((0.25 + 1) / 4);
        assertThat(gradient.data()).containsExactly(0, 0, 0.25f, -0.5f);
    }

    @ParameterizedTest
    @EnumSource
    void theGradientIsThatOfTheLoss(Loss loss) {
        Random random = new Random(3);
        Tensor output = Tensor.zeros(3, Shape.vector(7));
        for (int i = 0; i < output.data().length; i++) {
            output.data()[i] = random.nextFloat() * 4 - 2;
        }
        int[] labels = {6, 0, 3};
        Tensor gradient = Tensor.zeros(3, Shape.vector(7));
        loss.of(output, labels, gradient);
        Tensor unused = Tensor.zeros(3, Shape.vector(7));
        FiniteDifferences.check("output", gradient.data(), output.data(), () -> loss.of(output, labels, unused));
    }
}

package org.convolab.widget.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.convolab.engine.train.TrainingRun;
import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResidualStacksTest {
    private static final ResidualStacks WIDGET = new ResidualStacks();

    private static final CourseResources NONE = new CourseResources() {};

    private static ResidualStacks.Compared compared(int depth, boolean norm, int steps, int seed) {
        return WIDGET.view(new ResidualStacks.Stacks(depth, norm, steps, seed), NONE);
    }

    @Tag("slow")
    @Test
    void aDeepPlainStackLearnsWorseThanAShallowOneAndADeepResidualStackBetter() {
        ResidualStacks.Compared compared = compared(32, true, 96, 1);
        ResidualStacks.Kind plain = compared.plain();
        ResidualStacks.Kind residual = compared.residual();
        assertThat(plain.deep().error()).isGreaterThan(plain.shallow().error() + 0.05);
        assertThat(residual.deep().error()).isLessThan(residual.shallow().error() - 0.05);
        assertThat(residual.deep().error()).isLessThan(plain.deep().error() - 0.2);
        assertThat(plain.deep().errors()).hasSize(96);
        assertThat(compared.sentence()).contains("worse than one of 8 layers", "better than one of 8 layers");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void theGradientOfAPlainStackFadesWithoutNormalizationAndGrowsWithIt(int seed) {
        assertThat(compared(64, false, 0, seed).plain().ratio()).isLessThan(0.2);
        ResidualStacks.Compared normed = compared(64, true, 0, seed);
        assertThat(normed.plain().ratio()).isGreaterThan(1000);
        assertThat(normed.residual().ratio()).isBetween(1.0, 100.0);
    }

    @Test
    void aResidualStackWithoutNormalizationDivergesAndSaysSo() {
        ResidualStacks.Compared compared = compared(64, false, 48, 1);
        assertThat(compared.residual().deep().diverged()).isBetween(1, 5);
        assertThat(compared.sentence()).contains("the residual stack has diverged");
    }

    @Test
    void anErrorCountsThePicturesOfTheLastSixteenSteps() {
        ResidualStacks.Stacks stacks = new ResidualStacks.Stacks(4, true, 20, 7);
        ResidualStacks.Learned learned = WIDGET.view(stacks, NONE).residual().deep();
        float[] right = TrainingRun.start(ResidualStacks.plan(4, true, stacks), ResidualStacks.pictures())
                .advance(20)
                .accuracies();
        assertThat(learned.errors().get(0)).isCloseTo(1 - right[0], within(1e-6));
        double wrong = 0;
        for (int step = 4; step < 20; step++) {
            wrong += (1 - right[step]) / 16;
        }
        assertThat(learned.error()).isCloseTo(wrong, within(1e-6));
    }

    @Test
    void bothKindsHaveOneSizeAndAGradientForEachBlock() {
        for (boolean norm : new boolean[] {false, true}) {
            ResidualStacks.Compared compared = compared(16, norm, 0, 1);
            assertThat(compared.plain().gradients()).hasSize(8);
            assertThat(compared.residual().gradients()).hasSize(8);
            assertThat(ResidualStacks.network(16, true, norm).layers().parameterCount())
                    .isEqualTo(compared.parameters());
            assertThat(List.of(compared.plain(), compared.residual()))
                    .allMatch(kind -> kind.deep() == null && kind.shallow() == null);
        }
        assertThat(compared(16, true, 0, 1).parameters()).isEqualTo(8 * 9 + 16 * 64 * 9 + 17 * 16 + 90);
    }

    @Test
    void twoStacksOfEightLayersAreComparedWithNoShallowerOne() {
        ResidualStacks.Compared compared = compared(8, true, 16, 1);
        assertThat(compared.plain().deep().depth()).isEqualTo(8);
        assertThat(compared.plain().shallow()).isNull();
        assertThat(compared.sentence()).doesNotContain("one of 8");
    }

    @Test
    void anOddNumberOfLayersIsRefused() {
        BadParameter refused = catchThrowableOfType(BadParameter.class, () -> compared(9, true, 0, 1));
        assertThat(refused.getMessage())
                .isEqualTo("depth: 9 was sent, allowed is an even number from 4 to 64: each block has two layers");
    }

    @Test
    void trainingCostsAsItsLayersAndSteps() {
        assertThat(WIDGET.cost(new ResidualStacks.Stacks(64, true, 96, 1)))
                .isGreaterThan(3 * WIDGET.cost(new ResidualStacks.Stacks(16, true, 96, 1)) / 2);
    }
}

package org.convolab.widget.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.regex.Pattern;
import org.convolab.engine.train.TrainingRun;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Numerals;
import org.convolab.widget.States;
import org.jspecify.annotations.Nullable;
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
        ResidualStacks.StackResult plain = compared.plain();
        ResidualStacks.StackResult residual = compared.residual();
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

    private static ResidualStacks.@Nullable Learned learned(States states, int depth) {
        double error = states.magnitude(0.0001, 1);
        return states.between(0, 3) == 1
                ? new ResidualStacks.Learned(depth, List.of(1.0), 1, states.between(1, 96))
                : new ResidualStacks.Learned(depth, List.of(error), error, -1);
    }

    private static Claims change(double ratio) {
        return new Claims()
                .claim("keeps its size", keeps -> ratio > 0.95 && ratio < 1.06)
                .claim(
                        "grows (\\S+)-fold",
                        grows -> ratio > 1 && Math.abs(Claims.number(grows.group(1)) / ratio - 1) < 0.0501)
                .claim(
                        "falls to 1/(\\S+)",
                        falls -> ratio < 1 && Math.abs(Claims.number(falls.group(1)) * ratio - 1) < 0.0501);
    }

    private static Claims told(boolean adds, ResidualStacks.Learned deep, ResidualStacks.@Nullable Learned shallow) {
        double more = shallow == null ? 0 : deep.error() - shallow.error();
        return new Claims()
                .claim(
                        "has diverged after (\\d+) steps?",
                        diverged -> Integer.parseInt(diverged.group(1)) == deep.diverged())
                .claim(", since without normalization every block adds to what passes through it", since -> adds)
                .claim(
                        "gets (.*?%) of its training pictures wrong",
                        wrong -> wrong.group(1).equals(Numerals.share(deep.error())) && deep.diverged() < 0)
                .claim(
                        ", (worse than|better than|much like) one of (\\d+) layers with (.*?%)",
                        beside -> Integer.parseInt(beside.group(2)) == shallow.depth()
                                && beside.group(3).equals(Numerals.share(shallow.error()))
                                && (beside.group(1).equals("much like")
                                        ? Math.abs(more) <= 0.05
                                        : beside.group(1).equals("worse than") ? more > 0.05 : more < -0.05));
    }

    @Test
    void everySentenceHoldsWhateverTheStacksHaveLearned() {
        States states = new States(10);
        for (int i = 0; i < 3000; i++) {
            boolean trained = states.maybe();
            boolean deep = states.maybe();
            var p = new ResidualStacks.Stacks(deep ? 32 : 8, states.maybe(), trained ? states.between(1, 96) : 0, 1);
            ResidualStacks.StackResult[] kinds = new ResidualStacks.StackResult[2];
            for (int k = 0; k < 2; k++) {
                double ratio = states.maybe() ? states.magnitude(0.5, 2) : states.magnitude(1e-6, 1e6);
                kinds[k] = new ResidualStacks.StackResult(
                        List.of(ratio, 1.0),
                        ratio,
                        trained ? learned(states, p.depth()) : null,
                        trained && deep ? learned(states, 8) : null);
            }
            String sentence = ResidualStacks.sentence(p, kinds[0], kinds[1]);
            var match = Pattern.compile(
                            "On its way from the last block back to the first, the gradient of the plain stack (.*?), that of the"
                                    + " residual stack (.*?)\\.(?: After (\\d+ steps?) the plain stack (.*); the residual stack (.*)\\.)?")
                    .matcher(sentence);
            assertThat(match.matches()).as(sentence).isTrue();
            change(kinds[0].ratio()).check(match.group(1), kinds[0]);
            change(kinds[1].ratio()).check(match.group(2), kinds[1]);
            assertThat(match.group(3) != null).isEqualTo(trained);
            if (trained) {
                assertThat(match.group(3)).isEqualTo(Numerals.count(p.steps(), "step"));
                told(false, kinds[0].deep(), kinds[0].shallow()).check(match.group(4), kinds[0]);
                told(!p.norm(), kinds[1].deep(), kinds[1].shallow()).check(match.group(5), kinds[1]);
            }
        }
    }

    @Test
    void fewerStepsThanThereArePicturesAreNotSaidToHaveShownEachOfThem() {
        assertThat(compared(4, true, 1, 1).sentence()).contains("After 1 step the plain");
        assertThat(compared(4, true, 1, 1).counted(1)).isEqualTo("in all steps so far");
        assertThat(compared(4, true, 1, 1).counted(16)).contains("the last 16 steps");
    }

    @Test
    void aPlainStackThatDivergesAddsNothing() {
        var diverged = new ResidualStacks.StackResult(
                List.of(1.0), 1, new ResidualStacks.Learned(8, List.of(1.0), 1, 3), null);
        assertThat(ResidualStacks.sentence(new ResidualStacks.Stacks(8, true, 9, 1), diverged, diverged))
                .endsWith(
                        "After 9 steps the plain stack has diverged after 3 steps; the residual stack has diverged after 3 steps.");
    }
}

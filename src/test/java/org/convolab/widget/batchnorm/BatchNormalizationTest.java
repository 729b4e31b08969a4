package org.convolab.widget.batchnorm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.convolab.engine.layer.Phase;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Numerals;
import org.convolab.widget.States;
import org.convolab.widget.batchnorm.BatchNormalization.Show;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BatchNormalizationTest {
    private static final CourseResources NOTHING = new CourseResources() {};

    private static final Offset<Float> CLOSE = within(0.001f);

    private static BatchNormalization.Normalized training(String batch, double gamma, double beta) {
        return normalized(batch, gamma, beta, Phase.TRAINING);
    }

    private static BatchNormalization.Normalized normalized(String batch, double gamma, double beta, Phase mode) {
        return new BatchNormalization()
                .view(
                        new BatchNormalization.Normalizing(
                                batch, gamma, beta, 0.00001, mode, 2, 4, 0, Show.NUMBERS, 0.1, 1, 0.1),
                        NOTHING);
    }

    @Test
    void theFourNumbersOfTheChapterTakeItsFiveSteps() {
        var steps = training("1 2 3 4", 1, 0);
        assertThat(steps.mean()).isEqualTo(2.5);
        assertThat(steps.distances()).containsExactly(-1.5, -0.5, 0.5, 1.5);
        assertThat(steps.squares()).containsExactly(2.25, 0.25, 0.25, 2.25);
        assertThat(steps.variance()).isEqualTo(1.25);
        assertThat(steps.deviation()).isEqualTo(1.118, within(0.001));
        assertThat(steps.output().get(0)).isEqualTo(-1.342f, CLOSE);
        assertThat(steps.output().get(2)).isEqualTo(0.447f, CLOSE);
        assertThat(steps.outputMean()).isEqualTo(0, within(1e-6));
        assertThat(steps.outputDeviation()).isEqualTo(1, within(1e-4));
    }

    @Test
    void aBatchAHundredTimesAsLargeGivesTheSameOutput() {
        assertThat(training("100 200 300 400", 1, 0).output().get(0)).isEqualTo(-1.342f, CLOSE);
    }

    @Test
    void equalNumbersGiveBetaBecauseOfEpsilon() {
        var steps = training("3 3 3 3", 2, 7);
        assertThat(steps.variance()).isZero();
        assertThat(steps.output()).isEqualTo(List.of(7f, 7f, 7f, 7f));
        assertThat(steps.sentence()).contains("Without ε this would be 0 / 0");
    }

    @Test
    void gammaAndBetaAreTheDeviationAndTheMeanOfTheOutput() {
        var steps = training("1 2 3 4", 2, 1);
        assertThat(steps.output().get(0)).isEqualTo(-1.683f, CLOSE);
        assertThat(steps.outputMean()).isEqualTo(1, within(1e-6));
        assertThat(steps.outputDeviation()).isEqualTo(2, within(1e-4));
    }

    @Test
    void theRootAndTheMeanGiveTheOldNumbersBack() {
        var steps = training("1 2 3 4", 1, 0);
        assertThat(training("1 2 3 4", steps.deviation(), steps.mean()).output().get(3))
                .isEqualTo(4, CLOSE);
    }

    @Test
    void atInferenceANumberDoesNotDependOnItsNeighbors() {
        assertThat(normalized("1 2 3 4", 1, 0, Phase.INFERENCE).output().get(0)).isEqualTo(-0.5f, CLOSE);
        assertThat(normalized("1 50 60 70", 1, 0, Phase.INFERENCE).output().get(0))
                .isEqualTo(-0.5f, CLOSE);
        assertThat(training("1 50 60 70", 1, 0).output().get(0)).isLessThan(-1.5f);
    }

    @Test
    void aBatchThatIsNoRowOfNumbersIsRefused() {
        for (String batch : new String[] {"1 2/3 4", "one", "", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17"}) {
            assertThatExceptionOfType(BadParameter.class)
                    .isThrownBy(() -> training(batch, 1, 0))
                    .withMessageStartingWith("batch: ")
                    .withMessageEndingWith(
                            " was sent, allowed is 1 to 16 numbers from -1000 to 1000 in one row, such as 1 2 3 4");
        }
    }

    @Test
    void aPlaceOutsideTheBatchIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> new BatchNormalization()
                        .view(
                                new BatchNormalization.Normalizing(
                                        "1 2", 1, 0, 0.00001, Phase.TRAINING, 0, 1, 2, Show.NUMBERS, 0.1, 1, 0.1),
                                NOTHING))
                .withMessage("at: 2 was sent, allowed is a whole number from 0 to 1");
    }

    private static BatchNormalization.Normalized trained(double rate, int seed) {
        return new BatchNormalization()
                .view(
                        new BatchNormalization.Normalizing(
                                "1 2 3 4", 1, 0, 0.00001, Phase.TRAINING, 0, 1, 0, Show.TRAINING, rate, seed, 0.1),
                        NOTHING);
    }

    /** At such a rate one run says little: the average over several is taken. */
    @Tag("slow")
    @Test
    void atAHighRateTheNetworkWithoutLearnsHardlyAnythingAndTheOneWithLearns() {
        double without = 0;
        for (int seed = 1; seed <= 3; seed++) {
            NormComparison twins = trained(1, seed).twins();
            without += twins.without().loss() / 3;
            assertThat(twins.with().loss()).as("seed %d", seed).isLessThan(1.6);
            assertThat(twins.without().loss()).as("seed %d", seed).isGreaterThan(2);
        }
        assertThat(without).isGreaterThan(2.2);
        assertThat(trained(1, 1).sentence()).contains("read rightly; without it the loss is 2.", "guess, ln 10 = 2.30");
    }

    @Test
    void atAModestRateBothLearnAndTheOneWithIsAhead() {
        for (int seed = 1; seed <= 3; seed++) {
            NormComparison twins = trained(0.3, seed).twins();
            assertThat(twins.without().loss()).as("seed %d", seed).isLessThan(2.1);
            assertThat(twins.with().loss())
                    .as("seed %d", seed)
                    .isLessThan(twins.without().loss() - 0.4);
        }
    }

    @Tag("slow")
    @Test
    void atARateOfTenOneExplodesAndTheSentenceSaysSo() {
        BatchNormalization.Normalized trained = trained(10, 1);
        assertThat(trained.twins().with().diverged()).isPositive();
        assertThat(trained.sentence()).contains("with batch normalization the loss has exploded after");
    }

    @Test
    void theCurveAveragesTheLastEightLossesOfARunOfTheEngine() {
        NormComparison.Learned learned = trained(0.1, 5).twins().with();
        float[] losses =
                NormComparison.run(true, 0.1, 5).advance(NormComparison.STEPS).losses();
        assertThat(learned.losses()).hasSize(96);
        assertThat(learned.losses().get(0)).isCloseTo(losses[0], within(1e-6));
        double sum = 0;
        for (int step = 40; step < 48; step++) {
            sum += losses[step] / 8;
        }
        assertThat(learned.losses().get(47)).isCloseTo(sum, within(1e-5));
    }

    @Test
    void numbersAreShownWithoutTrainingAndAtNoCost() {
        BatchNormalization widget = new BatchNormalization();
        assertThat(widget.view(widget.start(), NOTHING).twins()).isNull();
        assertThat(widget.cost(widget.start())).isZero();
    }

    private static BatchNormalization.Normalizing state(
            String batch, double gamma, double beta, double epsilon, Phase mode, int at) {
        return new BatchNormalization.Normalizing(
                batch, gamma, beta, epsilon, mode, 0, 1, at, Show.NUMBERS, 0.1, 1, 0.1);
    }

    private static boolean says(String text, double value) {
        return text.equals(Numerals.text(Math.rint(value * 1000) / 1000));
    }

    private static Claims claims(BatchNormalization.Normalizing p, BatchNormalization.Normalized seen) {
        boolean training = p.mode() == Phase.TRAINING;
        double distance = seen.distances().get(p.at()) / Math.sqrt(seen.batchVariance());
        boolean equal =
                seen.batch().stream().allMatch(x -> x.equals(seen.batch().get(0)));
        double size = Math.max(1, Math.max(Math.abs(p.beta()), Math.abs(p.gamma())));
        boolean allBeta = seen.output().stream().allMatch(y -> Math.abs(y - p.beta()) <= 1e-5 * size);
        return new Claims()
                .claim(
                        "The (\\S+) becomes (\\S+?)(?=: |, whatever|\\. )",
                        becomes -> says(becomes.group(1), seen.batch().get(p.at()))
                                && says(becomes.group(2), seen.output().get(p.at())))
                .claim(
                        "\\. The running mean and variance are constants, so a single number is enough\\.",
                        one -> !training && seen.batch().size() == 1)
                .claim(
                        ", whatever the others in the batch are: the running mean and variance are constants\\.",
                        any -> !training && seen.batch().size() > 1)
                .claim(
                        "A batch of one: the mean is the number itself, so nothing of it is left and the output is β, (\\S+)\\.",
                        one -> training
                                && seen.batch().size() == 1
                                && allBeta
                                && one.group(1).equals(Numerals.text(p.beta())))
                .claim(
                        "All the numbers are equal, so every distance is 0 and so is the variance\\. Without ε this would be 0 / 0; with it the output is β, (\\S+)\\.",
                        all -> training && equal && seen.variance() < 1e-9 && allBeta)
                .claim(
                        "With γ = 0 nothing of the batch is left: every output is β, (\\S+)\\.",
                        none -> p.gamma() == 0 && allBeta)
                .claim(
                        ": it stands at the mean of its batch, and the mean always becomes β\\.",
                        at -> training && Math.abs(distance) < 0.005)
                .claim(
                        ": it stands (\\S+) standard deviations? (above|below) the mean of its batch\\.",
                        stands -> training
                                && says(stands.group(1), Math.abs(distance))
                                && stands.group(2).equals(distance > 0 ? "above" : "below")
                                && stands.group().contains("1 standard deviation ")
                                        == stands.group(1).equals("1"))
                .claim(
                        "The output has mean (\\S+) and standard deviation (\\S+), which are β and \\|γ\\|\\.",
                        are -> Math.abs(seen.outputMean() - p.beta()) <= 1e-5 * size
                                && are.group(1).equals(Numerals.text(p.beta()))
                                && are.group(2).equals(Numerals.text(Math.abs(p.gamma())))
                                && Math.abs(seen.outputDeviation() / Math.abs(p.gamma()) - 1) <= 0.001)
                .claim(
                        "The output has mean (\\S+) and standard deviation ([^\\s:]+?)(?=\\.$|:)",
                        has -> says(has.group(1), seen.outputMean())
                                && has.group(2).equals(Numerals.text(seen.outputDeviation())))
                .claim(
                        ": less than \\|γ\\|, since ε is not small beside the variance, (\\S+)\\.$",
                        less -> seen.outputDeviation() < 0.999 * Math.abs(p.gamma())
                                && less.group(1).equals(Numerals.text(seen.variance()))
                                && p.epsilon() > 0.001 * seen.variance())
                .words("\\.$");
    }

    @Test
    void everySentenceHoldsInEveryState() {
        States states = new States(6);
        for (int i = 0; i < 4000; i++) {
            int size = states.between(1, 16);
            String batch = states.maybe()
                    ? states.grid(1, size)
                    : IntStream.range(0, size)
                            .mapToObj(n ->
                                    String.valueOf((float) (states.magnitude(1e-4, 1000) * (states.maybe() ? 1 : -1))))
                            .collect(Collectors.joining(" "));
            var p = state(
                    batch,
                    states.maybe() ? states.between(-3, 3) : states.magnitude(1e-3, 1e4),
                    states.maybe() ? states.between(-3, 3) : -states.magnitude(1e-3, 1e4),
                    states.magnitude(1e-8, 100),
                    states.oneIn(4) ? Phase.INFERENCE : Phase.TRAINING,
                    states.between(0, size - 1));
            var seen = new BatchNormalization().view(p, NOTHING);
            claims(p, seen).check(seen.sentence(), p);
        }
    }

    private static String sentence(String batch, double gamma, double epsilon) {
        return new BatchNormalization()
                .view(state(batch, gamma, 0, epsilon, Phase.TRAINING, 0), NOTHING)
                .sentence();
    }

    @Test
    void anEpsilonThatIsNotSmallIsNotCountedIntoTheStandardDeviation() {
        assertThat(sentence("1 2 3 4", 1, 0.12))
                .contains("1.34 standard deviations below", "standard deviation 0.955: less than |γ|");
    }

    @Test
    void aGammaOfZeroAsksForNoSpread() {
        assertThat(sentence("1 2 3 4", 0, 1))
                .isEqualTo("With γ = 0 nothing of the batch is left: every output is β, 0.");
    }

    @Test
    void aSmallVarianceIsNotCalledZero() {
        assertThat(sentence("0.001 0.002 0.003", 1, 0.00001)).endsWith("the variance, 6.67E\u22127.");
    }

    @Test
    void oneStandardDeviationIsNotSeveral() {
        assertThat(sentence("1 3", 1, 0.00001)).contains("it stands 1 standard deviation below the mean");
    }

    /** From 0 and 1, by a tenth: the mean 2.5, and 5 / 3, the variance divided by three. */
    @Test
    void inTrainingTheRunningStatisticsMoveTowardTheBatch() {
        var seen = new BatchNormalization().view(new BatchNormalization().start(), NOTHING);
        assertThat(seen.runningMean()).isEqualTo(0.25f, CLOSE);
        assertThat(seen.runningVariance()).isEqualTo(0.9f + 0.5f / 3, CLOSE);
        var start = new BatchNormalization().start();
        var whole = new BatchNormalization.Normalizing(
                start.batch(), 1, 0, 0.00001, Phase.TRAINING, 0, 1, 0, Show.NUMBERS, 0.1, 1, 1);
        assertThat(new BatchNormalization().view(whole, NOTHING).runningVariance())
                .isEqualTo(5f / 3, CLOSE);
        assertThat(new BatchNormalization().view(whole, NOTHING).output()).isEqualTo(seen.output());
    }

    /** A batch of one has no unbiased variance, and the engine takes its biased one, which is zero. */
    @Test
    void whatTheRunningVarianceMovesTowardIsSaidWithItsNumber() {
        var p = new BatchNormalization().start();
        assertThat(new BatchNormalization().view(p, NOTHING).kept(p))
                .endsWith(
                        "this batch moves the running mean from 0 to 0.25, and the running variance from 1 to 1.07, toward the batch’s unbiased variance, 1.667: the sum of the squares divided by 3, one less than the size of the batch.");
        var one = new BatchNormalization.Normalizing(
                "7", 1, 0, 0.00001, Phase.TRAINING, 0, 1, 0, Show.NUMBERS, 0.1, 1, 0.1);
        assertThat(new BatchNormalization().view(one, NOTHING).kept(one))
                .endsWith("the running variance from 1 to 0.9, toward 0: a single number does not vary.");
    }

    @Test
    void inInferenceTheRunningStatisticsStayAndAreUsed() {
        var seen = normalized("1 2 3 4", 1, 0, Phase.INFERENCE);
        assertThat(seen.runningMean()).isEqualTo(2);
        assertThat(seen.runningVariance()).isEqualTo(4);
        assertThat(seen.mean()).isEqualTo(2);
    }

    private static NormComparison.Learned learned(double loss, double right, int diverged) {
        return new NormComparison.Learned(List.of(loss), loss, right, diverged);
    }

    @Test
    void whatATrainingIsSaidToHaveLearnedHolds() {
        States states = new States(7);
        for (int i = 0; i < 2000; i++) {
            var without = learned(states.magnitude(0.01, 100), states.magnitude(0.001, 1), -1);
            var with = learned(2.2 + 0.01 * states.between(0, 20), states.magnitude(0.001, 1), states.maybe() ? 7 : -1);
            var twins = new NormComparison(without, with);
            String[] told = twins.sentence(0.1).split("with batch normalization |; without it ");
            assertThat(told[0]).isEqualTo("After 96 steps at a rate of 0.1, ");
            learnedClaims(with).check(told[1], with);
            learnedClaims(without).check(told[2], without);
        }
    }

    private static Claims learnedClaims(NormComparison.Learned learned) {
        double better = Math.log(10) - learned.loss();
        return new Claims()
                .claim(
                        "the loss has exploded after (\\d+) steps?",
                        exploded -> Integer.parseInt(exploded.group(1)) == learned.diverged())
                .claim(
                        "the loss is (\\S+?)(?=[, ])",
                        is -> learned.diverged() < 0 && Math.abs(Claims.number(is.group(1)) - learned.loss()) < 0.00501)
                .claim(", worse than that of a guess, ln 10 = 2.30", worse -> better < 0)
                .claim(", that of a guess, ln 10 = 2.30", same -> Math.abs(better) < 0.0051)
                .claim(", hardly better than that of a guess, ln 10 = 2.30", hardly -> better > 0 && better < 0.1)
                .claim(
                        " ?and (.*?%) of the digits are read rightly",
                        right -> right.group(1).equals(Numerals.share(learned.right())) && better >= 0.1)
                .words("\\.");
    }
}

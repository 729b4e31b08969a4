package org.convolab.widget.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Pool2d;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Softmax;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Network;
import org.convolab.engine.synthetic.SyntheticPictures;
import org.convolab.engine.tensor.Shape;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Numerals;
import org.convolab.widget.RetryLater;
import org.convolab.widget.States;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TrainingTest {
    /** LeNet-5 as chapter 7 trains it. */
    private static final Network LENET = Network.of(
            "lenet-5-full",
            new Shape(1, 32, 32),
            Sequence.of()
                    .then("C1", Conv2d.of(1, 6, Window.of(5)))
                    .then("tanh1", Activation.TANH)
                    .then("S2", Pool2d.average(Window.of(2).withStride(2)))
                    .then("C3", Conv2d.of(6, 16, Window.of(5)))
                    .then("tanh3", Activation.TANH)
                    .then("S4", Pool2d.average(Window.of(2).withStride(2)))
                    .then("C5", Conv2d.of(16, 120, Window.of(5)))
                    .then("tanh5", Activation.TANH)
                    .then("F6", Dense.of(120, 84))
                    .then("tanh6", Activation.TANH)
                    .then("output", Dense.of(84, 10))
                    .then("softmax", new Softmax()));

    /** A small one, for what does not depend on how well it learns. */
    private static final Network SMALL = Network.of(
            "small",
            new Shape(1, 28, 28),
            Sequence.of()
                    .then("conv", Conv2d.of(1, 2, Window.of(5).withStride(3)))
                    .then("tanh", Activation.TANH)
                    .then("output", Dense.of(128, 10))
                    .then("softmax", new Softmax()));

    private static final Network WITHOUT_SOFTMAX =
            Network.of("bare", new Shape(1, 28, 28), Sequence.of().then("output", Dense.of(784, 10)));

    private static final CourseResources MATERIALS = new CourseResources() {
        @Override
        public Map<String, Network> networks() {
            return Map.of("lenet-5-full", LENET, "small", SMALL, "bare", WITHOUT_SOFTMAX);
        }
    };

    private static final Training ONE = new Training();

    private static Training.Setup small(int steps) {
        return new Training.Setup("small", 0.1, 0.9, 16, 1, false, false, Training.Idea.NONE, steps);
    }

    private static Training.Setup lenet(Training.Idea idea, int steps) {
        return new Training.Setup("lenet-5-full", 0.1, 0.9, 32, 1, false, false, idea, steps);
    }

    /** What somebody sees who comes back as often as it takes. */
    private static Training.Progress seen(Training training, Training.Setup setup) {
        for (int i = 0; i < 100; i++) {
            try {
                return training.view(setup, MATERIALS);
            } catch (RetryLater busy) {
                assertThat(busy.seconds()).isEqualTo(1);
            }
        }
        throw new AssertionError("it never ends");
    }

    @Tag("slow")
    @Test
    void theDefaultsReadNineteenOfTwentyFreshDigitsBeforeTheEnd() {
        Training.Progress end = seen(ONE, ONE.start().at(Training.LAST));
        assertThat(end.accuracy()).isGreaterThan(0.95);
        assertThat(end.right()).isEqualTo((int) Math.round(1000 * end.accuracy()));
        assertThat(end.looks().stream().filter(look -> look.step() <= 480).anyMatch(look -> look.fresh() >= 0.95))
                .isTrue();
        assertThat(end.looks().get(0).fresh()).isLessThan(0.2);
        assertThat(end.loss()).hasSize(Training.LAST);
        assertThat(end.done()).isTrue();
        assertThat(end.mistakes().stream().mapToInt(Training.Mistake::count).sum())
                .isEqualTo(1000 - end.right());
        assertThat(end.sentence()).contains("It passed 95\u00a0% by step");
    }

    @Test
    void aRunIsTheSameInOneGoInPartsAndOnAnotherServer() {
        seen(ONE, small(90));
        Training.Progress parts = seen(ONE, small(210));
        Training.Progress once = seen(new Training(), small(210));
        assertThat(parts.loss()).hasSize(210).isEqualTo(once.loss());
        assertThat(parts).isEqualTo(once);
    }

    @Test
    void noStepIsMadeTwiceInWhateverOrderTheStatesAreAskedFor() {
        AtomicInteger drawn = new AtomicInteger();
        Training training =
                new Training(new Counted(SyntheticPictures.sets().get("digits"), drawn), Duration.ofSeconds(1));
        assertThat(drawn).as("before anybody asks").hasValue(0);
        for (int steps : new int[] {0, 30, 45, 90, 31, 0, 90, 120, 30, 1}) {
            seen(training, small(steps));
        }
        assertThat(drawn).hasValue(1000 + 120 * 16);
    }

    @Test
    void manyWhoAskForOneRunShareIt() throws Exception {
        AtomicInteger drawn = new AtomicInteger();
        Training training =
                new Training(new Counted(SyntheticPictures.sets().get("digits"), drawn), Duration.ofSeconds(1));
        List<CompletableFuture<Training.Progress>> asked = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            asked.add(CompletableFuture.supplyAsync(() -> seen(training, small(120))));
        }
        for (CompletableFuture<Training.Progress> each : asked) {
            assertThat(each.get(20, TimeUnit.SECONDS)).isEqualTo(asked.get(0).get());
        }
        assertThat(drawn).hasValue(1000 + 120 * 16);
    }

    @Test
    void anEarlierStepIsRememberedAsItWas() {
        Training.Progress early = seen(ONE, small(60));
        seen(ONE, small(300));
        assertThat(seen(ONE, small(60))).isEqualTo(early);
        assertThat(early.loss()).hasSize(60);
        assertThat(early.looked()).isEqualTo(60);
        assertThat(early.done()).isFalse();
    }

    @Test
    void betweenTwoLooksTheLossGrowsAndTheNetworkIsSeenAsItWas() {
        Training.Progress between = seen(ONE, small(47));
        assertThat(between.loss()).hasSize(47);
        assertThat(between.looked()).isEqualTo(30);
        assertThat(between.accuracy()).isEqualTo(seen(ONE, small(30)).accuracy());
    }

    @Test
    void aRequestMakesStepsForALimitedTimeAndSaysHowFarItIs() {
        Training training = new Training(SyntheticPictures.sets().get("digits"), Duration.ZERO);
        Training.Setup far = new Training.Setup("small", 0.1, 0.9, 128, 1, false, false, Training.Idea.NONE, 90);
        assertThatExceptionOfType(RetryLater.class)
                .isThrownBy(() -> training.view(far, MATERIALS))
                .withMessage("This network is being trained: 30 of 90 steps are made.");
        assertThatExceptionOfType(RetryLater.class)
                .isThrownBy(() -> training.view(far, MATERIALS))
                .withMessage("This network is being trained: 60 of 90 steps are made.");
        assertThat(training.view(far, MATERIALS).loss()).hasSize(90);
    }

    @Test
    void theWalkGoesOnFromLookToLookAndEndsAtTheLastStep() {
        Training.Progress view = seen(ONE, small(60));
        var walk = ONE.walk(small(60), view);
        assertThat(walk.at()).isEqualTo(2);
        assertThat(walk.count()).isEqualTo(21);
        assertThat(walk.grows()).isTrue();
        assertThat(walk.to().apply(3)).isEqualTo(Map.of("steps", 90));
        assertThat(walk.to().apply(20)).isEqualTo(Map.of("steps", Training.LAST));
    }

    @Test
    void tooHighARateDivergesAndTheRunStops() {
        Training.Setup high = lenet(Training.Idea.HIGH_RATE, Training.LAST);
        Training.Progress end = seen(ONE, high);
        assertThat(end.trouble()).startsWith("diverged in step " + end.loss().size() + ": ");
        assertThat(end.loss()).hasSizeLessThan(30);
        assertThat(end.loss().get(end.loss().size() - 1))
                .isGreaterThan(100 * end.loss().get(0));
        assertThat(end.done()).isTrue();
        assertThat(end.sentence()).contains(end.trouble());
        var walk = ONE.walk(high, end);
        assertThat(walk.at()).isEqualTo(walk.count() - 1);
    }

    @Test
    void theDigitsOfAStretchAreSaidToHaveBeenReadBeforeTheStepsThatLearnedFromThem() {
        Training.Progress first = seen(ONE, lenet(Training.Idea.FEW_DIGITS, 30));
        assertThat(first.sentence())
                .startsWith("Of the digits in steps 1 to 30, all among the same 200, the network read ")
                .doesNotContain("by heart");
    }

    @Test
    void aRunThatDivergesBesideOneThatDoesNotIsComparedAtTheStepsAtWhichEachWasSeen() {
        Training.Setup high =
                new Training.Setup("lenet-5-full", 0.1, 0.9, 32, 1, false, true, Training.Idea.HIGH_RATE, 30);
        Training.Progress pair = seen(ONE, high);
        assertThat(pair.looked()).isZero();
        assertThat(pair.sentence())
                .startsWith("Before the first step the network without batch normalization reads ")
                .contains(" of the fresh digits and has diverged since, the one with it");
        assertThat(high.firstRate()).isEqualTo(10);
        assertThat(small(0).firstRate()).isEqualTo(0.1);
    }

    @Test
    void twoNetworksThatHaveLearnedNothingAreComparedBeforeTheFirstStep() {
        Training.Setup p = new Training.Setup("small", 0.1, 0.9, 16, 1, false, true, Training.Idea.NONE, 0);
        assertThat(seen(ONE, p).sentence())
                .matches("Before the first step the network without batch normalization reads \\d+\\.\\d\u00a0% of the"
                        + " fresh digits, the one with it \\d+\\.\\d\u00a0%\\.");
    }

    @Test
    void zeroWeightsLetNoGradientThroughAndStayAtChance() {
        Training.Progress end = seen(ONE, lenet(Training.Idea.ZERO_WEIGHTS, 120));
        assertThat(end.accuracy()).isEqualTo(0.1);
        assertThat(end.said()).containsOnly(end.said().get(0));
        assertThat(end.loss().get(119)).isCloseTo((float) Math.log(10), within(0.1f));
        for (Training.Norm norm : end.gradient()) {
            if (norm.layer().equals("output")) {
                assertThat(norm.length()).isPositive();
            } else {
                assertThat(norm.length()).as(norm.layer()).isZero();
            }
        }
        assertThat(end.filters().get(4).kernels().get(0).largest()).isZero();
    }

    @Tag("slow")
    @Test
    void shuffledLabelsTeachNothing() {
        Training.Progress end = seen(ONE, lenet(Training.Idea.SHUFFLED_LABELS, Training.LAST));
        assertThat(end.accuracy()).isLessThan(0.2);
        assertThat(end.looks().get(20).learned()).isLessThan(0.2);
        double late = end.loss().subList(500, 600).stream()
                .mapToDouble(Float::doubleValue)
                .average()
                .orElseThrow();
        assertThat(late).isBetween(2.2, 2.4);
    }

    @Test
    void fewDigitsAreLearnedByHeart() {
        Training.Progress end = seen(ONE, lenet(Training.Idea.FEW_DIGITS, 180));
        assertThat(end.looks().get(6).learned()).isEqualTo(1);
        assertThat(end.accuracy()).isBetween(0.7, 0.9);
        assertThat(end.sentence()).endsWith("It has learned the 200 by heart.");
    }

    @Tag("slow")
    @Test
    void batchNormalizationLearnsAtARateThatIsTooHighWithout() {
        Training.Setup with = new Training.Setup("lenet-5-full", 0.4, 0.9, 32, 1, true, true, Training.Idea.NONE, 360);
        Training.Progress pair = seen(ONE, with);
        assertThat(pair.accuracy()).isGreaterThan(0.8);
        assertThat(pair.twin().accuracy()).isLessThan(0.2);
        assertThat(pair.twin().loss()).hasSize(360).isNotEqualTo(pair.loss());
        assertThat(pair.twin().looks().get(12).fresh()).isEqualTo(pair.twin().accuracy());
        assertThat(pair.gradient().stream().map(Training.Norm::layer)).contains("C1-norm", "C3-norm", "C5-norm");
        assertThat(pair.sentence()).contains("without batch normalization reads 10.0\u00a0%");
        Training.Setup without =
                new Training.Setup("lenet-5-full", 0.4, 0.9, 32, 1, false, true, Training.Idea.NONE, 360);
        Training.Progress turned = seen(ONE, without);
        assertThat(turned.loss()).isEqualTo(pair.twin().loss());
        assertThat(turned.twin().loss()).isEqualTo(pair.loss());
        assertThat(turned.sentence()).isEqualTo(pair.sentence());
    }

    @Test
    void theFirstLayersFiltersAreSeenFromTheStartToNow() {
        Training.Progress view = seen(ONE, small(300));
        assertThat(view.filters().stream().map(Training.Filters::step)).containsExactly(0, 90, 150, 240, 300);
        assertThat(view.filters().get(0).kernels())
                .hasSize(2)
                .isNotEqualTo(view.filters().get(4).kernels());
        assertThat(seen(ONE, small(0)).filters()).isEqualTo(view.filters().subList(0, 1));
    }

    @Test
    void theDigitsThatAreShownAreTenOfEachClass() {
        assertThat(ONE.drawing(small(0), seen(ONE, small(0)), "digits").width()).isEqualTo(280);
        assertThat(ONE.drawing(small(0), seen(ONE, small(0)), "nothing")).isNull();
        for (int place = 0; place < FreshDigits.SHOWN; place++) {
            assertThat(FreshDigits.example(place) % 10).isEqualTo(place / 10);
        }
    }

    @Test
    void whatCannotBeTrainedHereIsRefusedWithWhatCan() {
        for (String name : List.of("bare", "nothing")) {
            assertThatExceptionOfType(BadParameter.class)
                    .isThrownBy(() -> ONE.view(
                            new Training.Setup(name, 0.1, 0.9, 32, 1, false, false, Training.Idea.NONE, 0), MATERIALS))
                    .satisfies(refused -> assertThat(refused.refusals().get(0).allowed())
                            .startsWith("one of ")
                            .contains("small", "lenet-5-full")
                            .doesNotContain("bare"));
        }
    }

    /** Pictures that are counted as they are drawn. */
    private record Counted(SyntheticPictures drawn, AtomicInteger count) implements SyntheticPictures {
        @Override
        public Shape shape() {
            return drawn.shape();
        }

        @Override
        public List<String> classes() {
            return drawn.classes();
        }

        @Override
        public void draw(long seed, int label, float[] into, int offset) {
            count.incrementAndGet();
            drawn.draw(seed, label, into, offset);
        }
    }

    private static TrainingHistory.Moment moment(States states, int step) {
        Map<String, Double> gradient = new LinkedHashMap<>();
        if (step > 0) {
            gradient.put("conv", states.maybe() ? 0.0 : 0.1);
            gradient.put("output", 0.2);
        }
        int[] said = new int[FreshDigits.COUNT];
        int wrong = states.between(0, FreshDigits.COUNT);
        boolean same = states.maybe();
        for (int i = 0; i < said.length; i++) {
            said[i] = same ? 3 : i < wrong ? (i + 1) % 10 : i % 10;
        }
        return new TrainingHistory.Moment(
                step,
                step == 0 ? Double.NaN : states.magnitude(0.01, 5),
                step == 0 ? Double.NaN : states.between(0, 200) / 200.0,
                gradient,
                List.of(),
                said);
    }

    private static double share(TrainingHistory.Moment moment) {
        int right = 0;
        for (int i = 0; i < moment.said().length; i++) {
            right += moment.said()[i] == i % 10 ? 1 : 0;
        }
        return right / 1000.0;
    }

    private static boolean says(String percent, double share) {
        return percent.endsWith("%") && Math.abs(Claims.number(percent.replace("\u00a0%", "")) - 100 * share) < 0.0501;
    }

    private static int step(String when) {
        return when.equalsIgnoreCase("before the first step") ? 0 : Integer.parseInt(when.replaceAll("\\D", ""));
    }

    private static Claims claims(
            Training.Setup p,
            List<TrainingHistory.Moment> past,
            TrainingHistory.Moment now,
            Training.Twin twin,
            boolean diverged) {
        boolean zero = p.idea() == Training.Idea.ZERO_WEIGHTS;
        return new Claims()
                .claim(
                        "(Before the first step|After step \\d+) the network without batch normalization reads (\\S+%) of the fresh digits( and has diverged since)?, the one with it(?:, (before the first step|after step \\d+),)? (\\S+%)( and has diverged since)?\\.",
                        pair -> {
                            Training.Checkpoint look =
                                    twin.looks().get(twin.looks().size() - 1);
                            int without = p.norm() ? look.step() : now.step();
                            int with = p.norm() ? now.step() : look.step();
                            return step(pair.group(1)) == without
                                    && (pair.group(4) == null ? without : step(pair.group(4))) == with
                                    && says(pair.group(2), p.norm() ? twin.accuracy() : share(now))
                                    && says(pair.group(5), p.norm() ? share(now) : twin.accuracy())
                                    && (pair.group(3) != null) == (p.norm() ? twin.diverged() : diverged)
                                    && (pair.group(6) != null) == (p.norm() ? diverged : twin.diverged());
                        })
                .claim("All weights are zero: ", zeros -> zero && now.step() == 0)
                .claim("The weights are random numbers: ", random -> !zero && now.step() == 0)
                .claim(
                        "(\\S+) of 1,000 fresh digits are read rightly",
                        read -> Claims.number(read.group(1)) == 1000 * share(now))
                .claim(", where guessing would give about 100\\.", guess -> true)
                .claim(": (\\S+%)\\.", percent -> says(percent.group(1), share(now)))
                .claim(
                        "After step (\\d+), and (\\S+ digits?), ",
                        after -> Integer.parseInt(after.group(1)) == now.step()
                                && after.group(2).equals(Numerals.count((long) now.step() * p.batch(), "digit")))
                .claim(
                        "the network says (\\d) for every digit, and is right about (\\S+) of 1,000 fresh digits",
                        same -> Arrays.stream(now.said()).allMatch(said -> said == Integer.parseInt(same.group(1)))
                                && Claims.number(same.group(2)) == 1000 * share(now))
                .claim(
                        "; no gradient gets through weights that are zero, so only the last layer’s biases have moved",
                        none -> zero && now.gradient().get("conv") == 0)
                .claim(
                        "the loss is (\\S+), and that of a guess is ln 10, 2\\.30: nothing in a picture tells the label that it bears, so there is nothing to learn\\.",
                        loss -> p.idea() == Training.Idea.SHUFFLED_LABELS
                                && Math.abs(Claims.number(loss.group(1)) - now.loss()) < 0.00501)
                .claim(
                        "Of the digits in steps (\\d+) to (\\d+), all among the same 200, the network read (\\S+%) rightly, in each step before it learned from them\\. After step (\\d+) it reads (\\S+%) of fresh ones\\.",
                        few -> p.idea() == Training.Idea.FEW_DIGITS
                                && Integer.parseInt(few.group(1)) == now.step() - 29
                                && Integer.parseInt(few.group(2)) == now.step()
                                && Integer.parseInt(few.group(4)) == now.step()
                                && says(few.group(3), now.learned())
                                && says(few.group(5), share(now)))
                .claim(
                        "It has learned (the|nearly all of the) 200 by heart\\.",
                        heart -> now.learned() >= 0.95
                                && heart.group(1).equals(now.learned() == 1 ? "the" : "nearly all of the")
                                && (now.step() - 30) * p.batch() >= 200
                                && share(now) < now.learned() - 0.1)
                .claim("It knows the 200 better\\.", better -> now.learned() > share(now) + 0.1)
                .claim(
                        "It passed 95\u00a0% by step (\\d+)\\.",
                        passed -> past.stream()
                                .anyMatch(moment ->
                                        moment.step() == Integer.parseInt(passed.group(1)) && share(moment) >= 0.95))
                .words("\\.");
    }

    @Test
    void everySentenceHoldsWhateverARunComesTo() {
        States states = new States(11);
        for (int i = 0; i < 2000; i++) {
            List<TrainingHistory.Moment> past = new ArrayList<>();
            int looks = states.between(0, 20);
            for (int look = 0; look <= looks; look++) {
                past.add(moment(states, look * Training.STRETCH));
            }
            Training.Setup p = new Training.Setup(
                    "small",
                    0.1,
                    0.9,
                    states.between(1, 128),
                    1,
                    states.maybe(),
                    false,
                    states.one(Training.Idea.values()),
                    looks * Training.STRETCH);
            double other = states.between(0, 1000) / 1000.0;
            Training.Checkpoint look =
                    new Training.Checkpoint(states.maybe() ? looks * Training.STRETCH : 0, other, null);
            Training.Twin twin =
                    states.oneIn(4) ? new Training.Twin(List.of(), List.of(look), other, states.maybe()) : null;
            String trouble = twin != null && states.oneIn(3) ? "diverged" : null;
            TrainingHistory.Moment now = past.get(looks);
            String sentence = Training.sentence(p, new TrainingHistory.Past(List.of(), past, trouble), now, twin);
            claims(p, past, now, twin, trouble != null).check(sentence, p);
        }
    }

    @Test
    void theLossOfAGuessIsANaturalLogarithm() {
        assertThat(seen(
                                ONE,
                                new Training.Setup(
                                        "small", 0.1, 0.9, 16, 1, false, false, Training.Idea.SHUFFLED_LABELS, 30))
                        .sentence())
                .contains("that of a guess is ln 10, 2.30");
    }

    @Test
    void aLossThatGoesAstrayIsDrawnAtTheEndOfTheAxis() {
        Training.Progress end = seen(ONE, lenet(Training.Idea.HIGH_RATE, Training.LAST));
        assertThat(end.goesAstray()).isTrue();
        assertThat(end.highestLoss()).isEqualTo(10);
        assertThat(seen(ONE, small(30)).goesAstray()).isFalse();
        assertThat(seen(ONE, small(0)).highestLoss()).isEqualTo(2.6);
    }
}

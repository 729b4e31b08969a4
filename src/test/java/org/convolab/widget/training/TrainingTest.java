package org.convolab.widget.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
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
import org.convolab.widget.CourseResources;
import org.convolab.widget.RetryLater;
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
        assertThat(drawn.getAndSet(0)).isEqualTo(1000);
        for (int steps : new int[] {0, 30, 45, 90, 31, 0, 90, 120, 30, 1}) {
            seen(training, small(steps));
        }
        assertThat(drawn).hasValue(120 * 16);
    }

    @Test
    void manyWhoAskForOneRunShareIt() throws Exception {
        AtomicInteger drawn = new AtomicInteger();
        Training training =
                new Training(new Counted(SyntheticPictures.sets().get("digits"), drawn), Duration.ofSeconds(1));
        drawn.set(0);
        List<CompletableFuture<Training.Progress>> asked = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            asked.add(CompletableFuture.supplyAsync(() -> seen(training, small(120))));
        }
        for (CompletableFuture<Training.Progress> each : asked) {
            assertThat(each.get(20, TimeUnit.SECONDS)).isEqualTo(asked.get(0).get());
        }
        assertThat(drawn).hasValue(120 * 16);
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
        assertThat(end.trouble()).startsWith("diverged at step ");
        assertThat(end.loss()).hasSizeLessThan(30);
        assertThat(end.loss().get(end.loss().size() - 1))
                .isGreaterThan(100 * end.loss().get(0));
        assertThat(end.done()).isTrue();
        assertThat(end.sentence()).contains(end.trouble());
        var walk = ONE.walk(high, end);
        assertThat(walk.at()).isEqualTo(walk.count() - 1);
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
        assertThat(end.sentence()).endsWith("It has learned those digits by heart.");
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
        assertThat(pair.sentence()).contains("without batch normalization reads 10\u00a0%");
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
}

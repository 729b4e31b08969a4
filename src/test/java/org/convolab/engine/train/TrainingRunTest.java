package org.convolab.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.data.Examples;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.BatchNorm;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Dropout;
import org.convolab.engine.layer.Pool2d;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Softmax;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Initialization;
import org.convolab.engine.network.Network;
import org.convolab.engine.network.Safetensors;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingRunTest {
    private static final DataSet DATA = Bars.drawn(200, 1);

    private static final Network NETWORK = Network.of(
            "bars",
            Bars.SHAPE,
            Sequence.of()
                    .then("conv", Conv2d.of(1, 6, Window.of(3)))
                    .then("norm", BatchNorm.of(6))
                    .then("relu", Activation.RELU)
                    .then("pool", Pool2d.max(Window.of(2).withStride(2)))
                    .then("drop", new Dropout(0.1))
                    .then("dense", Dense.of(54, 3))
                    .then("softmax", new Softmax()));

    private static TrainingConfig plan(Loss loss, Optimizer optimizer, double rate, long seed) {
        return new TrainingConfig(NETWORK, Initialization.HE, loss, optimizer, new Schedule.Constant(rate), 16, seed);
    }

    private static final TrainingConfig PLAN = plan(Loss.CROSS_ENTROPY, new Optimizer.Sgd(0.9, 1e-4), 0.05, 7);

    @ParameterizedTest
    @CsvSource({"CROSS_ENTROPY, false", "CROSS_ENTROPY, true", "MEAN_SQUARED_ERROR, true"})
    void aSmallNetworkLearnsToyPicturesWithoutFault(Loss loss, boolean adam) {
        TrainingConfig plan =
                adam ? plan(loss, Optimizer.Adam.USUAL, 0.01, 7) : plan(loss, new Optimizer.Sgd(0.9, 1e-4), 0.05, 7);
        TrainingRun start = TrainingRun.start(plan, DATA);
        TrainingRun end = start.advance(250);
        assertThat(end.trouble()).isNull();
        assertThat(end.losses()).hasSize(250);
        assertThat(end.losses()[249]).isLessThan(end.losses()[0] / 4);
        DataSet fresh = Bars.drawn(300, 99);
        assertThat(start.score(fresh).accuracy()).isLessThan(0.7);
        assertThat(end.score(fresh).accuracy()).isEqualTo(1);
        assertThat(end.score(fresh).loss()).isLessThan(0.1);
    }

    @Test
    void aStepOfPlainDescentMovesEachWeightAgainstItsGradient() {
        Network network = Network.of("line", Bars.SHAPE, Sequence.of().then("dense", Dense.of(64, 3)));
        TrainingConfig plan = new TrainingConfig(
                network,
                Initialization.GLOROT,
                Loss.CROSS_ENTROPY,
                new Optimizer.Sgd(0, 0),
                new Schedule.Constant(1e-3),
                200,
                3);
        TrainingRun before = TrainingRun.start(plan, DATA);
        TrainingRun after = before.advance(1);
        double moved = 0;
        for (String name : new String[] {"dense.weight", "dense.bias"}) {
            for (int i = 0; i < before.weights().get(name).length; i++) {
                moved +=
                        Math.pow(before.weights().get(name)[i] - after.weights().get(name)[i], 2);
            }
        }
        double norm = after.gradientNorms().get("dense");
        assertThat(Math.sqrt(moved)).isCloseTo(1e-3 * norm, within(1e-6));
        double fall = before.score(DATA).loss() - after.score(DATA).loss();
        assertThat(fall).isCloseTo(1e-3 * norm * norm, within(1e-4 * norm * norm));
        assertThat((double) after.losses()[0]).isCloseTo(before.score(DATA).loss(), within(1e-5));
        assertThat((double) after.accuracies()[0]).isCloseTo(before.score(DATA).accuracy(), within(1e-6));
    }

    @Test
    void equalSeedsGiveEqualWeightsToTheLastBitAndOthersDoNot() {
        TrainingRun one = TrainingRun.start(PLAN, DATA).advance(40);
        TrainingRun other = TrainingRun.start(PLAN, DATA).advance(40);
        assertSame(one, other);
        TrainingRun reseeded = TrainingRun.start(plan(PLAN.loss(), PLAN.optimizer(), 0.05, 8), DATA)
                .advance(40);
        assertThat(reseeded.weights().get("conv.weight"))
                .isNotEqualTo(one.weights().get("conv.weight"));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void aSavedAndResumedRunEqualsAnUninterruptedOne(boolean adam) throws IOException {
        TrainingConfig plan = adam ? plan(Loss.CROSS_ENTROPY, Optimizer.Adam.USUAL, 0.01, 7) : PLAN;
        TrainingRun through = TrainingRun.start(plan, DATA).advance(40);
        TrainingRun half = TrainingRun.start(plan, DATA).advance(5).advance(0).advance(12);
        Safetensors file = Safetensors.read(new ByteArrayInputStream(half.save().bytes()));
        TrainingRun resumed = TrainingRun.resume(plan, DATA, file);
        assertSame(resumed, half);
        assertSame(resumed.advance(23), through);
        assertThat(resumed.advance(23).gradientNorms()).isEqualTo(through.gradientNorms());
        assertThat(file.weights(NETWORK).get("conv.weight"))
                .isEqualTo(half.weights().get("conv.weight"));
    }

    @Test
    void aRunIsResumedByItsOwnPlanOnly() {
        Safetensors saved = TrainingRun.start(PLAN, DATA).advance(2).save();
        assertThatThrownBy(() -> TrainingRun.resume(plan(PLAN.loss(), PLAN.optimizer(), 0.05, 8), DATA, saved))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the run was made by bars, HE, CROSS_ENTROPY, Sgd[momentum=0.9, "
                        + "weightDecay=1.0E-4], Constant[rate=0.05], 16 examples a step, seed 7, not by");
        assertThatThrownBy(() -> TrainingRun.resume(
                        PLAN, DATA, new Safetensors(saved.arrays(), Map.of("plan", PLAN.toString(), "steps", "9"))))
                .hasMessage("there are not as many losses and accuracies as steps");
    }

    @Test
    void advancingLeavesTheRunItStartsFromAsItIs() {
        TrainingRun start = TrainingRun.start(PLAN, DATA);
        Weights before = start.weights().copy();
        start.advance(10);
        assertThat(start.steps()).isZero();
        assertThat(start.losses()).isEmpty();
        before.arrays()
                .forEach((name, numbers) ->
                        assertThat(start.weights().get(name)).as(name).containsExactly(numbers));
    }

    @Test
    void gradientNormsAreKnownLayerByLayer() {
        TrainingRun run = TrainingRun.start(PLAN, DATA).advance(1);
        assertThat(run.gradientNorms()).containsOnlyKeys("conv", "norm", "dense");
        assertThat(run.gradientNorms().values()).allMatch(norm -> norm > 0 && Double.isFinite(norm));
    }

    @Test
    void everyExampleIsSeenOnceInAnEpochAndInAnotherOrderInTheNext() {
        int[] seen = new int[DATA.size()];
        StringBuilder order = new StringBuilder();
        DataSet watched = new Watched(DATA, index -> {
            seen[index]++;
            order.append(index).append(' ');
        });
        TrainingConfig plan = new TrainingConfig(
                NETWORK, Initialization.HE, Loss.CROSS_ENTROPY, PLAN.optimizer(), PLAN.schedule(), 50, 1);
        TrainingRun first = TrainingRun.start(plan, watched).advance(4);
        assertThat(seen).containsOnly(1);
        String before = order.toString();
        order.setLength(0);
        first.advance(4);
        assertThat(seen).containsOnly(2);
        assertThat(order.toString()).isNotEqualTo(before);
    }

    private record Watched(DataSet data, IntConsumer watcher) implements DataSet {
        @Override
        public int size() {
            return data.size();
        }

        @Override
        public Shape shape() {
            return data.shape();
        }

        @Override
        public List<String> classes() {
            return data.classes();
        }

        @Override
        public int label(int index) {
            return data.label(index);
        }

        @Override
        public void read(int index, float[] to, int offset) {
            watcher.accept(index);
            data.read(index, to, offset);
        }
    }

    @Test
    void aRunThatDivergesSaysSoAndStops() {
        Network bare = Network.of(
                "bare",
                Bars.SHAPE,
                Sequence.of()
                        .then("one", Dense.of(64, 30))
                        .then("relu", Activation.RELU)
                        .then("two", Dense.of(30, 3)));
        TrainingConfig plan = new TrainingConfig(
                bare,
                Initialization.HE,
                Loss.MEAN_SQUARED_ERROR,
                new Optimizer.Sgd(0.9, 0),
                new Schedule.Constant(5),
                16,
                1);
        TrainingRun run = TrainingRun.start(plan, DATA).advance(1000);
        assertThat(run.trouble()).startsWith("diverged in step " + (run.steps() + 1) + ": the loss is ");
        assertThat(run.steps()).isLessThan(50);
        assertThat(run.losses()).hasSize(run.steps() + 1);
        assertThat(run.advance(10)).isSameAs(run);
    }

    @Test
    void aPictureThatIsNotANumberStopsTheRunAtOnce() throws IOException {
        Tensor pictures = Tensor.zeros(16, Bars.SHAPE);
        pictures.data()[5] = Float.NaN;
        DataSet broken = new Examples(pictures, new int[16], DATA.classes());
        TrainingRun run = TrainingRun.start(PLAN, broken).advance(3);
        assertThat(run.trouble()).startsWith("diverged in step 1: the loss is NaN");
        assertThat(run.steps()).isZero();
        TrainingRun resumed = TrainingRun.resume(PLAN, broken, run.save());
        assertThat(resumed.advance(1).trouble()).isEqualTo(run.trouble());
    }

    @Test
    void aPlanHasToFitItsData() {
        DataSet few = Bars.drawn(10, 1);
        assertThatThrownBy(() -> TrainingRun.start(PLAN, few))
                .hasMessage("a mini-batch of 16 needs more than 10 examples");
        Network small = Network.of("small", Bars.SHAPE, Sequence.of(Dense.of(64, 2)));
        assertThatThrownBy(() -> TrainingRun.start(
                        new TrainingConfig(
                                small, Initialization.HE, Loss.CROSS_ENTROPY, PLAN.optimizer(), PLAN.schedule(), 4, 1),
                        DATA))
                .hasMessage("small gives 2 numbers, but there are 3 classes");
    }

    @Test
    void aScoreCountsWhatIsTakenForWhat() {
        Evaluation score = TrainingRun.start(PLAN, DATA).advance(250).score(DATA);
        int[] labels = new int[3];
        for (int i = 0; i < DATA.size(); i++) {
            labels[DATA.label(i)]++;
        }
        for (int label = 0; label < 3; label++) {
            assertThat(Arrays.stream(score.confusion()[label]).sum()).isEqualTo(labels[label]);
        }
        assertThat(new Evaluation(0, new int[][] {{3, 1}, {2, 4}}).accuracy()).isEqualTo(0.7);
    }

    private static void assertSame(TrainingRun one, TrainingRun other) {
        assertThat(one.steps()).isEqualTo(other.steps());
        assertThat(one.losses()).containsExactly(other.losses());
        assertThat(one.accuracies()).containsExactly(other.accuracies());
        assertThat(one.weights().arrays())
                .containsOnlyKeys(other.weights().arrays().keySet());
        other.weights()
                .arrays()
                .forEach((name, numbers) ->
                        assertThat(one.weights().get(name)).as(name).containsExactly(numbers));
        other.moments()
                .arrays()
                .forEach((name, numbers) ->
                        assertThat(one.moments().get(name)).as(name).containsExactly(numbers));
    }
}

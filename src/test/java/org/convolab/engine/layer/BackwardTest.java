package org.convolab.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every layer's way back, against finite differences of its way forward. */
class BackwardTest {
    private static final Shape SHAPE = new Shape(3, 5, 7);

    static Stream<Conv2dTest.Case> convolutions() {
        return Conv2dTest.cases().filter(each -> each.input().area() < 1000);
    }

    @ParameterizedTest
    @MethodSource("convolutions")
    void ofConvolutionsOfEverySort(Conv2dTest.Case each) {
        FiniteDifferences.check(each.conv(), Numbers.random(2, each.input(), 3), Phase.TRAINING);
    }

    @Test
    void ofAConvolutionThatNeedsSeveralStripsAndSeveralRounds() {
        Conv2d conv = Conv2d.of(64, 2, Window.of(3).withPadding(Padding.of(1)));
        FiniteDifferences.check(conv, Numbers.random(7, new Shape(64, 31, 37), 3), Phase.TRAINING);
    }

    @Test
    void ofAPointwiseConvolutionThatReadsItsInputWhereItLies() {
        Conv2d conv = Conv2d.of(6, 4, Window.of(1));
        FiniteDifferences.check(conv, Numbers.random(2, new Shape(6, 5, 7), 3), Phase.INFERENCE);
        FiniteDifferences.check(conv.withGroups(2), Numbers.random(1, new Shape(6, 5, 7), 3), Phase.TRAINING);
    }

    @Test
    void ofAConvolutionThatIsADenseLayer() {
        Conv2d conv = Conv2d.of(3, 4, new Window(5, 7, 2, 1, Padding.NONE, false));
        FiniteDifferences.check(conv, Numbers.random(3, SHAPE, 3), Phase.TRAINING);
        FiniteDifferences.check(conv.withoutBias(), Numbers.random(1, SHAPE, 3), Phase.TRAINING);
    }

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    @Test
    void ofTheScaleOfAnInput() {
        Normalize scale = new Normalize(2, List.of(0.5, 0.4, 0.3), List.of(0.2, 0.5, 2.0));
        FiniteDifferences.check(scale, Numbers.random(2, SHAPE, 3), Phase.TRAINING);
    }

    @Test
    void ofPoolsOverSquaresOfTwo() {
        for (Shape shape : new Shape[] {new Shape(2, 8, 10), new Shape(2, 7, 9)}) {
            Tensor input = apart(2, shape, 5);
            FiniteDifferences.check(Pool2d.max(Window.of(2).withStride(2)), input, Phase.TRAINING);
            FiniteDifferences.check(Pool2d.average(Window.of(2).withStride(2)), input, Phase.TRAINING);
        }
    }

    @Test
    void ofAConvolutionThatRunsForwardByTiles() {
        Conv2d conv = Conv2d.of(16, 16, Window.of(3).withPadding(Padding.of(1)));
        assertThat(Winograd.serves(conv)).isTrue();
        FiniteDifferences.check(conv, Numbers.random(2, new Shape(16, 3, 4), 7), Phase.TRAINING);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void ofPoolsOfEverySort(int seed) {
        Random random = new Random(seed);
        Window window = Numbers.window(random, Padding.Mode.values()[seed % 4], 1);
        Tensor input = apart(2, new Shape(2, 7 + random.nextInt(6), 7 + random.nextInt(6)), seed);
        FiniteDifferences.check(Pool2d.max(window), input, Phase.TRAINING);
        FiniteDifferences.check(Pool2d.average(window), input, Phase.TRAINING);
        FiniteDifferences.check(new Pool2d(Pool2d.Kind.AVERAGE, window, true), input, Phase.TRAINING);
        FiniteDifferences.check(new Subsample(2, window.withCeil(false)), input, Phase.TRAINING);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 7", "13, 4", "2, 3"})
    void ofPoolsWhoseBinsFollowTheInput(int height, int width) {
        Tensor input = apart(2, new Shape(3, height, width), 1);
        FiniteDifferences.check(new GlobalPool(), input, Phase.TRAINING);
        FiniteDifferences.check(PyramidPool.max(4, 2, 1), input, Phase.TRAINING);
        FiniteDifferences.check(new PyramidPool(List.of(3, 1), Pool2d.Kind.AVERAGE), input, Phase.TRAINING);
    }

    @Test
    void ofAMaximumThatTwoPixelsShareGoesToTheFirst() {
        Pool2d pool = Pool2d.max(Window.of(2));
        ForwardContext context = ForwardContext.of(Phase.TRAINING);
        pool.forward(Tensor.of(new Shape(1, 2, 2), 1, 3, 3, 3), Weights.NONE, context);
        assertThat(pool.backward(Tensor.of(Shape.vector(1), 5), Weights.NONE, Weights.NONE, context)
                        .data())
                .containsExactly(0, 5, 0, 0);
    }

    @Test
    void ofAMaximumThatWinsTwoWindowsIsTheirSum() {
        Pool2d pool = Pool2d.max(Window.of(2));
        ForwardContext context = ForwardContext.of(Phase.TRAINING);
        pool.forward(
                Tensor.of(new Shape(1, 4, 4), 1, 3, 2, 0, 5, 2, 1, 1, 0, 1, 4, 6, 2, 0, 3, 1), Weights.NONE, context);
        Tensor ones = Tensor.of(new Shape(1, 3, 3), 1, 1, 1, 1, 1, 1, 1, 1, 1);
        assertThat(pool.backward(ones, Weights.NONE, Weights.NONE, context).data())
                .containsExactly(0, 1, 1, 0, 2, 0, 0, 0, 0, 0, 2, 2, 1, 0, 0, 0);
    }

    /** The kernel u, v on a row of four is a matrix with the rows u v 0 0, 0 u v 0 and 0 0 u v. */
    @Test
    void ofAConvolutionIsTheTransposedMatrixTimesTheGradient() {
        Conv2d conv = Conv2d.of(1, 1, Window.of(2)).withoutBias();
        Weights weights = Weights.of(Map.of("weight", new float[] {2, 5, 0, 0}));
        ForwardContext context = ForwardContext.of(Phase.TRAINING);
        conv.forward(Tensor.of(new Shape(1, 2, 4), 1, 2, 3, 4, 0, 0, 0, 0), weights, context);
        Tensor gradient = Tensor.of(new Shape(1, 1, 3), 1, 10, 100);
        assertThat(conv.backward(gradient, weights, Weights.zeros(conv.parameters()), context)
                        .data())
                .containsExactly(2, 5 + 20, 50 + 200, 500, 0, 0, 0, 0);
    }

    @Test
    void ofBatchNormInTheNumbersOfChapter09() {
        BatchNorm norm = BatchNorm.of(1);
        Weights weights = started(norm);
        ForwardContext context = ForwardContext.of(Phase.TRAINING);
        norm.forward(new Tensor(4, Shape.vector(1), new float[] {1, 2, 3, 4}), weights, context);
        Tensor first = new Tensor(4, Shape.vector(1), new float[] {1, 0, 0, 0});
        float[] gradient = norm.backward(first, weights, Weights.zeros(norm.parameters()), context)
                .data();
        Numbers.assertClose(gradient, new float[] {0.268f, -0.358f, -0.089f, 0.179f}, 5e-4);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 13, 7", "3, 7, 13", "2, 207, 31", "17, 13, 7"})
    void ofDenseAndRadialBasisLayers(int count, int inputs, int outputs) {
        Tensor input = Numbers.random(count, Shape.vector(inputs), 2);
        FiniteDifferences.check(Dense.of(inputs, outputs), input, Phase.TRAINING);
        FiniteDifferences.check(new Dense(inputs, outputs, false), input, Phase.TRAINING);
        FiniteDifferences.check(new Rbf(inputs, outputs), input, Phase.TRAINING);
    }

    @ParameterizedTest
    @EnumSource
    void ofEveryActivation(Activation activation) {
        FiniteDifferences.check(activation, apart(2, SHAPE, 4), Phase.TRAINING);
        FiniteDifferences.check(activation, apart(1, Shape.vector(40), 4), Phase.TRAINING);
        assertThat(activation.slope(0.5))
                .isCloseTo((activation.at(0.5 + 1e-6) - activation.at(0.5 - 1e-6)) / 2e-6, within(1e-6));
    }

    @Test
    void ofSoftmaxAndFlatten() {
        FiniteDifferences.check(new Softmax(), Numbers.random(2, SHAPE, 4), Phase.TRAINING);
        FiniteDifferences.check(new Softmax(), Numbers.random(3, Shape.vector(13), 4), Phase.TRAINING);
        FiniteDifferences.check(new Flatten(), Numbers.random(2, SHAPE, 4), Phase.TRAINING);
    }

    @ParameterizedTest
    @EnumSource
    void ofBatchNormThroughTheStatisticsInTrainingAndPastThemInInference(Phase phase) {
        for (int count : new int[] {1, 3}) {
            BatchNorm norm = BatchNorm.of(3);
            Weights weights = Numbers.weights(norm, 5);
            Arrays.fill(weights.get("running_variance"), 0.7f);
            FiniteDifferences.check(norm, Numbers.random(count, SHAPE, 6), weights, phase);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofDropoutByTheMaskThatForwardDrew(Phase phase) {
        FiniteDifferences.check(new Dropout(0.4), Numbers.random(2, SHAPE, 6), phase);
        FiniteDifferences.check(new Dropout(0), Numbers.random(2, SHAPE, 6), phase);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void ofCompositeLayers(int side) {
        Shape shape = new Shape(3, side, side + 2);
        Tensor input = Numbers.random(2, shape, 8);
        Sequence main = Sequence.of()
                .then("conv1", Conv2d.of(3, 4, Window.of(3).withPadding(Padding.of(1))))
                .then("norm", BatchNorm.of(4))
                .then("silu", Activation.SILU)
                .then("drop", new Dropout(0.3))
                .then("conv2", Conv2d.of(4, 3, Window.of(1)));
        FiniteDifferences.check(new SqueezeExcite(3, 2), input, Phase.TRAINING);
        FiniteDifferences.check(main, input, Phase.TRAINING);
        FiniteDifferences.check(Residual.of(main), input, Phase.TRAINING);
        FiniteDifferences.check(
                new Residual(main, Sequence.of().then("conv", Conv2d.of(3, 3, Window.of(1)))), input, Phase.TRAINING);
        FiniteDifferences.check(
                Sequence.of(new SqueezeExcite(3, 1), Residual.of(main), new Flatten(), Dense.of(shape.size(), 5)),
                input,
                Phase.TRAINING);
        FiniteDifferences.check(Sequence.of(), input, Phase.TRAINING);
    }

    @Test
    void gradientsThatNobodyAsksForAreNotMade() {
        Sequence layers = Sequence.of()
                .then("conv", Conv2d.of(3, 4, Window.of(3)))
                .then("norm", BatchNorm.of(4))
                .then("pool", new Subsample(4, Window.of(2)))
                .then("dense", Dense.of(4 * 2 * 4, 5));
        Weights weights = Numbers.weights(layers, 1);
        Tensor input = Numbers.random(2, SHAPE, 2);
        Tensor r = Numbers.random(2, Shape.vector(5), 3);
        List<Parameter> trained =
                layers.parameters().stream().filter(Parameter::trained).toList();

        ForwardContext context = ForwardContext.of(Phase.TRAINING);
        Weights all = Weights.zeros(trained);
        layers.forward(input, weights, context);
        float[] below = layers.backward(r, weights, all, context).data().clone();

        Weights some = Weights.zeros(trained.subList(0, 1));
        layers.forward(input, weights, context);
        assertThat(layers.backward(r, weights, some, context).data()).containsExactly(below);
        assertThat(some.get("conv.weight")).containsExactly(all.get("conv.weight"));

        Weights again = Weights.zeros(trained);
        context.wantInputGradient(false);
        layers.forward(input, weights, context);
        layers.backward(r, weights, again, context);
        for (Parameter parameter : trained) {
            assertThat(again.get(parameter)).as(parameter.name()).containsExactly(all.get(parameter));
        }
    }

    @Test
    void aPassServesBatchesOfOtherSizesToo() {
        Conv2d conv = Conv2d.of(3, 2, Window.of(3).withStride(2)).flipped();
        Weights weights = Numbers.weights(conv, 1);
        ForwardContext context = ForwardContext.of(Phase.INFERENCE);
        for (Tensor input : List.of(
                Numbers.random(1, SHAPE, 1), Numbers.random(4, SHAPE, 2), Numbers.random(4, new Shape(3, 6, 4), 3))) {
            assertThat(conv.forward(input, weights, context).data())
                    .containsExactly(
                            conv.forward(input, weights, Phase.INFERENCE).data());
        }
    }

    @Test
    void thereIsNoWayBackBeforeALayerHasRun() {
        assertThatThrownBy(() -> Activation.RELU.backward(
                        Tensor.of(SHAPE, new float[105]),
                        Weights.NONE,
                        Weights.NONE,
                        ForwardContext.of(Phase.TRAINING)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void trainingMovesTheRunningStatisticsAndALookDoesNot() {
        BatchNorm norm = BatchNorm.of(1);
        Weights weights = started(norm);
        Tensor batch = new Tensor(4, Shape.vector(1), new float[] {1, 2, 3, 4});
        norm.forward(batch, weights, Phase.TRAINING);
        norm.forward(batch, weights, ForwardContext.of(Phase.INFERENCE));
        assertThat(weights.get("running_mean")).containsExactly(0);
        assertThat(weights.get("running_variance")).containsExactly(1);
        norm.forward(batch, weights, ForwardContext.of(Phase.TRAINING));
        assertThat(weights.get("running_mean")[0]).isCloseTo(0.25f, within(1e-6f));
        assertThat(weights.get("running_variance")[0]).isCloseTo(0.9f + 0.1f * 5 / 3, within(1e-6f));
    }

    @Test
    void dropoutKeepsWhatIsExpectedAndFollowsItsSeed() {
        Dropout dropout = new Dropout(0.25);
        Tensor ones = Tensor.zeros(10, new Shape(10, 10, 10));
        Arrays.fill(ones.data(), 1);
        ForwardContext context = ForwardContext.of(Phase.TRAINING);
        context.seed(1);
        float[] first = dropout.forward(ones, Weights.NONE, context).data().clone();
        double sum = 0;
        for (float each : first) {
            assertThat(each).isIn(0f, 4 / 3f);
            sum += each;
        }
        assertThat(sum / first.length).isCloseTo(1, within(0.02));
        context.seed(2);
        assertThat(dropout.forward(ones, Weights.NONE, context).data()).isNotEqualTo(first);
        context.seed(1);
        assertThat(dropout.forward(ones, Weights.NONE, context).data()).containsExactly(first);
    }

    @Test
    void twoDropoutsOfOneNetworkDropDifferentNumbers() {
        Sequence layers = Sequence.of().then("a", new Dropout(0.5)).then("b", new Dropout(0.5));
        Tensor ones = Tensor.zeros(1, new Shape(10, 10, 10));
        Arrays.fill(ones.data(), 1);
        float[] both = layers.forward(ones, Weights.NONE, Phase.TRAINING).data();
        int stayed = 0;
        for (float each : both) {
            stayed += each > 0 ? 1 : 0;
        }
        assertThat(stayed).isBetween(200, 300);
    }

    /** Seeded numbers of which no two in a plane, and none and zero, come within reach of a finite difference. */
    private static Tensor apart(int count, Shape shape, long seed) {
        Tensor numbers = Tensor.zeros(count, shape);
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, shape.area()).boxed().toList());
        Random random = new Random(seed);
        for (int plane = 0; plane < numbers.data().length; plane += shape.area()) {
            Collections.shuffle(order, random);
            for (int i = 0; i < shape.area(); i++) {
                numbers.data()[plane + i] = (order.get(i) - shape.area() / 2 + 0.5f) / 16;
            }
        }
        return numbers;
    }

    /** Weights of a layer of one channel before any training. */
    private static Weights started(Layer layer) {
        Map<String, float[]> arrays = new HashMap<>();
        layer.parameters().forEach(p -> arrays.put(p.name(), new float[] {p.start()}));
        return Weights.of(arrays);
    }
}

package org.convolab.engine.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.BatchNorm;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Dropout;
import org.convolab.engine.layer.Flatten;
import org.convolab.engine.layer.GlobalPool;
import org.convolab.engine.layer.Layer;
import org.convolab.engine.layer.Mode;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Parameter;
import org.convolab.engine.layer.Pool2d;
import org.convolab.engine.layer.Residual;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Softmax;
import org.convolab.engine.layer.Subsample;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The products and sums that are written out, beside what the engine computes. */
class ContributionsTest {
    private static final Shape SHAPE = new Shape(4, 7, 6);

    static Stream<Layer> sums() {
        Window window = Window.of(3).withPadding(Padding.of(1));
        Window wide = new Window(2, 3, 2, 2, new Padding(2, 1, 1, 3, Padding.Mode.REFLECT), false);
        return Stream.of(
                Conv2d.of(4, 6, window),
                Conv2d.of(4, 6, window.withStride(2)).withoutBias(),
                Conv2d.of(4, 6, wide).withGroups(2).flipped(),
                Conv2d.of(4, 3, wide).withTable(List.of(List.of(3, 0), List.of(2), List.of(1, 2, 3))),
                Conv2d.of(4, 5, new Window(7, 6, 1, 1, Padding.NONE, false)),
                Dense.of(SHAPE.size(), 5),
                new Dense(SHAPE.size(), 5, false),
                BatchNorm.of(4),
                Pool2d.max(window.withStride(2)),
                Pool2d.max(new Window(2, 2, 2, 1, Padding.NONE, true)),
                Pool2d.average(window.withStride(2)),
                new Pool2d(Pool2d.Kind.AVERAGE, window, true),
                new Subsample(4, Window.of(2).withStride(2)),
                new GlobalPool(),
                new Flatten(),
                new Dropout(0.5));
    }

    @ParameterizedTest
    @MethodSource("sums")
    void addsUpToTheEnginesNumberAtEveryPlace(Layer layer) {
        Weights weights = weights(layer, 3);
        Tensor below = random(SHAPE, 4);
        Tensor given = layer.forward(below, weights, Mode.INFERENCE);
        for (int i = 0; i < given.data().length; i++) {
            Units.Place place = new Units.Place(
                    i / given.shape().area(),
                    i % given.shape().area() / given.shape().width(),
                    i % given.shape().width());
            Contributions derivation = Contributions.of(layer, weights, below, given, place);
            double sum = derivation.constant()
                    + derivation.terms().stream()
                            .mapToDouble(Contributions.Term::sum)
                            .sum();
            assertThat(derivation.value()).isEqualTo(given.data()[i]);
            assertThat(sum).as("%s at %s", layer, place).isCloseTo(given.data()[i], within(1e-4));
        }
    }

    @Test
    void ofAConvolutionHasATermForEachMapThatTheFilterReads() {
        Conv2d conv = Conv2d.of(4, 3, Window.of(3).withPadding(Padding.of(1)));
        Conv2d partly = conv.withTable(List.of(List.of(3, 0), List.of(2), List.of(1, 2, 3)));
        Tensor below = random(SHAPE, 4);
        Weights weights = weights(partly, 3);
        Tensor given = partly.forward(below, weights, Mode.INFERENCE);
        List<Contributions.Term> terms = Contributions.of(partly, weights, below, given, new Units.Place(0, 0, 2))
                .terms();
        assertThat(terms).extracting(Contributions.Term::unit).containsExactly(3, 0);
        assertThat(terms).allMatch(term -> term.row() == -1 && term.col() == 1);
        assertThat(terms.get(1).numbers()[0]).as("padding").containsExactly(0, 0, 0);
        assertThat(terms.get(1).numbers()[1])
                .containsExactly(below.at(0, 0, 0, 1), below.at(0, 0, 0, 2), below.at(0, 0, 0, 3));
    }

    @Test
    void ofAMaximumHasOneWeightWhereTheFirstOfTheLargestStands() {
        Tensor below = Tensor.of(new Shape(1, 2, 2), -3, -1, -1, -2);
        Pool2d pool = Pool2d.max(Window.of(2));
        Tensor given = pool.forward(below, Weights.NONE, Mode.INFERENCE);
        Contributions derivation = Contributions.of(pool, Weights.NONE, below, given, new Units.Place(0, 0, 0));
        assertThat(derivation.terms().get(0).weights()).isEqualTo(new float[][] {{0, 1}, {0, 0}});
    }

    @Test
    void ofWhatIsNoSumTellsWhatIsRead() {
        Tensor below = Tensor.of(Shape.vector(3), 1, -2, 3);
        Units.Place place = new Units.Place(1, 0, 0);
        Tensor rectified = Activation.RELU.forward(below, Weights.NONE, Mode.INFERENCE);
        Contributions.Term read = Contributions.of(Activation.RELU, Weights.NONE, below, rectified, place)
                .terms()
                .get(0);
        assertThat(read.unit()).isEqualTo(1);
        assertThat(read.numbers()).isEqualTo(new float[][] {{-2}});
        assertThat(read.weights()).isEmpty();
        Tensor shares = new Softmax().forward(below, Weights.NONE, Mode.INFERENCE);
        assertThat(Contributions.of(new Softmax(), Weights.NONE, below, shares, place)
                        .terms())
                .hasSize(3);
        Residual block = Residual.of(Sequence.of(Activation.RELU));
        assertThat(Contributions.of(
                                block, Weights.NONE, below, block.forward(below, Weights.NONE, Mode.INFERENCE), place)
                        .terms())
                .isEmpty();
    }

    private static Weights weights(Layer layer, long seed) {
        Map<String, float[]> arrays = new TreeMap<>();
        for (Parameter parameter : layer.parameters()) {
            arrays.put(
                    parameter.name(),
                    random(Shape.vector(parameter.size()), seed++).data());
        }
        return Weights.of(arrays);
    }

    /** Numbers from 0.1 to 1.1, which serve as variances too. */
    private static Tensor random(Shape shape, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Tensor numbers = Tensor.zeros(1, shape);
        for (int i = 0; i < numbers.data().length; i++) {
            numbers.data()[i] = (float) (0.1 + random.nextDouble());
        }
        return numbers;
    }
}

package org.convolab.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The products and sums that are written out, beside what the engine computes. */
class ContributionsTest {
    private static final Shape SHAPE = new Shape(4, 7, 6);

    @Test
    void ofAConvolutionHasATermForEachMapThatTheFilterReads() {
        Conv2d conv = Conv2d.of(4, 3, Window.of(3).withPadding(Padding.of(1)));
        Conv2d partly = conv.withTable(List.of(List.of(3, 0), List.of(2), List.of(1, 2, 3)));
        Tensor below = random(SHAPE, 4);
        Weights weights = weights(partly, 3);
        List<Contributions.Term> terms =
                partly.contributions(below, weights, 0, 0, 2).terms();
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
        Contributions derivation = pool.contributions(below, Weights.NONE, 0, 0, 0);
        assertThat(derivation.terms().get(0).weights()).isEqualTo(new float[][] {{0, 1}, {0, 0}});
    }

    @Test
    void ofWhatIsNoSumTellsWhatIsRead() {
        Tensor below = Tensor.of(Shape.vector(3), 1, -2, 3);
        Contributions.Term read = Activation.RELU
                .contributions(below, Weights.NONE, 1, 0, 0)
                .terms()
                .get(0);
        assertThat(read.unit()).isEqualTo(1);
        assertThat(read.numbers()).isEqualTo(new float[][] {{-2}});
        assertThat(read.weights()).isEmpty();
        assertThat(new Softmax().contributions(below, Weights.NONE, 1, 0, 0).terms())
                .hasSize(3);
        Residual block = Residual.of(Sequence.of(Activation.RELU));
        assertThat(block.contributions(below, Weights.NONE, 1, 0, 0).terms()).isEmpty();
    }

    @Test
    void theOneNumberOfAMaximumIsFoundInADilatedWindowToo() {
        Tensor below = Tensor.of(new Shape(1, 3, 4), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9);
        Pool2d pool = Pool2d.max(Window.of(2).withDilation(2, 3));
        Contributions.Term term =
                pool.contributions(below, Weights.NONE, 0, 0, 0).terms().get(0);
        assertThat(term.focus()).containsExactly(2, 3);
        assertThat(term.sum()).isEqualTo(9);
        Contributions.Term even = Pool2d.average(Window.of(2).withDilation(2, 3))
                .contributions(below, Weights.NONE, 0, 0, 0)
                .terms()
                .get(0);
        assertThat(even.focus()).as("the first of two middle ones").containsExactly(0, 0);
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

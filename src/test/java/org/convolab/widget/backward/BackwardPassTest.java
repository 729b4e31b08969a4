package org.convolab.widget.backward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Mode;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackwardPassTest {
    private static final BackwardPass WIDGET = new BackwardPass();
    private static final BackwardPass.Layer START = WIDGET.start();

    private static final CourseResources NONE = new CourseResources() {};

    private static BackwardPass.Gradients at(int row, int col) {
        return at(row, col, BackwardPass.Side.WEIGHT, 0, 0);
    }

    private static BackwardPass.Gradients at(int row, int col, BackwardPass.Side of, int atRow, int atCol) {
        return WIDGET.view(
                new BackwardPass.Layer(START.input(), START.kernel(), START.gradient(), row, col, of, atRow, atCol),
                NONE);
    }

    @Test
    void theGradientsOfTheWorkedExample() {
        BackwardPass.Gradients way = at(1, 1);
        assertThat(way.output()).hasToString("4 1/2 6");
        assertThat(way.loss()).isEqualTo(4 - 1 + 2 * 6);
        assertThat(way.kernelGradient()).hasToString("3 0 -1/1 0 3/8 3 3");
        assertThat(way.inputGradient()).hasToString("1 -1 -1 1/0 4 -2 -2/1 -1 5 -1/0 2 0 2");
    }

    @Test
    void aPlaceAddsItsGradientTimesThePatchAndTimesTheKernel() {
        BackwardPass.Gradients way = at(0, 1);
        assertThat(way.kernelAdds()).hasToString("0 -2 -3/-1 -1 0/-1 0 -1");
        assertThat(way.inputAdds()).hasToString("-1 0 1/0 -2 0/-1 0 -1");
        assertThat(way.kernelSoFar()).hasToString("1 -2 -1/-1 0 1/2 1 -1");
        assertThat(way.inputSoFar()).hasToString("1 -1 -1 1/0 2 -2 0/1 -1 1 -1/0 0 0 0");
        assertThat(way.sentence())
                .contains("A gradient of −1 comes back to row 0, column 1")
                .doesNotContain("last place");
        assertThat(at(1, 0).sentence()).contains("adds nothing");
    }

    @Test
    void afterTheLastPlaceTheSumsAreWhatTheEngineFinds() {
        BackwardPass.Gradients way = at(1, 1);
        assertThat(way.kernelSoFar()).isEqualTo(way.kernelGradient());
        assertThat(way.inputSoFar()).isEqualTo(way.inputGradient());
        assertThat(way.sentence()).contains("the sums are the gradients", "finds the same slope, 3");
    }

    @Test
    void everyNumbersFiniteDifferenceIsItsGradientAndTheSumOfItsTerms() {
        for (BackwardPass.Side of : BackwardPass.Side.values()) {
            int side = of == BackwardPass.Side.WEIGHT ? 3 : 4;
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    BackwardPass.Slope slope = at(1, 1, of, y, x).slope();
                    assertThat(slope.difference()).isEqualTo(slope.gradient());
                    assertThat(slope.terms().stream()
                                    .mapToDouble(BackwardPass.Term::product)
                                    .sum())
                            .isEqualTo(slope.gradient());
                }
            }
        }
    }

    @Test
    void theInputsGradientIsAFullConvolutionOfTheGradientWithTheKernel() {
        BackwardPass.Gradients way = at(1, 1);
        Conv2d turned = Conv2d.of(1, 1, Window.of(3).withPadding(Padding.of(2)))
                .withoutBias()
                .flipped();
        Tensor full = turned.forward(
                way.gradient().tensor(),
                Weights.of(Map.of("weight", way.kernel().tensor().data())),
                Mode.INFERENCE);
        assertThat(Grid.of(full, 0, 0)).isEqualTo(way.inputGradient());
    }

    @Test
    void theWalkGoesThroughEveryPlaceOfTheOutput() {
        BackwardPass.Layer layer = new BackwardPass.Layer(
                START.input(), START.kernel(), START.gradient(), 1, 0, BackwardPass.Side.PIXEL, 3, 3);
        var walk = WIDGET.walk(layer, WIDGET.view(layer, NONE));
        assertThat(walk.at()).isEqualTo(2);
        assertThat(walk.count()).isEqualTo(4);
        assertThat(walk.to().apply(3)).isEqualTo(Map.of("row", 1, "col", 1));
    }

    @Test
    void aLargeKernelAndFractionsDoToo() {
        BackwardPass.Gradients way = WIDGET.view(
                new BackwardPass.Layer(
                        "0.5 -1.5 2/3 0.25 1", "0.1 0.2", "1 -2/0.5 3", 1, 1, BackwardPass.Side.WEIGHT, 0, 1),
                NONE);
        assertThat((double) way.slope().gradient()).isCloseTo(-1.5 - 4 + 0.125 + 3, within(1e-6));
        assertThat(way.slope().difference()).isCloseTo(way.slope().gradient(), within(1e-6));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1 2/3 4;1;1 2;0;gradient;2 rows of 2 numbers",
                "1 2/3 4;1 1 1;1;0;kernel;at most as large as the input, 2 × 2",
                "1 2/3 4;1;1 2/3 4;2;row;a whole number from 0 to 1"
            })
    void whatDoesNotFitIsRefused(String input, String kernel, String gradient, int row, String field, String allowed) {
        BadParameter refused = catchThrowableOfType(
                BadParameter.class,
                () -> WIDGET.view(
                        new BackwardPass.Layer(input, kernel, gradient, row, 0, BackwardPass.Side.WEIGHT, 0, 0), NONE));
        assertThat(refused.refusals().get(0).field()).isEqualTo(field);
        assertThat(refused.refusals().get(0).allowed()).contains(allowed);
    }
}

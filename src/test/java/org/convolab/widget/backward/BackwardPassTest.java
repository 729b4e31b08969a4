package org.convolab.widget.backward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.States;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackwardPassTest {
    private static final BackwardPass WIDGET = new BackwardPass();
    private static final BackwardPass.Setup START = WIDGET.start();

    private static final CourseResources NONE = new CourseResources() {};

    private static BackwardPass.Gradients at(int row, int col) {
        return at(row, col, BackwardPass.Side.WEIGHT, 0, 0);
    }

    private static BackwardPass.Gradients at(int row, int col, BackwardPass.Side of, int atRow, int atCol) {
        return WIDGET.view(
                new BackwardPass.Setup(START.input(), START.kernel(), START.gradient(), row, col, of, atRow, atCol),
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
                Phase.INFERENCE);
        assertThat(Grid.of(full, 0, 0)).isEqualTo(way.inputGradient());
    }

    @Test
    void theWalkGoesThroughEveryPlaceOfTheOutput() {
        BackwardPass.Setup layer = new BackwardPass.Setup(
                START.input(), START.kernel(), START.gradient(), 1, 0, BackwardPass.Side.PIXEL, 3, 3);
        var walk = WIDGET.walk(layer, WIDGET.view(layer, NONE));
        assertThat(walk.at()).isEqualTo(2);
        assertThat(walk.count()).isEqualTo(4);
        assertThat(walk.to().apply(3)).isEqualTo(Map.of("row", 1, "col", 1));
    }

    @Test
    void aLargeKernelAndFractionsDoToo() {
        BackwardPass.Gradients way = WIDGET.view(
                new BackwardPass.Setup(
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
                        new BackwardPass.Setup(input, kernel, gradient, row, 0, BackwardPass.Side.WEIGHT, 0, 0), NONE));
        assertThat(refused.refusals().get(0).field()).isEqualTo(field);
        assertThat(refused.refusals().get(0).allowed()).contains(allowed);
    }

    private static Grid times(Grid grid, float factor) {
        float[][] rows = new float[grid.height()][grid.width()];
        for (int y = 0; y < grid.height(); y++) {
            for (int x = 0; x < grid.width(); x++) {
                rows[y][x] = grid.at(y, x) * factor + 0f;
            }
        }
        return Grid.of(rows);
    }

    private static boolean says(String words, String what, float own) {
        return words.equals(own == 1 ? what : own == -1 ? "minus " + what : Numerals.text(own) + " times " + what);
    }

    private static Claims claims(BackwardPass.Setup p, BackwardPass.Gradients way) {
        float own = way.gradient().at(p.row(), p.col());
        Grid patch = way.kernelAdds();
        return new Claims()
                .claim(
                        "No gradient comes back to row (\\d+), column (\\d+), so this place adds nothing\\.",
                        none -> own == 0
                                && way.kernelAdds().largest() == 0
                                && way.inputAdds().largest() == 0)
                .claim(
                        "A gradient of (\\S+) comes back to row (\\d+), column (\\d+)\\.",
                        comes -> comes.group(1).equals(Numerals.text(own))
                                && Integer.parseInt(comes.group(2)) == p.row()
                                && Integer.parseInt(comes.group(3)) == p.col())
                .claim(
                        "It adds (.*?) to the kernel’s gradient, and (.*?) to that of the patch\\.",
                        adds -> says(adds.group(1), "the patch", own)
                                && says(adds.group(2), "the kernel", own)
                                && way.inputAdds().equals(times(way.kernel(), own))
                                && patch.at(0, 0) == own * way.input().at(p.row(), p.col()) + 0f)
                .claim(
                        "That was the last place: the sums are the gradients\\.",
                        last -> p.row() == way.gradient().height() - 1
                                && p.col() == way.gradient().width() - 1
                                && way.slope().soFar() == way.slope().gradient())
                .claim(
                        "Moving the (weight|pixel) at row (\\d+), column (\\d+) finds the same slope, (\\S+)\\.",
                        same -> same.group(1).equals(p.of() == BackwardPass.Side.WEIGHT ? "weight" : "pixel")
                                && Integer.parseInt(same.group(2)) == p.atRow()
                                && Integer.parseInt(same.group(3)) == p.atCol()
                                && Math.abs(Claims.number(same.group(4))
                                                - way.slope().gradient())
                                        <= 0.005 + 1e-3 * Math.abs(way.slope().gradient()))
                .claim(
                        "Moving the (weight|pixel) at row (\\d+), column (\\d+) finds (\\S+): with numbers so large, rounding takes the rest\\.",
                        rounded -> way.slope().difference() != way.slope().gradient()
                                && way.input().largest() >= 1000);
    }

    @Test
    void everySentenceHoldsInEveryState() {
        States states = new States(12);
        for (int i = 0; i < 3000; i++) {
            int height = states.between(1, 6);
            int width = states.between(1, 6);
            int tall = states.between(1, Math.min(3, height));
            int wide = states.between(1, Math.min(3, width));
            BackwardPass.Side of = states.one(BackwardPass.Side.values());
            boolean weight = of == BackwardPass.Side.WEIGHT;
            BackwardPass.Setup p = new BackwardPass.Setup(
                    states.grid(height, width),
                    states.grid(tall, wide),
                    states.grid(height - tall + 1, width - wide + 1),
                    states.between(0, height - tall),
                    states.between(0, width - wide),
                    of,
                    states.between(0, (weight ? tall : height) - 1),
                    states.between(0, (weight ? wide : width) - 1));
            BackwardPass.Gradients way = WIDGET.view(p, NONE);
            claims(p, way).check(way.sentence(), p);
        }
    }
}

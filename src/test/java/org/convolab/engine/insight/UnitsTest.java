package org.convolab.engine.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.BatchNorm;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.FiniteDifferences;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Pool2d;
import org.convolab.engine.layer.ReluRule;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    private static final Network NETWORK = Network.of(
            "small",
            new Shape(2, 9, 9),
            Sequence.of()
                    .then("conv1", Conv2d.of(2, 4, Window.of(3).withPadding(Padding.of(1))))
                    .then("norm1", BatchNorm.of(4))
                    .then("relu1", Activation.RELU)
                    .then("pool1", Pool2d.max(Window.of(2).withStride(2)))
                    .then("conv2", Conv2d.of(4, 5, Window.of(3)))
                    .then("relu2", Activation.RELU)
                    .then("output", Dense.of(5 * 4, 3)));

    private static final Weights WEIGHTS = NETWORK.random(2);

    private static Tensor picture(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Tensor picture = Tensor.zeros(1, NETWORK.input());
        for (int i = 0; i < picture.data().length; i++) {
            picture.data()[i] = (float) random.nextDouble();
        }
        return picture;
    }

    /** A maximum or a ReLU may turn over within the reach of a difference; with this picture none does. */
    @ParameterizedTest
    @ValueSource(strings = {"conv1", "norm1", "relu1", "pool1", "conv2", "relu2", "output"})
    void theWayDownByTheGradientIsTheSlopeOfTheAnswer(String layer) {
        Units units = Units.of(NETWORK, WEIGHTS, layer);
        Tensor picture = picture(1);
        Units.Place place = Units.strongest(units.activations(picture), 0, 1);
        Tensor down = units.down(picture, place, ReluRule.GRADIENT);
        assertThat(down.shape()).isEqualTo(NETWORK.input());
        FiniteDifferences.check(
                layer,
                down.data(),
                picture.data(),
                () -> units.activations(picture).at(0, place.unit(), place.row(), place.col()));
    }

    @Test
    void theWayDownGoesThroughThePixelsThatWonTheirWindows() {
        Network network = Network.of(
                "pool", new Shape(1, 2, 4), Sequence.of(Pool2d.max(Window.of(2).withStride(2))));
        Units units = Units.of(network, Weights.NONE, "1");
        Tensor picture = Tensor.of(new Shape(1, 2, 4), 1, 2, 3, 4, 8, 7, 6, 5);
        assertThat(units.down(picture, new Units.Place(0, 0, 0), ReluRule.DECONVNET)
                        .data())
                .containsExactly(0, 0, 0, 0, 1, 0, 0, 0);
    }

    @Test
    void allWaysDownAtOnceAreWhatEachIsAlone() {
        Units units = Units.of(NETWORK, WEIGHTS, "output");
        Units.Place place = Units.strongest(units.activations(picture(3)), 0, 2);
        List<ReluRule> rules = List.of(ReluRule.GUIDED, ReluRule.GRADIENT, ReluRule.DECONVNET);
        List<Tensor> ways = units.down(picture(3), place, rules);
        for (int i = 0; i < rules.size(); i++) {
            assertThat(ways.get(i).data())
                    .containsExactly(units.down(picture(3), place, rules.get(i)).data());
        }
        assertThat(ways.get(0).data())
                .isNotEqualTo(ways.get(1).data())
                .isNotEqualTo(ways.get(2).data());
    }

    @Test
    void withoutAReluTheThreeWaysAreOne() {
        Network network = Network.of(
                "tanh",
                NETWORK.input(),
                Sequence.of(
                        Conv2d.of(2, 3, Window.of(3)),
                        Activation.TANH,
                        Pool2d.average(Window.of(2)),
                        Conv2d.of(3, 2, Window.of(3))));
        Units units = Units.of(network, network.random(1), "4");
        Units.Place place = new Units.Place(1, 2, 1);
        float[] gradient = units.down(picture(1), place, ReluRule.GRADIENT).data();
        for (ReluRule rule : ReluRule.values()) {
            assertThat(units.down(picture(1), place, rule).data()).containsExactly(gradient);
        }
    }

    @Test
    void theStrongestPlaceIsTheFirstOfEquals() {
        Tensor answers = new Tensor(2, new Shape(2, 2, 3), new float[24]);
        answers.data()[6 + 4] = 5;
        answers.data()[18 + 2] = 7;
        answers.data()[18 + 5] = 7;
        assertThat(Units.strongest(answers, 0, 1)).isEqualTo(new Units.Place(1, 1, 1));
        assertThat(Units.strongest(answers, 1, 1)).isEqualTo(new Units.Place(1, 0, 2));
        assertThat(Units.strongest(answers, 1, 0)).isEqualTo(new Units.Place(0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "conv1,  0, 0, 0, 0, 2, 2",
        "conv1,  4, 8, 3, 7, 3, 2",
        "pool1,  1, 0, 1, 0, 4, 3",
        "conv2,  0, 0, 0, 0, 7, 7",
        "conv2,  1, 1, 1, 1, 8, 8",
        "output, 0, 0, 0, 0, 9, 9"
    })
    void thePatchIsTheReceptiveFieldLessThePadding(
            String layer, int row, int col, int top, int left, int height, int width) {
        assertThat(Units.of(NETWORK, WEIGHTS, layer).patch(new Units.Place(0, row, col)))
                .isEqualTo(new Units.Patch(top, left, height, width));
    }

    /** The patch, found by asking: every pixel that moves the answer lies in it, and so do the outermost. */
    @Test
    void nothingOutsideThePatchMovesTheAnswer() {
        Units units = Units.of(NETWORK, WEIGHTS, "conv2");
        Units.Place place = new Units.Place(2, 1, 0);
        Units.Patch patch = units.patch(place);
        Tensor picture = picture(5);
        float answer = units.activations(picture).at(0, 2, 1, 0);
        for (int y = 0; y < 9; y++) {
            for (int x = 0; x < 9; x++) {
                Tensor changed = new Tensor(1, picture.shape(), picture.data().clone());
                changed.data()[y * 9 + x] += 10;
                changed.data()[81 + y * 9 + x] += 10;
                boolean inside = y >= patch.top()
                        && y < patch.top() + patch.height()
                        && x >= patch.left()
                        && x < patch.left() + patch.width();
                if (!inside) {
                    assertThat(units.activations(changed).at(0, 2, 1, 0)).isEqualTo(answer);
                }
            }
        }
        Tensor flooded = new Tensor(1, picture.shape(), picture.data().clone());
        for (int c = 0; c < 2; c++) {
            int corner = (c * 9 + patch.top()) * 9 + patch.left();
            Arrays.fill(flooded.data(), corner, corner + patch.width(), 10);
        }
        assertThat(units.activations(flooded).at(0, 2, 1, 0)).isNotEqualTo(answer);
    }

    @Test
    void aLayerThatTheNetworkDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> Units.of(NETWORK, WEIGHTS, "conv9")).hasMessage("no layer named conv9");
    }
}

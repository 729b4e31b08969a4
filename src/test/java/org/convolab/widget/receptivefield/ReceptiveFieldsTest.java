package org.convolab.widget.receptivefield;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.convolab.engine.insight.EffectiveField.Kernels;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Pool2d;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;
import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceptiveFieldsTest {
    private static final ReceptiveFields WIDGET = new ReceptiveFields();

    private static final CourseResources MATERIALS = new CourseResources() {
        @Override
        public Map<String, Network> networks() {
            Window three = Window.of(3).withPadding(Padding.of(1));
            Sequence layers = Sequence.of(
                    Conv2d.of(3, 2, three),
                    Pool2d.max(Window.of(2).withStride(2)),
                    Conv2d.of(2, 2, three),
                    Dense.of(2 * 16 * 16, 10));
            return Map.of("small", Network.of("small", new Shape(3, 32, 32), layers));
        }
    };

    private static ReceptiveFields.Sight sight(String layers, String network, int layer, int unit, int size) {
        return sight(layers, network, layer, unit, size, Kernels.UNIFORM, false, 1);
    }

    private static ReceptiveFields.Sight sight(
            String layers, String network, int layer, int unit, int size, Kernels kernels, boolean relu, int draws) {
        return WIDGET.view(
                new ReceptiveFields.Stack(layers, network, layer, unit, size, kernels, relu, draws, 1), MATERIALS);
    }

    private static ReceptiveFields.Sight sight(String layers) {
        return sight(layers, "", -1, -1, 15);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "3x3,3x3,3x3,3x3,3x3; 3 5 7 9 11; 1 1 1 1 1",
                "3x3/2,3x3,3x3; 3 7 11; 2 2 2",
                "3x3,3x3,3x3/2; 3 5 7; 1 1 2",
                "3x3@2; 5; 1",
                "3x3,3x3@2,3x3@4; 3 7 15; 1 1 1",
                "3x3/2@2, 2x2/2; 5 7; 2 4",
                "2x2,2x2@2,2x2@4,2x2@8,2x2@16,2x2@32,2x2@64,2x2@128,2x2@256,2x2@512; 2 4 8 16 32 64 128 256 512 1024; 1 1 1 1 1 1 1 1 1 1",
                "11x11/4,3x3/2,5x5,3x3/2,3x3,3x3,3x3,3x3/2; 11 19 51 67 99 131 163 195; 4 8 8 16 16 16 16 32"
            })
    void theFieldsAndJumpsOfAStack(String layers, String fields, String jumps) {
        ReceptiveFields.Sight sight = sight(layers);
        assertThat(sight.layers())
                .extracting(layer -> String.valueOf(layer.receptiveField()))
                .containsExactly(fields.strip().split(" "));
        assertThat(sight.layers())
                .extracting(layer -> String.valueOf(layer.jump()))
                .containsExactly(jumps.strip().split(" "));
        assertThat(sight.receptiveField())
                .isEqualTo(sight.layers().get(sight.layers().size() - 1).receptiveField());
    }

    @Test
    void theMiddlePixelsHoldMostPaths() {
        ReceptiveFields.Sight sight = sight("3x3,3x3,3x3,3x3,3x3");
        assertThat(sight.pathCount()).isEqualTo(243);
        assertThat(sight.paths())
                .extracting(share -> Math.round(share * 243))
                .containsExactly(1, 5, 15, 30, 45, 51, 45, 30, 15, 5, 1);
        assertThat(sight.first()).isEqualTo(2);
        assertThat(sight.sentence())
                .contains("11 × 11 pixels", "Half of its gradient or more lies in the middle 5 × 5, 21 %");
    }

    @Test
    void betweenEqualKernelsTheGradientIsTheShareOfThePathsAndSpreadsAsTheFormulaSays() {
        ReceptiveFields.Sight sight = sight("3x3,3x3,3x3,3x3,3x3");
        ReceptiveFields.Effective effective = sight.effective();
        for (int y = 0; y < 11; y++) {
            assertThat(effective.across().get(y)).isCloseTo(sight.paths().get(y), within(1e-5));
            for (int x = 0; x < 11; x++) {
                double paths = sight.paths().get(y) * sight.paths().get(x);
                assertThat((double) effective.shares().at(y, x)).isCloseTo(paths, within(1e-6));
            }
        }
        assertThat(effective.formula()).isCloseTo(Math.sqrt(5 * (9 - 1) / 12.0), within(1e-12));
        assertThat(effective.deviation()).isCloseTo(effective.formula(), within(1e-4));
        assertThat(effective.half())
                .isEqualTo(new ReceptiveFields.Square(5, 5, effective.half().share()));
        assertThat(effective.half().share()).isCloseTo(Math.pow(201 / 243.0, 2), within(1e-5));
        assertThat(effective.most().side()).isEqualTo(7);
        assertThat(effective.bell().stream().mapToDouble(each -> each).sum()).isCloseTo(1, within(0.01));
    }

    @Test
    void betweenDrawnKernelsTheSquareOfTheGradientSpreadsLikewise() {
        ReceptiveFields.Sight sight = sight("3x3,3x3,3x3,3x3,3x3", "", -1, -1, 15, Kernels.RANDOM, false, 200);
        ReceptiveFields.Effective effective = sight.effective();
        assertThat(effective.draws()).isEqualTo(200);
        assertThat(effective.deviation()).isCloseTo(effective.formula(), within(0.05));
        assertThat(sight.sentence()).contains("Half of the square of its gradient");
        ReceptiveFields.Effective cut = sight("3x3,3x3,3x3,3x3,3x3", "", -1, -1, 15, Kernels.RANDOM, true, 200)
                .effective();
        assertThat(cut.shares()).isNotEqualTo(effective.shares());
    }

    @Test
    void whatAPaddedUnitSeesOfTheInputIsWhatCounts() {
        ReceptiveFields.Sight sight = sight("", "small", -1, 0, 15);
        ReceptiveFields.Effective effective = sight.effective();
        assertThat(effective.first()).isZero();
        assertThat(effective.shares().rows()).hasSize(5).allMatch(row -> row.size() == 5);
        assertThat(effective.shares().rows()).allMatch(row -> row.stream().allMatch(share -> share > 0));
        assertThat(effective.across().stream().mapToDouble(each -> each).sum()).isCloseTo(1, within(1e-6));
    }

    @Test
    void aLargeFieldIsMeasuredInFewerDrawsAndDrawnInCoarserCells() {
        ReceptiveFields.Effective effective = sight(
                        "9x9,9x9,9x9,9x9,9x9,9x9,9x9,9x9", "", -1, -1, 15, Kernels.RANDOM, false, 200)
                .effective();
        assertThat(effective.cell()).isEqualTo(2);
        assertThat(effective.shares().width()).isEqualTo(33);
        assertThat(effective.draws()).isBetween(1, 199);
        assertThat(sight("31x31,31x31,31x31,31x31,31x31,31x31", "", -1, -1, 15, Kernels.RANDOM, false, 200)
                        .effective())
                .isNull();
    }

    @Test
    void anotherUnitOfTheLayerSeesAsMuchElsewhere() {
        ReceptiveFields.Sight sight = sight("3x3/2,3x3", "", -1, 2, 15);
        assertThat(sight.field()).isEqualTo(7);
        assertThat(sight.first()).isEqualTo(4);
        assertThat(sight.last()).isEqualTo(10);
        assertThat(sight.layers()).extracting(ReceptiveFields.Layer::out).containsExactly(7, 5);
    }

    @Test
    void aLowerLayerIsLookedAtByItself() {
        ReceptiveFields.Sight sight = sight("3x3,3x3,3x3", "", 1, 0, 15);
        assertThat(sight.field()).isEqualTo(5);
        assertThat(sight.receptiveField()).isEqualTo(7);
        assertThat(sight.layers().get(0).last()).isEqualTo(2);
        assertThat(sight.layers().get(2).first()).isEqualTo(-1);
    }

    @Test
    void dilationLeavesHoles() {
        ReceptiveFields.Sight sight = sight("3x3@2");
        assertThat(sight.paths().stream().map(share -> share > 0)).containsExactly(true, false, true, false, true);
        assertThat(sight.read()).isEqualTo(3);
        assertThat(sight.sentence()).contains("reads only 3 of those 5", "dilation leaves holes");
        assertThat(sight("3x3,3x3@2,3x3@4").read()).isEqualTo(15);
    }

    @Test
    void anInputTooSmallGrowsToOneField() {
        ReceptiveFields.Sight sight = sight("3x3,3x3,3x3,3x3,3x3", "", -1, -1, 4);
        assertThat(sight.size()).isEqualTo(11);
        assertThat(sight.layers().get(4).out()).isEqualTo(1);
    }

    @Test
    void aNetworkGivesItsLayersThatMoveAWindow() {
        ReceptiveFields.Sight sight = sight("", "small", -1, 0, 15);
        assertThat(sight.layers()).extracting(ReceptiveFields.Layer::name).containsExactly("1", "2", "3");
        assertThat(sight.layers())
                .extracting(ReceptiveFields.Layer::receptiveField)
                .containsExactly(3, 4, 8);
        assertThat(sight.layers()).extracting(ReceptiveFields.Layer::start).containsExactly(-1, -1, -3);
        assertThat(sight.paths().subList(0, 3)).containsOnly(0f);
        assertThat(sight.sentence()).contains("in the padding");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "3x3,;an empty one is none",
                "3y3;“3y3” is none",
                "3x5;square",
                "3x3/0;strides from 1 to 16",
                "33x33;kernels from 1 to 31",
                "9x9/16,9x9/16,9x9/16,9x9/16;at most 4096 pixels"
            })
    void aStackThatIsNoneIsRefused(String layers, String allowed) {
        BadParameter refused = catchThrowableOfType(BadParameter.class, () -> sight(layers));
        assertThat(refused.refusals()).hasSize(1);
        assertThat(refused.refusals().get(0).field()).isEqualTo("layers");
        assertThat(refused.refusals().get(0).value()).isEqualTo(layers);
        assertThat(refused.refusals().get(0).allowed()).contains(allowed);
    }

    @Test
    void aLayerOrUnitThatIsNotThereIsRefused() {
        BadParameter layer = catchThrowableOfType(BadParameter.class, () -> sight("3x3", "", 1, -1, 15));
        assertThat(layer.refusals())
                .isEqualTo(List.of(
                        new BadParameter.Refusal("layer", "1", "a whole number from 0 to 0, or -1 for the last")));
        BadParameter unit = catchThrowableOfType(BadParameter.class, () -> sight("3x3", "", -1, 13, 15));
        assertThat(unit.refusals().get(0).allowed()).startsWith("a whole number from 0 to 12");
        BadParameter network = catchThrowableOfType(BadParameter.class, () -> sight("", "smal", -1, -1, 15));
        assertThat(network.refusals().get(0).allowed()).isEqualTo("one of small");
    }
}

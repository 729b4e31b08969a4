package org.convolab.engine.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.convolab.content.network.LandmarksTest;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.layer.ReluRule;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;
import org.convolab.engine.network.Safetensors;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.engine.train.Recipe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way of looking does what it claims, on the network that learned sketches and pictures that it never saw. */
@Tag("slow")
class TrainedSketchesTest {
    private static final Network NETWORK = LandmarksTest.network("sketches");
    private static final Weights WEIGHTS = Safetensors.shipped(NETWORK);
    private static final DataSet FRESH = Recipe.ALL.stream()
            .filter(recipe -> recipe.network().equals(NETWORK.name()))
            .findFirst()
            .orElseThrow()
            .fresh(NETWORK, 96);
    private static final TopActivations TOP_ACTIVATIONS = TopActivations.of(NETWORK, WEIGHTS, FRESH, 9);
    private static final int SIDE = 64;

    private static Units units(String layer) {
        return Units.of(NETWORK, WEIGHTS, layer);
    }

    @ParameterizedTest
    @CsvSource({"relu1, 3", "relu3, 17", "relu5, 100", "pool5, 7", "output, 0"})
    void theFavoritesAreTheStrongestAnswersThatThereAre(String layer, int unit) {
        Units units = units(layer);
        float[] answers = new float[FRESH.size()];
        for (int n = 0; n < answers.length; n++) {
            Tensor given = units.activations(FRESH.example(n));
            Units.Place place = Units.strongest(given, 0, unit);
            answers[n] = given.at(0, unit, place.row(), place.col());
        }
        List<TopActivations.Found> found = TOP_ACTIVATIONS.of(layer, unit);
        assertThat(found).extracting(TopActivations.Found::picture).hasSize(9).doesNotHaveDuplicates();
        for (int i = 0; i < 9; i++) {
            assertThat(found.get(i).activation()).isCloseTo(answers[found.get(i).picture()], within(1e-3f));
            assertThat(found.get(i).place().unit()).isEqualTo(unit);
        }
        float last = found.get(8).activation();
        assertThat(IntStream.range(0, answers.length).filter(n -> answers[n] > last + 1e-3))
                .hasSizeLessThan(9);
        assertThat(found).isSortedAccordingTo((one, other) -> Float.compare(other.activation(), one.activation()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"relu1", "relu2", "relu3", "relu4", "relu5"})
    void theDeconvnetsProjectionLiesInsideTheReceptiveField(String layer) {
        Units units = units(layer);
        for (int unit = 0; unit < units.shape().channels(); unit += 5) {
            TopActivations.Found found = TOP_ACTIVATIONS.of(layer, unit).get(0);
            Units.Patch patch = units.patch(found.place());
            Tensor down = units.down(FRESH.example(found.picture()), found.place(), ReluRule.DECONVNET);
            int inside = 0;
            for (int i = 0; i < down.data().length; i++) {
                int y = i / SIDE % SIDE;
                int x = i % SIDE;
                if (y < patch.top()
                        || y >= patch.top() + patch.height()
                        || x < patch.left()
                        || x >= patch.left() + patch.width()) {
                    assertThat(down.data()[i]).as("row %d, column %d", y, x).isZero();
                } else {
                    inside += down.data()[i] == 0 ? 0 : 1;
                }
            }
            assertThat(inside).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({"relu1, 2", "relu2, 8", "relu3, 3", "relu4, 7", "relu5, 100", "output, 0", "output, 9"})
    void gradientAscentRaisesTheAnswerFarAboveTheBestFreshPictures(String layer, int unit) {
        Units units = units(layer);
        Shape shape = units.shape();
        Units.Place middle = new Units.Place(unit, shape.height() / 2, shape.width() / 2);
        Tensor picture = new ActivationMaximization(0.05, 2, 2, 0.02, 1).climb(units, middle, 64);
        float answer = units.activations(picture).at(0, unit, middle.row(), middle.col());
        assertThat(answer)
                .isGreaterThan(1.5f * TOP_ACTIVATIONS.of(layer, unit).get(0).activation());
        for (float number : picture.data()) {
            assertThat(number).isBetween(0f, 1f);
        }
    }

    @Test
    void gradientAscentIsTheSameHoweverItsStepsAreDivided() {
        Units units = units("relu3");
        Units.Place place = new Units.Place(1, 8, 8);
        ActivationMaximization ascent = new ActivationMaximization(0.05, 2, 1, 0.02, 7);
        Tensor half = ascent.climb(units, place, 5);
        float[] before = half.data().clone();
        assertThat(ascent.climb(units, place, half, 5, 12).data())
                .containsExactly(ascent.climb(units, place, 12).data());
        assertThat(half.data()).containsExactly(before);
        assertThat(ascent.climb(units, place, 0).data())
                .containsExactly(ascent.start(units.input()).data());
        assertThat(new ActivationMaximization(0.05, 2, 1, 0.02, 8)
                        .climb(units, place, 12)
                        .data())
                .isNotEqualTo(ascent.climb(units, place, 12).data());
    }

    @Test
    void decayPullsTowardGrayWhatDoesNotReachTheUnit() {
        Units units = units("relu2");
        ActivationMaximization ascent = new ActivationMaximization(0.05, 0, 0, 0.1, 1);
        Tensor picture = ascent.climb(units, new Units.Place(0, 16, 16), 20);
        double left = Math.pow(0.9, 20);
        Tensor start = ascent.start(units.input());
        assertThat((double) picture.data()[0]).isCloseTo(0.5 + left * (start.data()[0] - 0.5), within(1e-5));
    }

    @Test
    void hidingWhatTheStrongestPlaceDoesNotSeeNeverLowersTheAnswer() {
        Units units = units("relu3");
        int size = units.field().size();
        for (int unit = 0; unit < units.shape().channels(); unit += 7) {
            TopActivations.Found found = TOP_ACTIVATIONS.of("relu3", unit).get(0);
            Units.Patch patch = units.patch(found.place());
            Tensor falls = new Occlusion(size, 11, 0.5f).falls(units, FRESH.example(found.picture()), unit);
            assertThat(falls.shape()).isEqualTo(new Shape(1, 5, 5));
            for (int i = 0; i < 25; i++) {
                boolean apart =
                        Math.abs(i / 5 * 11 - patch.top()) >= size || Math.abs(i % 5 * 11 - patch.left()) >= size;
                if (apart) {
                    assertThat(falls.data()[i]).isLessThanOrEqualTo(1e-4f);
                }
            }
        }
    }

    /** A gray square has edges of its own, so that single pictures may answer otherwise. */
    @Test
    void hidingWhereTheEvidenceIsLowersTheScoreMoreThanHidingElsewhere() {
        Units scores = units("output");
        int size = 16;
        int more = 0;
        double there = 0;
        double elsewhere = 0;
        for (int n = 0; n < 30; n++) {
            Tensor picture = FRESH.example(n);
            int label = FRESH.label(n);
            Tensor evidence =
                    ClassActivationMap.of(NETWORK, scores, picture, label).map();
            Units.Place most = Units.strongest(evidence, 0, 0);
            int row = Math.max(0, Math.min(6, most.row() - 1));
            int col = Math.max(0, Math.min(6, most.col() - 1));
            Tensor falls = new Occlusion(size, 8, 0.5f).falls(scores, picture, label);
            assertThat(falls.shape()).isEqualTo(new Shape(1, 7, 7));
            double apart = IntStream.range(0, 49)
                    .filter(i -> Math.abs(i / 7 - row) > 1 || Math.abs(i % 7 - col) > 1)
                    .mapToDouble(i -> falls.data()[i])
                    .average()
                    .orElseThrow();
            there += falls.at(0, 0, row, col);
            elsewhere += apart;
            more += falls.at(0, 0, row, col) > apart ? 1 : 0;
        }
        assertThat(there).isGreaterThan(3 * elsewhere);
        assertThat(more).isGreaterThanOrEqualTo(25);
    }

    @Test
    void aCoveredPictureIsGrayUnderTheSquareAndItselfElsewhere() {
        Tensor picture = FRESH.example(0);
        Tensor covered = new Occlusion(10, 1, 0.5f).covered(picture, 20, 30);
        for (int i = 0; i < picture.data().length; i++) {
            int y = i / SIDE % SIDE;
            int x = i % SIDE;
            boolean under = y >= 20 && y < 30 && x >= 30 && x < 40;
            assertThat(covered.data()[i]).isEqualTo(under ? 0.5f : picture.data()[i]);
        }
    }

    @Test
    void theClassActivationMapAveragesToTheScoreLessTheBias() {
        Units scores = units("output");
        Tensor picture = FRESH.example(0);
        for (int label = 0; label < 10; label++) {
            ClassActivationMap map = ClassActivationMap.of(NETWORK, scores, picture, label);
            assertThat(map.layer()).isEqualTo("relu5");
            assertThat(map.gradients()).isFalse();
            double sum = 0;
            for (float each : map.map().data()) {
                sum += each;
            }
            assertThat(sum / map.map().data().length)
                    .isCloseTo(
                            scores.activations(picture).data()[label] - WEIGHTS.get("output.bias")[label],
                            within(1e-3));
        }
    }

    @Test
    void aNetworkWithAnotherHeadHasGradCamInstead() {
        Network digits = LandmarksTest.network("lenet-5-full");
        Units scores = Units.of(digits, Safetensors.shipped(digits), "output");
        Tensor picture = Recipe.ALL.get(0).fresh(digits, 1).example(0);
        ClassActivationMap map = ClassActivationMap.of(digits, scores, picture, 3);
        assertThat(map.gradients()).isTrue();
        assertThat(map.layer()).isEqualTo("S4");
        assertThat(map.map().shape()).isEqualTo(new Shape(1, 5, 5));
        for (float each : map.map().data()) {
            assertThat(each).isNotNegative();
        }
    }

    /** With this head Grad-CAM's weights are those of the class activation map divided by the number of places. */
    @Test
    void gradCamIsTheClassActivationMapWhereBothCanBeMade() {
        Units scores = units("output");
        Tensor picture = FRESH.example(1);
        Tensor byHead = ClassActivationMap.of(NETWORK, scores, picture, 4).map();
        ClassActivationMap byGradients = ClassActivationMap.byGradients(scores, picture, 4);
        assertThat(byGradients.layer()).isEqualTo("relu5");
        for (int i = 0; i < 64; i++) {
            assertThat(byGradients.map().data()[i]).isCloseTo(Math.max(0, byHead.data()[i] / 64), within(1e-4f));
        }
    }

    /** What Adebayo et al. found on large networks is true of this small one. */
    @Test
    void shufflingChangesThePicturesAndThoseOfGuidedBackPropagationLess() {
        double[] kept = new double[ReluRule.values().length];
        for (int n = 0; n < 10; n++) {
            Tensor picture = FRESH.example(n);
            Units.Place label = new Units.Place(FRESH.label(n), 0, 0);
            Units shuffled = Units.of(NETWORK, WeightRandomization.last(NETWORK, WEIGHTS, 3, 1), "output");
            for (ReluRule rule : ReluRule.values()) {
                float[] before = sizes(units("output").down(picture, label, rule));
                float[] after = sizes(shuffled.down(picture, label, rule));
                assertThat(after).isNotEqualTo(before);
                kept[rule.ordinal()] += RankCorrelation.of(before, after) / 10;
            }
        }
        assertThat(kept[ReluRule.GRADIENT.ordinal()]).isLessThan(0.65);
        assertThat(kept[ReluRule.DECONVNET.ordinal()]).isLessThan(0.65);
        assertThat(kept[ReluRule.GUIDED.ordinal()]).isGreaterThan(0.75);
    }

    private static float[] sizes(Tensor down) {
        float[] sizes = new float[SIDE * SIDE];
        for (int i = 0; i < down.data().length; i++) {
            sizes[i % sizes.length] = Math.max(sizes[i % sizes.length], Math.abs(down.data()[i]));
        }
        return sizes;
    }
}

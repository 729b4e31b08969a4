package org.convolab.widget.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import org.convolab.content.Course;
import org.convolab.content.ScaledInput;
import org.convolab.content.network.NetworkFile;
import org.convolab.content.source.Problems;
import org.convolab.engine.network.Network;
import org.convolab.engine.network.Safetensors;
import org.convolab.engine.synthetic.Digits;
import org.convolab.engine.tensor.Tensor;
import org.convolab.image.Drawing;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.States;
import org.convolab.widget.Steps;
import org.convolab.widget.TrainedNetwork;
import org.convolab.widget.digits.DigitReader.LayerOutput;
import org.convolab.widget.digits.DigitReader.Occluded;
import org.convolab.widget.digits.DigitReader.Paper;
import org.convolab.widget.digits.DigitReader.Prediction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigitReaderTest {
    private static final DigitReader WIDGET = new DigitReader();
    private static final CourseResources LENET = materials();

    private static CourseResources materials() {
        Network network;
        try {
            String text = Files.readString(Path.of("content/networks/lenet-5-full.yml"));
            network = NetworkFile.parse("lenet-5-full", "lenet-5-full", text, new Problems());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Digits digits = new Digits();
        TrainedNetwork leNet = new TrainedNetwork(network, Safetensors.shipped(network), digits.classes(), digits);
        return new CourseResources() {
            @Override
            public Map<String, TrainedNetwork> trained() {
                return Map.of("lenet-5-full", leNet);
            }
        };
    }

    private static Paper paper(String pixels, int dx, boolean normalize) {
        return new Paper(pixels, dx, 0, normalize, -1, 6, -1, -1);
    }

    private static Prediction read(Paper paper) {
        return WIDGET.view(paper, LENET);
    }

    private static Prediction read(String pixels) {
        return read(paper(pixels, 0, true));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void everySampleIsReadRightly(int digit) {
        for (int seed = 1; seed <= 3; seed++) {
            Prediction reading = read(digit + "-" + seed);
            assertThat(reading.digit()).as("%d-%d", digit, seed).isEqualTo(digit);
            assertThat(reading.probabilities().stream()
                            .mapToDouble(Float::doubleValue)
                            .sum())
                    .isCloseTo(1, within(1e-4));
        }
    }

    @Test
    void aLeNetWhoseFileScalesItsInputReadsAsTheOneWhoseFirstWeightsDo(@TempDir Path folder) {
        Network bundled = LENET.trained("network", "lenet-5-full").network();
        Course course = ScaledInput.course(folder, bundled, "C1", 255, 33.25, 78.5);
        for (int digit = 0; digit < 10; digit++) {
            Prediction scaled = WIDGET.view(paper(digit + "-4", 0, true), course);
            Prediction plain = read(digit + "-4");
            assertThat(scaled.digit()).isEqualTo(plain.digit());
            for (int i = 0; i < 10; i++) {
                assertThat(scaled.probabilities().get(i))
                        .isCloseTo(plain.probabilities().get(i), within(1e-4f));
            }
        }
    }

    @Test
    void aProbabilityIsShortAndNeverAllOrNothingWhereItIsNeither() {
        Prediction reading = read("7-2");
        assertThat(reading.percent(0.9999f)).isEqualTo(">\u00a099.9\u00a0%");
        assertThat(reading.percent(0.0001f)).isEqualTo("<\u00a00.1\u00a0%");
        assertThat(reading.percent(1)).isEqualTo("100\u00a0%");
        assertThat(reading.percent(0)).isEqualTo("0\u00a0%");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void theRowsOfASampleSpellTheSample(int digit) {
        Prediction sample = read(digit + "-3");
        Prediction spelled = read(sample.pixels());
        assertThat(sample.pixels()).matches("[0-9a-f]{28}(/[0-9a-f]{28}){27}").hasSize(DigitDrawing.LENGTH);
        assertThat(spelled.probabilities()).isEqualTo(sample.probabilities());
        assertThat(spelled.pixels()).isEqualTo(sample.pixels());
        assertThat(read(sample.pixels().toUpperCase(Locale.ROOT).replace('/', ' '))
                        .digit())
                .isEqualTo(digit);
    }

    @Test
    void digitsInSquaresAreReadToo() {
        int right = 0;
        for (int i = 0; i < 50; i++) {
            Prediction sample = read(i % 10 + "-" + (1 + i / 10));
            StringBuilder cells = new StringBuilder();
            for (int row = 0; row < DigitDrawing.CELLS; row++) {
                for (int column = 0; column < DigitDrawing.CELLS; column++) {
                    if (sample.inked(row, column)) {
                        cells.append(' ').append((char) ('a' + column)).append(row + 1);
                    }
                }
            }
            right += read(cells.substring(1)).digit() == i % 10 ? 1 : 0;
        }
        assertThat(right).isGreaterThan(43);
    }

    @Tag("slow")
    @Test
    void cleaningUpUndoesAMoveThatLeNetCannotForgive() {
        int cleaned = 0;
        int raw = 0;
        for (int i = 0; i < 200; i++) {
            String sample = i % 10 + "-" + (1000 + i);
            cleaned += read(paper(sample, 4, true)).digit() == i % 10 ? 1 : 0;
            raw += read(paper(sample, 4, false)).digit() == i % 10 ? 1 : 0;
        }
        assertThat(cleaned).isGreaterThanOrEqualTo(196);
        assertThat(raw).as("about every second one").isBetween(70, 130);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0000000000000000000000000000"})
    void blankPaperIsAStateAndSaysWhatToDo(String row) {
        String blank = row.isEmpty() ? "" : (row + "/").repeat(27) + row;
        Prediction reading = read(blank);
        assertThat(reading.digit()).isNull();
        assertThat(reading.probabilities()).isEmpty();
        assertThat(reading.sentence()).contains("Draw a digit");
        assertThat(WIDGET.walk(paper(blank, 0, true), reading)).isNull();
        assertThat(WIDGET.drawing(paper(blank, 0, true), reading, "drawn")).isNotNull();
        assertThat(WIDGET.drawing(paper(blank, 0, true), reading, "read")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "7-", "a0", "a15", "o1", "a1  b1", "0/0", "no-1"})
    void aTextThatSpellsNoDrawingIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(BadParameter.class).hasMessageContaining("14 × 14");
    }

    @Test
    void aRowTooFewOrADigitTooManyIsRefused() {
        String row = "0".repeat(28);
        assertThatThrownBy(() -> read((row + "/").repeat(26) + row)).isInstanceOf(BadParameter.class);
        assertThatThrownBy(() -> read((row + "/").repeat(27) + row + "0")).isInstanceOf(BadParameter.class);
        assertThatThrownBy(() -> read((row + "/").repeat(27) + row.replaceFirst("0", "g")))
                .isInstanceOf(BadParameter.class);
    }

    @Test
    void whatLeavesThePaperIsLost() {
        Prediction moved = read(new Paper("a1", 0, -2, true, -1, 6, -1, -1));
        assertThat(moved.digit()).isNull();
        Prediction right = read(paper("a1", 10, true));
        assertThat(right.pixels()).startsWith("0000000000ff0000");
    }

    @Test
    void everyLayerShowsItsMapsAndTheyAreImages() {
        Prediction reading = read("5-1");
        assertThat(reading.layers()).extracting(LayerOutput::name).containsExactly("C1", "S2", "C3", "S4", "C5", "F6");
        assertThat(reading.layers()).extracting(LayerOutput::maps).containsExactly(6, 6, 16, 16, 120, 84);
        assertThat(reading.layers()).extracting(LayerOutput::height).containsExactly(28, 14, 10, 5, 1, 1);
        for (LayerOutput layer : reading.layers()) {
            assertThat(layer.largest()).as("tanh, and means of it").isBetween(0.3f, 1f);
        }
        Drawing c3 = WIDGET.drawing(paper("5-1", 0, true), reading, "C3");
        assertThat(List.of(c3.width(), c3.height())).containsExactly(8 * 11 - 1, 2 * 11 - 1);
        Drawing f6 = WIDGET.drawing(paper("5-1", 0, true), reading, "F6");
        assertThat(List.of(f6.width(), f6.height())).containsExactly(84, 1);
        assertThat(WIDGET.drawing(paper("5-1", 0, true), reading, "output")).isNull();
    }

    @Test
    void theNetworkReadsTheDigitInTheMiddleOfALargerPaper() {
        Prediction reading = read("3-1");
        Tensor input = reading.input();
        assertThat(input.shape()).hasToString("1×32×32");
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                boolean inside = y >= 2 && x >= 2 && y < 30 && x < 30;
                float digit = inside ? reading.normalized().picture().at(0, 0, y - 2, x - 2) : 0;
                assertThat(input.at(0, 0, y, x)).isEqualTo(digit);
            }
        }
    }

    @Test
    void aSevenRestsOnItsBar() {
        Occluded hidden = read("7-2").occlusion();
        assertThat(hidden.about()).isEqualTo(7);
        assertThat(hidden.before() - hidden.after()).isCloseTo(hidden.falls().largest(), within(1e-5f));
        assertThat(hidden.falls().at(hidden.row(), hidden.col()))
                .as("the place that matters most is shown at first")
                .isEqualTo(hidden.falls().largest());
        assertThat(hidden.after()).isLessThan(0.1f);
        assertThat(hidden.instead()).isOne();
        assertThat(hidden.falls().at(0, 0)).as("where nothing is to hide").isZero();
        assertThat(hidden.sentence()).contains("7", "99.8\u00a0%", "a 1 is read");
    }

    @Test
    void whatSpeaksForTheFourSpeaksAgainstTheNine() {
        Grid four =
                read(new Paper("4-1385", 0, 0, true, 4, 6, -1, -1)).occlusion().falls();
        Grid nine =
                read(new Paper("4-1385", 0, 0, true, 9, 6, -1, -1)).occlusion().falls();
        assertThat(four.at(3, 7)).isLessThan(-0.4f);
        assertThat(nine.at(3, 7)).isGreaterThan(0.4f);
        assertThat(read("4-1385").sentence()).contains("hardly decide", "a 4", "a 9");
    }

    @ParameterizedTest
    @CsvSource({"2, 11", "6, 9", "14, 7"})
    void theSquareGoesFromPlaceToPlace(int square, int places) {
        Paper paper = new Paper("2-1", 0, 0, true, -1, square, places - 1, 0);
        Prediction reading = read(paper);
        Steps walk = WIDGET.walk(paper, reading);
        assertThat(walk.count()).isEqualTo(places * places);
        assertThat(walk.at()).isEqualTo(places * (places - 1));
        assertThat(walk.to().apply(places + 2)).isEqualTo(Map.of("row", 1, "col", 2));
    }

    @Test
    void aPlaceThatALargeSquareDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> read(new Paper("2-1", 0, 0, true, -1, 6, 9, 0)))
                .isInstanceOf(BadParameter.class)
                .hasMessageContaining("row: 9 was sent, allowed is a whole number from -1 to 8");
    }

    @Test
    void aCourseWithoutLeNetSaysWhatIsMissing() {
        CourseResources none = new CourseResources() {};
        assertThatThrownBy(() -> WIDGET.view(WIDGET.start(), none)).hasMessageContaining("lenet-5-full");
    }

    private static boolean says(MatchResult match, int digit, float share) {
        boolean an = digit == 8;
        return match.group(1).equals(an ? "an" : "a")
                && Integer.parseInt(match.group(2)) == digit
                && match.group(3).equals(Numerals.share(share));
    }

    private static int largest(float[] shares) {
        int largest = 0;
        for (int i = 1; i < shares.length; i++) {
            largest = shares[i] > shares[largest] ? i : largest;
        }
        return largest;
    }

    /** Shares of ten digits that add up to one: often two of them are nearly alike, and often one is nearly all. */
    private static float[] shares(States states) {
        float[] shares = new float[10];
        double sharpness = states.magnitude(0.1, 20);
        float sum = 0;
        for (int i = 0; i < 10; i++) {
            shares[i] = (float) Math.exp(sharpness * states.between(0, 4));
            sum += shares[i];
        }
        for (int i = 0; i < 10; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    private static Claims claims(float[] shares) {
        int first = largest(shares);
        float[] others = shares.clone();
        others[first] = -1;
        int second = largest(others);
        return new Claims()
                .claim(
                        "LeNet-5 reads (an?) (\\d) and is sure of it: (.*%)\\.",
                        sure -> says(sure, first, shares[first]) && shares[first] >= 0.9)
                .claim("LeNet-5 reads (an?) (\\d) with (.*?%)", reads -> says(reads, first, shares[first]))
                .claim(
                        "LeNet-5 can hardly decide: (an?) (\\d) with (.*?%)",
                        hardly -> says(hardly, first, shares[first]) && shares[first] - shares[second] < 0.2)
                .claim("(?:; next comes|, or) (an?) (\\d) with (.*%)\\.", next -> says(next, second, shares[second]));
    }

    @Test
    void everySentenceHoldsForEveryAnswer() {
        States states = new States(8);
        for (int i = 0; i < 3000; i++) {
            float[] before = shares(states);
            claims(before).check(DigitReader.sentence(before, largest(before)), List.of(before));
            float[] after = states.maybe() ? before : shares(states);
            int about = states.between(0, 9);
            int instead = largest(after);
            new Claims()
                    .claim(
                            "With the square here the (\\d) goes from (.*?%) to (.*?%), ",
                            goes -> Integer.parseInt(goes.group(1)) == about
                                    && goes.group(2).equals(Numerals.share(before[about]))
                                    && goes.group(3).equals(Numerals.share(after[about]))
                                    && !goes.group(2).equals(goes.group(3)))
                    .claim(
                            "With the square here the (\\d) stays at (.*?%), ",
                            stays -> Integer.parseInt(stays.group(1)) == about
                                    && stays.group(2).equals(Numerals.share(before[about]))
                                    && stays.group(2).equals(Numerals.share(after[about])))
                    .claim(
                            "and (an?) (\\d) is still read\\.",
                            still -> Integer.parseInt(still.group(2)) == instead && instead == largest(before))
                    .claim(
                            "and (an?) (\\d) is read instead\\.",
                            read -> Integer.parseInt(read.group(2)) == instead && instead != largest(before))
                    .check(DigitReader.evidence(about, largest(before), before[about], after), List.of(before, after));
        }
    }

    @Test
    void aDigitThatWasNotReadBeforeIsNotSaidToBeReadStill() {
        Occluded hidden =
                WIDGET.view(new Paper("4-1385", 0, 0, true, 4, 6, 3, 7), LENET).occlusion();
        assertThat(read("4-1385").digit()).isEqualTo(9);
        assertThat(hidden.sentence()).doesNotContain("still");
        assertThat(hidden.sentence()).endsWith("and a 4 is read instead.");
    }

    @Test
    void anEightHasItsArticle() {
        assertThat(read("8-1").sentence()).startsWith("LeNet-5 reads an 8");
    }
}

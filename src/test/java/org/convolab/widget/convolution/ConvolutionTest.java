package org.convolab.widget.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.convolab.widget.States;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionTest {
    private static final CourseResources NOTHING = new CourseResources() {};
    private static final String SEVEN =
            "0 0 0 0 0 0 0 0/0 9 9 9 9 9 9 0/0 9 9 9 9 9 9 0/0 0 0 0 0 9 9 0/0 0 0 0 9 9 0 0"
                    + "/0 0 0 9 9 0 0 0/0 0 0 9 9 0 0 0/0 0 0 9 9 0 0 0";

    private static Convolution.Maps maps(String input, String kernel, int row, int col) {
        return new Convolution().view(new Convolution.Sliding(input, kernel, row, col, false, 1, 0, 1), NOTHING);
    }

    private static Claims claims(Convolution.Sliding p, Convolution.Maps maps) {
        boolean ink = maps.patch().stream().allMatch(pixel -> pixel >= 0);
        boolean underPlus = under(maps, 1);
        boolean underMinus = under(maps, -1);
        return new Claims()
                .claim(
                        "At row (\\d+), column (\\d+)",
                        place -> Claims.number(place.group(1)) == p.row() && Claims.number(place.group(2)) == p.col())
                .claim(
                        "nothing but zeros lies under the kernel",
                        zeros -> maps.patch().stream().allMatch(pixel -> pixel == 0))
                .claim(
                        "every product is zero",
                        zeros -> maps.products().stream().allMatch(product -> product == 0))
                .claim(
                        "ink lies under positive weights and under none that is negative",
                        lies -> ink && underPlus && !underMinus)
                .claim(
                        "ink lies under negative weights and under none that is positive",
                        lies -> ink && underMinus && !underPlus)
                .claim(
                        "no product is negative",
                        none -> maps.products().stream().noneMatch(product -> product < 0))
                .claim(
                        "no product is positive",
                        none -> maps.products().stream().noneMatch(product -> product > 0))
                .claim("the positive and the negative products cancel", cancel -> underPlusAndMinus(maps))
                .claim(
                        "the positive products outweigh the negative ones",
                        more -> underPlusAndMinus(maps) && total(maps) > 0)
                .claim(
                        "the negative products outweigh the positive ones",
                        more -> underPlusAndMinus(maps) && total(maps) < 0)
                .claim(", so the response is positive\\.", positive -> maps.sum() > 0)
                .claim(", so the response stays above zero\\.", above -> maps.sum() > 0 && maps.relu() == maps.sum())
                .claim(", so the sum is zero\\.", zero -> maps.sum() == 0)
                .claim(
                        ": the response is negative, and ReLU makes it zero\\.",
                        cut -> maps.sum() < 0 && maps.relu() == 0);
    }

    /** Whether a pixel that is not zero lies under a weight of that sign. */
    private static boolean under(Convolution.Maps maps, int sign) {
        return IntStream.range(0, maps.patch().size())
                .anyMatch(i -> maps.patch().get(i) != 0 && maps.weights().get(i) * sign > 0);
    }

    private static boolean underPlusAndMinus(Convolution.Maps maps) {
        return maps.products().stream().anyMatch(product -> product > 0)
                && maps.products().stream().anyMatch(product -> product < 0);
    }

    private static double total(Convolution.Maps maps) {
        return maps.products().stream().mapToDouble(Float::doubleValue).sum();
    }

    @Test
    void everySentenceHoldsInEveryState() {
        States states = new States(1);
        for (int i = 0; i < 3000; i++) {
            int height = states.between(1, 7);
            int width = states.between(1, 7);
            int padding = states.between(0, 2);
            int tall = states.between(1, Math.min(3, height + 2 * padding));
            int wide = states.between(1, Math.min(3, width + 2 * padding));
            int stride = states.between(1, 3);
            int dilation = states.between(1, 3);
            int down = (height + 2 * padding - dilation * (tall - 1) - 1) / stride;
            int across = (width + 2 * padding - dilation * (wide - 1) - 1) / stride;
            if (height + 2 * padding <= dilation * (tall - 1) || width + 2 * padding <= dilation * (wide - 1)) {
                continue;
            }
            Convolution.Sliding p = new Convolution.Sliding(
                    states.grid(height, width),
                    states.grid(tall, wide),
                    states.between(0, down),
                    states.between(0, across),
                    states.maybe(),
                    stride,
                    padding,
                    dilation);
            Convolution.Maps maps = new Convolution().view(p, NOTHING);
            claims(p, maps).check(maps.sentence(), p);
            assertThat(maps.sum()).as("%s", p).isCloseTo((float) total(maps), within(1f));
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 2", "5, 2"})
    void inkThatLiesUnderAWeightOfZeroIsNotSaidToLieUnderPositiveOnes(int row, int col) {
        Convolution.Maps maps = maps(SEVEN, "vertical", row, col);
        assertThat(maps.sum()).isPositive();
        assertThat(maps.sentence())
                .endsWith(
                        "ink lies under positive weights and under none that is negative, so the response is positive.");
    }

    @Test
    void aPictureOfNegativeNumbersIsNotCalledInk() {
        String negative = "-1 -1 -1/-1 -1 -1/-1 -1 -1";
        assertThat(maps(negative, "1 1 1/1 1 1/1 1 1", 0, 0).sentence())
                .isEqualTo(
                        "At row 0, column 0 no product is positive: the response is negative, and ReLU makes it zero.");
        assertThat(maps(negative, negative, 0, 0).sentence())
                .isEqualTo("At row 0, column 0 no product is negative, so the response is positive.");
    }

    @Test
    void aDilatedKernelReadsEverySecondPixel() {
        Convolution.Maps maps = new Convolution()
                .view(
                        new Convolution.Sliding("1 2 3 4 5/6 7 8 9 1/2 3 4 5 6", "1 10/100 1000", 0, 2, false, 1, 0, 2),
                        NOTHING);
        assertThat(maps.featureMap()).hasToString("4231 5342 6453");
        assertThat(maps.patch()).containsExactly(3f, 5f, 4f, 6f);
        assertThat(maps.products()).containsExactly(3f, 50f, 400f, 6000f);
        assertThat(maps.sum()).isEqualTo(6453);
    }

    @Test
    void strideAndPaddingMoveADilatedKernelAsTheyMoveAnother() {
        Convolution.Maps maps = new Convolution()
                .view(new Convolution.Sliding("1 2 3/4 5 6/7 8 9", "1 0/0 1", 0, 1, false, 2, 1, 2), NOTHING);
        assertThat(maps.featureMap()).isEqualTo(Grid.parse("map", "5 0/0 5"));
        assertThat(maps.patch()).containsExactly(0f, 0f, 5f, 0f);
    }

    @Test
    void aDilationThatReachesBeyondTheInputIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> new Convolution()
                        .view(new Convolution.Sliding(SEVEN, "vertical", 0, 0, false, 1, 0, 4), NOTHING))
                .withMessage(
                        "dilation: 4 was sent, allowed is one at which the kernel reaches over no more than the padded"
                                + " input, 8 × 8");
    }
}

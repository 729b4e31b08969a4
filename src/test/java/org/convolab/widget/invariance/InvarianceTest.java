package org.convolab.widget.invariance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.junit.jupiter.api.Test;

class InvarianceTest {
    private static final CourseResources NOTHING = new CourseResources() {};

    private static final String BARS = "0 0 1 1 0 0 1 1";

    private static Invariance.Comparison nudged(String input, int shift) {
        return new Invariance().view(new Invariance.Nudge(input, shift, Invariance.Method.MAX, 0, 0), NOTHING);
    }

    private static void assertHalved(Invariance.Halved halved, String before, String after, double distance) {
        assertThat(halved.before()).isEqualTo(Grid.parse("before", before));
        assertThat(halved.after()).isEqualTo(Grid.parse("after", after));
        assertThat(halved.distance()).isEqualTo((float) distance);
    }

    @Test
    void theBarsOfTheChapterMovedByOne() {
        var nudged = nudged(BARS, 1);
        assertThat(nudged.shifted()).isEqualTo(Grid.parse("shifted", "1 0 0 1 1 0 0 1"));
        assertHalved(nudged.strided(), "0 1 0 1", "1 0 1 0", 1);
        assertHalved(nudged.max(), "0 1 0 1", "1 1 1 1", 1);
        assertHalved(nudged.average(), "0 1 0 1", "0.5 0.5 0.5 0.5", 0.5);
        assertHalved(nudged.blurred(), "0.5 1 0.5 1", "0.75 0.75 0.75 0.75", 0.25);
    }

    @Test
    void theSentenceRanksTheFourByTheirLargestChange() {
        assertThat(nudged(BARS, 1).sentence())
                .endsWith("the blurred maximum by 0.25; the mean by 0.5; the maximum and every second pixel by 1.");
    }

    @Test
    void aWholeStrideMovesEveryAnswerByOnePlace() {
        var nudged = nudged("0 3 1 4 0 2 9 7", 2);
        assertThat(List.of(nudged.max(), nudged.average(), nudged.strided(), nudged.blurred()))
                .allMatch(halved -> halved.moved() == 1);
    }

    @Test
    void aPartOfAStrideIsNoMoveOfTheMaximum() {
        assertThat(nudged(BARS, 1).max().moved()).isEqualTo(-1);
    }

    @Test
    void aPictureIsHalvedBothWays() {
        var nudged = nudged("0 0 4 4/0 0 4 4/8 8 0 0/8 8 0 0", 0);
        assertHalved(nudged.max(), "0 4/8 0", "0 4/8 0", 0);
        // the maxima round the origin are 8 8 8/4 0 4/8 8 8, the weights 1 2 1/2 4 2/1 2 1 in sixteenths
        assertThat(nudged.blurred().before().at(0, 0)).isEqualTo(5);
    }

    @Test
    void theNumbersUnderTheWindowAreReadBeforeAndAfter() {
        var reading = new Invariance()
                .view(new Invariance.Nudge(BARS, 1, Invariance.Method.BLURRED, 0, 0), NOTHING)
                .reading();
        assertThat(reading)
                .isEqualTo(
                        new Invariance.Reading(List.of(1f, 0f, 1f), List.of(1f, 1f, 0f), List.of(0.25f, 0.5f, 0.25f)));
    }

    @Test
    void aRowOfAnOddLengthIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> nudged("1 2 3", 1))
                .withMessage(
                        "input: 1 2 3 was sent, allowed is one row or an even number of rows, of an even number of pixels each");
    }
}

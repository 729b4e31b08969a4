package org.convolab.widget.invariance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.States;
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
                .isEqualTo(new Invariance.WindowValues(
                        List.of(1f, 0f, 1f), List.of(1f, 1f, 0f), List.of(0.25f, 0.5f, 0.25f)));
    }

    @Test
    void aRowOfAnOddLengthIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> nudged("1 2 3", 1))
                .withMessage(
                        "input: 1 2 3 was sent, allowed is one row or an even number of rows, of an even number of pixels each");
    }

    private static Claims claims(int shift, Invariance.Comparison seen) {
        Map<String, Invariance.Halved> four = Map.of(
                "the maximum", seen.max(),
                "the mean", seen.average(),
                "every second pixel", seen.strided(),
                "the blurred maximum", seen.blurred());
        float[] last = {-1};
        int[] named = {0};
        return new Claims()
                .claim(
                        "Nothing has moved yet\\. Step on, and watch which of the four answers stays closest to what it was\\.",
                        none -> shift == 0)
                .claim(
                        "Moved by (\\d+ pixels?) the picture looks as it did before, so no answer can change\\.",
                        same -> same.group(1).equals(Numerals.count(shift, "pixel"))
                                && seen.input().equals(seen.shifted())
                                && four.values().stream().allMatch(halved -> halved.distance() == 0))
                .claim(
                        "The picture has moved by (\\d+ pixels?), and none of the four answers shows it\\.",
                        none -> none.group(1).equals(Numerals.count(shift, "pixel"))
                                && four.values().stream().allMatch(halved -> halved.distance() == 0))
                .claim(
                        "(\\d+) pixels are (\\d+ whole strides?): each of the four answers is its old self, moved by (\\d+ places?)\\.",
                        old -> Claims.number(old.group(1)) == shift
                                && old.group(2).equals(Numerals.count(shift / 2, "whole stride"))
                                && old.group(3).equals(Numerals.count(shift / 2, "place"))
                                && shift % 2 == 0
                                && four.values().stream().allMatch(halved -> isMoved(halved, shift / 2)))
                .words("The windows fall on the same pixels again, so nothing was lost\\.")
                .claim(
                        "Moved by (\\d+ pixels?), (half a stride|(\\d)½ strides)\\.",
                        part -> part.group(1).equals(Numerals.count(shift, "pixel"))
                                && (part.group(3) == null ? 0.5 : Claims.number(part.group(3)) + 0.5) == shift / 2.0)
                .words("The largest change, from the least:")
                .claim("([a-z ]+?) (not at all|by (\\S+?))([;.])(?= |$)", change -> {
                    List<String> names = List.of(change.group(1).split(" and "));
                    float distance = four.get(names.get(0)).distance();
                    boolean rising = distance > last[0];
                    last[0] = distance;
                    named[0] += names.size();
                    return rising
                            && names.stream().allMatch(name -> four.get(name).distance() == distance)
                            && (named[0] == 4) == change.group(4).equals(".")
                            && (change.group(3) == null
                                    ? distance == 0
                                    : change.group(3).equals(Numerals.text(distance)));
                });
    }

    private static boolean isMoved(Invariance.Halved halved, int places) {
        Grid before = halved.before();
        for (int y = 0; y < before.height(); y++) {
            for (int x = 0; x < before.width(); x++) {
                if (halved.after().at(y, (x + places) % before.width()) != before.at(y, x)) {
                    return false;
                }
            }
        }
        return true;
    }

    @Test
    void everySentenceHoldsInEveryState() {
        States states = new States(5);
        for (int i = 0; i < 3000; i++) {
            int height = states.maybe() ? 1 : 2 * states.between(1, 2);
            String input = states.grid(height, 2 * states.between(1, 4));
            int shift = states.between(0, 8);
            Invariance.Comparison seen = nudged(input, shift);
            claims(shift, seen).check(seen.sentence(), input + " by " + shift);
            for (Invariance.Halved halved : List.of(seen.max(), seen.average(), seen.strided(), seen.blurred())) {
                new Claims()
                        .claim("unchanged", same -> halved.before().equals(halved.after()))
                        .claim("the old answer, moved by (\\d+)", by -> isMoved(halved, Integer.parseInt(by.group(1))))
                        .claim("another answer", other -> halved.distance() > 0)
                        .check(halved.fate(), input + " by " + shift);
            }
        }
    }

    @Test
    void threePixelsAreOneAndAHalfStrides() {
        assertThat(nudged(BARS, 3).sentence()).startsWith("Moved by 3 pixels, 1½ strides. The largest change");
        assertThat(nudged(BARS, 1).sentence()).startsWith("Moved by 1 pixel, half a stride. ");
        assertThat(nudged("0 3 1 4 0 2 9 7", 7).sentence()).startsWith("Moved by 7 pixels, 3½ strides. ");
        assertThat(nudged("0 3 1 4 0 2 9 7", 2).sentence()).startsWith("2 pixels are 1 whole stride: ");
    }
}

package org.convolab.widget.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.Picture;
import org.convolab.widget.States;
import org.junit.jupiter.api.Test;

class ShiftTest {
    private static final String SEVEN =
            "0 0 0 0 0 0 0 0/0 9 9 9 9 9 9 0/0 9 9 9 9 9 9 0/0 0 0 0 0 9 9 0/0 0 0 0 9 9 0 0/0 0 0 9 9 0 0 0/0 0 0 9 9 0 0 0/0 0 0 9 9 0 0 0";

    private static final CourseResources SEVEN_ONLY = new CourseResources() {
        @Override
        public Map<String, Picture> pictures() {
            return Map.of("seven", new Picture("seven", "Seven", List.of(Grid.parse("seven", SEVEN))));
        }
    };

    private static Shift.Responses responses(String input, String kernel, int dx, int dy, int row, int col) {
        return new Shift().view(new Shift.Move(input, kernel, dx, dy, row, col), SEVEN_ONLY);
    }

    @Test
    void theMapMovesAlongWithThePicture() {
        var responses = responses("seven", "vertical", 1, 0, 0, 0);

        assertThat(responses.compared()).isEqualTo(30);
        assertThat(responses.agree()).isEqualTo(30);
        assertThat(responses.map().at(0, 0)).isEqualTo(27);
        assertThat(responses.shiftedMap().at(0, 1)).isEqualTo(27);
        assertThat(responses.movedSum()).isEqualTo(27);
        assertThat(responses.products().stream().reduce(0f, Float::sum)).isEqualTo(27);
    }

    @Test
    void everyMoveWithinReachKeepsEveryNumberThatStaysOnTheMap() {
        for (int dx = -4; dx <= 4; dx++) {
            for (int dy = -4; dy <= 4; dy++) {
                var responses = responses("seven", "corner", dx, dy, 0, 0);
                assertThat(responses.compared()).isEqualTo((6 - Math.abs(dx)) * (6 - Math.abs(dy)));
                assertThat(responses.agree()).isEqualTo(responses.compared());
            }
        }
    }

    @Test
    void theMapLeftInPlaceDoesNotAgree() {
        var responses = responses("seven", "vertical", 1, 0, 0, 0);

        assertThat(responses.unmoved()).isEqualTo(13);
        assertThat(responses.sentence()).contains("30 of 30", "only 13 of the 36");
    }

    @Test
    void aDenseUnitLosesThePictureThatItIsTiedTo() {
        var unit = responses("seven", "vertical", 1, 0, 0, 0).dense();

        assertThat(unit.before()).isEqualTo(22 * 9);
        assertThat(unit.after()).isEqualTo(15 * 9 - 7 * 9);
    }

    @Test
    void aPlaceMayLeaveTheMap() {
        assertThat(responses("seven", "vertical", -1, 0, 0, 0).movedSum()).isNull();
    }

    @Test
    void aMoveFartherThanTheMapLeavesNothingToCompare() {
        var responses = responses("1 2 3/4 5 6/7 8 9", "identity", 1, 0, 0, 0);

        assertThat(responses.compared()).isZero();
        assertThat(responses.sentence()).contains("no place of the map");
    }

    @Test
    void aKernelLargerThanThePictureIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> responses("1 2/3 4", "vertical", 1, 0, 0, 0))
                .satisfies(refused -> assertThat(refused.refusals())
                        .containsExactly(new BadParameter.Refusal(
                                "kernel", "vertical", "at most as large as the picture, 2 × 2")));
    }

    @Test
    void aPlaceBesideTheMapIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> responses("seven", "vertical", 1, 0, 6, 0))
                .satisfies(refused -> assertThat(refused.refusals())
                        .containsExactly(new BadParameter.Refusal("row", "6", "a whole number from 0 to 5")));
    }

    private static Claims claims(Shift.Move p, Shift.Responses seen) {
        int all = seen.map().height() * seen.map().width();
        float before = seen.dense().before();
        float after = seen.dense().after();
        boolean ink = seen.shifted().rows().stream().flatMap(List::stream).allMatch(pixel -> pixel >= 0);
        return new Claims()
                .claim(
                        "The picture has not moved, so both maps are the same\\.",
                        still -> p.dx() == 0 && p.dy() == 0 && seen.map().equals(seen.shiftedMap()))
                .words("Move it with the arrows\\.")
                .claim(
                        "The picture has moved so far that no place of the map is left to compare\\.",
                        far -> seen.compared() == 0)
                .claim(
                        "The kernel answers nowhere on this picture, moved or not: a map of zeros looks the same wherever it moves\\.",
                        zeros -> seen.map().largest() == 0 && seen.shiftedMap().largest() == 0)
                .claim(
                        "The kernel answers nowhere on this picture\\. On the moved one it does, where paper came in over the border\\.",
                        border -> seen.map().largest() == 0
                                && seen.shiftedMap().largest() > 0
                                && seen.agree() == seen.compared())
                .claim(
                        "The response moved with the picture at (\\S+) of (\\S+) (places?); the other (\\d+) came in or went out over the border\\.",
                        moved -> Claims.number(moved.group(1)) == seen.agree()
                                && (moved.group(2) + " " + moved.group(3))
                                        .equals(Numerals.count(seen.compared(), "place"))
                                && Claims.number(moved.group(4)) == all - seen.compared())
                .claim("Where they stand, the numbers happen to be as before, too\\.", same -> seen.unmoved() == all)
                .claim(
                        "Left where they stood, (none|only (\\d+)|\\d+) of the (\\d+) (numbers?) would agree\\.",
                        stood -> seen.unmoved() < all
                                && (stood.group(1).equals("none")
                                        ? seen.unmoved() == 0
                                        : Claims.number(stood.group(1).replace("only ", "")) == seen.unmoved())
                                && (stood.group(2) == null || 2 * seen.unmoved() < all)
                                && Claims.number(stood.group(3)) == all
                                && stood.group(4).equals(all == 1 ? "number" : "numbers"))
                .claim(
                        "The dense unit responds to the moved picture as to this one: it cannot tell them apart\\.",
                        same -> before == after)
                .claim(
                        "The dense unit keeps (.*?%) of its response\\.",
                        keeps -> after > 0 && after < before && keeps.group(1).equals(Numerals.share(after / before)))
                .claim(
                        "The dense unit’s response (falls|rises) from (\\S+) to ([^\\s:]+)(?=[.:])",
                        change -> change.group(1).equals(after < before ? "falls" : "rises")
                                && before != after
                                && change.group(2).equals(Numerals.text(before))
                                && change.group(3).equals(Numerals.text(after)))
                .claim(
                        ": the picture has left the paper",
                        left -> seen.shifted().largest() == 0)
                .claim(
                        ": more ink lies where it expects paper than where it expects ink",
                        more -> ink && inkUnder(seen, -1) > inkUnder(seen, 1))
                .words("\\.");
    }

    private static double inkUnder(Shift.Responses seen, int weight) {
        double ink = 0;
        for (int y = 0; y < seen.shifted().height(); y++) {
            for (int x = 0; x < seen.shifted().width(); x++) {
                ink += seen.dense().weights().at(y, x) == weight
                        ? seen.shifted().at(y, x)
                        : 0;
            }
        }
        return ink;
    }

    @Test
    void everySentenceHoldsInEveryState() {
        States states = new States(2);
        for (int i = 0; i < 3000; i++) {
            int height = states.between(1, 6);
            int width = states.between(1, 6);
            String kernel = states.grid(states.between(1, Math.min(3, height)), states.between(1, Math.min(3, width)));
            Shift.Move p = new Shift.Move(
                    states.grid(height, width), kernel, states.between(-4, 4), states.between(-4, 4), 0, 0);
            Shift.Responses seen = new Shift().view(p, SEVEN_ONLY);
            claims(p, seen).check(seen.sentence(), p);
        }
    }

    @Test
    void aMapOfZerosThatIsNoneAfterTheMoveIsNotSaidToLookTheSame() {
        String full = String.join("/", Collections.nCopies(6, "9 9 9 9 9 9"));
        var responses = responses(full, "vertical", 1, 0, 0, 0);
        assertThat(responses.shiftedMap().largest()).isEqualTo(36);
        assertThat(responses.sentence())
                .isEqualTo(
                        "The kernel answers nowhere on this picture. On the moved one it does, where paper came in over"
                                + " the border. The dense unit keeps 83\u00a0% of its response.");
    }

    @Test
    void inkThatIsGoneIsNotSaidToLieWherePaperIsExpected() {
        String edge = String.join("/", Collections.nCopies(6, "0 0 0 0 0 9"));
        assertThat(responses(edge, "vertical", 1, 0, 0, 0).sentence())
                .endsWith("The dense unit’s response falls from 54 to 0: the picture has left the paper.");
    }

    @Test
    void aDenseUnitThatRespondsOtherwiseIsNotSaidToBeUnableToTell() {
        assertThat(responses("9 0 0 0/4 0 0 0/4 0 0 0/4 0 0 0", "1", -1, 0, 0, 0)
                        .sentence())
                .endsWith("The dense unit’s response rises from \u22123 to 0: the picture has left the paper.");
        assertThat(responses("1 2 3 4/2 3 4 1/3 4 1 2/4 1 2 3", "1", 1, 1, 0, 0).sentence())
                .endsWith("The dense unit’s response rises from \u221240 to \u221223.");
    }

    @Test
    void aMoveAsFarAsTheMapIsWideIsNotCalledFarther() {
        assertThat(responses("5", "1", 1, 0, 0, 0).sentence())
                .isEqualTo("The picture has moved so far that no place of the map is left to compare.");
    }

    @Test
    void aResponseBelowZeroHasABarToo() {
        var unit = responses("1 2 3 4/2 3 4 1/3 4 1 2/4 1 2 3", "1", 1, 1, 0, 0).dense();
        assertThat(unit.bar(unit.before())).isEqualTo(100);
        assertThat(unit.bar(unit.after())).isBetween(57.4, 57.6);
    }
}

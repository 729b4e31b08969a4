package org.convolab.widget.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.convolab.widget.Picture;
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
}

package org.convolab.widget.pooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.junit.jupiter.api.Test;

class PoolingTest {
    private static final CourseResources NOTHING = new CourseResources() {};

    private static final String MAP = "1 3 2 0/5 2 1 1/0 1 4 6/2 0 3 1";

    private static Pooling.Pooled pool(String input, Pooling.Kind kind, int window, int stride, int row, int col) {
        return new Pooling().view(new Pooling.Pool(input, kind, window, stride, row, col, 0), NOTHING);
    }

    private static void assertOutput(Pooling.Pooled pooled, String rows) {
        assertThat(new Grid(pooled.maps().get(0).rows())).isEqualTo(Grid.parse("output", rows));
        assertThat(pooled.output()).isEqualTo(pooled.maps().get(0).rows());
    }

    @Test
    void theChapterPoolsSixteenNumbersToFour() {
        assertOutput(pool(MAP, Pooling.Kind.MAX, 2, 2, 0, 0), "5 2/2 6");
        assertOutput(pool(MAP, Pooling.Kind.AVERAGE, 2, 2, 0, 0), "2.75 1/0.75 3.5");
    }

    @Test
    void aRowIsPooledAlongTheRowOnlyAndAColumnAlongTheColumn() {
        assertOutput(pool("0 0 1 1 0 0 1 1", Pooling.Kind.MAX, 2, 2, 0, 0), "0 1 0 1");
        assertOutput(pool("1 0 0 1 1 0 0 1", Pooling.Kind.MAX, 2, 2, 0, 0), "1 1 1 1");
        assertOutput(pool("0/0/1/1", Pooling.Kind.MAX, 2, 2, 0, 0), "0/1");
    }

    @Test
    void inOverlappingWindowsTheFiveAndTheSixWinTwiceEach() {
        var pooled = pool(MAP, Pooling.Kind.MAX, 2, 1, 0, 0);
        assertThat(pooled.maps().get(0).height()).isEqualTo(3);
        assertThat(pooled.wins().at(1, 0)).isEqualTo(2);
        assertThat(pooled.wins().at(2, 3)).isEqualTo(2);
        assertThat(pooled.sentence()).contains("wins 2 of them");
    }

    @Test
    void theGlobalMeanStaysWhenPixelsTradePlaces() {
        assertThat(pool(MAP, Pooling.Kind.GLOBAL, 2, 2, 0, 0).value()).isEqualTo(2);
        assertThat(pool("6 3 2 0/5 2 1 1/0 1 4 1/2 0 3 1", Pooling.Kind.GLOBAL, 2, 2, 0, 0)
                        .value())
                .isEqualTo(2);
    }

    @Test
    void aPyramidGivesTwentyOneNumbersForAMapOfAnySize() {
        var small = pool(MAP, Pooling.Kind.PYRAMID, 2, 2, 0, 0);
        assertThat(small.output()).hasSize(21);
        assertThat((Object) small.output().get(0)).isEqualTo(6f);
        assertThat((Object) small.output().subList(1, 5)).isEqualTo(List.of(5f, 2f, 2f, 6f));
        assertThat(pool("1 2 3/4 5 6/7 8 9", Pooling.Kind.PYRAMID, 2, 2, 0, 0).output())
                .hasSize(21);
    }

    @Test
    void theWalkThroughAPyramidVisitsEveryCellOfEveryGridOnce() {
        var widget = new Pooling();
        var p = new Pooling.Pool(MAP, Pooling.Kind.PYRAMID, 2, 2, 1, 0, 1);
        var walk = widget.walk(p, widget.view(p, NOTHING));
        assertThat(walk.at()).isEqualTo(3);
        assertThat(walk.count()).isEqualTo(21);
        assertThat(walk.to().apply(3)).isEqualTo(Map.of("level", 1, "row", 1, "col", 0));
    }

    @Test
    void whatTheFloorDropsIsReadByNoWindow() {
        var pooled = pool("1 2 3/4 5 6/7 8 9", Pooling.Kind.MAX, 2, 2, 0, 0);
        assertThat(pooled.reads()).isEqualTo(Grid.parse("reads", "1 1 0/1 1 0/0 0 0"));
        assertThat(pooled.sentence()).contains("5 pixels crossed out");
    }

    @Test
    void aWindowLargerThanTheMapIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> pool(MAP, Pooling.Kind.MAX, 5, 2, 0, 0))
                .withMessage("window: 5 was sent, allowed is at most as large as the input, 4 × 4");
    }

    @Test
    void aPlaceOutsideTheOutputIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> pool(MAP, Pooling.Kind.MAX, 2, 2, 2, 0))
                .withMessage("row: 2 was sent, allowed is a whole number from 0 to 1");
    }
}

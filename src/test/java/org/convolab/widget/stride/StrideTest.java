package org.convolab.widget.stride;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.convolab.engine.layer.Padding;
import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.junit.jupiter.api.Test;

class StrideTest {
    private static final CourseResources NOTHING = new CourseResources() {};

    private static Stride.Places places(
            int size, int kernel, int stride, String padding, Padding.Mode mode, int dilation, int row, int col) {
        return new Stride()
                .view(
                        new Stride.Stepping(
                                size, kernel, stride, padding, mode, dilation, Stride.Picture.EVEN, row, col, 0, 0),
                        NOTHING);
    }

    private static Stride.Places places(int size, int kernel, int stride, String padding) {
        return places(size, kernel, stride, padding, Padding.Mode.ZERO, 1, 0, 0);
    }

    @Test
    void aCornerIsReadOnceAndThePixelWhereFourWindowsMeetFourTimes() {
        var places = places(7, 3, 2, "valid");
        assertThat(places.out()).isEqualTo(3);
        assertThat(places.reads().at(0, 0)).isEqualTo(1);
        assertThat(places.reads().at(2, 2)).isEqualTo(4);
        assertThat(places.neverRead()).isZero();
    }

    @Test
    void theFloorLeavesTheLastRowAndColumnOfEightUnread() {
        var places = places(8, 3, 2, "valid");
        assertThat(places.out()).isEqualTo(3);
        assertThat(places.neverRead()).isEqualTo(15);
        assertThat(places.sentence()).contains("No window ever reads 15 of the 64 pixels");
    }

    @Test
    void aOneByOneKernelWithAStrideOfTwoReadsAQuarter() {
        assertThat(places(8, 1, 2, "valid").neverRead()).isEqualTo(48);
    }

    @Test
    void sameAtStrideTwoPutsTheOddPixelAfterThePicture() {
        var same = places(8, 3, 2, "same");
        assertThat(same.out()).isEqualTo(4);
        assertThat(same.before()).isZero();
        assertThat(same.after()).isEqualTo(1);
        assertThat(places(8, 3, 2, "1").out()).isEqualTo(4);
    }

    @Test
    void sameCountsDilation() {
        var places = places(7, 3, 1, "same", Padding.Mode.ZERO, 2, 0, 0);
        assertThat(places.out()).isEqualTo(7);
        assertThat(places.before()).isEqualTo(2);
        assertThat(places.reach()).isEqualTo(5);
    }

    @Test
    void withFullPaddingEveryPixelIsReadNineTimes() {
        var places = places(7, 3, 1, "full");
        assertThat(places.out()).isEqualTo(9);
        assertThat(places.reads().rows()).allSatisfy(row -> assertThat(row).containsOnly(9f));
    }

    @Test
    void aCopyInTheBorderIsAReadOfThePixelThatItCopies() {
        assertThat(places(7, 3, 1, "same").reads().at(0, 0)).isEqualTo(4);
        assertThat(places(7, 3, 1, "same", Padding.Mode.REPLICATE, 1, 0, 0)
                        .reads()
                        .at(0, 0))
                .isEqualTo(9);
        assertThat(places(7, 3, 1, "same", Padding.Mode.CIRCULAR, 1, 0, 0)
                        .reads()
                        .at(0, 0))
                .isEqualTo(9);
        assertThat(places(7, 3, 1, "same", Padding.Mode.REFLECT, 1, 0, 0)
                        .reads()
                        .at(1, 1))
                .isEqualTo(16);
    }

    @Test
    void zerosDarkenTheRimOfAnEvenPictureAndCopiesDoNot() {
        var zero = places(7, 3, 1, "same").output();
        assertThat(zero.at(0, 0)).isEqualTo(4);
        assertThat(zero.at(0, 3)).isEqualTo(6);
        assertThat(zero.at(3, 3)).isEqualTo(9);
        var replicate = places(7, 3, 1, "same", Padding.Mode.REPLICATE, 1, 0, 0).output();
        assertThat(replicate.rows()).allSatisfy(row -> assertThat(row).containsOnly(9f));
    }

    @Test
    void theBorderHoldsWhatItsModeSays() {
        assertThat(border(Padding.Mode.ZERO)).isEqualTo("0 0 1 2 3 0 0");
        assertThat(border(Padding.Mode.REFLECT)).isEqualTo("3 2 1 2 3 2 1");
        assertThat(border(Padding.Mode.REPLICATE)).isEqualTo("1 1 1 2 3 3 3");
        assertThat(border(Padding.Mode.CIRCULAR)).isEqualTo("2 3 1 2 3 1 2");
    }

    /** The first row of a ramp of three, padded by two. */
    private static String border(Padding.Mode mode) {
        Grid padded = new Stride()
                .view(new Stride.Stepping(3, 3, 1, "2", mode, 1, Stride.Picture.RAMP, 0, 0, 0, 0), NOTHING)
                .padded();
        return padded.toString().split("/")[2];
    }

    @Test
    void aPixelsReadsAreThoseOfItsRowTimesThoseOfItsColumn() {
        var places = new Stride()
                .view(
                        new Stride.Stepping(7, 3, 2, "valid", Padding.Mode.ZERO, 1, Stride.Picture.RAMP, 0, 0, 2, 3),
                        NOTHING);
        assertThat(places.readersDown()).isEqualTo(2);
        assertThat(places.readersAcross()).isEqualTo(1);
        assertThat(places.readers()).isEqualTo(Grid.parse("readers", "0 1 0/0 1 0/0 0 0"));
    }

    @Test
    void paddingThatABorderCannotHoldIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> places(3, 1, 1, "3", Padding.Mode.REFLECT, 1, 0, 0))
                .withMessageStartingWith("padding: 3 was sent, allowed is at most 2 pixels on a side in reflect mode");
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> places(3, 1, 1, "4", Padding.Mode.CIRCULAR, 1, 0, 0))
                .withMessageStartingWith("padding: 4 was sent, allowed is at most 3 pixels");
    }

    @Test
    void aKernelThatDoesNotFitIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> places(4, 3, 1, "valid", Padding.Mode.ZERO, 2, 0, 0))
                .withMessageStartingWith("kernel: 3 was sent");
    }

    @Test
    void anUnknownPaddingIsRefused() {
        for (String padding : new String[] {"some", "-1", "17", "", "１"}) {
            assertThatExceptionOfType(BadParameter.class)
                    .isThrownBy(() -> places(7, 3, 1, padding))
                    .withMessageStartingWith("padding: ");
        }
    }
}

package org.convolab.widget.outputsize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputSizeTest {
    private static final CourseResources NONE = new CourseResources() {};

    private static OutputSize.Bill bill(
            int in, int kernel, int padding, int stride, int dilation, int channels, int filters, int groups) {
        return new OutputSize()
                .view(new OutputSize.Layer(in, kernel, padding, stride, dilation, channels, filters, groups), NONE);
    }

    @Test
    void theFirstLayerOfResNet() {
        OutputSize.Bill bill = bill(224, 7, 3, 2, 1, 3, 64, 1);
        assertThat(bill.room()).isEqualTo(223);
        assertThat(bill.steps()).isEqualTo(111);
        assertThat(bill.rest()).isEqualTo(1);
        assertThat(bill.out()).isEqualTo(112);
        assertThat(bill.parameters()).isEqualTo(9_472);
        assertThat(bill.multiplyAdds()).isEqualTo(118_013_952);
        assertThat(bill.sentence()).contains("112 from 224", "1 is left", "Only padding is lost.");
    }

    @ParameterizedTest
    @CsvSource({"32,5,2,2,16", "34,5,0,2,15", "224,11,0,4,54", "227,11,0,4,55", "4,3,0,1,2", "56,1,0,1,56"})
    void theWorkedSizesOfTheChapters(int in, int kernel, int padding, int stride, int out) {
        assertThat(bill(in, kernel, padding, stride, 1, 1, 1, 1).out()).isEqualTo(out);
    }

    @Test
    void aStrideChangesTheSizeAndTheWorkButNotTheParameters() {
        assertThat(bill(224, 7, 3, 1, 1, 3, 64, 1).parameters()).isEqualTo(9_472);
        assertThat(bill(224, 7, 3, 1, 1, 3, 64, 1).multiplyAdds()).isEqualTo(472_055_808);
    }

    @Test
    void pixelsAfterTheLastPlaceAreNeverRead() {
        OutputSize.Bill bill = bill(16, 5, 0, 4, 1, 3, 8, 1);
        assertThat(bill.rest()).isEqualTo(3);
        assertThat(bill.unread()).isEqualTo(3);
        assertThat(bill.unreadAtEnd()).isEqualTo(3);
        assertThat(bill.sentence()).contains("3 pixels on the right are never read.");
        assertThat(bill.row()).hasSize(16).last().isEqualTo(new OutputSize.Pixel(15, false, 0));
        assertThat(bill.places()).extracting(OutputSize.Place::first).containsExactly(0, 4, 8);
    }

    @Test
    void aStrideLongerThanTheKernelJumpsOverPixels() {
        OutputSize.Bill bill = bill(12, 3, 0, 4, 1, 1, 1, 1);
        assertThat(bill.unread()).isEqualTo(3);
        assertThat(bill.sentence()).contains("the stride jumps over them, all but 1 at the end");
    }

    @Test
    void aGroupOfItsOwnForEachChannelIsDepthwise() {
        OutputSize.Bill bill = bill(56, 3, 1, 1, 1, 64, 64, 64);
        assertThat(bill.parameters()).isEqualTo(9 * 64 + 64);
        assertThat(bill.multiplyAdds()).isEqualTo(9L * 64 * 56 * 56);
        assertThat(bill.sentence()).contains("depthwise");
    }

    @Test
    void aLongRowIsDrawnAtItsEnds() {
        OutputSize.Bill bill = bill(4096, 31, 64, 1, 64, 1, 1, 1);
        assertThat(bill.row()).hasSize(26);
        assertThat(bill.places())
                .hasSize(5)
                .last()
                .extracting(OutputSize.Place::at)
                .isEqualTo(bill.out() - 1);
    }

    @ParameterizedTest
    @CsvSource({
        "5,7,0,1,1,1,kernel,7,5 + 2·0 = 5 pixels",
        "5,3,0,3,1,1,dilation,3,5 pixels of the padded row",
        "8,3,0,1,4,3,groups,3,divides the 4 channels",
        "8,3,0,1,6,3,groups,3,divides the 8 filters"
    })
    void whatDoesNotFitIsRefusedByName(
            int in,
            int kernel,
            int padding,
            int dilation,
            int channels,
            int groups,
            String field,
            String value,
            String allowed) {
        BadParameter refused = catchThrowableOfType(
                BadParameter.class, () -> bill(in, kernel, padding, 1, dilation, channels, 8, groups));
        assertThat(refused.refusals()).hasSize(1);
        assertThat(refused.refusals().get(0).field()).isEqualTo(field);
        assertThat(refused.refusals().get(0).value()).isEqualTo(value);
        assertThat(refused.refusals().get(0).allowed()).contains(allowed);
    }

    @Test
    void moreWeightsThanCanBeCountedAreRefused() {
        assertThat(catchThrowableOfType(BadParameter.class, () -> bill(31, 31, 0, 1, 1, 4096, 4096, 1))
                        .refusals()
                        .get(0)
                        .field())
                .isEqualTo("filters");
    }
}

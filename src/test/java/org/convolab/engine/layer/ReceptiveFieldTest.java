package org.convolab.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReceptiveFieldTest {
    private static final Window THREE = Window.of(3).withPadding(Padding.of(1));

    @Test
    void twoKernelsOfThreeSeeFivePixels() {
        ReceptiveField field = ReceptiveField.PIXEL.through(THREE).through(THREE);
        assertThat(field).isEqualTo(new ReceptiveField(5, 1, -2, false));
        assertThat(field.first(2)).isZero();
    }

    @Test
    void aStrideWidensEveryLaterStep() {
        ReceptiveField field = ReceptiveField.PIXEL.through(THREE.withStride(2)).through(THREE);
        assertThat(field).isEqualTo(new ReceptiveField(7, 2, -3, false));
    }

    @Test
    void dilationWidensTheReachWithoutMoreWeights() {
        assertThat(ReceptiveField.PIXEL.through(Window.of(3).withDilation(2)).size())
                .isEqualTo(5);
    }

    @Test
    void aSumSeesWhatEitherTermSees() {
        ReceptiveField wide = ReceptiveField.PIXEL.through(THREE).through(THREE);
        assertThat(ReceptiveField.PIXEL.join(wide)).isEqualTo(wide);
        assertThat(wide.join(ReceptiveField.WHOLE)).isEqualTo(ReceptiveField.WHOLE);
    }

    @Test
    void eachPaddingModeReadsItsOwnPixels() {
        assertThat(reads(Padding.Mode.ZERO)).isEqualTo("-1 -1 0 1 2 -1 -1");
        assertThat(reads(Padding.Mode.REFLECT)).isEqualTo("2 1 0 1 2 1 0");
        assertThat(reads(Padding.Mode.REPLICATE)).isEqualTo("0 0 0 1 2 2 2");
        assertThat(reads(Padding.Mode.CIRCULAR)).isEqualTo("1 2 0 1 2 0 1");
    }

    private static String reads(Padding.Mode mode) {
        Axis axis = Window.of(1).withPadding(Padding.of(2, mode)).across(3);
        StringBuilder reads = new StringBuilder();
        for (int place = 0; place < axis.places(); place++) {
            reads.append(place == 0 ? "" : " ").append(axis.read(0, place));
        }
        return reads.toString();
    }
}

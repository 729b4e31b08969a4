package org.convolab.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReceptiveFieldTest {
    private static final Window THREE = Window.of(3).withPadding(Padding.of(1));

    @Test
    void twoKernelsOfThreeSeeFivePixels() {
        ReceptiveField field = ReceptiveField.PIXEL.through(THREE).through(THREE);
        ReceptiveField.Span span = new ReceptiveField.Span(5, 1, -2);
        assertThat(field).isEqualTo(new ReceptiveField(span, span, false));
        assertThat(field.down().first(2)).isZero();
    }

    @Test
    void aStrideWidensEveryLaterStep() {
        ReceptiveField field = ReceptiveField.PIXEL.through(THREE.withStride(2)).through(THREE);
        ReceptiveField.Span span = new ReceptiveField.Span(7, 2, -3);
        assertThat(field).isEqualTo(new ReceptiveField(span, span, false));
    }

    @Test
    void dilationWidensTheReachWithoutMoreWeights() {
        assertThat(ReceptiveField.PIXEL.through(Window.of(3).withDilation(2)).size())
                .isEqualTo(5);
    }

    @Test
    void eachAxisHasAFieldOfItsOwn() {
        ReceptiveField field =
                ReceptiveField.PIXEL.through(Window.of(1, 7).withPadding(new Padding(0, 3, 0, 3, Padding.Mode.ZERO)));
        assertThat(field.down()).isEqualTo(new ReceptiveField.Span(1, 1, 0));
        assertThat(field.across()).isEqualTo(new ReceptiveField.Span(7, 1, -3));
        ReceptiveField above = field.through(
                Window.of(3, 2).withStride(2, 3).withDilation(4, 5).withPadding(Padding.of(1, 0)));
        assertThat(above.down()).isEqualTo(new ReceptiveField.Span(1 + 2 * 4, 2, -1));
        assertThat(above.across()).isEqualTo(new ReceptiveField.Span(7 + 5, 3, -3));
        assertThat(above.size()).isEqualTo(12);
        assertThat(above.jump()).isEqualTo(3);
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

package org.convolab.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.convolab.engine.synthetic.Digits;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MnistFramingTest {
    private static final Shape SHAPE = new Shape(1, 28, 28);

    /** A rectangle of ink. */
    private static Tensor block(int top, int left, int height, int width, float ink) {
        Tensor picture = Tensor.zeros(1, SHAPE);
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                picture.data()[28 * y + x] = ink;
            }
        }
        return picture;
    }

    private static double[] massCenter(Tensor picture) {
        double mass = 0;
        double row = 0;
        double column = 0;
        for (int i = 0; i < SHAPE.size(); i++) {
            mass += picture.data()[i];
            int above = i / 28;
            row += picture.data()[i] * (above + 0.5);
            column += picture.data()[i] * (i % 28 + 0.5);
        }
        return new double[] {row / mass, column / mass};
    }

    @Test
    void theBoxOfInkIsBroughtToTwentyPixelsOnItsLongerSide() {
        MnistFraming digit = MnistFraming.of(block(3, 5, 10, 4, 1));
        assertThat(digit.top()).isEqualTo(3);
        assertThat(digit.left()).isEqualTo(5);
        assertThat(digit.height()).isEqualTo(10);
        assertThat(digit.width()).isEqualTo(4);
        assertThat(digit.scale()).isEqualTo(2);
        MnistFraming again = MnistFraming.of(digit.picture());
        assertThat(again.height()).isEqualTo(20);
        assertThat(again.width()).isEqualTo(8);
        assertThat(MnistFraming.of(block(0, 0, 7, 28, 1)).scale()).isEqualTo(20 / 28.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void theCenterOfMassComesToTheMiddle(int digit) {
        Tensor drawn = new Digits().picture(70 + digit, digit);
        double[] center = massCenter(MnistFraming.of(drawn).picture());
        assertThat(center[0]).isCloseTo(14.5, within(0.6));
        assertThat(center[1]).isCloseTo(14.5, within(0.6));
    }

    @Test
    void whereTheDigitStoodMakesNoDifference() {
        Tensor here = block(2, 3, 9, 5, 0.7f);
        Tensor there = block(17, 21, 9, 5, 0.7f);
        here.data()[28 * 3 + 3] = 0;
        there.data()[28 * 18 + 21] = 0;
        assertThat(MnistFraming.of(there).picture().data())
                .containsExactly(MnistFraming.of(here).picture().data(), within(1e-5f));
    }

    @Test
    void aDrawnDigitIsFramedAlready() {
        double difference = 0;
        for (int digit = 0; digit < 10; digit++) {
            Tensor drawn = new Digits().picture(digit, digit);
            Tensor again = MnistFraming.of(drawn).picture();
            for (int i = 0; i < SHAPE.size(); i++) {
                difference += Math.abs(drawn.data()[i] - again.data()[i]) / (10 * SHAPE.size());
            }
        }
        assertThat(difference).isLessThan(0.035);
    }

    @Test
    void inkStaysBetweenPaperAndInkAndKeepsItsAmountWhereNothingIsScaled() {
        Tensor block = block(4, 4, 20, 10, 1);
        Tensor picture = MnistFraming.of(block).picture();
        double mass = 0;
        for (float ink : picture.data()) {
            assertThat(ink).isBetween(0f, 1.0001f);
            mass += ink;
        }
        assertThat(mass).isCloseTo(200, within(1e-3));
    }

    @Test
    void faintTracesDoNotWidenTheBox() {
        Tensor picture = block(8, 8, 10, 10, 1);
        picture.data()[0] = 0.4f;
        assertThat(MnistFraming.of(picture).height()).isEqualTo(10);
        assertThat(MnistFraming.of(block(8, 8, 10, 10, 0.1f)).height()).isEqualTo(10);
    }

    @Test
    void aSingleDotBecomesALargeOne() {
        Tensor picture = MnistFraming.of(block(27, 0, 1, 1, 1)).picture();
        assertThat(picture.at(0, 0, 14, 14)).isCloseTo(1, within(0.1f));
        assertThat(massCenter(picture)[0]).isCloseTo(14.5, within(0.6));
    }

    @Test
    void paperWithoutInkHasNoDigit() {
        assertThatThrownBy(() -> MnistFraming.of(Tensor.zeros(1, SHAPE))).hasMessage("there is no ink");
    }
}

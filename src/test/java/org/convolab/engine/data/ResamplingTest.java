package org.convolab.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.convolab.engine.synthetic.Sketches;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplingTest {
    /** Two channels of a slope, the second falling where the first one rises. */
    private static Tensor slope(int height, int width) {
        Tensor slope = Tensor.zeros(1, new Shape(2, height, width));
        for (int i = 0; i < height * width; i++) {
            slope.data()[i] = (i % width + 0.5f) / width;
            slope.data()[height * width + i] = 1 - slope.data()[i];
        }
        return slope;
    }

    @Test
    void thePictureInItsOwnSizeIsItself() {
        Tensor picture = new Sketches().picture(3, 4);
        assertThat(Resampling.resize(picture, 64, 64).data()).containsExactly(picture.data(), within(1e-6f));
    }

    @ParameterizedTest
    @CsvSource({"13, 7, 64, 64", "207, 331, 64, 64", "64, 64, 13, 100", "1, 1, 5, 5"})
    void aFlatPictureStaysFlatUpToItsEdges(int height, int width, int toHeight, int toWidth) {
        Tensor flat = Tensor.zeros(1, new Shape(1, height, width));
        java.util.Arrays.fill(flat.data(), 0.7f);
        Tensor resized = Resampling.resize(flat, toHeight, toWidth);
        assertThat(resized.shape()).isEqualTo(new Shape(1, toHeight, toWidth));
        for (float value : resized.data()) {
            assertThat(value).isCloseTo(0.7f, within(1e-6f));
        }
    }

    @ParameterizedTest
    @CsvSource({"640, 64", "64, 200", "97, 64"})
    void aSlopeStaysASlopeInEveryChannel(int from, int to) {
        Tensor resized = Resampling.resize(slope(8, from), 8, to);
        for (int x = to / 10; x < to - to / 10; x++) {
            assertThat(resized.at(0, 0, 4, x)).isCloseTo((x + 0.5f) / to, within(1e-3f));
            assertThat(resized.at(0, 1, 4, x)).isCloseTo(1 - (x + 0.5f) / to, within(1e-3f));
        }
    }

    @Test
    void whatShrinksIsAveragedAndNotSampled() {
        Tensor stripes = Tensor.zeros(1, new Shape(1, 1, 512));
        for (int x = 0; x < 512; x += 2) {
            stripes.data()[x] = 1;
        }
        for (float value : Resampling.resize(stripes, 1, 32).data()) {
            assertThat(value).isCloseTo(0.5f, within(0.02f));
        }
    }
}

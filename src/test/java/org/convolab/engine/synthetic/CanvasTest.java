package org.convolab.engine.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CanvasTest {
    private final Canvas canvas = new Canvas(20, 20, 3);

    private double area() {
        double area = 0;
        for (int row = 0; row < 20; row++) {
            for (int column = 0; column < 20; column++) {
                area += canvas.coverage(column, row);
            }
        }
        return area;
    }

    @Test
    void aDiscCoversItsArea() {
        canvas.disc(10, 10, 5);
        assertThat(area()).isCloseTo(Math.PI * 25, within(0.5));
    }

    @Test
    void aRectangleCoversItsArea() {
        canvas.rectangle(3, 4, 13.5, 9);
        assertThat(area()).isCloseTo(10.5 * 5, within(0.2));
    }

    @Test
    void aStarCoversItsAreaAndNotItsNotch() {
        canvas.polygon(2, 2, 18, 2, 18, 18, 10, 6, 2, 18);
        assertThat(area()).isCloseTo(256 - 96, within(1.5));
        assertThat(canvas.coverage(10, 12)).isZero();
    }

    @Test
    void aRoundEndedLineCoversItsArea() {
        canvas.line(2, 4, 10, 14, 10);
        assertThat(area()).isCloseTo(20 + Math.PI, within(0.3));
    }

    @Test
    void theFrameScalesTurnsAndMirrors() {
        canvas.frame(10, 10, 2, Math.PI / 2, true).disc(-3, 0, 1);
        assertThat(canvas.coverage(10, 15)).isEqualTo(1);
        assertThat(area()).isCloseTo(Math.PI * 4, within(0.5));
    }

    @Test
    void shapesTracedTogetherAreOneShape() {
        canvas.disc(10, 10, 5).disc(10, 10, 5).disc(10, 10, 3);
        assertThat(area()).isCloseTo(Math.PI * 25, within(0.5));
    }

    @Test
    void shapesOffThePictureLeaveNoTrace() {
        canvas.disc(-40, 10, 5)
                .rectangle(30, 30, 40, 40)
                .line(1, -9, -9, -9, 50)
                .fill(0xffffff);
        assertThat(canvas.planes).containsOnly(0);
    }

    @Test
    void paintStaysWithinTheClip() {
        canvas.disc(10, 10, 4).clip();
        canvas.rectangle(-5, -5, 25, 25).fill(0xff0000);
        assertThat(canvas.planes[10 * 20 + 10]).isEqualTo(1);
        assertThat(canvas.planes[10 * 20 + 3]).isZero();
        assertThat(canvas.planes[400 + 10 * 20 + 10]).isZero();
        canvas.unclip().rectangle(-5, -5, 25, 25).fill(0xff0000);
        assertThat(canvas.planes[10 * 20 + 3]).isEqualTo(1);
    }

    @Test
    void thePenDrawsItsOutlineAroundTheShape() {
        canvas.pen(0x0000ff, 2).rectangle(5, 5, 15, 15).paint(0xff0000);
        assertThat(canvas.planes[10 * 20 + 10]).isEqualTo(1);
        assertThat(canvas.planes[800 + 10 * 20 + 10]).isZero();
        assertThat(canvas.planes[800 + 10 * 20 + 3]).isEqualTo(1);
        assertThat(canvas.planes[800 + 10 * 20 + 1]).isZero();
    }
}

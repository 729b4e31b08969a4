package org.convolab.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.convolab.engine.synthetic.SyntheticPictures;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DrawingTest {
    /** Two examples of two channels of one row and three columns. */
    private static final Tensor MAPS =
            new Tensor(2, new Shape(2, 1, 3), new float[] {0, 0, 0, 1, 1, 1, 2, 2, 2, -4, 0, 8});

    @Test
    void inkIsTheDenserTheLargerTheNumberAndNothingBelowZero() {
        Drawing ink = Drawing.ink(MAPS, 1, 1, 16);
        assertThat(ink.width()).isEqualTo(3);
        assertThat(ink.height()).isEqualTo(1);
        assertThat(alphas(ink)).containsExactly(0, 0, 128);
        assertThat(alphas(Drawing.ink(MAPS, 1, 1, 1))).containsExactly(0, 0, 255);
    }

    @Test
    void signedNumbersDifferInColorAndTheirSizeIsTheStrength() {
        Drawing signed = Drawing.signed(MAPS, 1, 1, 8);
        int[] pixels = signed.pixels();
        assertThat(alphas(signed)).containsExactly(128, 0, 255);
        assertThat(red(pixels[0])).as("teal").isLessThan(blue(pixels[0]));
        assertThat(red(pixels[2])).as("orange").isGreaterThan(blue(pixels[2]));
    }

    @Test
    void numbersWithoutAScaleLeaveThePaperWhite() {
        assertThat(alphas(Drawing.signed(MAPS, 0, 0, 0))).containsOnly(0);
    }

    @Test
    void threePlanesOfLightAreAColor() {
        Tensor light = new Tensor(2, new Shape(3, 1, 1), new float[] {0, 0, 0, 1, 0.5f, -1});
        assertThat(Drawing.color(light, 1).pixels()).containsExactly(0xffff8000);
        assertThatThrownBy(() -> Drawing.color(MAPS, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSheetLaysDrawingsOfOneSizeInRows() {
        List<Drawing> dots = List.of(
                new Drawing(1, 1, new int[] {1}), new Drawing(1, 1, new int[] {2}), new Drawing(1, 1, new int[] {3}));
        Drawing sheet = Drawing.sheet(dots, 2, 1);
        assertThat(sheet.width()).isEqualTo(3);
        assertThat(sheet.pixels()).containsExactly(1, 0, 2, 0, 0, 0, 3, 0, 0);
        assertThat(Drawing.sheet(dots, 9, 0).pixels()).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> Drawing.sheet(List.of(dots.get(0), Drawing.ink(MAPS, 0, 0, 1)), 2, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static Collection<SyntheticPictures> sets() {
        return SyntheticPictures.sets().values();
    }

    /** Leaves the sheets in target/, for people to look at. */
    @ParameterizedTest
    @MethodSource("sets")
    void aContactSheetIsAPngOfEveryPictureOnWhite(SyntheticPictures set) throws IOException {
        byte[] png = Drawing.contactSheet(set, 16, 1).png();
        Files.write(Path.of("target", set.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT) + ".png"), png);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        Shape shape = set.shape();
        assertThat(image.getWidth()).isEqualTo(16 * (shape.width() + 2) + 2);
        assertThat(image.getHeight()).isEqualTo(10 * (shape.height() + 2) + 2);
        assertThat(image.getRGB(1, 1)).isEqualTo(0xffffffff);
        for (int i = 0; i < 160; i++) {
            Tensor picture = set.picture(1 + i % 16, i / 16);
            int y = i % shape.height();
            int x = 7 * i % shape.width();
            int[] sample = image.getRaster()
                    .getPixel(
                            i % 16 * (shape.width() + 2) + 2 + x, i / 16 * (shape.height() + 2) + 2 + y, (int[]) null);
            float light = shape.channels() == 1 ? 1 - picture.at(0, 0, y, x) : picture.at(0, 2, y, x);
            assertThat(sample[shape.channels() - 1]).as("picture %d", i).isEqualTo(Math.round(light * 255));
        }
    }

    static Collection<Drawing> kinds() {
        int[] many = new int[40 * 30];
        int[] clear = new int[40 * 30];
        Random random = new Random(1);
        for (int i = 0; i < many.length; i++) {
            many[i] = 0xff000000 | i % 40 * 6 << 16 | i / 40 * 8 << 8 | random.nextInt(4);
            clear[i] = i % 7 * 40 << 24 | random.nextInt(1 << 24);
        }
        return List.of(
                new Drawing(40, 30, many),
                new Drawing(40, 30, clear),
                new Drawing(2, 3, new int[] {0, 0xff1b1b1f, 0x801b1b1f, 0x7f00707c, 0xffffffff, 0x01b54c00}),
                new Drawing(2, 1, new int[] {0xff000000, 0xffffffff}),
                new Drawing(1, 1, new int[] {0}));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aPngFileIsReadAsThePixelsThatWereDrawn(Drawing drawing) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(drawing.png()));
        assertThat(image.getRGB(0, 0, drawing.width(), drawing.height(), null, 0, drawing.width()))
                .isEqualTo(drawing.pixels());
    }

    @Test
    void neighborsThatAreAlikeTakeFewBytes() {
        int[] slope = new int[64 * 64];
        for (int i = 0; i < slope.length; i++) {
            slope[i] = 0xff000000 | i % 64 * 3 << 16 | i / 64 * 3 << 8 | (i % 64 + i / 64);
        }
        assertThat(new Drawing(64, 64, slope).png()).hasSizeLessThan(1_000);
    }

    private static int[] alphas(Drawing drawing) {
        return Arrays.stream(drawing.pixels()).map(pixel -> pixel >>> 24).toArray();
    }

    private static int red(int pixel) {
        return pixel >> 16 & 255;
    }

    private static int blue(int pixel) {
        return pixel & 255;
    }
}

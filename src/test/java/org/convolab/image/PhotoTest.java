package org.convolab.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.convolab.engine.synthetic.Sketches;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhotoTest {
    private static final Shape SHAPE = new Shape(3, 64, 64);

    /** Slopes of red and green with a blue disc in the middle, and the check sum of its pixels. */
    private static final String DISC =
            "own.BO1Wz4vTQBSe9ybttuyisHtwwSKCWEGQenSvPe91_yyvnveq1-JNxZMV9rIKHlQERUEWVhSh2d0kM895-dGmSZqmSaPg5mtn"
                    + "XvIy82bmve-95OGjwyej5-Pjw8ejF6-PP3wdPXt7av_-Yb96MxHdHav7_lt3p9ff7Z1OrvQHg_6AOts37w72htvXbw8eDPcP7F8n"
                    + "n0_u3Hr3sbc7Phq_fIrX7g1_Olfvf_ru3Tj6Ym_pGRT54kxpywhPmQ5DKVmvfb3RiNgkBIlgb7bEebeN1EKXoRxujuu5rkiBSJAR"
                    + "wJ0UAkUgWUnp0QJAgKckuJ7k60hnWtbouWXMoNAmimzj0VBA0-T8ZMq3D2EH05u8vfBuUawCSkixZDe0bBOVAMsPWQ-8GRzHFxPX"
                    + "nfCdy53nKdZxh_7fwPBlBoko8fxCtLY223JjQ1qMdrtlSb6UVvyM2hdIQUjZ8UajIeRPcMv9XCDNLDjrKN25sIQKzbEJMgYyKYoB"
                    + "E3x6UYw_OrKfThetFEgpBUKC3zncidammBIWBlebVXAlNkTrQyEqsxexFAGoUBIQVeInFRnwT_gf9zrG62dqz9P6KWWqfroAyoPp"
                    + "k6B-Jm0EvGd-6iz7GPGTIDGLtEQyJVooGXMX5RXm7OewoP4j92YhgGKxhKy45tR_k6-G_VADb6IzgN9qs-___neQjggU5z8typN4"
                    + "XphSzFqM8T_Di1OLtIxXGbP8KofFYkoLPyjSJ-LDIoYVCAqRYWU6QfSeqxSe_D0RiQbV6j-UGhf6ntKZkQwg5AYS8melv4zWR6To"
                    + "fVXUA1RiSVgDPyFvPzUW6MuRWhUqCBXKICrlbsrOhXXzv2YK1Ru52kujuATfP3_vDVI2nNQEoUGDBg3WhT8";

    private static final long CHECK = 2774396597L;

    private static Tensor flat(float red, float green, float blue) {
        Tensor picture = Tensor.zeros(1, SHAPE);
        Arrays.fill(picture.data(), 0, 4096, red);
        Arrays.fill(picture.data(), 4096, 8192, green);
        Arrays.fill(picture.data(), 8192, 12288, blue);
        return picture;
    }

    private static Tensor noise() {
        SplittableRandom random = new SplittableRandom(4);
        Tensor picture = Tensor.zeros(1, SHAPE);
        for (int i = 0; i < picture.data().length; i++) {
            picture.data()[i] = (float) random.nextDouble();
        }
        return picture;
    }

    private static double error(Tensor one, Tensor other) {
        double sum = 0;
        for (int i = 0; i < one.data().length; i++) {
            sum += Math.pow(one.data()[i] - other.data()[i], 2);
        }
        return Math.sqrt(sum / one.data().length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void aPictureComesBackMuchAsItWasAndFitsAnAddress(int label) {
        Tensor picture = new Sketches().picture(11, label);
        String text = Photo.write(picture, true);
        assertThat(text).startsWith("own.").matches("[A-Za-z0-9._-]+").hasSizeLessThanOrEqualTo(Photo.LENGTH);
        assertThat(error(Photo.read(text).light(), picture)).isLessThan(0.06);
    }

    /** A picture of soft shapes with fine grain, as photographs have it. */
    private static Tensor grainy(int side) {
        SplittableRandom random = new SplittableRandom(6);
        Tensor picture = Tensor.zeros(1, new Shape(3, side, side));
        for (int i = 0; i < picture.data().length; i++) {
            int c = i / (side * side);
            double slope = Math.sin(i % side / 9.0 + c) * 70 + Math.cos(i / side % side / 7.0) * 40;
            picture.data()[i] = Math.round(128 + slope + random.nextInt(-4, 5)) / 255f;
        }
        return picture;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 28, 32, 40})
    void aSmallPictureIsCarriedExactlyWhateverItShows(int side) {
        SplittableRandom random = new SplittableRandom(side);
        Tensor picture = Tensor.zeros(1, new Shape(3, side, side));
        for (int i = 0; i < picture.data().length; i++) {
            picture.data()[i] = random.nextInt(256) / 255f;
        }
        String text = Photo.write(picture, false);
        assertThat(text).startsWith("own.").matches("[A-Za-z0-9._-]+").hasSizeLessThanOrEqualTo(Photo.LENGTH);
        Photo photo = Photo.read(text);
        assertThat(photo.light().data()).isEqualTo(picture.data());
        assertThat(photo.sentence()).isEqualTo("The address carries its %d × %d pixels exactly.".formatted(side, side));
    }

    @Test
    void aDrawnPictureOfFullSizeIsCarriedWithErrorsOfTwoAtMost() {
        for (int label = 0; label < 10; label++) {
            Tensor picture = new Sketches().picture(11, label);
            for (int i = 0; i < picture.data().length; i++) {
                picture.data()[i] = Math.round(255 * picture.data()[i]) / 255f;
            }
            Photo photo = Photo.read(Photo.write(picture, false));
            assertThat(Photo.error(photo.light(), picture)).isLessThanOrEqualTo(photo.error());
            assertThat(photo.error()).as("picture %d", label).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void aPictureOfGraysOrOfFewColorsIsCarriedExactlyInFullSize() {
        Tensor gray = grainy(64);
        Tensor few = grainy(64);
        for (int i = 0; i < gray.data().length; i++) {
            gray.data()[i] = gray.data()[i % 4096];
            few.data()[i] = Math.round(4 * few.data()[i]) * 63 / 255f;
        }
        assertThat(Photo.read(Photo.write(gray, false))).matches(photo -> photo.error() == 0);
        assertThat(Photo.read(Photo.write(gray, false)).light().data()).isEqualTo(gray.data());
        assertThat(Photo.read(Photo.write(few, false)).light().data()).isEqualTo(few.data());
    }

    @Test
    void whatHasNoRoomIsOffByNoMoreThanIsSaid() {
        for (Tensor picture : new Tensor[] {grainy(64), noise()}) {
            String text = Photo.write(picture, false);
            assertThat(text).hasSizeLessThanOrEqualTo(Photo.LENGTH);
            Photo photo = Photo.read(text);
            assertThat(Photo.error(photo.light(), picture)).isEqualTo(photo.error());
            assertThat(photo.sentence()).contains("off by up to " + photo.error() + " of 255");
        }
        assertThat(Photo.read(Photo.write(grainy(64), false)).error()).isEqualTo(1);
        assertThat(Photo.read(Photo.write(noise(), false)).error()).isLessThanOrEqualTo(30);
    }

    @Test
    void aShrunkPictureSaysToo() {
        Tensor picture = grainy(64);
        Photo photo = Photo.read(Photo.write(picture, true));
        assertThat(Photo.error(photo.light(), picture)).isEqualTo(photo.error()).isPositive();
        assertThat(Photo.read(DISC).sentence()).as("an older address").contains("as a JPEG would");
    }

    @Test
    void noiseFitsTooThoughLittleOfItIsLeft() {
        String text = Photo.write(noise(), true);
        assertThat(text).hasSizeLessThanOrEqualTo(Photo.LENGTH);
        assertThat(error(Photo.read(text).light(), noise())).isBetween(0.05, 0.29);
    }

    @Test
    void aFlatColorIsKeptAndShort() {
        for (float[] color : new float[][] {{1, 1, 1}, {0, 0, 0}, {1, 0, 0}, {0, 0, 1}, {0.2f, 0.9f, 0.4f}}) {
            Tensor picture = flat(color[0], color[1], color[2]);
            String text = Photo.write(picture, true);
            assertThat(text).hasSizeLessThan(100);
            assertThat(error(Photo.read(text).light(), picture)).isLessThan(0.02);
        }
    }

    @Test
    void everyMachineReadsATextAlike() {
        CRC32 check = new CRC32();
        for (float value : Photo.read(DISC).light().data()) {
            check.update(Math.round(255 * value));
        }
        assertThat(check.getValue()).isEqualTo(CHECK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"own.", "own.AA", "own.!", "own. ", "own", "", "own.zzzzzzzzzzzz", "cat-3"})
    void aTextThatIsNoPictureIsRefused(String text) {
        assertThatThrownBy(() -> Photo.read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTextThatWasCutOrGoesOnForEverIsRefused() {
        String text = Photo.write(noise(), true);
        assertThatThrownBy(() -> Photo.read(text.substring(0, text.length() / 2)))
                .isInstanceOf(IllegalArgumentException.class);
        byte[] packed = new byte[1600];
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(new byte[1_000_000]);
        deflater.finish();
        int length = deflater.deflate(packed, 1, packed.length - 1);
        deflater.end();
        String bomb = "own." + Base64.getUrlEncoder().encodeToString(Arrays.copyOf(packed, length + 1));
        assertThat(bomb).hasSizeLessThan(Photo.LENGTH);
        assertThatThrownBy(() -> Photo.read(bomb)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNetworkOfOneChannelReadsItAsInk() {
        Tensor ink = Ink.fitted(flat(1, 1, 1), new Shape(1, 32, 32));
        assertThat(ink.shape()).isEqualTo(new Shape(1, 32, 32));
        assertThat(ink.at(0, 0, 9, 9)).isCloseTo(0, within(1e-6f));
        assertThat(Ink.fitted(flat(1, 0, 0), new Shape(1, 32, 32)).at(0, 0, 9, 9))
                .isCloseTo(0.701f, within(1e-5f));
        Tensor picture = new Sketches().picture(11, 2);
        assertThat(Ink.fitted(picture, SHAPE).data()).containsExactly(picture.data(), within(1e-6f));
        assertThat(Ink.fitted(picture, new Shape(3, 48, 96)).shape()).isEqualTo(new Shape(3, 48, 96));
    }
}

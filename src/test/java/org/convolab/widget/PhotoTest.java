package org.convolab.widget;

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
        String text = Photo.write(picture);
        assertThat(text).startsWith("own.").matches("[A-Za-z0-9._-]+").hasSizeLessThanOrEqualTo(Photo.LENGTH);
        assertThat(error(Photo.read("picture", text), picture)).isLessThan(0.06);
    }

    @Test
    void noiseFitsTooThoughLittleOfItIsLeft() {
        String text = Photo.write(noise());
        assertThat(text).hasSizeLessThanOrEqualTo(Photo.LENGTH);
        assertThat(error(Photo.read("picture", text), noise())).isBetween(0.05, 0.29);
    }

    @Test
    void aFlatColorIsKeptAndShort() {
        for (float[] color : new float[][] {{1, 1, 1}, {0, 0, 0}, {1, 0, 0}, {0, 0, 1}, {0.2f, 0.9f, 0.4f}}) {
            Tensor picture = flat(color[0], color[1], color[2]);
            String text = Photo.write(picture);
            assertThat(text).hasSizeLessThan(100);
            assertThat(error(Photo.read("picture", text), picture)).isLessThan(0.02);
        }
    }

    @Test
    void everyMachineReadsATextAlike() {
        CRC32 check = new CRC32();
        for (float value : Photo.read("picture", DISC).data()) {
            check.update(Math.round(255 * value));
        }
        assertThat(check.getValue()).isEqualTo(CHECK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"own.", "own.AA", "own.!", "own. ", "own", "", "own.zzzzzzzzzzzz", "cat-3"})
    void aTextThatIsNoPictureIsRefused(String text) {
        assertThatThrownBy(() -> Photo.read("picture", text)).isInstanceOf(BadParameter.class);
    }

    @Test
    void aTextThatWasCutOrGoesOnForEverIsRefused() {
        String text = Photo.write(noise());
        assertThatThrownBy(() -> Photo.read("picture", text.substring(0, text.length() / 2)))
                .isInstanceOf(BadParameter.class);
        byte[] packed = new byte[1600];
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(new byte[1_000_000]);
        deflater.finish();
        int length = deflater.deflate(packed, 1, packed.length - 1);
        deflater.end();
        String bomb = "own." + Base64.getUrlEncoder().encodeToString(Arrays.copyOf(packed, length + 1));
        assertThat(bomb).hasSizeLessThan(Photo.LENGTH);
        assertThatThrownBy(() -> Photo.read("picture", bomb)).isInstanceOf(BadParameter.class);
    }

    @Test
    void aNetworkOfOneChannelReadsItAsInk() {
        Tensor ink = Photo.fitted(flat(1, 1, 1), new Shape(1, 32, 32));
        assertThat(ink.shape()).isEqualTo(new Shape(1, 32, 32));
        assertThat(ink.at(0, 0, 9, 9)).isCloseTo(0, within(1e-6f));
        assertThat(Photo.fitted(flat(1, 0, 0), new Shape(1, 32, 32)).at(0, 0, 9, 9))
                .isCloseTo(0.701f, within(1e-5f));
        Tensor picture = new Sketches().picture(11, 2);
        assertThat(Photo.fitted(picture, SHAPE).data()).containsExactly(picture.data(), within(1e-6f));
        assertThat(Photo.fitted(picture, new Shape(3, 48, 96)).shape()).isEqualTo(new Shape(3, 48, 96));
    }
}

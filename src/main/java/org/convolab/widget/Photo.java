package org.convolab.widget;

import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.convolab.engine.data.Resampling;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A reader's own picture, 64×64 in color, as an address carries it: {@code own.} and a text of at most
 * {@value #LENGTH} characters. A widget takes such pictures in a parameter that says so with {@link Form#picture}; the page
 * offers to send one, and the web layer shrinks what is sent, writes it with {@link #write} and answers with the address of
 * the state in which the parameter is that text. The widget tells it by {@link #isOne}, reads it with {@link #read} and
 * brings it to its network's input with {@link #fitted}.
 *
 * <p>The text is coded as JPEG codes pictures, but in whole numbers that every machine reads alike: luma, and chroma of
 * half the size, in discrete cosine transforms of 8×8 pixels whose coefficients are rounded to steps. The steps are the
 * finest with which the picture fits. The coefficients stand by frequency, are deflated and written in base 64. See
 * https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex A, and https://www.w3.org/Graphics/JPEG/jfif3.pdf for the colors.
 */
public final class Photo {
    public static final int SIDE = 64;

    /** Three times so long, as a request can be with its address, its referrer and the page that htmx names, fits 8 KB. */
    public static final int LENGTH = 2_200;

    private static final String PREFIX = "own.";
    private static final int BYTES = (LENGTH - PREFIX.length()) / 4 * 3;
    private static final int BLOCK = 8;
    private static final int CHROMA = SIDE / 2;
    /** Blocks of luma, and of both chroma planes. */
    private static final int BLOCKS = (SIDE * SIDE + 2 * CHROMA * CHROMA) / (BLOCK * BLOCK);

    private static final int COEFFICIENTS = BLOCKS * BLOCK * BLOCK;
    /** Every fourth of the steps is twice as large; the last ones leave nothing. */
    private static final int STEPS = 48;

    private static final double[][] COSINES = cosines();

    /** How much darker or lighter than the paper ink is at least, of a range of 1; and which share of its own is shadow. */
    private static final double CONTRAST = 0.2;

    private static final double SHADOW = 1 / 3.0;

    private Photo() {}

    /** The cosines of the transform, scaled so that a flat block has its own level as its first coefficient. */
    private static double[][] cosines() {
        double[][] cosines = new double[BLOCK][BLOCK];
        for (int u = 0; u < BLOCK; u++) {
            for (int x = 0; x < BLOCK; x++) {
                cosines[u][x] = (u == 0 ? 1 : StrictMath.sqrt(2))
                        * StrictMath.cos((2 * x + 1) * u * StrictMath.PI / (2 * BLOCK));
            }
        }
        return cosines;
    }

    /** Whether a text is meant to be a picture of this kind. */
    public static boolean isOne(String text) {
        return text.startsWith(PREFIX);
    }

    /**
     * The text of a picture.
     *
     * @param picture red, green and blue light from 0 to 1, 3×64×64
     */
    public static String write(Tensor picture) {
        if (!picture.shape().equals(new Shape(3, SIDE, SIDE))) {
            throw new IllegalArgumentException("a photo is 3×64×64, not " + picture.shape());
        }
        double[] frequencies = transformed(picture);
        byte[] packed = null;
        for (int step = 0; packed == null; step++) {
            packed = packed(frequencies, step);
        }
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(packed);
    }

    /**
     * The picture that a text spells: red, green and blue light from 0 to 1, 3×64×64.
     *
     * @throws BadParameter if it spells none
     */
    public static Tensor read(String field, String text) {
        byte[] levels = new byte[COEFFICIENTS];
        Inflater inflater = new Inflater(true);
        try {
            byte[] packed = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
            if (isOne(text) && packed.length > 1 && packed[0] >= 0 && packed[0] < STEPS) {
                inflater.setInput(packed, 1, packed.length - 1);
                int length = inflater.inflate(levels);
                if (length == COEFFICIENTS && inflater.inflate(new byte[1]) == 0 && inflater.finished()) {
                    return picture(levels, packed[0]);
                }
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException | DataFormatException e) {
            // refused below
        } finally {
            inflater.end();
        }
        throw new BadParameter(
                field, text, "a picture as this server has written it; a part of this one is missing or changed");
    }

    /** A photo as a network reads it: of that size, and where it reads one channel, as ink: 0 for white and 1 for black. */
    public static Tensor fitted(Tensor photo, Shape input) {
        Tensor sized = Resampling.resize(photo, input.height(), input.width());
        if (input.channels() == sized.shape().channels()) {
            return sized;
        }
        Tensor ink = Tensor.zeros(1, input);
        int area = input.area();
        for (int i = 0; i < ink.data().length; i++) {
            int at = i % area;
            ink.data()[i] = 1 - (float) luma(sized.data()[at], sized.data()[area + at], sized.data()[2 * area + at]);
        }
        return ink;
    }

    /**
     * The ink of a photo of a drawing, 1×64×64: 0 for the paper, which is the most of it, and 1 for what differs most from
     * that, dark on light or light on dark. What differs by less than a third of it is shadow; where nothing differs much,
     * there is no ink.
     */
    public static Tensor ink(Tensor photo) {
        int area = SIDE * SIDE;
        double[] light = new double[area];
        for (int i = 0; i < area; i++) {
            light[i] = luma(photo.data()[i], photo.data()[area + i], photo.data()[2 * area + i]);
        }
        double[] sorted = light.clone();
        Arrays.sort(sorted);
        double paper = sorted[area / 2];
        double darkest = paper - sorted[0];
        double lightest = sorted[area - 1] - paper;
        double most = Math.max(darkest, lightest);
        Tensor ink = Tensor.zeros(1, new Shape(1, SIDE, SIDE));
        for (int i = 0; i < area && most >= CONTRAST; i++) {
            double share = (darkest >= lightest ? paper - light[i] : light[i] - paper) / most;
            ink.data()[i] = (float) Math.max(0, (share - SHADOW) / (1 - SHADOW));
        }
        return ink;
    }

    private static double luma(double red, double green, double blue) {
        return 0.299 * red + 0.587 * green + 0.114 * blue;
    }

    /** One byte that says the step, and the deflated levels; null if that is too long, or the levels need larger steps. */
    private static byte @Nullable [] packed(double[] frequencies, int step) {
        byte[] levels = new byte[COEFFICIENTS];
        for (int i = 0; i < COEFFICIENTS; i++) {
            double level = Math.rint(frequencies[i] / size(step, i));
            if (Math.abs(level) > Byte.MAX_VALUE) {
                return null;
            }
            levels[i] = (byte) level;
        }
        byte[] packed = new byte[BYTES + 1];
        packed[0] = (byte) step;
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(levels);
        deflater.finish();
        int length = 1 + deflater.deflate(packed, 1, BYTES);
        deflater.end();
        return length <= BYTES ? Arrays.copyOf(packed, length) : null;
    }

    /** What one level of coefficient {@code i} is worth: more at high frequencies and in chroma, where eyes see less. */
    private static double size(int step, int i) {
        int frequency = i / BLOCKS;
        boolean chroma = i % BLOCKS >= SIDE * SIDE / (BLOCK * BLOCK);
        int height = frequency / BLOCK + frequency % BLOCK;
        return 0.5 * StrictMath.pow(2, step / 4.0) * (1 + height / 4.0) * (chroma ? 1.5 : 1);
    }

    private static double[] transformed(Tensor picture) {
        double[][] planes = {new double[SIDE * SIDE], new double[CHROMA * CHROMA], new double[CHROMA * CHROMA]};
        float[] light = picture.data();
        for (int i = 0; i < SIDE * SIDE; i++) {
            double red = light[i];
            double green = light[SIDE * SIDE + i];
            double blue = light[2 * SIDE * SIDE + i];
            double luma = luma(red, green, blue);
            int half = i / SIDE / 2 * CHROMA + i % SIDE / 2;
            planes[0][i] = 255 * luma - 128;
            planes[1][half] += 255 * (blue - luma) / 1.772 / 4;
            planes[2][half] += 255 * (red - luma) / 1.402 / 4;
        }
        double[] frequencies = new double[COEFFICIENTS];
        each((plane, side, row, column, block) -> {
            for (int frequency = 0; frequency < BLOCK * BLOCK; frequency++) {
                double sum = 0;
                for (int y = 0; y < BLOCK; y++) {
                    for (int x = 0; x < BLOCK; x++) {
                        sum += COSINES[frequency / BLOCK][y]
                                * COSINES[frequency % BLOCK][x]
                                * planes[plane][(row + y) * side + column + x];
                    }
                }
                frequencies[frequency * BLOCKS + block] = sum / (BLOCK * BLOCK);
            }
        });
        return frequencies;
    }

    private static Tensor picture(byte[] levels, int step) {
        double[][] planes = {new double[SIDE * SIDE], new double[CHROMA * CHROMA], new double[CHROMA * CHROMA]};
        each((plane, side, row, column, block) -> {
            for (int frequency = 0; frequency < BLOCK * BLOCK; frequency++) {
                int i = frequency * BLOCKS + block;
                double coefficient = levels[i] * size(step, i);
                for (int at = 0; coefficient != 0 && at < BLOCK * BLOCK; at++) {
                    planes[plane][(row + at / BLOCK) * side + column + at % BLOCK] += coefficient
                            * COSINES[frequency / BLOCK][at / BLOCK]
                            * COSINES[frequency % BLOCK][at % BLOCK];
                }
            }
        });
        Tensor picture = Tensor.zeros(1, new Shape(3, SIDE, SIDE));
        for (int i = 0; i < SIDE * SIDE; i++) {
            int half = i / SIDE / 2 * CHROMA + i % SIDE / 2;
            double luma = planes[0][i] + 128;
            double red = luma + 1.402 * planes[2][half];
            double blue = luma + 1.772 * planes[1][half];
            double green = (luma - 0.299 * red - 0.114 * blue) / 0.587;
            picture.data()[i] = light(red);
            picture.data()[SIDE * SIDE + i] = light(green);
            picture.data()[2 * SIDE * SIDE + i] = light(blue);
        }
        return picture;
    }

    /** In 255ths, so that sums that differ in their last bit make no difference. */
    private static float light(double level) {
        return (float) (Math.rint(Math.max(0, Math.min(255, level))) / 255);
    }

    private interface Visit {
        void block(int plane, int side, int row, int column, int block);
    }

    private static void each(Visit visit) {
        int block = 0;
        for (int plane = 0; plane < 3; plane++) {
            int side = plane == 0 ? SIDE : CHROMA;
            for (int row = 0; row < side; row += BLOCK) {
                for (int column = 0; column < side; column += BLOCK) {
                    visit.block(plane, side, row, column, block++);
                }
            }
        }
    }
}

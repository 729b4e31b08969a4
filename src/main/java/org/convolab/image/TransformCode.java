package org.convolab.image;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of 64×64 as JPEG codes them, but in whole numbers that every machine reads alike: luma, and chroma of half the
 * size, in discrete cosine transforms of 8×8 pixels whose coefficients are rounded to steps. The steps are the finest with
 * which the picture fits. The coefficients stand by frequency and are deflated; behind them stands by how much a color is
 * off at most, which older addresses do not say. See https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex A, and
 * https://www.w3.org/Graphics/JPEG/jfif3.pdf for the colors.
 */
final class TransformCode {
    private static final int SIDE = Photo.SIDE;
    private static final int BLOCK = 8;
    private static final int CHROMA = SIDE / 2;
    /** Blocks of luma, and of both chroma planes. */
    private static final int BLOCKS = (SIDE * SIDE + 2 * CHROMA * CHROMA) / (BLOCK * BLOCK);

    private static final int COEFFICIENTS = BLOCKS * BLOCK * BLOCK;
    /** Every fourth of the steps is twice as large; the last ones leave nothing. */
    private static final int STEPS = 48;

    private static final double[][] COSINES = cosines();

    private TransformCode() {}

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

    /** The code of a picture, 3×64×64, in at most so many bytes. */
    static byte[] write(Tensor picture, int most) {
        double[] frequencies = transformed(picture);
        byte @Nullable [] packed = null;
        for (int step = 0; packed == null; step++) {
            packed = packed(frequencies, step, most - 1);
        }
        byte[] code = Arrays.copyOf(packed, packed.length + 1);
        code[packed.length] = (byte) Photo.error(picture, read(packed).light());
        return code;
    }

    /** Whether a code begins as these do. */
    static boolean isOne(byte[] code) {
        return code[0] >= 0 && code[0] < STEPS;
    }

    /**
     * The picture of a code.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Photo read(byte[] code) {
        byte[] levels = new byte[COEFFICIENTS];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(code, 1, code.length - 1);
            int length = inflater.inflate(levels);
            if (length == COEFFICIENTS && inflater.inflate(new byte[1]) == 0 && inflater.finished()) {
                int error = inflater.getRemaining() == 1 ? code[code.length - 1] & 0xff : Photo.UNKNOWN;
                return new Photo(picture(levels, code[0]), error);
            }
        } catch (DataFormatException e) {
            // refused below
        } finally {
            inflater.end();
        }
        throw new IllegalArgumentException("no code of a picture");
    }

    /** One byte that says the step, and the deflated levels; null if that is too long, or the levels need larger steps. */
    private static byte @Nullable [] packed(double[] frequencies, int step, int most) {
        byte[] levels = new byte[COEFFICIENTS];
        for (int i = 0; i < COEFFICIENTS; i++) {
            double level = Math.rint(frequencies[i] / size(step, i));
            if (Math.abs(level) > Byte.MAX_VALUE) {
                return null;
            }
            levels[i] = (byte) level;
        }
        byte[] packed = new byte[most + 1];
        packed[0] = (byte) step;
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(levels);
        deflater.finish();
        int length = 1 + deflater.deflate(packed, 1, most);
        deflater.end();
        return length <= most ? Arrays.copyOf(packed, length) : null;
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
            double luma = Ink.luma(red, green, blue);
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

package org.convolab.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * Square pictures without loss, or with no color off by more than is said: each number is predicted from those before it,
 * and what it differs by is deflated. Green is predicted from the pixels to the left, above and between, red and blue from
 * their differences to green there, by the median of JPEG-LS (M. Weinberger, G. Seroussi and G. Sapiro, The LOCO-I Lossless
 * Image Compression Algorithm, 2000), as are the rounded differences where something may be off.
 *
 * <p>The first byte is {@value #FIRST} and by how much colors may be off, the second one the side.
 */
final class PredictiveCode {
    private static final int FIRST = 64;
    private static final int WORST = 63;
    private static final int[] ORDER = {1, 0, 2};

    private PredictiveCode() {}

    /** The code of a picture in which colors are off by so much at most. */
    static byte[] write(Tensor picture, int error) {
        int side = picture.shape().width();
        byte[] differences = new byte[3 * side * side];
        int[] colors = new int[differences.length];
        for (int i = 0; i < colors.length; i++) {
            colors[i] = Math.round(255 * picture.data()[i]);
        }
        code(side, error, colors, differences, true);
        byte[] repeating = deflated(differences, Deflater.DEFAULT_STRATEGY);
        // where nothing repeats, looking for repetitions costs bits
        byte[] single = deflated(differences, Deflater.HUFFMAN_ONLY);
        byte[] shortest = repeating.length < single.length ? repeating : single;
        return ByteBuffer.allocate(2 + shortest.length)
                .put((byte) (FIRST + error))
                .put((byte) side)
                .put(shortest)
                .array();
    }

    private static byte[] deflated(byte[] differences, int strategy) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setStrategy(strategy);
        deflater.setInput(differences);
        deflater.finish();
        byte[] code = new byte[2 * differences.length + 100];
        int length = 0;
        while (!deflater.finished()) {
            length += deflater.deflate(code, length, code.length - length);
        }
        deflater.end();
        return Arrays.copyOf(code, length);
    }

    /** The code with the smallest error that fits. */
    static byte[] write(Tensor picture, int error, int most) {
        byte[] code = write(picture, error);
        return code.length <= most ? code : write(picture, error + 1, most);
    }

    /**
     * The picture of a code.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Photo read(byte[] code) {
        int error = code[0] - FIRST;
        int side = code[1];
        if (error >= 0 && error <= WORST && side > 0 && side <= Photo.SIDE) {
            byte[] differences = new byte[3 * side * side];
            Inflater inflater = new Inflater(true);
            try {
                inflater.setInput(code, 2, code.length - 2);
                int length = inflater.inflate(differences);
                if (length == differences.length && inflater.inflate(new byte[1]) == 0 && inflater.finished()) {
                    int[] colors = new int[differences.length];
                    code(side, error, colors, differences, false);
                    Tensor light = Tensor.zeros(1, new Shape(3, side, side));
                    for (int i = 0; i < colors.length; i++) {
                        light.data()[i] = colors[i] / 255f;
                    }
                    return new Photo(light, error);
                }
            } catch (DataFormatException e) {
                // refused below
            } finally {
                inflater.end();
            }
        }
        throw new IllegalArgumentException("no code of a picture");
    }

    /** Goes from colors to differences, and back from these to the colors as they are read. */
    private static void code(int side, int error, int[] colors, byte[] differences, boolean write) {
        int area = side * side;
        int step = 2 * error + 1;
        for (int plane = 0; plane < 3; plane++) {
            int from = ORDER[plane] * area;
            for (int i = 0; i < area; i++) {
                int green = plane == 0 ? 0 : colors[area + i];
                int left = i % side == 0 ? 0 : difference(colors, from, i - 1, plane, area);
                int above = i < side ? left : difference(colors, from, i - side, plane, area);
                left = i % side == 0 ? above : left;
                int between = i < side || i % side == 0 ? above : difference(colors, from, i - side - 1, plane, area);
                int least = Math.min(left, above);
                int most = Math.max(left, above);
                int median = between >= most ? least : between <= least ? most : left + above - between;
                int predicted = Math.max(0, Math.min(255, median + green));
                if (write) {
                    int off = colors[from + i] - predicted;
                    differences[plane * area + i] = (byte) Math.round(off / (double) step);
                }
                // without loss a byte is enough, since colors are too: modulo 256 there is one that fits
                int color = predicted + step * differences[plane * area + i];
                colors[from + i] = error == 0 ? color & 0xff : Math.max(0, Math.min(255, color));
            }
        }
    }

    /** A color, or beyond green, its difference to green. */
    private static int difference(int[] colors, int from, int i, int plane, int area) {
        return colors[from + i] - (plane == 0 ? 0 : colors[area + i]);
    }
}

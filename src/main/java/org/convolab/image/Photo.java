package org.convolab.image;

import java.util.Base64;
import org.convolab.engine.tensor.Tensor;

/**
 * A reader's own picture, square and in color, as an address carries it: {@code own.} and a text of at most
 * {@value #LENGTH} characters. A widget takes such pictures in a parameter that says so; the page offers to send one, and
 * the web layer decodes what is sent, writes it with {@link #write} and answers with the address of the state in which the
 * parameter is that text. The widget tells it by {@link #isOne} and reads it with {@link #read}.
 *
 * @param light red, green and blue light from 0 to 1, of at most 64×64 pixels
 * @param error by how much of 255 a color differs at most from what was written; {@value #UNKNOWN} if the text does not say
 */
public record Photo(Tensor light, int error) {
    public static final int SIDE = 64;

    /** With its address and some parameters such a text makes a first line of less than 8 KB, which any server takes. */
    public static final int LENGTH = 7_500;

    /** What a text takes whose picture was shrunk, so that no pixel of it is the reader's any more. */
    private static final int SHORT = 2_200;

    static final int UNKNOWN = -1;

    private static final String PREFIX = "own.";

    /** Whether a text is meant to be a picture of this kind. */
    public static boolean isOne(String text) {
        return text.startsWith(PREFIX);
    }

    /**
     * The text of a picture: without loss if there is room, else with the smallest error. A short one may lose more.
     *
     * @param light red, green and blue light from 0 to 1, in a square of at most 64×64
     */
    public static String write(Tensor light, boolean brief) {
        int side = light.shape().width();
        if (light.shape().channels() != 3 || light.shape().height() != side || side > SIDE) {
            throw new IllegalArgumentException("a photo is 3×64×64 or smaller, not " + light.shape());
        }
        byte[] code = PredictiveCode.write(light, 0);
        if (code.length > bytes(brief ? SHORT : LENGTH)) {
            code = brief && side == SIDE
                    ? TransformCode.write(light, bytes(SHORT))
                    : PredictiveCode.write(light, 1, bytes(LENGTH));
        }
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(code);
    }

    private static int bytes(int length) {
        return (length - PREFIX.length()) / 4 * 3;
    }

    /**
     * The picture that a text spells.
     *
     * @throws IllegalArgumentException if it spells none
     */
    public static Photo read(String text) {
        byte[] code = isOne(text) ? Base64.getUrlDecoder().decode(text.substring(PREFIX.length())) : new byte[0];
        if (code.length < 2) {
            throw new IllegalArgumentException("no code of a picture");
        }
        return TransformCode.isOne(code) ? TransformCode.read(code) : PredictiveCode.read(code);
    }

    /** By how much of 255 two pictures differ at most. */
    static int error(Tensor one, Tensor other) {
        int most = 0;
        for (int i = 0; i < one.data().length; i++) {
            most = Math.max(most, Math.abs(Math.round(255 * one.data()[i]) - Math.round(255 * other.data()[i])));
        }
        return most;
    }

    /** What the address has of the picture, for its reader. */
    public String sentence() {
        String size =
                "%d × %d pixels".formatted(light.shape().width(), light.shape().height());
        return switch (error) {
            case 0 -> "The address carries its %s exactly.".formatted(size);
            case UNKNOWN -> "The address carries its %s as a JPEG would, with small errors.".formatted(size);
            default ->
                "The address has no room for all of its %s; a color is off by up to %d of 255.".formatted(size, error);
        };
    }
}

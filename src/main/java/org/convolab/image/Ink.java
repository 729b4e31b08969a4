package org.convolab.image;

import java.util.Arrays;
import org.convolab.engine.data.Resampling;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/** What is dark in pictures of light: 0 for white or the paper, and 1 for black or the pen. */
public final class Ink {
    /** How much darker or lighter than the paper ink is at least, of a range of 1; and which share of its own is shadow. */
    private static final double CONTRAST = 0.2;

    private static final double SHADOW = 1 / 3.0;

    private Ink() {}

    /** A picture as a network reads it: of that size, and where it reads one channel, as ink. */
    public static Tensor fitted(Tensor light, Shape input) {
        Tensor sized = Resampling.resize(light, input.height(), input.width());
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
     * The ink of a photo of a drawing, in one channel: 0 for the paper, which is the most of it, and 1 for what differs most
     * from that, dark on light or light on dark. What differs by less than a third of it is shadow; where nothing differs
     * much, there is no ink.
     */
    public static Tensor of(Tensor photo) {
        Shape shape = photo.shape();
        int area = shape.area();
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
        Tensor ink = Tensor.zeros(1, new Shape(1, shape.height(), shape.width()));
        for (int i = 0; i < area && most >= CONTRAST; i++) {
            double share = (darkest >= lightest ? paper - light[i] : light[i] - paper) / most;
            ink.data()[i] = (float) Math.max(0, (share - SHADOW) / (1 - SHADOW));
        }
        return ink;
    }

    static double luma(double red, double green, double blue) {
        return 0.299 * red + 0.587 * green + 0.114 * blue;
    }
}

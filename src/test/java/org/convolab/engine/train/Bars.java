package org.convolab.engine.train;

import java.util.List;
import java.util.SplittableRandom;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.data.Examples;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/** A toy problem: noisy pictures of 8×8 pixels with a bar across, down or along a diagonal. */
final class Bars {
    static final Shape SHAPE = new Shape(1, 8, 8);

    private Bars() {}

    static DataSet drawn(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Tensor pictures = Tensor.zeros(count, SHAPE);
        int[] labels = new int[count];
        for (int n = 0; n < count; n++) {
            labels[n] = random.nextInt(3);
            for (int i = n * 64; i < (n + 1) * 64; i++) {
                pictures.data()[i] = (float) (random.nextDouble() * 0.3);
            }
            int shift = random.nextInt(8);
            for (int i = 0; i < 8; i++) {
                int row = labels[n] == 0 ? shift : i;
                int column = labels[n] == 0 ? i : labels[n] == 1 ? shift : (i + shift) % 8;
                pictures.data()[n * 64 + row * 8 + column] += 0.7f;
            }
        }
        return new Examples(pictures, labels, List.of("across", "down", "diagonal"));
    }
}

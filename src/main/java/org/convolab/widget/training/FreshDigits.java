package org.convolab.widget.training;

import java.util.ArrayList;
import java.util.List;
import org.convolab.engine.data.DataSet;
import org.convolab.engine.data.Examples;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.network.Network;
import org.convolab.engine.synthetic.SyntheticPictures;
import org.convolab.engine.tensor.Cores;
import org.convolab.engine.tensor.Tensor;
import org.convolab.image.Drawing;
import org.jspecify.annotations.Nullable;

/**
 * The digits that a run is examined with, as many of each class, none of which any run learns from. Example i is of class
 * i mod 10.
 */
final class FreshDigits {
    /** How many there are, and how many of them a page shows: ten of each class. */
    static final int COUNT = 1000;

    static final int SHOWN = 100;

    static final int CLASSES = 10;

    private static final int BATCH = 100;

    private final SyntheticPictures drawn;
    private @Nullable Examples digits;

    FreshDigits(SyntheticPictures drawn) {
        this.drawn = drawn;
    }

    /** They are drawn when somebody asks for them first. */
    private synchronized Examples digits() {
        if (digits == null) {
            digits = draw();
        }
        return digits;
    }

    private Examples draw() {
        Tensor pictures = Tensor.zeros(COUNT, drawn.shape());
        int[] labels = new int[COUNT];
        for (int i = 0; i < COUNT; i++) {
            labels[i] = i % CLASSES;
            drawn.draw(
                    SyntheticPictures.FRESH + i,
                    labels[i],
                    pictures.data(),
                    i * drawn.shape().size());
        }
        return new Examples(pictures, labels, drawn.classes());
    }

    /** What a network says of each. Idle cores take part. */
    int[] read(Network network, Weights weights) {
        DataSet framed = digits().within(network.input());
        int[] said = new int[COUNT];
        Weights fixed = weights.fixed();
        Cores.share(COUNT / BATCH, COUNT * network.layers().multiplyAdds(network.input()), (part, worker) -> {
            int first = part * BATCH;
            Tensor batch = Tensor.zeros(BATCH, framed.shape());
            framed.read(n -> first + n, batch, new int[BATCH]);
            Tensor output = network.forward(batch, fixed, Phase.INFERENCE);
            for (int n = 0; n < BATCH; n++) {
                said[first + n] = largest(output, n);
            }
        });
        return said;
    }

    private static int largest(Tensor output, int n) {
        int largest = 0;
        for (int c = 1; c < CLASSES; c++) {
            if (output.at(n, c, 0, 0) > output.at(n, largest, 0, 0)) {
                largest = c;
            }
        }
        return largest;
    }

    /** Those that a page shows, a row for each class. */
    Drawing sheet() {
        List<Drawing> drawings = new ArrayList<>();
        Examples digits = digits();
        for (int place = 0; place < SHOWN; place++) {
            drawings.add(Drawing.ink(digits.inputs(), example(place), 0, 1));
        }
        return Drawing.sheet(drawings, SHOWN / CLASSES, 0);
    }

    /** Which example stands at a place of the sheet. */
    static int example(int place) {
        int row = place / (SHOWN / CLASSES);
        int column = place % (SHOWN / CLASSES);
        return column * CLASSES + row;
    }
}

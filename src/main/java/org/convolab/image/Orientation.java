package org.convolab.image;

import org.convolab.engine.tensor.Tensor;

/**
 * How a square picture is to be turned so that it stands upright: cameras write the rows as the sensor lies, and say so in
 * the file. Tag 0x0112 of Exif 2.3 (CIPA DC-008, section 4.6.4), in the order of its values, from 1 on.
 */
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, false, true),
    UPSIDE_DOWN(false, true, true),
    FLIPPED(false, true, false),
    TRANSPOSED(true, false, false),
    RIGHT(true, true, false),
    TRANSVERSED(true, true, true),
    LEFT(true, false, true);

    private static final int TAG = 0x0112;

    /** Whether rows and columns change places, and from which end the file's rows and columns are then read. */
    private final boolean swapped;

    private final boolean fromBottom;
    private final boolean fromRight;

    Orientation(boolean swapped, boolean fromBottom, boolean fromRight) {
        this.swapped = swapped;
        this.fromBottom = fromBottom;
        this.fromRight = fromRight;
    }

    /** What the directory of a file says; upright if it says nothing, or nothing that there is. */
    static Orientation of(Tiff directory) {
        int said = directory.number(TAG);
        return said >= 1 && said <= values().length ? values()[said - 1] : UPRIGHT;
    }

    /** A square picture, upright. */
    Tensor turned(Tensor picture) {
        int side = picture.shape().width();
        Tensor upright = Tensor.zeros(1, picture.shape());
        for (int i = 0; i < upright.data().length; i++) {
            int c = i / (side * side);
            int row = swapped ? i % side : i / side % side;
            int column = swapped ? i / side % side : i % side;
            upright.data()[i] =
                    picture.at(0, c, fromBottom ? side - 1 - row : row, fromRight ? side - 1 - column : column);
        }
        return upright;
    }
}

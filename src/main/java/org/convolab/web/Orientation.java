package org.convolab.web;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.convolab.engine.tensor.Tensor;

/**
 * How a square picture is to be turned so that it stands upright: cameras write the rows as the sensor lies, and say so in
 * the file. Tag 0x0112 of Exif 2.3 (CIPA DC-008, section 4.6.4), with the values that it has there.
 */
enum Orientation {
    UPRIGHT(1, false, false, false),
    MIRRORED(2, false, false, true),
    UPSIDE_DOWN(3, false, true, true),
    FLIPPED(4, false, true, false),
    TRANSPOSED(5, true, false, false),
    RIGHT(6, true, true, false),
    TRANSVERSED(7, true, true, true),
    LEFT(8, true, false, true);

    private static final int EXIF = 0x45786966;
    private static final int TAG = 0x0112;

    private final int value;
    /** Whether rows and columns change places, and from which end the file's rows and columns are then read. */
    private final boolean swapped;

    private final boolean fromBottom;
    private final boolean fromRight;

    Orientation(int value, boolean swapped, boolean fromBottom, boolean fromRight) {
        this.value = value;
        this.swapped = swapped;
        this.fromBottom = fromBottom;
        this.fromRight = fromRight;
    }

    /** What a file says; upright if it says nothing, or nothing that can be read. */
    static Orientation of(byte[] file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(file);
            if (bytes.getShort() != (short) 0xffd8) {
                return UPRIGHT;
            }
            while (true) {
                int marker = bytes.getShort() & 0xffff;
                int length = bytes.getShort() & 0xffff;
                if (marker == 0xffda || marker < 0xffc0 || length < 2) {
                    return UPRIGHT;
                }
                if (marker == 0xffe1 && length > 16 && bytes.getInt(bytes.position()) == EXIF) {
                    return directory(bytes.slice(bytes.position() + 6, length - 8));
                }
                bytes.position(bytes.position() + length - 2);
            }
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException nothing) {
            return UPRIGHT;
        }
    }

    private static Orientation directory(ByteBuffer tiff) {
        tiff.order(tiff.getShort() == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int at = tiff.getInt(4);
        int entries = tiff.getShort(at) & 0xffff;
        for (int i = 0; i < entries; i++) {
            int entry = at + 2 + 12 * i;
            if (tiff.getShort(entry) == TAG) {
                for (Orientation orientation : values()) {
                    if (orientation.value == tiff.getShort(entry + 8)) {
                        return orientation;
                    }
                }
            }
        }
        return UPRIGHT;
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

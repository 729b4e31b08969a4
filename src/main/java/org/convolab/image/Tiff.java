package org.convolab.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first directory of a TIFF file, in which pictures of that format and the Exif part of others keep what they say of
 * themselves (TIFF 6.0, section 2).
 */
final class Tiff {
    private static final int[] SIZES = {1, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};
    private static final int SHORT = 3;

    private final ByteBuffer bytes;

    Tiff(ByteBuffer bytes) {
        this.bytes = bytes.order(bytes.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }

    /** The first number of an entry, or 0 if there is none. */
    int number(int tag) {
        int entry = entry(tag);
        return entry < 0
                ? 0
                : bytes.getShort(entry + 2) == SHORT ? bytes.getShort(entry + 8) & 0xffff : bytes.getInt(entry + 8);
    }

    /** All bytes of an entry; none if there is no such entry. */
    byte[] all(int tag) {
        int entry = entry(tag);
        byte[] all = new byte
                [entry < 0
                        ? 0
                        : bytes.slice(bytes.getInt(entry + 8), bytes.getInt(entry + 4))
                                .remaining()];
        if (entry >= 0) {
            bytes.get(bytes.getInt(entry + 8), all);
        }
        return all;
    }

    /** Whether an entry promises more than the whole file has, for which a reader would make room. */
    boolean isHollow() {
        int at = bytes.getInt(4);
        for (int i = 0; i < (bytes.getShort(at) & 0xffff); i++) {
            int type = bytes.getShort(at + 2 + 12 * i + 2) & 0xffff;
            long count = bytes.getInt(at + 2 + 12 * i + 4) & 0xffffffffL;
            if (count * (type < SIZES.length ? SIZES[type] : 1) > bytes.capacity()) {
                return true;
            }
        }
        return false;
    }

    private int entry(int tag) {
        int at = bytes.getInt(4);
        for (int i = 0; i < (bytes.getShort(at) & 0xffff); i++) {
            if ((bytes.getShort(at + 2 + 12 * i) & 0xffff) == tag) {
                return at + 2 + 12 * i;
            }
        }
        return -1;
    }
}

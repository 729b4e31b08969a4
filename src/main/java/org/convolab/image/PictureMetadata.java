package org.convolab.image;

import java.awt.Point;
import java.awt.Rectangle;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * What a file says of its pixels beside the pixels themselves, of which readers of ImageIO heed some and not others: here
 * it is read for every format alike, and hidden from those that heed it. What is damaged counts as not said; whether the
 * pixels can be read does not depend on it.
 *
 * <p>The sources: PNG (W3C, third edition), chapter 11; JPEG, ITU-T T.81, annex B, with T.872 and ICC.1, annex B.4;
 * WebP, RFC 9649, section 2; GIF89a, sections 18 and 20; TIFF 6.0 and ICC.1, annex B.3; BMP, {@code BITMAPV5HEADER}.
 */
final class PictureMetadata {
    private static final int TIFF_PROFILE = 34_675;
    private static final int LARGEST_PROFILE = 1 << 22;
    private static final String EXIF = "Exif\0\0";
    private static final String ICC = "ICC_PROFILE\0";

    private final byte[] file;
    private byte[] profile = {};

    Orientation orientation = Orientation.UPRIGHT;
    /** The whole picture, where the first frame may be a part of it, and where that begins; null where they are one. */
    @Nullable
    Rectangle canvas;

    Point frame = new Point();
    /** The samples of a pixel that is transparent; null if there is no such color. */
    private int @Nullable [] key;
    /** How many components a JPEG has, and whether a reader gives them as light differences rather than as inks. */
    int components;

    boolean differences;
    /** Whether unpacking takes memory for the whole picture, however few of its pixels are asked for. */
    boolean whole;
    /** Whether a reader skips pixels rightly from the upper left corner only. */
    boolean cornered;
    /** Whether an entry promises more than the whole file has, for which a reader would make room. */
    boolean hollow;
    /** Whether a reader refuses files that are very small for their pixels. */
    boolean bounded;

    private PictureMetadata(byte[] file) {
        this.file = file;
    }

    /** @param file is changed, so that its reader does nothing of this by itself */
    static PictureMetadata of(PictureFormat format, byte[] file) {
        PictureMetadata metadata = new PictureMetadata(file);
        try {
            ByteBuffer bytes = ByteBuffer.wrap(file);
            switch (format) {
                case PNG -> metadata.png(bytes);
                case JPEG -> metadata.jpeg(bytes);
                case WEBP -> metadata.webp(bytes.order(ByteOrder.LITTLE_ENDIAN));
                case TIFF -> metadata.tiff(new Tiff(bytes));
                case GIF -> metadata.gif(bytes.order(ByteOrder.LITTLE_ENDIAN));
                case BMP -> metadata.bmp(bytes.order(ByteOrder.LITTLE_ENDIAN));
                default -> throw new IllegalArgumentException(format + " is not read");
            }
        } catch (BufferUnderflowException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | DataFormatException e) {
            // the rest is not said
        }
        return metadata;
    }

    /** The profile, if there is one for so many components of color; a damaged one counts as none. */
    @Nullable
    ICC_Profile profile(int components) {
        try {
            ICC_Profile read = profile.length == 0 ? null : ICC_Profile.getInstance(profile);
            return read != null && read.getNumComponents() == components ? read : null;
        } catch (IllegalArgumentException damaged) {
            return null;
        }
    }

    /** Whether a pixel of these samples is the transparent one. */
    boolean isKey(int[] pixel) {
        return key != null && Arrays.equals(key, pixel);
    }

    private byte[] part(int at, int length) {
        return Arrays.copyOfRange(file, at, Objects.checkFromIndexSize(at, length, file.length) + length);
    }

    private String text(int at, int length) {
        return new String(file, at, length, StandardCharsets.ISO_8859_1);
    }

    private void exif(int at, int length) {
        int skipped = length > 6 && text(at, 6).equals(EXIF) ? 6 : 0;
        try {
            orientation = Orientation.of(new Tiff(
                    ByteBuffer.wrap(file, at + skipped, length - skipped).slice()));
        } catch (IndexOutOfBoundsException damaged) {
            // not said
        }
    }

    private void png(ByteBuffer bytes) throws DataFormatException {
        int depth = bytes.get(24);
        int color = bytes.get(25);
        for (int at = 8; ; at += 12 + bytes.getInt(at)) {
            int length = bytes.getInt(at);
            switch (text(at + 4, 4)) {
                case "iCCP" -> {
                    int name = text(at + 8, Math.min(length, 80)).indexOf('\0');
                    profile = inflated(at + 8 + name + 2, length - name - 2);
                }
                case "eXIf" -> exif(at + 8, length);
                case "tRNS" -> {
                    if (color == 0 || color == 2) {
                        key = new int[color + 1];
                        for (int c = 0; c < key.length; c++) {
                            key[c] = bytes.getShort(at + 8 + 2 * c) & (1 << depth) - 1;
                        }
                        file[at + 4] = 'x';
                    }
                }
                case "IEND" -> {
                    return;
                }
                default -> {}
            }
            if (length < 0) {
                return;
            }
        }
    }

    private byte[] inflated(int at, int length) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(file, at, length);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] some = new byte[1 << 13];
            while (!inflater.finished() && all.size() < LARGEST_PROFILE) {
                int count = inflater.inflate(some);
                if (count == 0) {
                    throw new DataFormatException("a part is missing");
                }
                all.write(some, 0, count);
            }
            return all.toByteArray();
        } finally {
            inflater.end();
        }
    }

    private void jpeg(ByteBuffer bytes) {
        Map<Integer, byte[]> parts = new TreeMap<>();
        boolean oriented = false;
        int at = 2;
        int marker = 0;
        while (marker != 0xda) {
            if (file[at] != (byte) 0xff) {
                break;
            }
            marker = bytes.get(at + 1) & 0xff;
            if (marker == 0xff || marker == 0x01 || marker >= 0xd0 && marker <= 0xd8) {
                at += marker == 0xff ? 1 : 2;
                continue;
            }
            int length = (bytes.getShort(at + 2) & 0xffff) - 2;
            int from = at + 4;
            if (marker == 0xe1 && !oriented && length > 6 && text(from, 6).equals(EXIF)) {
                exif(from, length);
                oriented = true;
            } else if (marker == 0xe2 && length > 14 && text(from, 12).equals(ICC)) {
                parts.put(file[from + 12] & 0xff, part(from + 14, length - 14));
                file[from] = 'x';
            } else if (marker == 0xee && length >= 12 && text(from, 5).equals("Adobe")) {
                differences = file[from + 11] == 2;
            } else if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
                components = file[from + 5] & 0xff;
                whole = marker == 0xc2;
            }
            at = from + length;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.values().forEach(all::writeBytes);
        profile = all.toByteArray();
    }

    private void webp(ByteBuffer bytes) {
        whole = true;
        bounded = true;
        for (int at = 12; ; at += 8 + bytes.getInt(at + 4) + (bytes.getInt(at + 4) & 1)) {
            int length = bytes.getInt(at + 4);
            int from = at + 8;
            switch (text(at, 4)) {
                case "VP8X" -> canvas = new Rectangle(three(from + 4) + 1, three(from + 7) + 1);
                case "ANMF" -> {
                    frame = new Point(2 * three(from), 2 * three(from + 3));
                    return;
                }
                case "ICCP" -> {
                    profile = part(from, length);
                    file[at] = 'x';
                }
                case "EXIF" -> exif(from, length);
                default -> {}
            }
            if (length < 0) {
                return;
            }
        }
    }

    private int three(int at) {
        return file[at] & 0xff | (file[at + 1] & 0xff) << 8 | (file[at + 2] & 0xff) << 16;
    }

    private void tiff(Tiff directory) {
        whole = true;
        cornered = true;
        hollow = directory.isHollow();
        orientation = Orientation.of(directory);
        profile = directory.all(TIFF_PROFILE);
    }

    private void gif(ByteBuffer bytes) {
        int at = 13 + ((file[10] & 0x80) != 0 ? 6 << (file[10] & 7) : 0);
        while (file[at] == 0x21) {
            at += 2;
            while (file[at] != 0) {
                at += 1 + (file[at] & 0xff);
            }
            at++;
        }
        if (file[at] == 0x2c) {
            frame = new Point(bytes.getShort(at + 1) & 0xffff, bytes.getShort(at + 3) & 0xffff);
            canvas = new Rectangle(
                    Math.max(bytes.getShort(6) & 0xffff, frame.x + (bytes.getShort(at + 5) & 0xffff)),
                    Math.max(bytes.getShort(8) & 0xffff, frame.y + (bytes.getShort(at + 7) & 0xffff)));
        }
    }

    private void bmp(ByteBuffer bytes) {
        if (bytes.getInt(14) >= 124 && bytes.getInt(70) == 0x4d424544) {
            profile = part(14 + bytes.getInt(126), bytes.getInt(130));
        }
    }
}

package org.convolab.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.convolab.engine.synthetic.SyntheticPictures;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * A picture that a page shows as an image, where a table of cells would be too large: pixels row by row, each
 * {@code 0xAARRGGBB}. What is zero is transparent, so that the paper shows through. On dark paper the stylesheet turns
 * images of the classes {@code drawing ink} about, and lightens those of {@code drawing signed}.
 *
 * @throws IllegalArgumentException if there are not width × height pixels
 */
public record Drawing(int width, int height, int[] pixels) {
    /** White pixels around each picture of a contact sheet. */
    private static final int GAP = 2;

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private static final int INK = 0x1b1b1f;
    private static final int POSITIVE = 0xb54c00;
    private static final int NEGATIVE = 0x00707c;

    public Drawing {
        if (width < 1 || height < 1 || pixels.length != width * height) {
            throw new IllegalArgumentException("%d pixels are not %d × %d".formatted(pixels.length, width, height));
        }
    }

    /** What color one number has. */
    private interface Palette {
        int of(float value);
    }

    /** Channel {@code c} of example {@code n} as ink: none for 0 and less, full for {@code largest} and more. */
    public static Drawing ink(Tensor tensor, int n, int c, double largest) {
        return plane(tensor, n, c, value -> tint(INK, value / largest));
    }

    /** Channel {@code c} of example {@code n} from teal (−{@code largest}) through nothing (0) to orange ({@code largest}). */
    public static Drawing signed(Tensor tensor, int n, int c, double largest) {
        return plane(tensor, n, c, value -> tint(value < 0 ? NEGATIVE : POSITIVE, Math.abs(value) / largest));
    }

    /**
     * Example {@code n}, whose three channels are red, green and blue light from 0 to 1.
     *
     * @throws IllegalArgumentException if it has other channels
     */
    public static Drawing color(Tensor tensor, int n) {
        Shape shape = tensor.shape();
        if (shape.channels() != 3) {
            throw new IllegalArgumentException("a color picture has 3 channels, not " + shape.channels());
        }
        int[] pixels = new int[shape.area()];
        for (int i = 0; i < pixels.length; i++) {
            int color = 0xff;
            for (int c = 0; c < 3; c++) {
                color = color << 8 | level(tensor.data()[(3 * n + c) * pixels.length + i]);
            }
            pixels[i] = color;
        }
        return new Drawing(shape.width(), shape.height(), pixels);
    }

    /**
     * Drawings of one size side by side in rows of {@code columns}, with {@code gap} transparent pixels between them:
     * drawing i begins at pixel (i mod columns)·(width + gap), (i div columns)·(height + gap).
     *
     * @throws IllegalArgumentException if there are none, or their sizes differ
     */
    public static Drawing sheet(List<Drawing> drawings, int columns, int gap) {
        if (drawings.isEmpty()) {
            throw new IllegalArgumentException("a sheet has at least one drawing");
        }
        int width = drawings.get(0).width;
        int height = drawings.get(0).height;
        int across = Math.min(columns, drawings.size());
        int down = (drawings.size() + columns - 1) / columns;
        int wide = across * (width + gap) - gap;
        int high = down * (height + gap) - gap;
        int[] pixels = new int[wide * high];
        for (int i = 0; i < drawings.size(); i++) {
            Drawing drawing = drawings.get(i);
            if (drawing.width != width || drawing.height != height) {
                throw new IllegalArgumentException("%d × %d and %d × %d do not fit one sheet"
                        .formatted(width, height, drawing.width, drawing.height));
            }
            int corner = i / columns * (height + gap) * wide + i % columns * (width + gap);
            for (int y = 0; y < height; y++) {
                System.arraycopy(drawing.pixels, y * width, pixels, corner + y * wide, width);
            }
        }
        return new Drawing(wide, high, pixels);
    }

    /**
     * Pictures of every class of a set on white, a row for each class; the columns are the seeds from {@code seed} on.
     * Pictures of one channel are black ink.
     */
    public static Drawing contactSheet(SyntheticPictures set, int columns, long seed) {
        List<Drawing> drawings = new ArrayList<>();
        Shape color = new Shape(3, set.shape().height(), set.shape().width());
        for (int label = 0; label < set.classes().size(); label++) {
            for (int column = 0; column < columns; column++) {
                Tensor picture = set.picture(seed + column, label);
                Tensor light = Tensor.zeros(1, color);
                for (int i = 0; i < color.size(); i++) {
                    light.data()[i] =
                            set.shape().channels() == 1 ? 1 - picture.data()[i % color.area()] : picture.data()[i];
                }
                drawings.add(color(light, 0));
            }
        }
        Drawing sheet = sheet(drawings, columns, GAP);
        int width = sheet.width + 2 * GAP;
        int[] pixels = new int[width * (sheet.height + 2 * GAP)];
        Arrays.fill(pixels, 0xffffffff);
        for (int i = 0; i < sheet.pixels.length; i++) {
            if (sheet.pixels[i] != 0) {
                pixels[(i / sheet.width + GAP) * width + i % sheet.width + GAP] = sheet.pixels[i];
            }
        }
        return new Drawing(width, sheet.height + 2 * GAP, pixels);
    }

    /** The drawing as a PNG file, with a palette where there are few enough colors. */
    public byte[] png() {
        // Opaque colors come last, of which a palette says nothing
        int[] colors =
                Arrays.stream(pixels).distinct().map(Drawing::order).sorted().toArray();
        boolean indexed = colors.length <= 256;
        boolean opaque = order(colors[0]) >>> 24 == 0xff;
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put(new byte[] {8, (byte) (indexed ? 3 : opaque ? 2 : 6), 0, 0, 0});
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SIGNATURE);
        chunk(file, "IHDR", header.array());
        if (indexed) {
            int[] palette = Arrays.stream(colors).map(Drawing::order).toArray();
            chunk(file, "PLTE", samples(palette, 16, 8, 0));
            int[] clear =
                    Arrays.stream(palette).filter(color -> color >>> 24 != 0xff).toArray();
            if (clear.length > 0) {
                chunk(file, "tRNS", samples(clear, 24));
            }
            int[] indices = Arrays.stream(pixels)
                    .map(color -> Arrays.binarySearch(colors, order(color)))
                    .toArray();
            chunk(file, "IDAT", deflated(rows(samples(indices, 0), 1, false)));
        } else {
            byte[] samples = opaque ? samples(pixels, 16, 8, 0) : samples(pixels, 16, 8, 0, 24);
            byte[] plain = deflated(rows(samples, opaque ? 3 : 4, false));
            byte[] predicted = deflated(rows(samples, opaque ? 3 : 4, true));
            chunk(file, "IDAT", plain.length <= predicted.length ? plain : predicted);
        }
        chunk(file, "IEND", new byte[0]);
        return file.toByteArray();
    }

    /** What sorts colors by how opaque they are, and turns back into the color. */
    private static int order(int color) {
        return color ^ Integer.MIN_VALUE;
    }

    /** The bytes of each pixel that begin at these bits, in their order. */
    private static byte[] samples(int[] pixels, int... bits) {
        byte[] samples = new byte[pixels.length * bits.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (pixels[i / bits.length] >>> bits[i % bits.length]);
        }
        return samples;
    }

    /** The rows of a PNG file: samples as they are, or each less its Paeth prediction, which is of {@code depth} bytes a pixel. */
    private byte[] rows(byte[] samples, int depth, boolean predicted) {
        int length = width * depth;
        byte[] rows = new byte[height * (1 + length)];
        for (int y = 0; y < height; y++) {
            int to = y * (1 + length);
            rows[to] = (byte) (predicted ? 4 : 0);
            for (int i = 0; i < length; i++) {
                int at = y * length + i;
                int left = i < depth ? 0 : samples[at - depth] & 0xff;
                int up = y == 0 ? 0 : samples[at - length] & 0xff;
                int corner = i < depth || y == 0 ? 0 : samples[at - length - depth] & 0xff;
                rows[to + 1 + i] = (byte) (samples[at] - (predicted ? nearest(left, up, corner) : 0));
            }
        }
        return rows;
    }

    /** Paeth's prediction: which of a pixel's neighbors is nearest to left + up − corner. */
    private static int nearest(int left, int up, int corner) {
        int toLeft = Math.abs(up - corner);
        int toUp = Math.abs(left - corner);
        int toCorner = Math.abs(left + up - 2 * corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static byte[] deflated(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try (var out = new DeflaterOutputStream(packed, deflater)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return packed.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 check = new CRC32();
        check.update(name);
        check.update(data);
        file.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        file.writeBytes(name);
        file.writeBytes(data);
        file.writeBytes(ByteBuffer.allocate(4).putInt((int) check.getValue()).array());
    }

    private static Drawing plane(Tensor tensor, int n, int c, Palette palette) {
        Shape shape = tensor.shape();
        int from = (n * shape.channels() + c) * shape.area();
        int[] pixels = new int[shape.area()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = palette.of(tensor.data()[from + i]);
        }
        return new Drawing(shape.width(), shape.height(), pixels);
    }

    /** A color with so much of it. A number that is none, as 0 of 0 is, gives nothing. */
    private static int tint(int color, double strength) {
        return level(strength) << 24 | color;
    }

    private static int level(double share) {
        return (int) (Math.max(0, Math.min(1, share)) * 255 + 0.5);
    }
}

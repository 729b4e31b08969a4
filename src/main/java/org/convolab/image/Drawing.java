package org.convolab.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
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

    /** The drawing as a PNG file, made in memory. */
    public byte[] png() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(0); // the smallest file
            writer.setOutput(out);
            writer.write(null, new IIOImage(image(), null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** With a palette, which takes a quarter of the bytes, where there are few enough colors. */
    private BufferedImage image() {
        int[] colors = Arrays.stream(pixels).distinct().sorted().toArray();
        BufferedImage image = colors.length > 256
                ? new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB)
                : new BufferedImage(
                        width,
                        height,
                        BufferedImage.TYPE_BYTE_INDEXED,
                        new IndexColorModel(8, colors.length, colors, 0, true, -1, DataBuffer.TYPE_BYTE));
        if (colors.length > 256) {
            image.setRGB(0, 0, width, height, pixels, 0, width);
        } else {
            int[] indices = Arrays.stream(pixels)
                    .map(color -> Arrays.binarySearch(colors, color))
                    .toArray();
            image.getRaster().setPixels(0, 0, width, height, indices);
        }
        return image;
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

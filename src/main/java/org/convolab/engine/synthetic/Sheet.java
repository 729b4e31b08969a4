package org.convolab.engine.synthetic;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.convolab.engine.tensor.Shape;

/**
 * A contact sheet: many pictures of a data set side by side.
 *
 * @param rgb red, green and blue of each pixel, row by row
 */
public record Sheet(int width, int height, byte[] rgb) {
    /** White pixels around each picture. */
    private static final int GAP = 2;

    /** Pictures of every class, a row each; the columns are the seeds from {@code seed} on. Gray pictures are ink on white. */
    public static Sheet of(SyntheticPictures set, int columns, long seed) {
        Shape shape = set.shape();
        int rows = set.classes().size();
        int width = columns * (shape.width() + GAP) + GAP;
        int height = rows * (shape.height() + GAP) + GAP;
        var rgb = new byte[3 * width * height];
        Arrays.fill(rgb, (byte) 255);
        var picture = new float[shape.size()];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                set.draw(seed + column, row, picture, 0);
                for (int i = 0; i < shape.area(); i++) {
                    int y = row * (shape.height() + GAP) + GAP + i / shape.width();
                    int x = column * (shape.width() + GAP) + GAP + i % shape.width();
                    for (int c = 0; c < 3; c++) {
                        float light = shape.channels() == 1 ? 1 - picture[i] : picture[c * shape.area() + i];
                        rgb[3 * (y * width + x) + c] = (byte) (light * 255 + 0.5f);
                    }
                }
            }
        }
        return new Sheet(width, height, rgb);
    }

    /** The sheet as a PNG file of 8 bits a channel (W3C, Portable Network Graphics, chapters 5 and 11). */
    public byte[] png() {
        var lines = ByteBuffer.allocate(height * (1 + 3 * width));
        for (int row = 0; row < height; row++) {
            lines.put((byte) 0).put(rgb, 3 * row * width, 3 * width);
        }
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        var file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        chunk(file, "IHDR", header);
        chunk(file, "IDAT", deflate(lines.array()));
        chunk(file, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        var check = new CRC32();
        check.update(name);
        check.update(data);
        file.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        file.writeBytes(name);
        file.writeBytes(data);
        file.writeBytes(ByteBuffer.allocate(4).putInt((int) check.getValue()).array());
    }

    private static byte[] deflate(byte[] data) {
        var deflater = new Deflater();
        try {
            deflater.setInput(data);
            deflater.finish();
            var out = new ByteArrayOutputStream();
            var buffer = new byte[1 << 14];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }
}

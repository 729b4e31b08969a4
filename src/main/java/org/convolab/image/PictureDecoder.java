package org.convolab.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.convolab.engine.data.Resampling;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;

/**
 * Decodes the middle square of a picture as it is seen: upright, in sRGB, on white where it is transparent. The header
 * says how large it is before anything is unpacked, and of a large one only every few pixels are kept.
 */
public final class PictureDecoder {
    /** The largest pictures of cameras of 50 megapixels have a little more. */
    private static final int MOST_PIXELS = 52_000_000;

    /** More in one row would take too much memory, whatever few rows there are. */
    private static final int LONGEST_SIDE = 1 << 16;

    /** As many bytes of color as the readers unpack from one byte of a file. */
    private static final int EXPANSION = 2_048;

    /** Pictures of which more than this is unpacked whole wait for each other. */
    private static final int LARGE = 6_000_000;

    private static final Object TURN = new Object();

    /** As many pixels as are averaged to one, on a side, at least. */
    private static final int AVERAGED = 8;

    /**
     * The middle square of a picture.
     *
     * @param light red, green and blue light from 0 to 1
     * @param shrunk whether it had more pixels
     */
    public record Square(Tensor light, boolean shrunk) {}

    private final PictureMetadata metadata;
    private final ImageReader reader;
    private final ImageInputStream stream;

    private PictureDecoder(PictureMetadata metadata, ImageReader reader, ImageInputStream stream) {
        this.metadata = metadata;
        this.reader = reader;
        this.stream = stream;
    }

    /**
     * The picture in a file.
     *
     * @param most the longest side of the square: a larger one is shrunk to it, a smaller one kept as it is
     * @throws UnreadablePicture if it cannot be read
     */
    public static Square decode(byte[] file, int most) throws UnreadablePicture {
        PictureFormat format = PictureFormat.of(file);
        byte[] changed = file.clone();
        PictureMetadata metadata = PictureMetadata.of(format, changed);
        try (ImageInputStream stream = new ByteArrayImageInputStream(changed)) {
            ImageReader reader = format.reader();
            try {
                Tensor light = new PictureDecoder(metadata, reader, stream).square(most);
                boolean shrunk = light.shape().width() > most;
                return new Square(
                        metadata.orientation.turned(shrunk ? Resampling.resize(light, most, most) : light), shrunk);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException damaged) {
            throw new UnreadablePicture("The picture is damaged: a part of it is missing or makes no sense.");
        }
    }

    /** The middle square, only every few pixels of it where it is large; of a moving picture, the first one. */
    private Tensor square(int most) throws IOException, UnreadablePicture {
        if (metadata.hollow) {
            throw new IOException("an entry has more than the file");
        }
        reader.setInput(stream, true, true);
        Rectangle frame = new Rectangle(metadata.frame.x, metadata.frame.y, reader.getWidth(0), reader.getHeight(0));
        Rectangle canvas = metadata.canvas == null ? frame : metadata.canvas;
        check(frame);
        check(canvas);
        if (metadata.bounded && 3L * frame.width * frame.height > EXPANSION * stream.length()) {
            throw new UnreadablePicture("The file is too small for its %,d × %,d pixels. Send the picture smaller."
                    .formatted(frame.width, frame.height));
        }
        int side = Math.min(canvas.width, canvas.height);
        Rectangle square = new Rectangle((canvas.width - side) / 2, (canvas.height - side) / 2, side, side);
        int step = Math.max(1, side / (AVERAGED * most));
        int kept = (side + step - 1) / step;
        Tensor light = Tensor.zeros(1, new Shape(3, kept, kept));
        Arrays.fill(light.data(), 1);
        Rectangle seen = square.intersection(frame);
        // of a frame that is a part of the whole, the first pixel in step with the square
        Point first = new Point(
                square.x + (seen.x - square.x + step - 1) / step * step,
                square.y + (seen.y - square.y + step - 1) / step * step);
        if (seen.isEmpty() || !seen.contains(first)) {
            return light;
        }
        ImageReadParam part = reader.getDefaultReadParam();
        part.setSourceRegion(new Rectangle(
                first.x - frame.x, first.y - frame.y, (int) seen.getMaxX() - first.x, (int) seen.getMaxY() - first.y));
        part.setSourceSubsampling(step, step, 0, 0);
        boolean[] complete = {true};
        reader.addIIOReadWarningListener((source, warning) -> complete[0] &= !warning.contains("remature"));
        Samples samples;
        if (metadata.whole && frame.width * frame.height > LARGE) {
            synchronized (TURN) {
                samples = samples(part);
            }
        } else {
            samples = samples(part);
        }
        if (!complete[0]) {
            throw new IOException("the file ends before the picture does");
        }
        samples.light(metadata, light, (first.x - square.x) / step, (first.y - square.y) / step);
        return light;
    }

    private Samples samples(ImageReadParam part) throws IOException {
        if (metadata.components == 4) {
            return Samples.ofInks(reader.readRaster(0, part), metadata.differences);
        }
        if (!metadata.cornered) {
            return Samples.of(reader.read(0, part), metadata);
        }
        Rectangle region = part.getSourceRegion();
        int step = part.getSourceXSubsampling();
        part.setSourceRegion(new Rectangle((int) region.getMaxX(), (int) region.getMaxY()));
        BufferedImage image = reader.read(0, part);
        return Samples.of(
                image.getSubimage(
                        region.x / step,
                        region.y / step,
                        (region.width + step - 1) / step,
                        (region.height + step - 1) / step),
                metadata);
    }

    private static void check(Rectangle size) throws UnreadablePicture {
        if ((long) size.width * size.height > MOST_PIXELS || Math.max(size.width, size.height) > LONGEST_SIDE) {
            throw new UnreadablePicture(
                    "The picture has %,d × %,d pixels. At most 50 megapixels are unpacked here; send it smaller."
                            .formatted(size.width, size.height));
        }
    }
}

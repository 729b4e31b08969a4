package org.convolab.web;

import jakarta.servlet.http.HttpServletRequest;
import java.awt.Rectangle;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.convolab.engine.data.Resampling;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.Photo;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import org.springframework.web.server.ResponseStatusException;

/**
 * Pictures that readers send, brought to the size of a {@link Photo} in memory. A file is taken in only while few others
 * are; its header says how large the picture is before anything is unpacked, and no more than a middle square of it is, in
 * steps of several pixels where it is large. No file is written.
 */
@Component
final class Uploads {
    private static final Set<String> FORMATS = Set.of("png", "jpeg", "gif", "bmp");
    private static final String KINDS = "a PNG, JPEG, GIF or BMP file";
    private static final long MOST_PIXELS = 24_000_000;

    /** As many pixels as are averaged to one, on a side, at least. */
    private static final int ENOUGH = 8 * Photo.SIDE;

    private static final int AT_ONCE = 4;
    private static final int PATIENCE_SECONDS = 3;

    private final Semaphore seats = new Semaphore(AT_ONCE, true);

    /**
     * The picture of a request, as the text that an address carries, by the name of its field.
     *
     * @param fields the fields that take a picture; the first that has a file counts
     * @throws ResponseStatusException if there is none, it is too large or no picture, or too many others are being read
     */
    Map<String, String> receive(HttpServletRequest request, Set<String> fields) {
        boolean seated = false;
        try {
            seated = seats.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!seated) {
                ResponseStatusException later = new ResponseStatusException(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "Many people are sending pictures. Send yours again in a moment.");
                later.getHeaders().set(HttpHeaders.RETRY_AFTER, String.valueOf(PATIENCE_SECONDS));
                throw later;
            }
            return received(request, fields);
        } catch (MaxUploadSizeExceededException large) {
            throw refusal(
                    HttpStatus.CONTENT_TOO_LARGE, "The file is too large. A picture has at most 8 megabytes here.");
        } catch (MultipartException | IOException broken) {
            throw refusal(HttpStatus.BAD_REQUEST, "The file did not arrive in one piece.");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw refusal(HttpStatus.SERVICE_UNAVAILABLE, "The server is about to stop.");
        } finally {
            if (seated) {
                seats.release();
            }
        }
    }

    private static Map<String, String> received(HttpServletRequest request, Set<String> fields) throws IOException {
        if (request instanceof MultipartHttpServletRequest sent) {
            for (String field : fields) {
                MultipartFile file = sent.getFile(field);
                if (file != null && !file.isEmpty()) {
                    return Map.of(field, Photo.write(picture(file.getBytes())));
                }
            }
        }
        throw refusal(HttpStatus.UNPROCESSABLE_CONTENT, "No picture was sent. Choose " + KINDS + " first.");
    }

    private static ResponseStatusException refusal(HttpStatus status, String sentence) {
        return new ResponseStatusException(status, sentence);
    }

    /** The middle of a picture, 3×64×64, the right way up. */
    private static Tensor picture(byte[] file) {
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            ImageReader reader = reader(stream);
            if (reader == null) {
                throw refusal(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "That is no picture which can be read here. Send " + KINDS + ".");
            }
            try {
                return Orientation.of(file).turned(Resampling.resize(middle(reader, stream), Photo.SIDE, Photo.SIDE));
            } finally {
                reader.dispose();
            }
        } catch (ResponseStatusException refused) {
            throw refused;
        } catch (IOException | RuntimeException damaged) {
            throw refusal(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "The picture is damaged: a part of it is missing or makes no sense.");
        }
    }

    private static @Nullable ImageReader reader(ImageInputStream stream) throws IOException {
        for (Iterator<ImageReader> readers = ImageIO.getImageReaders(stream); readers.hasNext(); ) {
            ImageReader reader = readers.next();
            if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
                return reader;
            }
        }
        return null;
    }

    /** The middle square, only every few pixels of it where it is large; of a moving picture, the first one. */
    private static Tensor middle(ImageReader reader, ImageInputStream stream) throws IOException {
        reader.setInput(stream, true, true);
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if ((long) width * height > MOST_PIXELS) {
            throw refusal(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "The picture has %,d × %,d pixels. At most %d million are unpacked here; send it smaller."
                            .formatted(width, height, MOST_PIXELS / 1_000_000));
        }
        int side = Math.min(width, height);
        int step = Math.max(1, side / ENOUGH);
        ImageReadParam part = reader.getDefaultReadParam();
        part.setSourceRegion(new Rectangle((width - side) / 2, (height - side) / 2, side, side));
        part.setSourceSubsampling(step, step, 0, 0);
        boolean[] whole = {true};
        reader.addIIOReadWarningListener((source, warning) -> whole[0] &= !warning.contains("remature"));
        BufferedImage image = reader.read(0, part);
        if (!whole[0]) {
            throw new IOException("the file ends before the picture does");
        }
        return light(image);
    }

    /** Red, green and blue from 0 to 1, on white where the picture is transparent. */
    private static Tensor light(BufferedImage image) {
        int area = image.getWidth() * image.getHeight();
        Tensor light = Tensor.zeros(1, new Shape(3, image.getHeight(), image.getWidth()));
        ColorModel model = image.getColorModel();
        boolean gray = model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        Raster raster = image.getRaster();
        float most = (1 << model.getComponentSize(0)) - 1;
        for (int i = 0; i < area; i++) {
            int x = i % image.getWidth();
            int y = i / image.getWidth();
            int color = image.getRGB(x, y);
            float alpha = (color >>> 24) / 255f;
            for (int c = 0; c < 3; c++) {
                // The model takes gray for linear light, which it is in no file.
                float value = gray ? raster.getSample(x, y, 0) / most : (color >> 16 - 8 * c & 255) / 255f;
                light.data()[c * area + i] = 1 + alpha * (value - 1);
            }
        }
        return light;
    }
}

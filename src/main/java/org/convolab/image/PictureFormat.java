package org.convolab.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.jspecify.annotations.Nullable;

/** What a picture's file is, told by its first bytes. */
enum PictureFormat {
    PNG("\u0089PNG\r\n\u001a\n", "png"),
    JPEG("\u00ff\u00d8\u00ff", new JPEGImageReaderSpi()),
    WEBP("RIFF....WEBP", new WebPImageReaderSpi()),
    TIFF("II\\*\0|MM\0\\*", new TIFFImageReaderSpi()),
    GIF("GIF8[79]a", "gif"),
    BMP("BM", "bmp"),
    // with its sequence and video forms; the brand is that of the first picture
    HEIC("....ftyp(hei[cxms]|hev[cxms]|mif1|msf1)", "a HEIC file"),
    AVIF("....ftyp(avif|avis)", "an AVIF file"),
    JPEG_2000("....jP  \r\n|\u00ffO\u00ffQ", "a JPEG 2000 file"),
    JPEG_XL("....JXL |\u00ff\n", "a JPEG XL file"),
    RAW("....ftypcrx |FUJIFILMCCD-RAW|II[RU][OS\0]", "a camera\u2019s raw file"),
    VIDEO("....ftyp|\u001aE\u00df\u00a3|RIFF....AVI ", "a film"),
    PHOTOSHOP("8BPS", "a Photoshop file"),
    PDF("%PDF", "a PDF"),
    SVG("(\u00ef\u00bb\u00bf)?\\s*(<\\?xml[^>]*>\\s*)?(<!--.*?-->\\s*|<!DOCTYPE[^>]*>\\s*)*<svg", "an SVG drawing"),
    ICON("\0\0[\u0001\u0002]\0", "an icon");

    static final String TAKEN = "a PNG, JPEG, WebP, TIFF, GIF or BMP file";

    private static final int LONGEST = 1_000;

    private final Pattern magic;
    private final @Nullable ImageReaderSpi provider;
    private final @Nullable String refused;

    /** A format that a reader of the JDK reads, named in lower case, or one that nobody reads, named as a thing. */
    PictureFormat(String magic, String name) {
        this.magic = Pattern.compile(magic, Pattern.DOTALL);
        boolean read = !name.contains(" ");
        this.refused = read ? null : name;
        this.provider = null;
    }

    PictureFormat(String magic, ImageReaderSpi provider) {
        this.magic = Pattern.compile(magic, Pattern.DOTALL);
        this.refused = null;
        this.provider = provider;
        // the reader of JPEG asks for that of the JDK when it is registered
        IIORegistry.getDefaultInstance().registerServiceProvider(provider, ImageReaderSpi.class);
    }

    /**
     * The format of a file that can be read.
     *
     * @throws UnreadablePicture if it is another, with what to send instead
     */
    static PictureFormat of(byte[] file) throws UnreadablePicture {
        String start = new String(file, 0, Math.min(file.length, LONGEST), StandardCharsets.ISO_8859_1);
        for (PictureFormat format : values()) {
            if (format.magic.matcher(start).lookingAt()) {
                if (format.refused != null) {
                    throw new UnreadablePicture("That is %s, which cannot be read here. %s"
                            .formatted(
                                    format.refused,
                                    format == HEIC || format == AVIF
                                            ? "Open it, export it as JPEG, and send that; an iPhone takes JPEG itself under"
                                                    + " Settings, Camera, Formats, Most Compatible."
                                            : "Export the picture as JPEG or PNG, and send that."));
                }
                return format;
            }
        }
        throw new UnreadablePicture("That is no picture which can be read here. Send " + TAKEN + ".");
    }

    ImageReader reader() throws IOException {
        if (provider != null) {
            return provider.createReaderInstance();
        }
        return ImageIO.getImageReadersByFormatName(name().toLowerCase(Locale.ROOT))
                .next();
    }
}

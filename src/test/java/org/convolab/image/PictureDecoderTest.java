package org.convolab.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageWriterSpi;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.convolab.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of every format that is taken, decoded as they are seen. Their files are written here. */
class PictureDecoderTest {
    /** Green of 60, 180, 90 in 16×16 and red over blue in 32×32, as Chromium writes WebP with loss. */
    private static final String WEBP = "VlA4IDAAAADwAQCdASoQABAAAMASJaACdLoB+AAF9AAA/ofX/z8y+UVfBH/4rf8Vv+K3/8TiAAA=";

    private static final String HALVES =
            "VlA4IFIAAABwBACdASogACAAPl0kjkWjoiEb9AA4BcSyAF+z2LwD8QP1V4wLlAAfFzJZAAD+8U2v/ykN9CM7L/+cNT"
                    + "55cLBF/9E2OTb5C33IpIS0VjrwwAAA";

    private static int[] pixel(Tensor light, int row, int column) {
        int[] color = new int[3];
        for (int c = 0; c < 3; c++) {
            color[c] = Math.round(255 * light.at(0, c, row, column));
        }
        return color;
    }

    private static int[] middle(byte[] file) throws UnreadablePicture {
        Tensor light = PictureDecoder.decode(file, 64).light();
        return pixel(light, light.shape().height() / 2, light.shape().width() / 2);
    }

    private static void near(int[] color, int red, int green, int blue, int most) {
        for (int c = 0; c < 3; c++) {
            assertThat(color[c])
                    .as("%s, which is to be %d, %d, %d", Arrays.toString(color), red, green, blue)
                    .isCloseTo(new int[] {red, green, blue}[c], within(most));
        }
    }

    // Files

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] chunk(String name, byte[] data) {
        CRC32 check = new CRC32();
        check.update(ascii(name));
        check.update(data);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(ascii(name))
                .put(data)
                .putInt((int) check.getValue())
                .array();
    }

    private static byte[] deflated(byte[] data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(data);
        }
        return bytes.toByteArray();
    }

    /** A PNG whose rows all hold these bytes. */
    private static byte[] png(int width, int height, int depth, int color, byte[] row, byte[]... chunks)
            throws IOException {
        byte[] rows = new byte[height * (row.length + 1)];
        for (int y = 0; y < height; y++) {
            System.arraycopy(row, 0, rows, y * (row.length + 1) + 1, row.length);
        }
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) depth)
                .put((byte) color)
                .array();
        return joined(
                ascii("\u0089PNG\r\n\u001a\n"),
                chunk("IHDR", header),
                joined(chunks),
                chunk("IDAT", deflated(rows)),
                chunk("IEND", new byte[0]));
    }

    private static byte[] rgb(int width, int... colors) {
        byte[] row = new byte[3 * width];
        for (int i = 0; i < row.length; i++) {
            row[i] = (byte) colors[i / 3 * (colors.length / 3) / width * 3 + i % 3];
        }
        return row;
    }

    private static byte[] iccp(ICC_Profile profile) throws IOException {
        return chunk("iCCP", joined(ascii("a profile\0\0"), deflated(profile.getData())));
    }

    private static byte[] written(Object picture, String format) throws IOException {
        ImageWriter writer = format.equals("tiff")
                ? new TIFFImageWriterSpi().createWriterInstance()
                : ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(
                    null,
                    picture instanceof Raster raster
                            ? new IIOImage(raster, null, null)
                            : new IIOImage((BufferedImage) picture, null, null),
                    null);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static BufferedImage flat(int type, int width, int height, int rgb) {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D pen = image.createGraphics();
        pen.setColor(new Color(rgb));
        pen.fillRect(0, 0, width, height);
        pen.dispose();
        return image;
    }

    private static byte[] jpeg(int width, int height, int rgb) throws IOException {
        return written(flat(BufferedImage.TYPE_INT_RGB, width, height, rgb), "jpeg");
    }

    private static byte[] segment(int marker, byte[] data) {
        return ByteBuffer.allocate(4 + data.length)
                .putShort((short) marker)
                .putShort((short) (2 + data.length))
                .put(data)
                .array();
    }

    private static byte[] inserted(byte[] jpeg, byte[]... segments) {
        return joined(Arrays.copyOf(jpeg, 2), joined(segments), Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    private static byte[] icc(int part, int parts, byte[] data) {
        return segment(0xffe2, joined(ascii("ICC_PROFILE\0"), new byte[] {(byte) part, (byte) parts}, data));
    }

    /** A JPEG whose four components have these values everywhere; Java writes the raster's numbers as they are. */
    private static byte[] inks(int... values) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 64, 64, 4, null);
        for (int i = 0; i < 4096; i++) {
            raster.setPixel(i % 64, i / 64, values);
        }
        for (var writers = ImageIO.getImageWritersByFormatName("jpeg"); writers.hasNext(); ) {
            ImageWriter writer = writers.next();
            if (writer.getClass().getName().startsWith("com.sun.")) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
                    writer.setOutput(out);
                    writer.write(null, new IIOImage(raster, null, null), null);
                }
                return bytes.toByteArray();
            }
        }
        throw new IllegalStateException("no writer");
    }

    private static byte[] adobe(int transform) {
        return segment(0xffee, joined(ascii("Adobe"), new byte[] {0, 100, 0, 0, 0, 0, (byte) transform}));
    }

    /** A directory of one entry, a number, as TIFF and Exif have it. */
    private static byte[] directory(ByteOrder order, int tag, int value) {
        return ByteBuffer.allocate(26)
                .order(order)
                .putShort((short) (order == ByteOrder.LITTLE_ENDIAN ? 0x4949 : 0x4d4d))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) tag)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) value)
                .array();
    }

    /** A TIFF of one strip, RGB or CMYK, with further entries {tag, type, count, value}; a value of -1 is the extra data. */
    private static byte[] tiff(int width, int height, byte[] pixels, int bands, byte[] extra, int[]... entries) {
        int photometric = bands == 4 ? 5 : 2;
        int[][] all = {
            {256, 3, 1, width},
            {257, 3, 1, height},
            {258, 3, bands, -2},
            {259, 3, 1, 1},
            {262, 3, 1, photometric},
            {273, 4, 1, -3},
            {277, 3, 1, bands},
            {278, 3, 1, height},
            {279, 4, 1, pixels.length}
        };
        int[][] sorted = java.util.stream.Stream.concat(Arrays.stream(all), Arrays.stream(entries))
                .sorted(java.util.Comparator.comparingInt(entry -> entry[0]))
                .toArray(int[][]::new);
        int data = 8 + 2 + 12 * sorted.length + 4;
        ByteBuffer file = ByteBuffer.allocate(data + 8 + extra.length + pixels.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0x4949)
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) sorted.length);
        for (int[] entry : sorted) {
            int value = entry[3] == -1
                    ? data + 8
                    : entry[3] == -2 ? data : entry[3] == -3 ? data + 8 + extra.length : entry[3];
            file.putShort((short) entry[0])
                    .putShort((short) entry[1])
                    .putInt(entry[2])
                    .putInt(value);
        }
        file.putInt(0);
        for (int i = 0; i < 4; i++) {
            file.putShort((short) 8);
        }
        return file.put(extra).put(pixels).array();
    }

    private static byte[] riff(byte[]... chunks) {
        byte[] all = joined(chunks);
        return ByteBuffer.allocate(12 + all.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("RIFF"))
                .putInt(4 + all.length)
                .put(ascii("WEBP"))
                .put(all)
                .array();
    }

    private static byte[] part(String name, byte[] data) {
        return ByteBuffer.allocate(8 + data.length + data.length % 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii(name))
                .putInt(data.length)
                .put(data)
                .array();
    }

    /** A WebP chunk without loss of one color: each of its codes has one symbol and so takes no bits. */
    private static byte[] vp8l(int width, int height, int argb) {
        StringBuilder bits = new StringBuilder();
        int[][] numbers = {{width - 1, 14}, {height - 1, 14}, {argb >>> 24 == 255 ? 0 : 1, 1}, {0, 3}, {0, 3}};
        Arrays.stream(numbers).forEach(number -> put(bits, number[0], number[1]));
        for (int symbol : new int[] {argb >> 8 & 255, argb >> 16 & 255, argb & 255, argb >>> 24, 0}) {
            put(bits, 0b101, 3);
            put(bits, symbol, 8);
        }
        byte[] data = new byte[1 + (bits.length() + 7) / 8];
        data[0] = 0x2f;
        for (int i = 0; i < bits.length(); i++) {
            data[1 + i / 8] |= (byte) ((bits.charAt(i) - '0') << i % 8);
        }
        return part("VP8L", data);
    }

    private static void put(StringBuilder bits, int number, int count) {
        for (int i = 0; i < count; i++) {
            bits.append(number >> i & 1);
        }
    }

    private static byte[] vp8x(int flags, int width, int height) {
        return part("VP8X", joined(new byte[] {(byte) flags, 0, 0, 0}, three(width - 1), three(height - 1)));
    }

    private static byte[] three(int number) {
        return new byte[] {(byte) number, (byte) (number >> 8), (byte) (number >> 16)};
    }

    /** A profile of the three light sources of Adobe RGB (1998) with its gamma, or of one source of gray. */
    private static ICC_Profile profile(boolean gray, int... gamma) {
        int[][] columns = {{0x9c18, 0x4fa5, 0x04fc}, {0x348d, 0xa02c, 0x0f95}, {0x2631, 0x102f, 0xbe9c}};
        int[] white = {0xf6d6, 0x10000, 0xd32d};
        String[] names = gray ? new String[] {"wtpt", "kTRC"} : "wtpt rXYZ gXYZ bXYZ rTRC gTRC bTRC".split(" ");
        ByteBuffer file = ByteBuffer.allocate(132 + 12 * names.length + 20 * names.length);
        file.put(8, (byte) 2).put(9, (byte) 0x40);
        file.put(12, ascii("mntr" + (gray ? "GRAY" : "RGB ") + "XYZ ")).put(36, ascii("acsp"));
        file.putInt(68, 0xf6d6).putInt(72, 0x10000).putInt(76, 0xd32d).putInt(128, names.length);
        for (int i = 0; i < names.length; i++) {
            int at = 132 + 12 * names.length + 20 * i;
            file.position(132 + 12 * i);
            file.put(ascii(names[i])).putInt(at).putInt(names[i].endsWith("TRC") ? 14 : 20);
            file.position(at);
            if (names[i].endsWith("TRC")) {
                file.put(ascii("curv")).putInt(0).putInt(1).putShort((short) gamma[0]);
            } else {
                file.put(ascii("XYZ ")).putInt(0);
                for (int number : i == 0 ? white : columns[i - 1]) {
                    file.putInt(number);
                }
            }
        }
        file.putInt(0, file.capacity());
        return ICC_Profile.getInstance(file.array());
    }

    private static final int ADOBE_GAMMA = 0x0233;

    // Inks

    @Test
    void aFlatCmykJpegWithoutAProfileIsTheLightThatItsInksLeave() throws Exception {
        near(middle(inks(128, 128, 128, 255)), 128, 128, 128, 1);
        near(middle(inks(255, 255, 255, 255)), 255, 255, 255, 1);
        near(middle(inks(255, 0, 0, 255)), 255, 0, 0, 1);
        near(middle(inks(200, 100, 50, 128)), 100, 50, 25, 1);
        near(middle(inks(255, 255, 255, 0)), 0, 0, 0, 1);
    }

    @Test
    void theMarkerOfAdobeSaysWhetherTheInksAreLumaAndChroma() throws Exception {
        near(middle(inserted(inks(128, 128, 128, 255), adobe(0))), 128, 128, 128, 1);
        near(middle(inserted(inks(200, 100, 50, 255), adobe(0))), 200, 100, 50, 1);
        near(middle(inserted(inks(128, 128, 128, 255), adobe(2))), 128, 128, 128, 1);
        near(middle(inserted(inks(76, 85, 255, 255), adobe(2))), 254, 0, 0, 2);
        near(middle(inserted(inks(76, 85, 255, 128), adobe(2))), 127, 0, 0, 2);
    }

    @Test
    void theInksOfATiffAreWrittenAsInks() throws Exception {
        byte[] pixels = new byte[20 * 20 * 4];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) new int[] {127, 127, 127, 0}[i % 4];
        }
        near(middle(tiff(20, 20, pixels, 4, new byte[0])), 128, 128, 128, 1);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) new int[] {0, 255, 255, 55}[i % 4];
        }
        near(middle(tiff(20, 20, pixels, 4, new byte[0])), 200, 0, 0, 1);
    }

    // Keys

    @Test
    void aColorThatIsTransparentDoesNotMoveTheMiddleOfAPng() throws Exception {
        byte[] row = rgb(300, 60, 60, 60, 140, 140, 140, 220, 220, 220);
        byte[] none = png(300, 100, 8, 2, row, chunk("tRNS", new byte[] {0, 1, 0, 1, 0, 1}));
        near(middle(none), 140, 140, 140, 0);
        byte[] key = png(300, 100, 8, 2, row, chunk("tRNS", new byte[] {0, (byte) 140, 0, (byte) 140, 0, (byte) 140}));
        near(middle(key), 255, 255, 255, 0);
        byte[] green = png(300, 100, 8, 2, row, chunk("tRNS", new byte[] {0, (byte) 140, 0, 1, 0, (byte) 140}));
        near(middle(green), 140, 140, 140, 0);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0", "2, 1, 85", "4, 5, 85", "8, 85, 85", "16, 21845, 85"})
    void aTransparentGrayIsThatOfTheFileInEveryDepth(int depth, int sample, int gray) throws Exception {
        byte[] row = new byte[2 * 16];
        Arrays.fill(row, (byte) (depth == 1 ? 0 : 0x55));
        byte[] bytes = Arrays.copyOf(row, 16 * depth / 8);
        near(middle(png(16, 16, depth, 0, bytes)), gray, gray, gray, 0);
        byte[] key = {(byte) (sample >> 8), (byte) sample};
        near(middle(png(16, 16, depth, 0, bytes, chunk("tRNS", key))), 255, 255, 255, 0);
        byte[] other = {0, (byte) (sample ^ 1)};
        near(middle(png(16, 16, depth, 0, bytes, chunk("tRNS", other))), gray, gray, gray, 0);
    }

    @Test
    void aPaletteMayBeTransparentInParts() throws Exception {
        byte[] palette = chunk("PLTE", new byte[] {10, 20, 30, (byte) 200, 100, 50});
        byte[] row = new byte[30];
        Arrays.fill(row, (byte) 1);
        near(middle(png(30, 10, 8, 3, row, palette)), 200, 100, 50, 0);
        byte[] half = chunk("tRNS", new byte[] {(byte) 255, (byte) 51});
        near(middle(png(30, 10, 8, 3, row, palette, half)), 244, 224, 214, 1);
    }

    @Test
    void grayWithOpacityAndSixteenBitsAreReadInFull() throws Exception {
        byte[] row = new byte[20];
        for (int i = 0; i < row.length; i++) {
            row[i] = (byte) (i % 2 == 0 ? 64 : 51);
        }
        near(middle(png(10, 10, 8, 4, row)), 217, 217, 217, 1);
        byte[] deep = new byte[60];
        for (int i = 0; i < deep.length; i++) {
            deep[i] = (byte) (i % 2 == 0 ? 100 : 7);
        }
        near(middle(png(10, 10, 16, 2, deep)), 100, 100, 100, 0);
    }

    @Test
    void anInterlacedPngIsTheSamePicture() throws Exception {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 4096; i++) {
            image.setRGB(i % 64, i / 64, random.nextInt(1 << 24));
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam progressive = writer.getDefaultWriteParam();
        progressive.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), progressive);
        }
        assertThat(bytes.toByteArray()[28]).as("interlaced").isEqualTo((byte) 1);
        Tensor light = PictureDecoder.decode(bytes.toByteArray(), 64).light();
        for (int i = 0; i < 4096; i += 7) {
            Color color = new Color(image.getRGB(i % 64, i / 64));
            near(pixel(light, i / 64, i % 64), color.getRed(), color.getGreen(), color.getBlue(), 0);
        }
    }

    // Profiles

    @Test
    void aProfileIsHeededInEveryFormatThatHasOne() throws Exception {
        ICC_Profile adobe = profile(false, ADOBE_GAMMA);
        byte[] data = adobe.getData();
        byte[] row = rgb(40, 60, 180, 90);
        near(middle(png(40, 40, 8, 2, row, iccp(adobe))), 0, 181, 83, 1);
        byte[] palette = chunk("PLTE", new byte[] {60, (byte) 180, 90});
        near(middle(png(40, 40, 8, 3, new byte[40], iccp(adobe), palette)), 0, 181, 83, 1);
        byte[] jpeg = jpeg(40, 40, 0x3cb45a);
        near(middle(inserted(jpeg, icc(1, 1, data))), 0, 181, 83, 3);
        byte[] first = Arrays.copyOf(data, 100);
        byte[] second = Arrays.copyOfRange(data, 100, data.length);
        near(middle(inserted(jpeg, icc(2, 2, second), icc(1, 2, first))), 0, 181, 83, 3);
        byte[] pixels = rgb(20 * 20, 60, 180, 90);
        near(middle(tiff(20, 20, pixels, 3, data, new int[] {34675, 7, data.length, -1})), 0, 181, 83, 1);
        byte[] color = vp8l(20, 20, 0xff3cb45a);
        near(middle(riff(vp8x(0x20, 20, 20), part("ICCP", data), color)), 0, 181, 83, 1);
        byte[] bmp = written(flat(BufferedImage.TYPE_INT_RGB, 20, 20, 0x3cb45a), "bmp");
        byte[] head = ByteBuffer.allocate(138)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(Arrays.copyOf(bmp, 54))
                .putInt(2, 138 + bmp.length - 54 + data.length)
                .putInt(10, 138)
                .putInt(14, 124)
                .putInt(70, 0x4d424544)
                .putInt(126, 124 + bmp.length - 54)
                .putInt(130, data.length)
                .array();
        near(middle(joined(head, Arrays.copyOfRange(bmp, 54, bmp.length), data)), 0, 181, 83, 1);
    }

    @Test
    void aProfileOfGraysIsHeededAndOneThatDoesNotFitIsNot() throws Exception {
        ICC_Profile linear = profile(true, 0x0100);
        byte[] row = new byte[40];
        Arrays.fill(row, (byte) 55);
        near(middle(png(40, 40, 8, 0, row, iccp(linear))), 128, 128, 128, 1);
        BufferedImage gray = new BufferedImage(40, 40, BufferedImage.TYPE_BYTE_GRAY);
        Arrays.fill(((java.awt.image.DataBufferByte) gray.getRaster().getDataBuffer()).getData(), (byte) 55);
        near(middle(inserted(written(gray, "jpeg"), icc(1, 1, linear.getData()))), 128, 128, 128, 2);
        near(middle(png(40, 40, 8, 0, row, iccp(profile(false, ADOBE_GAMMA)))), 55, 55, 55, 0);
        near(middle(png(40, 40, 8, 0, row, chunk("iCCP", ascii("broken\0\0no data")))), 55, 55, 55, 0);
        near(middle(inserted(inks(128, 128, 128, 255), icc(1, 1, new byte[200]))), 128, 128, 128, 1);
    }

    @Test
    void colorsOfTheWebStayWhatTheyAreThroughTheirOwnProfile() throws Exception {
        ICC_Profile web = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
        for (int[] color : new int[][] {{60, 180, 90}, {1, 2, 3}, {255, 254, 0}, {17, 128, 250}}) {
            near(middle(png(40, 40, 8, 2, rgb(40, color), iccp(web))), color[0], color[1], color[2], 0);
        }
    }

    // Orientation

    /** Red above blue as the file has it; where the red is when the picture stands upright. */
    @ParameterizedTest
    @CsvSource({
        "1, 4, 16",
        "2, 4, 16",
        "3, 27, 16",
        "4, 27, 16",
        "5, 16, 4",
        "6, 16, 27",
        "7, 16, 27",
        "8, 16, 4",
        "9, 4, 16"
    })
    void aPictureStandsUprightInEveryFormatThatSaysHowItLies(int orientation, int row, int column) throws Exception {
        BufferedImage image = flat(BufferedImage.TYPE_INT_RGB, 32, 32, 0x0000ff);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.RED);
        pen.fillRect(0, 0, 32, 16);
        pen.dispose();
        byte[] exif = directory(ByteOrder.BIG_ENDIAN, 274, orientation);
        byte[] little = directory(ByteOrder.LITTLE_ENDIAN, 274, orientation);
        byte[] jpeg = written(image, "jpeg");
        byte[] png = written(image, "png");
        int end = png.length - 12;
        byte[] lossy = Base64.getDecoder().decode(HALVES);
        byte[] pixels = new byte[32 * 32 * 3];
        for (int i = 0; i < 1024; i++) {
            pixels[3 * i + (i < 512 ? 0 : 2)] = (byte) 255;
        }
        byte[][] files = {
            inserted(jpeg, segment(0xffe1, joined(ascii("Exif\0\0"), exif))),
            inserted(jpeg, segment(0xffe1, joined(ascii("Exif\0\0"), little))),
            joined(Arrays.copyOf(png, 33), chunk("eXIf", exif), Arrays.copyOfRange(png, 33, png.length)),
            joined(Arrays.copyOf(png, end), chunk("eXIf", little), Arrays.copyOfRange(png, end, png.length)),
            riff(vp8x(8, 32, 32), lossy, part("EXIF", exif)),
            riff(vp8x(8, 32, 32), lossy, part("EXIF", joined(ascii("Exif\0\0"), little))),
            tiff(32, 32, pixels, 3, new byte[0], new int[] {274, 3, 1, orientation})
        };
        for (int i = 0; i < files.length; i++) {
            int[] color = pixel(PictureDecoder.decode(files[i], 64).light(), row, column);
            assertThat(color[0]).as("red of file %d", i).isGreaterThan(240);
            assertThat(color[2]).as("blue of file %d", i).isLessThan(15);
        }
    }

    // Canvases

    /** Where the first frame of a GIF begins, which is so wide. */
    private static int frame(ByteBuffer gif, int width) {
        int frame = 0;
        while (gif.get(frame) != 0x2c || gif.getShort(frame + 5) != width) {
            frame++;
        }
        return frame;
    }

    @Test
    void aFirstFrameThatIsSmallerThanTheCanvasLeavesTheRestWhite() throws Exception {
        byte[] gif = written(flat(BufferedImage.TYPE_BYTE_INDEXED, 10, 10, 0xff0000), "gif");
        ByteBuffer header = ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN);
        int frame = frame(header, 10);
        header.putShort(6, (short) 40).putShort(8, (short) 30);
        header.putShort(frame + 1, (short) 15).putShort(frame + 3, (short) 12);
        Tensor light = PictureDecoder.decode(gif, 64).light();
        assertThat(light.shape().width()).as("the middle square of the canvas").isEqualTo(30);
        near(pixel(light, 12, 10), 255, 0, 0, 0);
        near(pixel(light, 21, 19), 255, 0, 0, 0);
        near(pixel(light, 11, 10), 255, 255, 255, 0);
        near(pixel(light, 12, 9), 255, 255, 255, 0);
        near(pixel(light, 22, 19), 255, 255, 255, 0);
        header.putShort(6, (short) 4).putShort(8, (short) 4);
        header.putShort(frame + 1, (short) 0).putShort(frame + 3, (short) 0);
        assertThat(PictureDecoder.decode(gif, 64).light().shape().width())
                .as("a canvas that is too small")
                .isEqualTo(10);
    }

    @Test
    void aFrameOfALargeCanvasIsFoundThoughFewPixelsAreKept() throws Exception {
        byte[] gif = written(flat(BufferedImage.TYPE_BYTE_INDEXED, 500, 500, 0xff0000), "gif");
        ByteBuffer header = ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN);
        int frame = frame(header, 500);
        header.putShort(6, (short) 2000).putShort(8, (short) 2000);
        header.putShort(frame + 1, (short) 751).putShort(frame + 3, (short) 253);
        Tensor light = PictureDecoder.decode(gif, 64).light();
        near(pixel(light, 16, 32), 255, 0, 0, 0);
        near(pixel(light, 48, 32), 255, 255, 255, 0);
        near(pixel(light, 16, 10), 255, 255, 255, 0);
    }

    @Test
    void aMovingWebpShowsItsFirstFrameWhereItStands() throws Exception {
        byte[] place = joined(three(4), three(2), three(9), three(9), three(100), new byte[1]);
        byte[] file =
                riff(vp8x(2, 40, 40), part("ANIM", new byte[6]), part("ANMF", joined(place, vp8l(10, 10, 0xff3cb45a))));
        Tensor light = PictureDecoder.decode(file, 64).light();
        assertThat(light.shape().width()).isEqualTo(40);
        near(pixel(light, 4, 8), 60, 180, 90, 0);
        near(pixel(light, 3, 8), 255, 255, 255, 0);
        near(pixel(light, 14, 8), 255, 255, 255, 0);
    }

    // Formats

    @Test
    void webpIsReadWithAndWithoutLoss() throws Exception {
        near(middle(riff(Base64.getDecoder().decode(WEBP))), 60, 180, 90, 2);
        near(middle(riff(vp8l(20, 20, 0xff3cb45a))), 60, 180, 90, 0);
        near(middle(riff(vp8l(20, 20, 0x33000000))), 204, 204, 204, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_INDEXED, BufferedImage.TYPE_BYTE_GRAY})
    void tiffIsRead(int type) throws Exception {
        near(middle(written(flat(type, 30, 20, 0xffffff), "tiff")), 255, 255, 255, 0);
        near(middle(written(flat(type, 30, 20, 0), "tiff")), 0, 0, 0, 0);
    }

    @Test
    void whatIsTransparentInATiffStandsOnWhite() throws Exception {
        byte[] pixels = new byte[20 * 20 * 4];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % 4 == 3 ? 51 : 0);
        }
        byte[] file = tiff(20, 20, pixels, 4, new byte[0], new int[] {338, 3, 1, 2});
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 10; at < 10 + 12 * 10; at += 12) {
            if (bytes.getShort(at) == 262) {
                bytes.putInt(at + 8, 2);
            }
        }
        near(middle(file), 204, 204, 204, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 28, 32, 63, 64})
    void aPictureThatNeedsNoShrinkingKeepsEveryPixelInEveryFormatWithoutLoss(int side) throws Exception {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        SplittableRandom random = new SplittableRandom(side);
        for (int i = 0; i < side * side; i++) {
            image.setRGB(i % side, i / side, random.nextInt(1 << 24));
        }
        for (String format : new String[] {"png", "bmp", "tiff"}) {
            PictureDecoder.Square square = PictureDecoder.decode(written(image, format), 64);
            assertThat(square.shrunk()).isFalse();
            assertThat(square.light().shape().width()).isEqualTo(side);
            for (int i = 0; i < side * side; i++) {
                Color color = new Color(image.getRGB(i % side, i / side));
                near(pixel(square.light(), i / side, i % side), color.getRed(), color.getGreen(), color.getBlue(), 0);
            }
        }
    }

    @Test
    void aLargerPictureIsShrunkAndSaysSo() throws Exception {
        PictureDecoder.Square square = PictureDecoder.decode(jpeg(200, 65, 0x3cb45a), 64);
        assertThat(square.shrunk()).isTrue();
        assertThat(square.light().shape().width()).isEqualTo(64);
    }

    /** Slopes of red from left to right and of green from top to bottom; the middle square is known at every place. */
    @ParameterizedTest
    @CsvSource({"png, 2500, 1300", "jpeg, 1301, 2500", "tiff, 2500, 1300", "tiff, 1301, 2503", "bmp, 1300, 2500"})
    void ofALargePictureTheMiddleSquareIsReadInEveryFormat(String format, int width, int height) throws Exception {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, i % width * 255 / width << 16 | i / width * 255 / height << 8);
        }
        Tensor light = PictureDecoder.decode(written(image, format), 64).light();
        int side = Math.min(width, height);
        for (int at = 1; at < 63; at++) {
            double x = (width - side) / 2.0 + (at + 0.5) * side / 64;
            double y = (height - side) / 2.0 + (at + 0.5) * side / 64;
            near(pixel(light, at, at), (int) (x * 255 / width), (int) (y * 255 / height), 0, 3);
        }
    }

    @Test
    void fiftyMegapixelsAreReadAndMoreAreNot() throws Exception {
        byte[] row = new byte[8192 / 8];
        Arrays.fill(row, (byte) 0xff);
        near(middle(png(8192, 6144, 1, 0, row)), 255, 255, 255, 0);
        assertThatThrownBy(() -> PictureDecoder.decode(png(8192, 6400, 1, 0, row), 64))
                .isInstanceOf(UnreadablePicture.class)
                .hasMessageContaining("8,192 × 6,400 pixels. At most 50 megapixels");
        assertThatThrownBy(() -> PictureDecoder.decode(riff(vp8l(7000, 7000, 0xff3cb45a)), 64))
                .isInstanceOf(UnreadablePicture.class)
                .hasMessageContaining("too small for its 7,000 × 7,000 pixels");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "....ftypheic....mif1heic | a HEIC file, which cannot be read here. Open it, export it as JPEG",
                "....ftypmif1 | a HEIC file",
                "....ftypavif | an AVIF file, which cannot be read here. Open it, export it as JPEG",
                "....ftypisom | a film",
                "%PDF-1.4 | a PDF, which cannot be read here. Export the picture as JPEG or PNG",
                "<svg xmlns='x'/> | an SVG drawing",
                "<?xml version='1.0'?><svg/> | an SVG drawing",
                "8BPS | a Photoshop file",
                "hello | no picture which can be read here. Send a PNG, JPEG, WebP, TIFF, GIF or BMP file."
            })
    void whatCannotBeReadIsNamedWithWhatToSendInstead(String start, String sentence) {
        assertThatThrownBy(() -> PictureDecoder.decode(ascii(start), 64))
                .isInstanceOf(UnreadablePicture.class)
                .hasMessageStartingWith("That is " + sentence);
    }

    /** Of every format, cut and changed in many places: what comes out is a picture or a sentence. */
    @Test
    void aDamagedFileIsRefusedInWords() throws Exception {
        BufferedImage image = flat(BufferedImage.TYPE_INT_RGB, 40, 40, 0x3cb45a);
        byte[] data = profile(false, ADOBE_GAMMA).getData();
        byte[] pixels = rgb(20 * 20, 60, 180, 90);
        byte[][] files = {
            written(image, "png"),
            png(40, 40, 8, 2, rgb(40, 1, 2, 3), iccp(profile(false, ADOBE_GAMMA))),
            inserted(jpeg(40, 40, 0x3cb45a), icc(1, 1, data), adobe(1)),
            inserted(inks(1, 2, 3, 4), adobe(2)),
            written(image, "gif"),
            written(image, "bmp"),
            written(image, "tiff"),
            tiff(20, 20, pixels, 3, data, new int[] {34675, 7, data.length, -1}),
            riff(Base64.getDecoder().decode(WEBP)),
            riff(vp8x(0x28, 20, 20), part("ICCP", data), vp8l(20, 20, 0xff3cb45a))
        };
        SplittableRandom random = new SplittableRandom(3);
        int read = 0;
        int refused = 0;
        for (byte[] file : files) {
            for (int i = 0; i < 30; i++) {
                byte[] damaged = i < 10 ? Arrays.copyOf(file, file.length * i / 10) : file.clone();
                for (int hit = 0; i >= 10 && hit < 4; hit++) {
                    damaged[random.nextInt(Math.min(damaged.length, i < 20 ? 200 : damaged.length))] =
                            (byte) random.nextInt();
                }
                try {
                    PictureDecoder.decode(damaged, 64);
                    read++;
                } catch (UnreadablePicture sentence) {
                    assertThat(sentence.getMessage()).endsWith(".");
                    refused++;
                }
            }
        }
        assertThat(read).isPositive();
        assertThat(refused).isGreaterThan(files.length);
    }

    @Test
    void aPaletteOfGraysIsNoColor() throws Exception {
        byte[] grays = {0, 100, (byte) 200};
        BufferedImage image = new BufferedImage(
                30, 30, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 3, grays, grays, grays));
        Arrays.fill(((java.awt.image.DataBufferByte) image.getRaster().getDataBuffer()).getData(), (byte) 1);
        for (String format : new String[] {"png", "gif", "bmp", "tiff"}) {
            near(middle(written(image, format)), 100, 100, 100, 0);
        }
    }
}

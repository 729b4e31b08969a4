package org.convolab.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.convolab.engine.tensor.Tensor;
import org.convolab.image.Photo;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Form;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Pictures that readers send, over HTTP. */
@Tag("slow")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import(UploadsTest.Frame.class)
class UploadsTest {
    /** A widget that takes a picture. */
    static final class Frame implements Widget<Frame.Hung, Frame.Seen> {
        record Hung(
                @Form(value = "a word", length = 20) String title,

                @Form(value = "nothing", length = 20, picture = true)
                String picture) {}

        record Seen(float red, String sentence) implements View {}

        @Override
        public String id() {
            return "frame";
        }

        @Override
        public String title() {
            return "Frame";
        }

        @Override
        public Hung start() {
            return new Hung("untitled", "");
        }

        @Override
        public Seen view(Hung hung, CourseResources materials) {
            float red = Photo.isOne(hung.picture())
                    ? Photo.read(hung.picture()).light().at(0, 0, 0, 0)
                    : 0;
            return new Seen(red, "It hangs.");
        }
    }

    @TempDir
    static Path parts;

    @DynamicPropertySource
    static void location(DynamicPropertyRegistry properties) {
        properties.add("spring.servlet.multipart.location", parts::toString);
    }

    @LocalServerPort
    int port;

    private final HttpClient client = HttpClient.newHttpClient();

    /** A picture, red at its top and blue below. */
    private static byte[] picture(String format, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.RED);
        pen.fillRect(0, 0, width, height / 2);
        pen.setColor(Color.BLUE);
        pen.fillRect(0, height / 2, width, height);
        pen.dispose();
        return written(image, format);
    }

    private static byte[] written(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    private static byte[] noise(String format) throws IOException {
        BufferedImage image = new BufferedImage(200, 200, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 40_000; i++) {
            image.setRGB(i % 200, i / 200, i * 7_919 * 31);
        }
        return written(image, format);
    }

    private HttpResponse<String> send(String address, String accept, String field, byte[] file) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--edge\r\nContent-Disposition: form-data; name=\"" + field
                        + "\"; filename=\"me.png\"\r\nContent-Type: image/png\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(file);
        body.writeBytes("\r\n--edge--\r\n".getBytes(StandardCharsets.US_ASCII));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + address))
                .header("Accept", accept)
                .header("Content-Type", "multipart/form-data; boundary=edge")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private Tensor sent(byte[] file) throws Exception {
        HttpResponse<String> answer = send("/widgets/frame", "text/html", "picture", file);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        String location = answer.headers().firstValue("Location").orElseThrow();
        return Photo.read(location.replaceAll(".*picture=([^&#]*).*", "$1")).light();
    }

    @ParameterizedTest
    @CsvSource({
        "png, 300, 300",
        "jpeg, 1200, 700",
        "gif, 90, 200",
        "bmp, 64, 64",
        "png, 1, 1",
        "jpeg, 4000, 3000",
        "tiff, 200, 90",
        "png, 6016, 4016"
    })
    void aPictureIsAnsweredWithTheAddressThatCarriesIt(String format, int width, int height) throws Exception {
        HttpResponse<String> answer =
                send("/widgets/frame?title=two+halves", "text/html", "picture", picture(format, width, height));
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        String location = answer.headers().firstValue("Location").orElseThrow();
        assertThat(location).startsWith("?title=two+halves&picture=own.").endsWith("#frame");
        assertThat(location.length()).isLessThan(Photo.LENGTH + 60);
        Tensor photo =
                Photo.read(location.replaceAll(".*picture=([^&#]*).*", "$1")).light();
        if (height > 64) {
            assertThat(photo.at(0, 0, 10, 32)).as("red above").isCloseTo(1, within(0.1f));
            assertThat(photo.at(0, 2, 10, 32)).isCloseTo(0, within(0.1f));
            assertThat(photo.at(0, 2, 53, 32)).as("blue below").isCloseTo(1, within(0.1f));
        }
        HttpRequest state = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/widgets/frame" + location.replace("#frame", "")))
                .header("Accept", "application/json")
                .header("Referer", "http://localhost:" + port + "/widgets/frame" + location)
                .header("HX-Current-URL", "http://localhost:" + port + "/widgets/frame" + location)
                .build();
        assertThat(client.send(state, HttpResponse.BodyHandlers.ofString()).statusCode())
                .as("three times in the headers it still fits")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"/widgets/layers, ''", "/chapters/feature-hierarchy, layers."})
    void theFormOfTheLayersWidgetSendsAPictureThatTheNetworkThenSees(String path, String prefix) throws Exception {
        String state = "?" + prefix + "layer=relu1&" + prefix + "unit=4";
        HttpResponse<String> page = client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path + state))
                        .header("Accept", "text/html")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        Element form = Jsoup.parse(page.body()).select("form[method=post]").first();
        assertThat(form.attr("enctype")).isEqualTo("multipart/form-data");
        String action = form.attr("action");
        HttpResponse<String> answer = send(
                path + action.substring(0, action.indexOf('#')),
                "text/html",
                form.select("input[type=file]").attr("name"),
                picture("jpeg", 640, 480));
        String location = answer.headers().firstValue("Location").orElseThrow();
        assertThat(location).startsWith(state + "&" + prefix + "picture=own.").endsWith("#layers");
        HttpResponse<String> seen = client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path + location.replace("#layers", "")))
                        .header("Accept", "text/html")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(seen.statusCode()).isEqualTo(200);
        String image = Jsoup.parse(seen.body()).select(".stage image[href], .stage img[src]").stream()
                .map(each -> each.attr(each.hasAttr("src") ? "src" : "href"))
                .filter(address -> address.contains("own."))
                .findFirst()
                .orElseThrow();
        HttpResponse<String> drawn = client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + image.substring(2)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(drawn.headers().firstValue("Content-Type")).contains("image/png");
    }

    @Test
    void aPictureOfTheFullSizeIsKeptToThePixelAndThePageSaysSo() throws Exception {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 4096; i++) {
            image.setRGB(i % 64, i / 64, new Color(i % 64 * 4, i / 64 * 4, (i % 7) * (i / 64 % 5)).getRGB());
        }
        Tensor light = sent(written(image, "png"));
        for (int i = 0; i < 4096; i++) {
            for (int c = 0; c < 3; c++) {
                assertThat(Math.round(255 * light.data()[4096 * c + i]))
                        .isEqualTo(image.getRGB(i % 64, i / 64) >> 16 - 8 * c & 255);
            }
        }
        HttpResponse<String> answer = send("/widgets/layers", "text/html", "picture", written(image, "png"));
        HttpResponse<String> page = client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/widgets/layers"
                                + answer.headers()
                                        .firstValue("Location")
                                        .orElseThrow()
                                        .replace("#layers", "")))
                        .header("Accept", "text/html")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(Jsoup.parse(page.body()).select("form.photo").text())
                .contains("The address carries its 64 × 64 pixels exactly.");
    }

    @Test
    void theLongestAddressIsServedThoughABrowserSendsItThreeTimes() throws Exception {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 4096; i++) {
            image.setRGB(i % 64, i / 64, Long.hashCode((i + 1) * 0x9e3779b97f4a7c15L) * 31);
        }
        for (String path : new String[] {"/widgets/layers?layer=relu1&unit=4", "/chapters/feature-hierarchy"}) {
            String field = path.startsWith("/widgets") ? "picture" : "layers.picture";
            HttpResponse<String> answer = send(path, "text/html", field, written(image, "png"));
            String location =
                    answer.headers().firstValue("Location").orElseThrow().replace("#layers", "");
            assertThat(location.length()).isBetween(5_000, 8_000);
            String address = "http://localhost:" + port + path.replaceAll("[?].*", "") + location;
            HttpRequest state = HttpRequest.newBuilder(URI.create(address))
                    .header("Accept", "text/html")
                    .header("Referer", address)
                    .header("HX-Current-URL", address)
                    .header("HX-Request", "true")
                    .header("HX-Target", "layers-stage")
                    .build();
            HttpResponse<String> page = client.send(state, HttpResponse.BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("a color is off by up to");
        }
    }

    @Test
    void theMiddleSquareIsKept() throws Exception {
        BufferedImage wide = new BufferedImage(300, 100, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = wide.createGraphics();
        pen.setColor(Color.GREEN);
        pen.fillRect(100, 0, 100, 100);
        pen.dispose();
        Tensor photo = sent(written(wide, "png"));
        assertThat(photo.at(0, 1, 32, 2)).isCloseTo(1, within(0.05f));
        assertThat(photo.at(0, 1, 32, 61)).isCloseTo(1, within(0.05f));
    }

    @Test
    void whatIsTransparentStandsOnWhiteAndGrayIsAsDarkAsInTheFile() throws Exception {
        Tensor glass = sent(written(new BufferedImage(80, 80, BufferedImage.TYPE_INT_ARGB), "png"));
        assertThat(glass.at(0, 0, 20, 20)).isEqualTo(1);
        BufferedImage gray = new BufferedImage(80, 80, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 6400; i++) {
            gray.getRaster().setSample(i % 80, i / 80, 0, 64);
        }
        for (String format : new String[] {"png", "jpeg", "bmp"}) {
            assertThat(sent(written(gray, format)).at(0, 1, 20, 20)).as(format).isCloseTo(64 / 255f, within(0.03f));
        }
    }

    /** A JPEG with the tag of a camera that lies on its side. */
    @ParameterizedTest
    @CsvSource({"1, 10, 32", "3, 53, 32", "6, 32, 53", "8, 32, 10", "5, 32, 10", "7, 32, 53", "4, 53, 32", "9, 10, 32"})
    void aPhotographStandsUprightWhicheverWayTheCameraLay(int orientation, int row, int column) throws Exception {
        byte[] jpeg = picture("jpeg", 120, 120);
        ByteBuffer tag = ByteBuffer.allocate(36)
                .putShort((short) 0xffe1)
                .putShort((short) 34)
                .putInt(0x45786966)
                .putShort((short) 0)
                .putShort((short) 0x4d4d)
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(jpeg, 0, 2);
        file.writeBytes(tag.array());
        file.write(jpeg, 2, jpeg.length - 2);
        Tensor photo = sent(file.toByteArray());
        assertThat(photo.at(0, 0, row, column)).as("red").isCloseTo(1, within(0.15f));
    }

    static Stream<Arguments> refusals() throws IOException {
        byte[] png = picture("png", 9, 9);
        byte[] huge = png.clone();
        ByteBuffer.wrap(huge).putInt(16, 30_000).putInt(20, 30_000);
        byte[] bomb = picture("gif", 9, 9);
        int frame = 0;
        while (bomb[frame] != 0x2c) {
            frame++;
        }
        Arrays.fill(bomb, frame + 5, frame + 9, (byte) 0xff);
        byte[] bmp = picture("bmp", 9, 9);
        ByteBuffer.wrap(bmp)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putInt(18, 4_000)
                .putInt(22, 5_000);
        String none = "No picture was sent";
        String damaged = "The picture is damaged";
        return Stream.of(
                arguments("nothing", new byte[0], 422, none),
                arguments("a text", "GIF is what I am not".getBytes(StandardCharsets.US_ASCII), 422, "no picture"),
                arguments("a page", "<svg onload='x'/>".getBytes(StandardCharsets.US_ASCII), 422, "an SVG drawing"),
                arguments(
                        "a HEIC",
                        "\0\0\0\30ftypheic\0\0\0\0".getBytes(StandardCharsets.US_ASCII),
                        422,
                        "export it as JPEG"),
                arguments("half a TIFF", half(noise("tiff")), 422, damaged),
                arguments("a PNG of 900 million pixels", huge, 422, "30,000 × 30,000 pixels"),
                arguments("a moving GIF of 4 billion pixels", bomb, 422, "65,535 × 65,535 pixels"),
                arguments("a BMP that promises more than it has", bmp, 422, damaged),
                arguments("half a PNG", half(noise("png")), 422, damaged),
                arguments("half a JPEG", half(noise("jpeg")), 422, damaged),
                arguments("half a GIF", half(noise("gif")), 422, damaged),
                arguments("half a BMP", half(noise("bmp")), 422, damaged),
                arguments("the head of a PNG", Arrays.copyOf(png, 20), 422, damaged),
                arguments("9 megabytes", new byte[8_500_000], 413, "at most 8 megabytes"),
                arguments("12 megabytes", new byte[12_000_000], 413, "at most 8 megabytes"));
    }

    private static byte[] half(byte[] file) {
        return Arrays.copyOf(file, file.length / 2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void whatIsNoPictureOrTooLargeIsRefusedInWords(String what, byte[] file, int status, String sentence)
            throws Exception {
        HttpResponse<String> page = send("/widgets/frame", "text/html", "picture", file);
        assertThat(page.statusCode()).as(page.body()).isEqualTo(status);
        assertThat(Jsoup.parse(page.body()).select("main").text()).contains(sentence);
        HttpResponse<String> problem = send("/widgets/frame", "application/json", "picture", file);
        assertThat(problem.statusCode()).isEqualTo(status);
        assertThat(problem.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(problem.body()).contains(sentence);
    }

    @Test
    void aRefusalLeadsBackToTheStateFromWhichThePictureWasSent() throws Exception {
        String state = "/chapters/feature-hierarchy?layers.layer=relu3&layers.unit=4";
        HttpResponse<String> refused = send(state, "text/html", "layers.picture", new byte[] {1, 2, 3});
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(refused.body()).select("main a").eachAttr("href"))
                .contains("?layers.layer=relu3&layers.unit=4#layers");
    }

    @Test
    void aPictureForAFieldThatTakesNoneIsNoPicture() throws Exception {
        assertThat(send("/widgets/frame", "text/html", "title", picture("png", 9, 9))
                        .statusCode())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/widgets/convolution", "/chapters/pooling"})
    void wherePicturesAreNotTakenNothingIsToBePosted(String address) throws Exception {
        HttpResponse<String> answer = send(address, "text/html", "picture", picture("png", 9, 9));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET");
        assertThat(send("/chapters/nothing", "text/html", "picture", new byte[9])
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aBodyThatBreaksOffOrIsNoneIsRefused() throws Exception {
        for (String body : new String[] {
            "--edge\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a\"\r\n\r\nabc", ""
        }) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/widgets/frame"))
                    .header("Content-Type", "multipart/form-data; boundary=edge")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isIn(400, 422);
        }
        HttpRequest plain = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/widgets/frame"))
                .POST(HttpRequest.BodyPublishers.ofString("picture=1"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .build();
        assertThat(client.send(plain, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(422);
    }

    @Test
    void noFileIsWrittenNotEvenForAMoment() throws Exception {
        List<byte[]> files = new ArrayList<>(List.of(new byte[7_900_000], new byte[12_000_000]));
        for (String format : new String[] {"png", "jpeg", "gif", "bmp"}) {
            files.add(picture(format, 1600, 1200));
        }
        ImageIO.setCacheDirectory(parts.toFile());
        try (WatchService watch = parts.getFileSystem().newWatchService()) {
            parts.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            for (byte[] file : files) {
                send("/widgets/frame", "text/html", "picture", file);
            }
            Path sign = Files.createFile(parts.resolve("sign"));
            WatchKey key = watch.poll(20, TimeUnit.SECONDS);
            assertThat(key).isNotNull();
            assertThat(key.pollEvents())
                    .extracting(event -> event.context().toString())
                    .containsExactly(sign.getFileName().toString());
        } finally {
            ImageIO.setCacheDirectory(null);
        }
    }
}

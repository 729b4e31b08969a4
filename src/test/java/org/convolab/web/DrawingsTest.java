package org.convolab.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.convolab.content.Samples;
import org.convolab.image.Drawing;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

/** The images that widgets draw, as a client meets them. */
@SpringBootTest
@AutoConfigureMockMvc
@Import(DrawingsTest.Blot.class)
class DrawingsTest {
    /** A widget that draws a half transparent blot. */
    static final class Blot implements Widget<Blot.Size, Blot.Seen> {
        record Size(@Bounds(min = 1, max = 9) int size) {}

        record Seen(String sentence) implements View {}

        @Override
        public String id() {
            return "blot";
        }

        @Override
        public String title() {
            return "Blot";
        }

        @Override
        public Size start() {
            return new Size(2);
        }

        @Override
        public Seen view(Size size, CourseResources materials) {
            return new Seen("There is a blot.");
        }

        @Override
        public @Nullable Drawing drawing(Size size, Seen seen, String name) {
            int[] pixels = new int[size.size() * size.size()];
            pixels[1] = 0x80ff0102;
            return name.equals("blot") ? new Drawing(size.size(), size.size(), pixels) : null;
        }
    }

    @TempDir
    static Path folder;

    @DynamicPropertySource
    static void course(DynamicPropertyRegistry properties) {
        Samples.prose(folder);
        properties.add("convolab.content", folder::toString);
    }

    @Autowired
    MockMvc mvc;

    @Test
    void aDrawingIsAPngOfItsPixels() throws Exception {
        MockHttpServletResponse answer = get("/widgets/blot/blot.png?size=3", "");
        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getContentType()).isEqualTo("image/png");
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(answer.getContentAsByteArray()));
        assertThat(image.getWidth()).isEqualTo(3);
        assertThat(image.getRGB(1, 0)).isEqualTo(0x80ff0102);
        assertThat(image.getRGB(0, 0)).isZero();
    }

    @Test
    void aDrawingIsKeptForAWhileAndNotSentAgainAsLongAsItIsTheSame() throws Exception {
        MockHttpServletResponse first = get("/widgets/blot/blot.png", "");
        assertThat(first.getHeader("Cache-Control")).contains("max-age=3600", "public");
        String tag = first.getHeader("ETag");
        MockHttpServletResponse again = get("/widgets/blot/blot.png", tag);
        assertThat(again.getStatus()).isEqualTo(304);
        assertThat(again.getContentAsByteArray()).isEmpty();
        assertThat(get("/widgets/blot/blot.png?size=4", tag).getStatus()).isEqualTo(200);
    }

    @Test
    void aDrawingThatThereIsNotIsNotFound() throws Exception {
        assertThat(get("/widgets/blot/spot.png", "").getStatus()).isEqualTo(404);
        assertThat(get("/widgets/nothing/blot.png", "").getStatus()).isEqualTo(404);
        assertThat(get("/widgets/convolution/blot.png", "").getStatus()).isEqualTo(404);
    }

    @Test
    void aStateThatIsRefusedHasNoDrawing() throws Exception {
        MockHttpServletResponse answer = get("/widgets/blot/blot.png?size=10", "");
        assertThat(answer.getStatus()).isEqualTo(422);
        assertThat(answer.getContentType()).isEqualTo("application/problem+json");
        assertThat(answer.getContentAsString()).contains("a whole number from 1 to 9");
    }

    private MockHttpServletResponse get(String address, String tag) throws Exception {
        return mvc.perform(MockMvcRequestBuilders.get(address)
                        .accept("image/avif", "image/webp", "image/*", "*/*;q=0.8")
                        .header("If-None-Match", tag))
                .andReturn()
                .getResponse();
    }
}

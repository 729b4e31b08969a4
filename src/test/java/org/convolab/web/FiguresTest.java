package org.convolab.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.convolab.content.Samples;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Figures of the literature, as the widgets give them to programs and to readers. */
@SpringBootTest
@AutoConfigureMockMvc
class FiguresTest {
    @TempDir
    static Path folder;

    /** The networks and pictures of the course, whose chapters are not asked for here and take seconds to read. */
    @DynamicPropertySource
    static void course(DynamicPropertyRegistry properties) throws IOException {
        Samples.prose(folder);
        for (String part : new String[] {"networks", "pictures"}) {
            FileSystemUtils.copyRecursively(Path.of("content", part), folder.resolve(part));
        }
        properties.add("convolab.content", folder::toString);
    }

    @Autowired
    MockMvc mvc;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            weights?size=512&channels=1&neurons=1000        | /denseWeights    | 262144000      | 262,144,000
            output-size?in=224&kernel=7&padding=3&stride=2  | /out             | 112            | 112
            receptive-field?layers=3x3,3x3,3x3,3x3,3x3      | /receptiveField  | 11             | 11
            receptive-field?layers=3x3@2                    | /receptiveField  | 5              | 5
            receptive-field?network=vgg-16                  | /layers/*/receptiveField | [3,5,6,10,14,16,24,32,40,44,60,76,92,100,132,164,196,212] | 212
            receptive-field?network=alexnet                 | /layers/*/receptiveField | [11,19,51,67,99,131,163,195] | 195
            convolution?input=3 3 2 1 0/0 0 1 3 1/3 1 2 2 3/2 0 0 2 2/2 0 0 0 1&kernel=0 1 2/2 2 0/0 1 2           | /featureMap | [[12,12,17],[10,17,19],[9,6,14]]  | 19
            convolution?input=3 3 2 1 0/0 0 1 3 1/3 1 2 2 3/2 0 0 2 2/2 0 0 0 1&kernel=0 1 2/2 2 0/0 1 2&flip=true | /featureMap | [[18,20,19],[10,9,17],[11,8,14]] | 20
            pooling?input=0 0 1 1 0 0 1 1&kind=max&window=2&stride=2 | /output | [[0,1,0,1]] | 1
            pooling?input=1 0 0 1 1 0 0 1&kind=max&window=2&stride=2 | /output | [[1,1,1,1]] | 1
            pooling?input=0 1 2 3/4 5 6 7/8 9 10 11/12 13 14 15&window=3&stride=2&padding=1 | /output | [[5,7],[13,15]] | 15
            output-size?in=8&kernel=3x5&padding=0x1&stride=3x4 | /outHeight | 2 | 64 × 2 × 2
            output-size?in=480x640&stride=1x2&kernel=3&padding=1 | /outWidth | 320 | 64 × 480 × 320
            stride?size=224&kernel=4&stride=2&padding=same | /outHeight | 112 | 112
            receptive-field?layers=1x7                     | /receptiveFieldHeight | 1 | 1 × 7
            receptive-field?layers=1x7                     | /receptiveFieldWidth  | 7 | 1 × 7
            receptive-field?network=efficientnet-b0        | /global | true | every pixel can change its answer
            scaling?phi=1&alpha=3.1&beta=2&gamma=2.678571  | /parameters | 66347960 | This is EfficientNet-B7 as published
            digits?pixels=3-1                               | /digit           | 3              | LeNet-5 reads a 3
            architecture?network=lenet-5                    | /parameters      | 60000          | 60,000
            architecture?network=lenet-5                    | /connections     | 340908         | 340,908
            architecture?network=lenet-5-full               | /parameters      | 61706          | 61,706
            architecture?network=lenet-5-full               | /multiplyAdds    | 416520         | 416,520
            architecture?network=alexnet                    | /parameters      | 60965224       | 60,965,224
            architecture?network=alexnet                    | /multiplyAdds    | 724406816      | 724,406,816
            architecture?network=alexnet-torchvision        | /parameters      | 61100840       | 61,100,840
            architecture?network=alexnet-torchvision        | /multiplyAdds    | 714188480      | 714,188,480
            architecture?network=vgg-16                     | /parameters      | 138357544      | 138,357,544
            architecture?network=vgg-16                     | /multiplyAdds    | 15470264320    | 15,470,264,320
            architecture?network=resnet-152                 | /parameters      | 60192808       | 60,192,808
            architecture?network=resnet-152                 | /multiplyAdds    | 11282415616    | 11,282,415,616
            architecture?network=resnet-152-b               | /multiplyAdds    | 11513626624    | 11,513,626,624
            architecture?network=efficientnet-b0            | /parameters      | 5288548        | 5,288,548
            architecture?network=efficientnet-b0            | /multiplyAdds    | 385814752      | 385,814,752
            """)
    void theFigureIsGivenAsJsonAndShownOnThePage(String address, String pointer, String value, String shown)
            throws Exception {
        JsonNode json = new JsonMapper().readTree(ask(address, "application/json"));
        String got;
        if (pointer.startsWith("/layers/*/")) {
            String member = pointer.substring("/layers/*/".length());
            got = json.get("layers")
                    .valueStream()
                    .map(layer -> layer.get(member).asString())
                    .toList()
                    .toString()
                    .replace(" ", "");
        } else {
            got = json.at(pointer).isContainer()
                    ? json.at(pointer).toString()
                    : json.at(pointer).asString();
        }
        assertThat(got).isEqualTo(value);
        assertThat(Jsoup.parse(ask(address, "text/html")).select(".stage").text())
                .contains(shown);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            scaling?phi=1&alpha=3.1&beta=2&gamma=2.678571  | 3.1·2²·2.678571² ≈ 88.97         | rule of thumb
            scaling?phi=1&alpha=3.1&beta=2&gamma=2.678571  | B0, and one budget spent in four ways | to the power
            scaling?phi=3&alpha=1&beta=1&gamma=1.414214    | 634 px                           | 633.6
            architecture?network=lenet-5-full              | 423,038connections, counted as in the paper of LeNet-5 | its paper
            layers?network=sketches                        | dog > 99.9 %                     | 100.0 %
            layers?network=sketches                        | occlusion, class activation map or ascent. | conv1
            layers?network=lenet-5-full                    | 120 numbers, each sees 32 × 32 pixels | numbers, each place
            layers?layer=output&view=gradient              | It differs from zero at every pixel. | of the pixels
            receptive-field?network=efficientnet-b0        | 49: head                         | the formula
            receptive-field?layers=3x3@2                   | 5 × 5holds 100 %, all of the field | the solid frame
            receptive-field                                | 5 × 5holds 68 %, the solid frame | hold 68
            receptive-field?layers=1x7,7x1                 | RF = 1 + (7 − 1)·1, 7 + (1 − 1)·1 = 7 × 7 | = 7 jump
            stride?size=224                                | in a frame. The tables show      | 1 of 12321
            stride?size=224                                | 1 of 12,321                      | frame the tables
            pooling?kind=average&padding=1                 | 1 / 1 = 1                        | (1)
            pooling?window=1&stride=1                      | max(1) = 1                       | (1) /
            """)
    void thePageSaysTheOneAndNotTheOther(String address, String said, String unsaid) throws Exception {
        assertThat(Jsoup.parse(ask(address, "text/html"))
                        .select(".stage")
                        .text()
                        .replace('\u00a0', ' '))
                .contains(said)
                .doesNotContain(unsaid);
    }

    @Test
    void theFormOfAStackIsEmptyWhileANetworkIsShown() throws Exception {
        String field = "input[name=layers][type=text]";
        assertThat(Jsoup.parse(ask("receptive-field?network=vgg-16", "text/html"))
                        .select(field)
                        .val())
                .isEmpty();
        assertThat(Jsoup.parse(ask("receptive-field?layers=1x7", "text/html"))
                        .select(field)
                        .val())
                .isEqualTo("1x7");
    }

    @Test
    void aUnitsKernelIsShownWithoutTheLineBelowIt() throws Exception {
        assertThat(Jsoup.parse(ask("layers?network=lenet-5-full&layer=F6&view=filters", "text/html"))
                        .select(".every svg")
                        .eachAttr("viewBox")
                        .subList(0, 2))
                .containsExactly("0 0 12 10", "0 11 12 10");
    }

    private String ask(String address, String accept) throws Exception {
        var answer = mvc.perform(MockMvcRequestBuilders.get(URI.create("/widgets/" + address.replace(" ", "%20")))
                        .accept(accept))
                .andReturn()
                .getResponse();
        assertThat(answer.getStatus()).isEqualTo(200);
        answer.setCharacterEncoding("UTF-8");
        return answer.getContentAsString();
    }
}

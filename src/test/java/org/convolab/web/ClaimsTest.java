package org.convolab.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the chapters say about the widgets in words and in numbers that are typed, as the widgets have it. */
@Tag("slow")
@SpringBootTest
@AutoConfigureMockMvc
class ClaimsTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Autowired
    MockMvc mvc;

    /** The words stand in the chapter; the number, or the largest of a list, lies in the range. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            05 | the network says that it sees a fish | layers?network=sketches&layer=output&unit=0&view=guided&shuffled=2 | /prediction             | fish  | fish
            05 | is 0.95 for guided backpropagation   | layers?network=sketches&layer=output&unit=0&view=guided&shuffled=2 | /remains/2/similarity/2 | 0.945 | 0.955
            05 | 0.80 for the deconvnet               | layers?network=sketches&layer=output&unit=0&view=guided&shuffled=2 | /remains/1/similarity/2 | 0.795 | 0.805
            05 | still 0.76 for the plain gradient    | layers?network=sketches&layer=output&unit=0&view=guided&shuffled=2 | /remains/0/similarity/2 | 0.755 | 0.765
            07 | passes 95 % before step 400          | training?steps=390                       | /accuracy        | 0.95  | 1
            07 | ends at 96 %                         | training?steps=600                       | /accuracy        | 0.955 | 0.965
            07 | it only reaches 92 %                 | training?momentum=0&steps=600            | /accuracy        | 0.915 | 0.925
            07 | only about 85 % of fresh ones        | training?idea=few-digits&steps=600       | /accuracy        | 0.84  | 0.86
            07 | In its last 30 steps it reads every digit rightly | training?idea=few-digits&steps=600       | /looks/20/learned | 1    | 1
            07 | the loss ends at 2.31                | training?idea=shuffled-labels&steps=600  | /loss/599        | 2.305 | 2.315
            07 | does the network stay at 10 %        | training?idea=zero-weights&steps=600     | /accuracy        | 0.1   | 0.1
            07 | Five. Each step goes so far          | training?idea=high-rate&steps=600        | /made            | 5     | 5
            07 | after 30 steps it reads 57 %         | training?rate=0.4&steps=30               | /accuracy        | 0.565 | 0.575
            07 | the loss climbs to 88                | training?rate=0.4&steps=600              | /loss            | 87.5  | 88.5
            07 | from step 90 on it reads 10 %        | training?rate=0.4&steps=90               | /accuracy        | 0.1   | 0.1
            07 | from step 90 on it reads 10 %        | training?rate=0.4&steps=600              | /accuracy        | 0.1   | 0.1
            07 | they grow more than a hundredfold    | residual?depth=32&steps=0                | /plain/ratio     | 100   | 200
            09 | each network reads 57 %              | training?rate=0.4&norm=true&compare=true&steps=30  | /accuracy      | 0.565 | 0.575
            09 | each network reads 57 %              | training?rate=0.4&norm=true&compare=true&steps=30  | /twin/accuracy | 0.565 | 0.575
            09 | Its loss climbs to 88                | training?rate=0.4&norm=true&compare=true&steps=600 | /twin/loss     | 87.5  | 88.5
            09 | it falls back to 10 %                | training?rate=0.4&norm=true&compare=true&steps=600 | /twin/accuracy | 0.1   | 0.1
            09 | The other goes on to more than 93 %  | training?rate=0.4&norm=true&compare=true&steps=600 | /accuracy      | 0.93  | 0.94
            09 | the plain network gets only to 75 %  | training?rate=0.001&norm=true&compare=true&steps=600 | /twin/accuracy | 0.745 | 0.755
            09 | the other to 93 % all the same       | training?rate=0.001&norm=true&compare=true&steps=600 | /accuracy    | 0.925 | 0.935
            09 | both end at 96 or 97 %               | training?rate=0.1&norm=true&compare=true&steps=600 | /accuracy      | 0.955 | 0.975
            09 | both end at 96 or 97 %               | training?rate=0.1&norm=true&compare=true&steps=600 | /twin/accuracy | 0.955 | 0.975
            09 | the network is no better than a guess | batch-norm?show=training&rate=1         | /twins/without/loss | 2.25 | 2.4
            09 | [at 3](?rates.rate=3#rates) neither learns | batch-norm?show=training&rate=3    | /twins/without/loss | 2.3  | 1000
            09 | [at 3](?rates.rate=3#rates) neither learns | batch-norm?show=training&rate=3    | /twins/with/loss | 2.3     | 1000
            09 | it learns where the other has hardly begun | batch-norm?show=training&rate=0.03  | /twins/without/loss | 2.2 | 2.4
            09 | it learns where the other has hardly begun | batch-norm?show=training&rate=0.03  | /twins/with/loss | 1.5     | 2
            09 | With it the loss falls               | batch-norm?show=training&rate=1          | /twins/with/loss | 0.5   | 1.5
            """)
    void aChapterSaysWhatItsWidgetShows(
            String chapter, String words, String address, String pointer, String low, String high) throws Exception {
        assertThat(chapter(chapter)).contains(words);
        JsonNode at = ask(address).at(pointer);
        if (at.isString()) {
            assertThat(at.asString()).isEqualTo(low);
            return;
        }
        double value = at.isArray()
                ? at.valueStream().mapToDouble(JsonNode::asDouble).max().orElseThrow()
                : at.asDouble();
        assertThat(value).isBetween(Double.valueOf(low), Double.valueOf(high));
    }

    @Test
    void fromStep90OnARunAtFourTimesTheRateReadsATenthAtEveryLook() throws Exception {
        assertThat(chapter("07")).contains("from step 90 on it reads 10 %");
        JsonNode looks = ask("training?rate=0.4&steps=600").get("looks");
        assertThat(looks).hasSize(21);
        looks.forEach(look -> {
            if (look.get("step").asInt() >= 90) {
                assertThat(look.get("fresh").asDouble()).isEqualTo(0.1);
            }
        });
    }

    @Test
    void everySecondDigitIsMisreadWhenItIsMovedByFourPixelsAndNotCentered() throws Exception {
        assertThat(chapter("07")).contains("Moved by four pixels, about every second digit is misread.");
        int wrong = 0;
        for (int digit = 0; digit < 10; digit++) {
            for (int sample = 1; sample <= 10; sample++) {
                String address = "digits?pixels=" + digit + "-" + sample + "&dx=4&normalize=false";
                wrong += ask(address).get("digit").asInt() == digit ? 0 : 1;
            }
        }
        assertThat(wrong).isBetween(40, 60);
    }

    @Test
    void thePlainStackOf32LayersLearnsItsTrainingPicturesWorseThanThatOf8AndTheResidualStackBetter() throws Exception {
        assertThat(chapter("07"))
                .contains("The plain stack of 32 layers gets *more* of its own training pictures wrong than the plain"
                        + " stack of 8")
                .contains("The residual stack of 32 gets fewer wrong than that of 8.");
        JsonNode stacks = ask("residual?depth=32&steps=48");
        assertThat(stacks.at("/plain/deep/error").asDouble())
                .isGreaterThan(stacks.at("/plain/shallow/error").asDouble());
        assertThat(stacks.at("/residual/deep/error").asDouble())
                .isLessThan(stacks.at("/residual/shallow/error").asDouble());
        JsonNode later = ask("residual?depth=64&steps=96");
        assertThat(later.at("/plain/deep/error").asDouble()
                        - later.at("/residual/deep/error").asDouble())
                .isGreaterThan(stacks.at("/plain/deep/error").asDouble()
                        - stacks.at("/residual/deep/error").asDouble());
    }

    /** Whoever shifts the row by one sees what the table of chapter 06 says of the four ways to halve it. */
    @Test
    void onlyEverySecondPixelMovesItsOldRowAlongAndTheBlurredMaximumChangesLeast() throws Exception {
        JsonNode rows = ask("invariance?input=0 0 1 1 0 0 1 1&shift=1");
        assertThat(rows.toString())
                .contains("[0,1,0,1]", "[1,0,1,0]", "[1,1,1,1]", "[0.5,0.5,0.5,0.5]")
                .contains("[0.5,1,0.5,1]", "[0.75,0.75,0.75,0.75]");
        assertThat(chapter("06"))
                .contains("| every second pixel | 0 1 0 1 | 1 0 1 0 | 1 |")
                .contains("| max of each pair | 0 1 0 1 | 1 1 1 1 | 1 |")
                .contains("| mean of each pair | 0 1 0 1 | ½ ½ ½ ½ | ½ |")
                .contains("| max, blurred, then every second | ½ 1 ½ 1 | ¾ ¾ ¾ ¾ | ¼ |");
    }

    /** What replicate copies counts as read, so no pixel is read more often than any other. */
    @Test
    void withReplicateEveryPixelIsReadNineTimes() throws Exception {
        JsonNode reads = ask("stride?size=7&kernel=3&stride=1&padding=same&mode=replicate")
                .get("reads");
        assertThat(reads.valueStream().flatMap(JsonNode::valueStream).mapToInt(JsonNode::asInt))
                .hasSize(49)
                .containsOnly(9);
    }

    @Test
    void theInkUnderAWindowOfTheSevenLiesWhereChapter02SaysItLies() throws Exception {
        assertThat(products(3, 2)).containsExactly(0, 0, 0, 0, 0, 18, 0, 0, 9);
        assertThat(products(3, 5)).containsExactly(-9, 0, 0, -18, 0, 0, 0, 0, 0);
        assertThat(chapter("02"))
                .contains("Two ink pixels lie on the right, under positive weights. The third lies under a 0")
                .contains("There two ink pixels lie under negative weights and a third under a 0");
    }

    @Test
    void everyChapterEndsWithThreeThingsThatAReaderCanDoNow() throws Exception {
        for (String chapter :
                IntStream.rangeClosed(1, 10).mapToObj("%02d"::formatted).toList()) {
            String end = chapter(chapter).split("\n## What you can do now\n\n")[1];
            assertThat(Stream.of(end.split("\n\n")[0].split("\n")))
                    .as(chapter)
                    .hasSize(3)
                    .allMatch(line -> line.startsWith("- "));
        }
    }

    private int[] products(int row, int col) throws Exception {
        return ask("convolution?input=seven&kernel=vertical&row=" + row + "&col=" + col)
                .get("products")
                .valueStream()
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    private static String chapter(String number) throws Exception {
        try (Stream<Path> files = Files.list(Path.of("content/chapters"))) {
            return Files.readString(
                    files.filter(file -> file.getFileName().toString().startsWith(number + "-"))
                            .findFirst()
                            .orElseThrow());
        }
    }

    /** A run of training is answered 503 until it has come as far as was asked. */
    private JsonNode ask(String address) throws Exception {
        MockHttpServletResponse answer;
        do {
            answer = mvc.perform(MockMvcRequestBuilders.get(URI.create("/widgets/" + address.replace(" ", "%20")))
                            .accept("application/json"))
                    .andReturn()
                    .getResponse();
        } while (answer.getStatus() == 503);
        assertThat(answer.getStatus()).as(address).isEqualTo(200);
        answer.setCharacterEncoding("UTF-8");
        return JSON.readTree(answer.getContentAsString());
    }
}

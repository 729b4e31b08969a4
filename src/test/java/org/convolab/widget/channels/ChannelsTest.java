package org.convolab.widget.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.convolab.widget.Picture;
import org.convolab.widget.Pictures;
import org.convolab.widget.States;
import org.junit.jupiter.api.Test;

class ChannelsTest {
    /** A picture of one amber patch, the color (9, 6, 0), beside sky, the color (5, 7, 9). */
    private static final CourseResources AMBER_AND_SKY = Pictures.of(
            new Picture("lamp", "Lamp", List.of(plane("9 9 9 5 5 5"), plane("6 6 6 7 7 7"), plane("0 0 0 9 9 9"))),
            new Picture("seven", "Seven", List.of(plane("0 9 9 9 9 0"))));

    private static Grid plane(String row) {
        return Grid.parse("picture", String.join("/", row, row, row));
    }

    private static Channels.Sums sums(String picture, int filter, int row, int col) {
        return new Channels().view(new Channels.Selection(picture, filter, row, col), AMBER_AND_SKY);
    }

    @Test
    void aFilterWithWeightsInItsCenterOnlyMixesTheChannelsOfOnePixel() {
        assertThat(sums("lamp", 1, 0, 0).sum()).isEqualTo(7.5f);
        assertThat(sums("lamp", 1, 0, 3).sum()).isEqualTo(-3);
    }

    @Test
    void thePartialSumsAndTheBiasMakeThePixelOfTheMap() {
        for (int filter = 0; filter < 6; filter++) {
            for (int col = 0; col < 4; col++) {
                var sums = sums("lamp", filter, 0, col);
                float total = sums.bias();
                for (int c = 0; c < 3; c++) {
                    float partial = sums.products().get(c).rows().stream()
                            .flatMap(List::stream)
                            .reduce(0f, Float::sum);
                    assertThat(partial).isEqualTo(sums.partialSums().get(c));
                    total += partial;
                }
                assertThat(total).isEqualTo(sums.sum());
                assertThat(sums.maps().get(filter).at(0, col)).isEqualTo(sums.sum());
            }
        }
    }

    @Test
    void aFilterOverThreeChannelsHasTwentySevenWeights() {
        var sums = sums("lamp", 0, 0, 0);

        assertThat(sums.weights()).isEqualTo(27);
        assertThat(sums.parameters()).isEqualTo(6 * (27 + 1));
        assertThat(sums.kernels()).hasSize(3);
        assertThat(sums.maps()).hasSize(6);
    }

    @Test
    void theSentenceNamesTheChannelsThatSpeakForAndAgainst() {
        assertThat(sums("lamp", 1, 0, 3).sentence())
                .contains("red and green speak for it, blue against it", "below zero");
    }

    @Test
    void aGrayPictureIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> sums("seven", 0, 0, 0))
                .satisfies(refused -> assertThat(refused.refusals())
                        .containsExactly(new BadParameter.Refusal("picture", "seven", "one of lamp", List.of("lamp"))));
    }

    @Test
    void aPlaceBesideTheMapIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> sums("lamp", 0, 0, 4))
                .satisfies(refused -> assertThat(refused.refusals())
                        .containsExactly(new BadParameter.Refusal("col", "4", "a whole number from 0 to 3")));
    }

    private interface PixelWeight {
        double at(int row, int col);
    }

    /** The light of a channel under the window, each pixel times a weight that depends on its row and column. */
    private static double light(Channels.Sums sums, Channels.Selection p, int channel, PixelWeight weight) {
        return IntStream.range(0, 9)
                .mapToDouble(i ->
                        weight.at(i / 3, i % 3) * sums.channels().get(channel).at(p.row() + i / 3, p.col() + i % 3))
                .sum();
    }

    private static double allLight(Channels.Sums sums, Channels.Selection p, PixelWeight weight) {
        return IntStream.range(0, 3).mapToDouble(c -> light(sums, p, c, weight)).sum();
    }

    private static double middle(double y, double x) {
        return y == 1 && x == 1 ? 1 : 0;
    }

    private static Claims claims(Channels.Selection p, Channels.Sums sums) {
        double red = light(sums, p, 0, (y, x) -> 1);
        double others = light(sums, p, 1, (y, x) -> 1) + light(sums, p, 2, (y, x) -> 1) - sums.bias();
        double yellow = (light(sums, p, 0, ChannelsTest::middle) + light(sums, p, 1, ChannelsTest::middle)) / 2
                - light(sums, p, 2, ChannelsTest::middle);
        double above = light(sums, p, 0, (y, x) -> 1 - y) - light(sums, p, 1, (y, x) -> 1 - y);
        double right = allLight(sums, p, (y, x) -> x - 1);
        double below = allLight(sums, p, (y, x) -> y - 1);
        double all = allLight(sums, p, (y, x) -> 1);
        return new Claims()
                .claim(
                        "At row (\\d+), column (\\d+) ",
                        place -> Claims.number(place.group(1)) == p.row() && Claims.number(place.group(2)) == p.col())
                .claim(
                        "every partial sum is zero\\.",
                        zero -> sums.partialSums().stream().allMatch(part -> part == 0))
                .claim(
                        "([a-z, ]+) alone speaks for it, and no channel against it\\.",
                        alone -> alone.group(1).equals(signed(sums, 1))
                                && signed(sums, -1).isEmpty()
                                && !alone.group(1).contains(" "))
                .claim(
                        "([a-z, ]+) speak for it, and no channel against it\\.",
                        speak -> speak.group(1).equals(signed(sums, 1))
                                && signed(sums, -1).isEmpty())
                .claim(
                        "([a-z, ]+?) speaks? against it, and no channel for it\\.",
                        speak -> speak.group(1).equals(signed(sums, -1))
                                && signed(sums, 1).isEmpty())
                .claim(
                        "([a-z, ]+?) speaks? for it, ([a-z, ]+) against it\\.",
                        both -> both.group(1).equals(signed(sums, 1))
                                && both.group(2).equals(signed(sums, -1)))
                .claim("The bias adds (\\S+?)\\.", adds -> Claims.number(adds.group(1)) == sums.bias())
                .claim("The bias takes away (\\S+?)\\.", takes -> Claims.number(takes.group(1)) == -sums.bias())
                .claim("The total is above zero: ", up -> sums.sum() > 0)
                .claim("The total is below zero: ", down -> sums.sum() < 0)
                .claim("The total is zero: ", zero -> sums.sum() == 0)
                .claim("red outweighs green, blue and the bias\\.", more -> red > others)
                .claim("green, blue and the bias outweigh red\\.", less -> red < others)
                .claim("red is as much as green, blue and the bias\\.", same -> red == others)
                .claim("the pixel in the middle has more yellow than blue\\.", more -> yellow > 0)
                .claim("the pixel in the middle has more blue than yellow\\.", less -> yellow < 0)
                .claim("the pixel in the middle has as much yellow as blue\\.", same -> yellow == 0)
                .claim("red, compared with green, is stronger above than below\\.", more -> above > 0)
                .claim("red, compared with green, is weaker above than below\\.", less -> above < 0)
                .claim("red, compared with green, is as strong above as below\\.", same -> above == 0)
                .claim("the patch is lighter on the right than on the left\\.", more -> right > 0)
                .claim("the patch is lighter on the left than on the right\\.", less -> right < 0)
                .claim("the patch is as light on the left as on the right\\.", same -> right == 0)
                .claim("the patch is lighter below than above\\.", more -> below > 0)
                .claim("the patch is lighter above than below\\.", less -> below < 0)
                .claim("the patch is as light above as below\\.", same -> below == 0)
                .claim("the light of the patch adds up to more than 120\\.", more -> all > 120)
                .claim("the light of the patch adds up to less than 120\\.", less -> all < 120)
                .claim("the light of the patch adds up to 120\\.", same -> all == 120);
    }

    private static String signed(Channels.Sums sums, int sign) {
        List<String> names = List.of("red", "green", "blue");
        String joined = IntStream.range(0, 3)
                .filter(c -> sign * sums.partialSums().get(c) > 0)
                .mapToObj(names::get)
                .collect(Collectors.joining(", "));
        return joined.replaceFirst(", (\\w+)$", " and $1");
    }

    @Test
    void everySentenceHoldsInEveryState() {
        States states = new States(4);
        for (int i = 0; i < 3000; i++) {
            List<Grid> planes = IntStream.range(0, 3)
                    .mapToObj(c -> Grid.parse("plane", states.grid(4, 5).replaceAll("-|000", "")))
                    .toList();
            Channels.Selection p =
                    new Channels.Selection("drawn", states.between(0, 5), states.between(0, 1), states.between(0, 2));
            Channels.Sums sums = new Channels().view(p, Pictures.drawn(planes));
            claims(p, sums).check(sums.sentence(), sums);
        }
    }

    /** The sky left of the lamp: an edge stands there, with its light on the left. */
    @Test
    void anEdgeTheOtherWayRoundIsSaidToBeOne() {
        String sentence = sums("lamp", 3, 0, 1).sentence();
        assertThat(sentence).endsWith("The total is above zero: the patch is lighter on the right than on the left.");
        List<Grid> planes = List.of(plane("5 5 1"), plane("7 7 1"), plane("9 9 1"));
        assertThat(new Channels()
                        .view(new Channels.Selection("drawn", 3, 0, 0), Pictures.drawn(planes))
                        .sentence())
                .endsWith("The total is below zero: the patch is lighter on the left than on the right.");
    }
}

package org.convolab.widget.stride;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.convolab.engine.layer.Padding;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.convolab.widget.PaddingRule;
import org.convolab.widget.Parameters;
import org.convolab.widget.Sides;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrideTest {
    private static final CourseResources NOTHING = new CourseResources() {};

    private static Stride.Setting setting(
            int size,
            int kernel,
            int stride,
            String padding,
            Padding.Mode mode,
            int dilation,
            Stride.Pattern picture,
            int row,
            int col,
            int pixelRow,
            int pixelCol) {
        PaddingRule rule = PaddingRule.parse(padding, 0, 16);
        return new Stride.Setting(
                Sides.of(size),
                Sides.of(kernel),
                Sides.of(stride),
                rule,
                mode,
                Sides.of(dilation),
                picture,
                row,
                col,
                pixelRow,
                pixelCol);
    }

    private static Stride.Places asked(String query) {
        Map<String, String> texts = new HashMap<>();
        for (String pair : query.split("&")) {
            texts.put(pair.split("=")[0], pair.split("=")[1]);
        }
        return new Stride().view(Parameters.of(new Stride().start()).read(texts), NOTHING);
    }

    private static Stride.Places places(
            int size, int kernel, int stride, String padding, Padding.Mode mode, int dilation, int row, int col) {
        return new Stride()
                .view(
                        setting(size, kernel, stride, padding, mode, dilation, Stride.Pattern.EVEN, row, col, 0, 0),
                        NOTHING);
    }

    private static Stride.Places places(int size, int kernel, int stride, String padding) {
        return places(size, kernel, stride, padding, Padding.Mode.ZERO, 1, 0, 0);
    }

    @Test
    void aCornerIsReadOnceAndThePixelWhereFourWindowsMeetFourTimes() {
        var places = places(7, 3, 2, "valid");
        assertThat(places.out()).isEqualTo(3);
        assertThat(places.reads().at(0, 0)).isEqualTo(1);
        assertThat(places.reads().at(2, 2)).isEqualTo(4);
        assertThat(places.neverRead()).isZero();
    }

    @Test
    void theFloorLeavesTheLastRowAndColumnOfEightUnread() {
        var places = places(8, 3, 2, "valid");
        assertThat(places.out()).isEqualTo(3);
        assertThat(places.neverRead()).isEqualTo(15);
        assertThat(places.sentence()).contains("No window ever reads 15 of the 64 pixels");
    }

    @Test
    void aOneByOneKernelWithAStrideOfTwoReadsAQuarter() {
        assertThat(places(8, 1, 2, "valid").neverRead()).isEqualTo(48);
    }

    @Test
    void sameAtStrideTwoPutsTheOddPixelAfterThePicture() {
        var same = places(8, 3, 2, "same");
        assertThat(same.out()).isEqualTo(4);
        assertThat(same.before()).isZero();
        assertThat(same.after()).isEqualTo(1);
        assertThat(places(8, 3, 2, "1").out()).isEqualTo(4);
    }

    @Test
    void sameCountsDilation() {
        var places = places(7, 3, 1, "same", Padding.Mode.ZERO, 2, 0, 0);
        assertThat(places.out()).isEqualTo(7);
        assertThat(places.before()).isEqualTo(2);
        assertThat(places.reach()).isEqualTo(5);
    }

    @Test
    void withFullPaddingEveryPixelIsReadNineTimes() {
        var places = places(7, 3, 1, "full");
        assertThat(places.out()).isEqualTo(9);
        assertThat(places.reads().rows()).allSatisfy(row -> assertThat(row).containsOnly(9f));
    }

    @Test
    void aCopyInTheBorderIsAReadOfThePixelThatItCopies() {
        assertThat(places(7, 3, 1, "same").reads().at(0, 0)).isEqualTo(4);
        assertThat(places(7, 3, 1, "same", Padding.Mode.REPLICATE, 1, 0, 0)
                        .reads()
                        .at(0, 0))
                .isEqualTo(9);
        assertThat(places(7, 3, 1, "same", Padding.Mode.CIRCULAR, 1, 0, 0)
                        .reads()
                        .at(0, 0))
                .isEqualTo(9);
        assertThat(places(7, 3, 1, "same", Padding.Mode.REFLECT, 1, 0, 0)
                        .reads()
                        .at(1, 1))
                .isEqualTo(16);
    }

    @Test
    void zerosDarkenTheRimOfAnEvenPictureAndCopiesDoNot() {
        var zero = places(7, 3, 1, "same").output();
        assertThat(zero.at(0, 0)).isEqualTo(4);
        assertThat(zero.at(0, 3)).isEqualTo(6);
        assertThat(zero.at(3, 3)).isEqualTo(9);
        var replicate = places(7, 3, 1, "same", Padding.Mode.REPLICATE, 1, 0, 0).output();
        assertThat(replicate.rows()).allSatisfy(row -> assertThat(row).containsOnly(9f));
    }

    @Test
    void theBorderHoldsWhatItsModeSays() {
        assertThat(border(Padding.Mode.ZERO)).isEqualTo("0 0 1 2 3 0 0");
        assertThat(border(Padding.Mode.REFLECT)).isEqualTo("3 2 1 2 3 2 1");
        assertThat(border(Padding.Mode.REPLICATE)).isEqualTo("1 1 1 2 3 3 3");
        assertThat(border(Padding.Mode.CIRCULAR)).isEqualTo("2 3 1 2 3 1 2");
    }

    /** The first row of a ramp of three, padded by two. */
    private static String border(Padding.Mode mode) {
        Grid padded = new Stride()
                .view(setting(3, 3, 1, "2", mode, 1, Stride.Pattern.RAMP, 0, 0, 0, 0), NOTHING)
                .padded();
        return padded.toString().split("/")[2];
    }

    @Test
    void aPixelsReadsAreThoseOfItsRowTimesThoseOfItsColumn() {
        var places = new Stride()
                .view(setting(7, 3, 2, "valid", Padding.Mode.ZERO, 1, Stride.Pattern.RAMP, 0, 0, 2, 3), NOTHING);
        assertThat(places.readersDown()).isEqualTo(2);
        assertThat(places.readersAcross()).isEqualTo(1);
        assertThat(places.readers()).isEqualTo(Grid.parse("readers", "0 1 0/0 1 0/0 0 0"));
    }

    @Test
    void paddingThatABorderCannotHoldIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> places(3, 1, 1, "3", Padding.Mode.REFLECT, 1, 0, 0))
                .withMessageStartingWith("padding: 3 was sent, allowed is at most 2 pixels on a side in reflect mode");
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> places(3, 1, 1, "4", Padding.Mode.CIRCULAR, 1, 0, 0))
                .withMessageStartingWith("padding: 4 was sent, allowed is at most 3 pixels");
    }

    @Test
    void aKernelThatDoesNotFitIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> places(4, 3, 1, "valid", Padding.Mode.ZERO, 2, 0, 0))
                .withMessageStartingWith("kernel: 3 was sent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"some", "-1", "17", "1x", "１"})
    void anUnknownPaddingIsRefused(String padding) {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> asked("padding=" + padding))
                .withMessage(
                        "padding: " + padding
                                + " was sent, allowed is valid, same, full, a whole number from 0 to 16, or two such as 1x2, height x width");
    }

    @Test
    void aWindowOfNineReadsNineOfThePicture() {
        assertThat(asked("size=7").sentence())
                .startsWith("Here the window reads 9 pixels, all of them in the picture.");
        assertThat(asked("size=7&padding=same&mode=replicate").sentence())
                .startsWith("Here the window reads 4 pixels of the picture and 5 copies in the border.");
        assertThat(asked("size=7&kernel=1").sentence())
                .startsWith("Here the window reads 1 pixel, which lies in the picture.");
    }

    @Test
    void heightAndWidthGoTheirOwnWays() {
        var places = asked("size=8&kernel=3x5&stride=3x4&padding=0x1");
        assertThat(places.outHeight()).isEqualTo(2);
        assertThat(places.outWidth()).isEqualTo(2);
        places = asked("size=6x9&kernel=1x3&stride=1x2&padding=same");
        assertThat(places.outHeight()).isEqualTo(6);
        assertThat(places.outWidth()).isEqualTo(5);
        assertThat(places.out()).isEqualTo(6);
        assertThat(places.reads().height()).isEqualTo(6);
        assertThat(places.reads().width()).isEqualTo(9);
        assertThat(places.axes())
                .extracting(Stride.Travel::formula)
                .containsExactly(
                        "floor((6 + 0 + 0 − 1) / 1) + 1 = floor(5) + 1",
                        "floor((9 + 1 + 1 − 3) / 2) + 1 = floor(4) + 1");
    }

    @Test
    void anEvenKernelAndAStrideGetSamePaddingAtRealSizes() {
        var places = asked("size=224&kernel=4&stride=2&padding=same");
        assertThat(places.out()).isEqualTo(112);
        assertThat(places.before()).isEqualTo(1);
        assertThat(places.after()).isEqualTo(1);
        places = asked("size=223&kernel=4&stride=1&padding=same");
        assertThat(places.out()).isEqualTo(223);
        assertThat(places.before()).isEqualTo(1);
        assertThat(places.after()).isEqualTo(2);
        assertThat(places.reads().rows()).hasSize(223);
        assertThat(places.large()).isTrue();
    }

    @Test
    void everySentenceIsTrueOfTheNumbersThatAreShown() {
        Random random = new Random(8);
        int checked = 0;
        for (int state = 0; state < 3000; state++) {
            Sides size = sides(random, 9);
            Stride.Setting p = new Stride.Setting(
                    size,
                    sides(random, 4),
                    sides(random, 4),
                    PaddingRule.parse(
                            List.of("valid", "same", "full", "1", "0x2", "3").get(random.nextInt(6)), 0, 16),
                    Padding.Mode.values()[random.nextInt(4)],
                    sides(random, random.nextBoolean() ? 1 : 3),
                    Stride.Pattern.RAMP,
                    random.nextInt(3),
                    random.nextInt(3),
                    random.nextInt(size.height()),
                    random.nextInt(size.width()));
            Stride.Places v;
            try {
                v = new Stride().view(p, NOTHING);
            } catch (BadParameter refused) {
                continue;
            }
            checked++;
            claims(p, v).check(v.sentence(), p);
        }
        assertThat(checked).isGreaterThan(500);
    }

    private static Sides sides(Random random, int most) {
        int height = 1 + random.nextInt(most);
        return new Sides(height, random.nextInt(3) == 0 ? 1 + random.nextInt(most) : height);
    }

    private static Claims claims(Stride.Setting p, Stride.Places v) {
        int border = 0;
        for (int m = 0; m < p.kernel().height(); m++) {
            for (int n = 0; n < p.kernel().width(); n++) {
                int y = p.row() * p.stride().height() + m * p.dilation().height() - v.above();
                int x = p.col() * p.stride().width() + n * p.dilation().width() - v.before();
                border += y >= 0
                                && x >= 0
                                && y < p.size().height()
                                && x < p.size().width()
                        ? 0
                        : 1;
            }
        }
        int outside = border;
        int cells = p.kernel().area();
        List<Float> reads = v.reads().rows().stream().flatMap(List::stream).toList();
        double most = reads.stream().mapToDouble(each -> each).max().orElseThrow();
        return new Claims()
                .claim(
                        "Here the window reads (\\d+) pixels?, (?:all of them|which lies) in the picture\\.",
                        m -> outside == 0
                                && Claims.number(m.group(1)) == cells
                                && m.group().contains("pixel,") == (cells == 1))
                .claim(
                        "Here the window reads (\\d+) pixels? of the picture and (\\d+) (zeros?|copy|copies) in the border\\.",
                        m -> Claims.number(m.group(1)) == cells - outside
                                && Claims.number(m.group(2)) == outside
                                && outside > 0
                                && m.group(3).startsWith("zero") == (p.mode() == Padding.Mode.ZERO)
                                && m.group(3).matches("zero|copy") == (outside == 1))
                .claim(
                        "No window ever reads ([\\d,]+) of the ([\\d,]+) pixels?\\.",
                        m -> Claims.number(m.group(1))
                                        == reads.stream()
                                                .filter(each -> each == 0)
                                                .count()
                                && Claims.number(m.group(2)) == reads.size())
                .claim(
                        "Over all places the only pixel is read (.+?)\\.",
                        m -> reads.size() == 1 && Claims.times(m.group(1)) == most)
                .claim(
                        "Over all places every pixel is read (.+?), a corner as often as the middle\\.",
                        m -> reads.stream().allMatch(each -> each == Claims.times(m.group(1))))
                .claim(
                        "Over all places the first corner is read (.+?), and the pixel read most often (.+?)\\.",
                        m -> Claims.times(m.group(1)) == v.reads().at(0, 0)
                                && Claims.times(m.group(2)) == most
                                && v.reads().at(0, 0) < most)
                .claim(
                        "Over all places the first corner is read (.+?), no pixel more often\\.",
                        m -> Claims.times(m.group(1)) == v.reads().at(0, 0)
                                && v.reads().at(0, 0) == most
                                && reads.stream().anyMatch(each -> each < most));
    }
}

package org.convolab.widget.outputsize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.stream.IntStream;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.convolab.widget.PaddingRule;
import org.convolab.widget.Parameters;
import org.convolab.widget.Sides;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputSizeTest {
    private static final CourseResources NONE = new CourseResources() {};

    private static OutputSize.SizeAndCost layer(
            int in, int kernel, int padding, int stride, int dilation, int channels, int filters, int groups) {
        return new OutputSize()
                .view(
                        new OutputSize.LayerSettings(
                                Sides.of(in),
                                Sides.of(kernel),
                                PaddingRule.of(padding),
                                Sides.of(stride),
                                Sides.of(dilation),
                                channels,
                                filters,
                                groups),
                        NONE);
    }

    /** The layer that a query spells. */
    private static OutputSize.SizeAndCost layer(String query) {
        Map<String, String> texts = new HashMap<>();
        for (String pair : query.split("&")) {
            texts.put(pair.split("=")[0], pair.split("=")[1]);
        }
        return new OutputSize().view(Parameters.of(new OutputSize().start()).read(texts), NONE);
    }

    @Test
    void theFirstLayerOfResNet() {
        OutputSize.SizeAndCost size = layer(224, 7, 3, 2, 1, 3, 64, 1);
        assertThat(size.room()).isEqualTo(223);
        assertThat(size.steps()).isEqualTo(111);
        assertThat(size.rest()).isEqualTo(1);
        assertThat(size.out()).isEqualTo(112);
        assertThat(size.parameters()).isEqualTo(9_472);
        assertThat(size.multiplyAdds()).isEqualTo(118_013_952);
        assertThat(size.sentence()).contains("112 from 224", "1 is left", "Only padding is lost.");
    }

    @ParameterizedTest
    @CsvSource({"32,5,2,2,16", "34,5,0,2,15", "224,11,0,4,54", "227,11,0,4,55", "4,3,0,1,2", "56,1,0,1,56"})
    void theWorkedSizesOfTheChapters(int in, int kernel, int padding, int stride, int out) {
        assertThat(layer(in, kernel, padding, stride, 1, 1, 1, 1).out()).isEqualTo(out);
    }

    @Test
    void aStrideChangesTheSizeAndTheWorkButNotTheParameters() {
        assertThat(layer(224, 7, 3, 1, 1, 3, 64, 1).parameters()).isEqualTo(9_472);
        assertThat(layer(224, 7, 3, 1, 1, 3, 64, 1).multiplyAdds()).isEqualTo(472_055_808);
    }

    @Test
    void pixelsAfterTheLastPlaceAreNeverRead() {
        OutputSize.SizeAndCost size = layer(16, 5, 0, 4, 1, 3, 8, 1);
        assertThat(size.rest()).isEqualTo(3);
        assertThat(size.unread()).isEqualTo(3);
        assertThat(size.unreadAtEnd()).isEqualTo(3);
        assertThat(size.sentence()).contains("3 pixels on the right are never read.");
        assertThat(size.row()).hasSize(16).last().isEqualTo(new AxisSize.Pixel(15, false, 0));
        assertThat(size.places()).extracting(AxisSize.WindowPlace::first).containsExactly(0, 4, 8);
    }

    @Test
    void aStrideLongerThanTheKernelJumpsOverPixels() {
        OutputSize.SizeAndCost size = layer(12, 3, 0, 4, 1, 1, 1, 1);
        assertThat(size.unread()).isEqualTo(3);
        assertThat(size.sentence())
                .contains("3 pixels of each row are never read: the stride jumps over 2 and 1 is left at the end.");
    }

    @Test
    void aGroupOfItsOwnForEachChannelIsDepthwise() {
        OutputSize.SizeAndCost size = layer(56, 3, 1, 1, 1, 64, 64, 64);
        assertThat(size.parameters()).isEqualTo(9 * 64 + 64);
        assertThat(size.multiplyAdds()).isEqualTo(9L * 64 * 56 * 56);
        assertThat(size.sentence()).contains("depthwise");
    }

    @Test
    void aLongRowIsDrawnAtItsEnds() {
        OutputSize.SizeAndCost size = layer(4096, 31, 64, 1, 64, 1, 1, 1);
        assertThat(size.row()).hasSize(26);
        assertThat(size.places())
                .hasSize(5)
                .last()
                .extracting(AxisSize.WindowPlace::at)
                .isEqualTo(size.out() - 1);
    }

    @ParameterizedTest
    @CsvSource({
        "5,7,0,1,1,1,kernel,7,5 + 2·0 = 5 pixels",
        "5,3,0,3,1,1,dilation,3,5 pixels of the padded row",
        "8,3,0,1,4,3,groups,3,divides the 4 channels",
        "8,3,0,1,6,3,groups,3,divides the 8 filters"
    })
    void whatDoesNotFitIsRefusedByName(
            int in,
            int kernel,
            int padding,
            int dilation,
            int channels,
            int groups,
            String field,
            String value,
            String allowed) {
        BadParameter refused = catchThrowableOfType(
                BadParameter.class, () -> layer(in, kernel, padding, 1, dilation, channels, 8, groups));
        assertThat(refused.refusals()).hasSize(1);
        assertThat(refused.refusals().get(0).field()).isEqualTo(field);
        assertThat(refused.refusals().get(0).value()).isEqualTo(value);
        assertThat(refused.refusals().get(0).allowed()).contains(allowed);
    }

    @Test
    void moreWeightsThanCanBeCountedAreRefused() {
        assertThat(catchThrowableOfType(BadParameter.class, () -> layer(31, 31, 0, 1, 1, 4096, 4096, 1))
                        .refusals()
                        .get(0)
                        .field())
                .isEqualTo("filters");
    }

    @Test
    void dilationIsBlamedForWhatDilationSkips() {
        assertThat(layer("in=16&kernel=3&padding=0&stride=20&dilation=4&channels=1&filters=1&groups=1")
                        .sentence())
                .isEqualTo(
                        "The window has one place only: 1 from 16. A further step would need 20 pixels, and 7 are left: the floor leaves them out. "
                                + "13 pixels of each row are never read: 6 lie between the weights and 7 are left at the end.");
        assertThat(layer("in=10&kernel=2&padding=0&stride=3&dilation=3").sentence())
                .endsWith("6 pixels of each row are never read, all between the weights.");
    }

    @Test
    void aStrideThatIsNeverTakenDividesNothing() {
        assertThat(layer("in=8&kernel=8&padding=0&stride=8").sentence())
                .startsWith("The window has one place only: 1 from 8.");
        assertThat(layer("in=224&kernel=2&padding=0&stride=2").sentence())
                .startsWith("A stride of 2 divides the size by 2: 112 from 224.");
    }

    @Test
    void heightAndWidthAreCountedApart() {
        OutputSize.SizeAndCost size = layer("in=8&kernel=3x5&padding=0x1&stride=3x4&channels=1&filters=1");
        assertThat(size.outHeight()).isEqualTo(2);
        assertThat(size.outWidth()).isEqualTo(2);
        size = layer("in=32&kernel=1x7&padding=0x3&stride=1&channels=3&filters=8");
        assertThat(size.outHeight()).isEqualTo(32);
        assertThat(size.parameters()).isEqualTo(7 * 3 * 8 + 8);
        size = layer("in=480x640&kernel=3&padding=1&stride=1x2&channels=1&filters=1");
        assertThat(size.outHeight()).isEqualTo(480);
        assertThat(size.outWidth()).isEqualTo(320);
        assertThat(size.out()).isEqualTo(480);
        assertThat(size.multiplyAdds()).isEqualTo(9L * 480 * 320);
        assertThat(size.axes()).hasSize(2);
        assertThat(size.sentence())
                .startsWith("Down: the map is as high as the input, 480. ")
                .contains(" Across: a stride of 2 divides the size by 2: 320 from 640.");
    }

    @ParameterizedTest
    @CsvSource({
        "in=224&kernel=4&padding=same&stride=1,224",
        "in=224&kernel=4&padding=same&stride=2,112",
        "in=225&kernel=3&padding=same&stride=2,113",
        "in=4096&kernel=2&padding=same&stride=3,1366",
        "in=224&kernel=4&padding=valid&stride=1,221",
        "in=224&kernel=4&padding=full&stride=1,227"
    })
    void paddingMayBeAWordAtRealSizes(String query, int out) {
        assertThat(layer(query).out()).isEqualTo(out);
    }

    @Test
    void anEvenKernelHasTheOddPixelOfSamePaddingAtTheEnd() {
        AxisSize axis = layer("in=224&kernel=4&padding=same&stride=1").axes().get(0);
        assertThat(axis.before()).isEqualTo(1);
        assertThat(axis.after()).isEqualTo(2);
        assertThat(axis.paddedSum()).isEqualTo("224 + 1 + 2");
    }

    @ParameterizedTest
    @CsvSource({"3x,kernel", "x3,kernel", "3x5x7,kernel", "0x3,kernel", "3x32,kernel", "three,kernel"})
    void aSizeThatIsNoneIsRefusedWithWhatIsAllowed(String text, String field) {
        BadParameter refused = catchThrowableOfType(BadParameter.class, () -> layer(field + "=" + text));
        assertThat(refused.refusals())
                .containsExactly(new BadParameter.Refusal(
                        field, text, "a whole number from 1 to 31, or two such as 3x5, height x width"));
        assertThat(catchThrowableOfType(BadParameter.class, () -> layer("padding=some"))
                        .refusals()
                        .get(0)
                        .allowed())
                .isEqualTo("valid, same, full, a whole number from 0 to 64, or two such as 1x2, height x width");
    }

    @Test
    void everySentenceIsTrueOfTheNumbersThatAreShown() {
        Random random = new Random(3);
        String[] words = {"valid", "same", "full"};
        int checked = 0;
        for (int state = 0; state < 6000; state++) {
            int groups = 1 + random.nextInt(3);
            OutputSize.LayerSettings p = new OutputSize.LayerSettings(
                    sides(random, random.nextInt(9) == 0 ? 300 : 20),
                    sides(random, 6),
                    random.nextInt(4) == 0
                            ? PaddingRule.parse(words[random.nextInt(3)], 0, 64)
                            : new PaddingRule("", new Sides(random.nextInt(4), random.nextInt(4))),
                    sides(random, 7),
                    sides(random, random.nextBoolean() ? 1 : 5),
                    groups * (1 + random.nextInt(3)),
                    groups * (1 + random.nextInt(3)),
                    groups);
            OutputSize.SizeAndCost v;
            try {
                v = new OutputSize().view(p, NONE);
            } catch (BadParameter refused) {
                continue;
            }
            checked++;
            String[] parts = v.sentence().split("(?= Across: )");
            assertThat(parts).hasSize(v.axes().size());
            for (int i = 0; i < parts.length; i++) {
                String part = parts[i].strip();
                if (parts.length == 2) {
                    int said = part.indexOf(": ") + 2;
                    assertThat(part.charAt(said)).isLowerCase();
                    part = part.substring(0, said)
                            + part.substring(said, said + 1).toUpperCase(Locale.ROOT)
                            + part.substring(said + 1);
                }
                claims(p, v.axes().get(i), i == 0 && parts.length == 2).check(part, p);
            }
        }
        assertThat(checked).isGreaterThan(2000);
    }

    private static Sides sides(Random random, int most) {
        int height = 1 + random.nextInt(most);
        return new Sides(height, random.nextInt(3) == 0 ? 1 + random.nextInt(most) : height);
    }

    private static Claims claims(OutputSize.LayerSettings p, AxisSize axis, boolean down) {
        int[] reads = new int[axis.in()];
        boolean[] spanned = new boolean[axis.in()];
        int end = 0;
        for (int first = -axis.before(); first + axis.reach() <= axis.in() + axis.after(); first += axis.stride()) {
            for (int cell = 0; cell < axis.kernel(); cell++) {
                int pixel = first + cell * axis.dilation();
                if (pixel >= 0 && pixel < axis.in()) {
                    reads[pixel]++;
                }
            }
            for (int pixel = Math.max(0, first); pixel < Math.min(axis.in(), first + axis.reach()); pixel++) {
                spanned[pixel] = true;
            }
            end = first + axis.reach();
        }
        int last = end;
        long unread = IntStream.range(0, axis.in()).filter(i -> reads[i] == 0).count();
        long between = IntStream.range(0, axis.in())
                .filter(i -> reads[i] == 0 && spanned[i])
                .count();
        long atEnd = IntStream.range(0, axis.in()).filter(i -> i >= last).count();
        int rest = axis.in() + axis.after() - last;
        String n = "([\\d,]+)";
        return new Claims()
                .claim("(Down|Across):", m -> m.group(1).equals(down ? "Down" : "Across"))
                .claim(
                        "The map is as (?:large|high) as the input, " + n + "\\.",
                        m -> is(m, 1, axis.out()) && axis.out() == axis.in())
                .claim(
                        "So much padding makes the map larger than the input, " + n + " from " + n + "\\.",
                        m -> is(m, 1, axis.out())
                                && is(m, 2, axis.in())
                                && axis.out() > axis.in()
                                && axis.before() + axis.after() > 0)
                .claim(
                        "The window has one place only: 1 from " + n + "\\.",
                        m -> axis.out() == 1 && is(m, 1, axis.in()))
                .claim(
                        "A stride of " + n + " divides the size by " + n + ": " + n + " from " + n + "\\.",
                        m -> is(m, 1, axis.stride())
                                && is(m, 2, axis.in() / axis.out())
                                && axis.stride() * axis.out() == axis.in()
                                && axis.out() > 1
                                && is(m, 3, axis.out())
                                && is(m, 4, axis.in()))
                .claim(
                        "The map is " + n + " (wide|high), from " + n + "\\.",
                        m -> is(m, 1, axis.out())
                                && is(m, 3, axis.in())
                                && m.group(2).equals(down ? "high" : "wide"))
                .claim(
                        "The last place ends exactly at the edge: nothing is left over\\.",
                        m -> rest == 0 && unread == 0)
                .claim(
                        "A further step would need " + n + " pixels?, and " + n
                                + " (?:is|are) left: the floor leaves (?:it|them) out\\.",
                        m -> is(m, 1, axis.stride()) && is(m, 2, rest) && rest > 0 && rest < axis.stride())
                .claim("Only padding is lost\\.", m -> unread == 0 && rest > 0 && rest <= axis.after())
                .claim(
                        n + " pixels? (on the right|at the bottom) (?:is|are) never read\\.",
                        m -> is(m, 1, unread)
                                && unread == atEnd
                                && m.group(2).equals(down ? "at the bottom" : "on the right"))
                .claim(
                        n + " pixels? of each (row|column) (is|are) never read:?",
                        m -> is(m, 1, unread)
                                && m.group(2).equals(down ? "column" : "row")
                                && m.group(3).equals(unread == 1 ? "is" : "are"))
                .claim(
                        "(?:and )?the stride jumps over " + n + "\\.?",
                        m -> is(m, 1, unread - between - atEnd) && between + atEnd > 0)
                .claim(
                        "(?:, all between the weights|it lies between the weights)\\.",
                        m -> unread == between && m.group().startsWith("it") == (unread == 1))
                .claim(
                        "the stride jumps over (it|them)\\.",
                        m -> between == 0 && atEnd == 0 && m.group(1).equals("it") == (unread == 1))
                .claim(
                        "(?:and )?" + n + " lies? between the weights\\.?",
                        m -> is(m, 1, between) && between > 0 && between < unread)
                .claim("(?:and )?" + n + " (?:is|are) left at the end\\.?", m -> is(m, 1, atEnd) && atEnd > 0)
                .claim(
                        "Each filter reads one channel only: this is a depthwise convolution\\.",
                        m -> p.channels() / p.groups() == 1 && p.groups() > 1)
                .claim(
                        "Each filter reads one of " + n + " groups of channels\\.",
                        m -> is(m, 1, p.groups()) && p.groups() > 1);
    }

    private static boolean is(MatchResult match, int group, long value) {
        return Claims.number(match.group(group)) == value;
    }
}

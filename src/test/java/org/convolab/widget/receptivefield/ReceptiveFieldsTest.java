package org.convolab.widget.receptivefield;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.convolab.engine.insight.EffectiveField.KernelWeights;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Pool2d;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.SqueezeExcite;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Numerals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceptiveFieldsTest {
    private static final ReceptiveFields WIDGET = new ReceptiveFields();

    private static final CourseResources MATERIALS = new CourseResources() {
        @Override
        public Map<String, Network> networks() {
            Window three = Window.of(3).withPadding(Padding.of(1));
            Sequence layers = Sequence.of(
                    Conv2d.of(3, 2, three),
                    Pool2d.max(Window.of(2).withStride(2)),
                    Conv2d.of(2, 2, three),
                    Dense.of(2 * 16 * 16, 10));
            return Map.of("small", Network.of("small", new Shape(3, 32, 32), layers));
        }
    };

    private static ReceptiveFields.FieldView sight(String layers, String network, int layer, int unit, int size) {
        return sight(layers, network, layer, unit, size, KernelWeights.UNIFORM, false, 1);
    }

    private static ReceptiveFields.FieldView sight(
            String layers,
            String network,
            int layer,
            int unit,
            int size,
            KernelWeights kernels,
            boolean relu,
            int draws) {
        return WIDGET.view(
                new ReceptiveFields.Stack(layers, network, layer, unit, size, kernels, relu, draws, 1), MATERIALS);
    }

    private static ReceptiveFields.FieldView sight(String layers) {
        return sight(layers, "", -1, -1, 15);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "3x3,3x3,3x3,3x3,3x3; 3 5 7 9 11; 1 1 1 1 1",
                "3x3/2,3x3,3x3; 3 7 11; 2 2 2",
                "3x3,3x3,3x3/2; 3 5 7; 1 1 2",
                "3x3@2; 5; 1",
                "3x3,3x3@2,3x3@4; 3 7 15; 1 1 1",
                "3x3/2@2, 2x2/2; 5 7; 2 4",
                "2x2,2x2@2,2x2@4,2x2@8,2x2@16,2x2@32,2x2@64,2x2@128,2x2@256,2x2@512; 2 4 8 16 32 64 128 256 512 1024; 1 1 1 1 1 1 1 1 1 1",
                "11x11/4,3x3/2,5x5,3x3/2,3x3,3x3,3x3,3x3/2; 11 19 51 67 99 131 163 195; 4 8 8 16 16 16 16 32"
            })
    void theFieldsAndJumpsOfAStack(String layers, String fields, String jumps) {
        ReceptiveFields.FieldView sight = sight(layers);
        assertThat(sight.layers())
                .extracting(layer -> String.valueOf(layer.receptiveField()))
                .containsExactly(fields.strip().split(" "));
        assertThat(sight.layers())
                .extracting(layer -> String.valueOf(layer.jump()))
                .containsExactly(jumps.strip().split(" "));
        assertThat(sight.receptiveField())
                .isEqualTo(sight.layers().get(sight.layers().size() - 1).receptiveField());
    }

    @Test
    void theMiddlePixelsHoldMostPaths() {
        ReceptiveFields.FieldView sight = sight("3x3,3x3,3x3,3x3,3x3");
        assertThat(sight.pathCount()).isEqualTo(243);
        assertThat(sight.paths())
                .extracting(share -> Math.round(share * 243))
                .containsExactly(1, 5, 15, 30, 45, 51, 45, 30, 15, 5, 1);
        assertThat(sight.first()).isEqualTo(2);
        assertThat(sight.sentence())
                .contains(
                        "11 × 11 pixels",
                        "Half of its gradient or more lies in the middle 5 × 5, on 21\u00a0% of the field’s area.");
    }

    @Test
    void betweenEqualKernelsTheGradientIsTheShareOfThePathsAndSpreadsAsTheFormulaSays() {
        ReceptiveFields.FieldView sight = sight("3x3,3x3,3x3,3x3,3x3");
        Effective effective = sight.effective();
        for (int y = 0; y < 11; y++) {
            assertThat(effective.across().get(y)).isCloseTo(sight.paths().get(y), within(1e-5));
            for (int x = 0; x < 11; x++) {
                double paths = sight.paths().get(y) * sight.paths().get(x);
                assertThat((double) effective.shares().at(y, x)).isCloseTo(paths, within(1e-6));
            }
        }
        assertThat(effective.formula()).isCloseTo(Math.sqrt(5 * (9 - 1) / 12.0), within(1e-12));
        assertThat(effective.deviation()).isCloseTo(effective.formula(), within(1e-4));
        assertThat(effective.half())
                .isEqualTo(new Effective.Middle(5, 5, 5, 5, effective.half().share()));
        assertThat(effective.half().share()).isCloseTo(Math.pow(201 / 243.0, 2), within(1e-5));
        assertThat(effective.most().side()).isEqualTo(7);
        assertThat(effective.bell().stream().mapToDouble(each -> each).sum()).isCloseTo(1, within(0.01));
    }

    @Test
    void betweenDrawnKernelsTheSquareOfTheGradientSpreadsLikewise() {
        ReceptiveFields.FieldView sight =
                sight("3x3,3x3,3x3,3x3,3x3", "", -1, -1, 15, KernelWeights.RANDOM, false, 200);
        Effective effective = sight.effective();
        assertThat(effective.draws()).isEqualTo(200);
        assertThat(effective.deviation()).isCloseTo(effective.formula(), within(0.05));
        assertThat(sight.sentence()).contains("Half of the square of its gradient");
        Effective cut = sight("3x3,3x3,3x3,3x3,3x3", "", -1, -1, 15, KernelWeights.RANDOM, true, 200)
                .effective();
        assertThat(cut.shares()).isNotEqualTo(effective.shares());
    }

    @Test
    void whatAPaddedUnitSeesOfTheInputIsWhatCounts() {
        ReceptiveFields.FieldView sight = sight("", "small", -1, 0, 15);
        Effective effective = sight.effective();
        assertThat(effective.first()).isZero();
        assertThat(effective.shares().rows()).hasSize(5).allMatch(row -> row.size() == 5);
        assertThat(effective.shares().rows()).allMatch(row -> row.stream().allMatch(share -> share > 0));
        assertThat(effective.across().stream().mapToDouble(each -> each).sum()).isCloseTo(1, within(1e-6));
    }

    @Test
    void aLargeFieldIsMeasuredInFewerDrawsAndDrawnInCoarserCells() {
        Effective effective = sight("9x9,9x9,9x9,9x9,9x9,9x9,9x9,9x9", "", -1, -1, 15, KernelWeights.RANDOM, false, 200)
                .effective();
        assertThat(effective.cell()).isEqualTo(2);
        assertThat(effective.shares().width()).isEqualTo(33);
        assertThat(effective.draws()).isBetween(1, 199);
        assertThat(sight("31x31,31x31,31x31,31x31,31x31,31x31", "", -1, -1, 15, KernelWeights.RANDOM, false, 200)
                        .effective())
                .isNull();
    }

    @Test
    void anotherUnitOfTheLayerSeesAsMuchElsewhere() {
        ReceptiveFields.FieldView sight = sight("3x3/2,3x3", "", -1, 2, 15);
        assertThat(sight.field()).isEqualTo(7);
        assertThat(sight.first()).isEqualTo(4);
        assertThat(sight.last()).isEqualTo(10);
        assertThat(sight.layers()).extracting(StackLayer::out).containsExactly(7, 5);
    }

    @Test
    void aLowerLayerIsLookedAtByItself() {
        ReceptiveFields.FieldView sight = sight("3x3,3x3,3x3", "", 1, 0, 15);
        assertThat(sight.field()).isEqualTo(5);
        assertThat(sight.receptiveField()).isEqualTo(7);
        assertThat(sight.layers().get(0).last()).isEqualTo(2);
        assertThat(sight.layers().get(2).first()).isEqualTo(-1);
    }

    @Test
    void dilationLeavesHoles() {
        ReceptiveFields.FieldView sight = sight("3x3@2");
        assertThat(sight.paths().stream().map(share -> share > 0)).containsExactly(true, false, true, false, true);
        assertThat(sight.read()).isEqualTo(3);
        assertThat(sight.sentence()).contains("reads only 3 of those 5", "dilation leaves holes");
        assertThat(sight("3x3,3x3@2,3x3@4").read()).isEqualTo(15);
    }

    @Test
    void anInputTooSmallGrowsToOneField() {
        ReceptiveFields.FieldView sight = sight("3x3,3x3,3x3,3x3,3x3", "", -1, -1, 4);
        assertThat(sight.size()).isEqualTo(11);
        assertThat(sight.layers().get(4).out()).isEqualTo(1);
    }

    @Test
    void aNetworkGivesItsLayersThatMoveAWindow() {
        ReceptiveFields.FieldView sight = sight("", "small", -1, 0, 15);
        assertThat(sight.layers()).extracting(StackLayer::name).containsExactly("1", "2", "3");
        assertThat(sight.layers()).extracting(StackLayer::receptiveField).containsExactly(3, 4, 8);
        assertThat(sight.layers()).extracting(StackLayer::start).containsExactly(-1, -1, -3);
        assertThat(sight.paths().subList(0, 3)).containsOnly(0f);
        assertThat(sight.sentence()).contains("in the padding");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "3x3,;an empty one is none",
                "3y3;“3y3” is none",
                "3x3/0;strides from 1 to 16",
                "3x3/1x17;strides from 1 to 16",
                "3x3@;“3x3@” is none",
                "33x33;kernels from 1 to 31",
                "9x9/16,9x9/16,9x9/16,9x9/16;at most 4096 pixels"
            })
    void aStackThatIsNoneIsRefused(String layers, String allowed) {
        BadParameter refused = catchThrowableOfType(BadParameter.class, () -> sight(layers));
        assertThat(refused.refusals()).hasSize(1);
        assertThat(refused.refusals().get(0).field()).isEqualTo("layers");
        assertThat(refused.refusals().get(0).value()).isEqualTo(layers);
        assertThat(refused.refusals().get(0).allowed()).contains(allowed);
    }

    @Test
    void aLayerOrUnitThatIsNotThereIsRefused() {
        BadParameter layer = catchThrowableOfType(BadParameter.class, () -> sight("3x3", "", 1, -1, 15));
        assertThat(layer.refusals())
                .isEqualTo(List.of(
                        new BadParameter.Refusal("layer", "1", "a whole number from 0 to 0, or -1 for the last")));
        BadParameter unit = catchThrowableOfType(BadParameter.class, () -> sight("3x3", "", -1, 13, 15));
        assertThat(unit.refusals().get(0).allowed()).startsWith("a whole number from 0 to 12");
        BadParameter network = catchThrowableOfType(BadParameter.class, () -> sight("", "smal", -1, -1, 15));
        assertThat(network.refusals().get(0).allowed()).isEqualTo("one of small");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1x7; 1 7; 1 1",
                "3x5/3x4; 3 5; 3 4",
                "3x3/2x1,3x3; 7 5; 2 1",
                "3x3@1x2; 3 5; 1 1",
                "1x7,7x1; 7 7; 1 1"
            })
    void heightAndWidthOfAFieldAreCountedApart(String layers, String fields, String jumps) {
        ReceptiveFields.FieldView view = sight(layers);
        StackLayer last = view.layers().get(view.layers().size() - 1);
        assertThat(view.receptiveFieldHeight() + " " + view.receptiveFieldWidth())
                .isEqualTo(fields.strip());
        assertThat(view.receptiveField()).isEqualTo(Math.max(view.receptiveFieldHeight(), view.receptiveFieldWidth()));
        assertThat(last.vertical().jump() + " " + last.across().jump()).isEqualTo(jumps.strip());
        assertThat(last.jump())
                .isEqualTo(Math.max(last.vertical().jump(), last.across().jump()));
        assertThat(view.sentence())
                .contains("sees %s pixels".formatted(fields.strip().replace(" ", " × ")));
    }

    @Test
    void theFieldOfAWideKernelIsFlatAndSoIsItsGradient() {
        ReceptiveFields.FieldView view = sight("1x7,1x7,3x1");
        assertThat(view.down().field()).isEqualTo(3);
        assertThat(view.effective().shares().height()).isEqualTo(3);
        assertThat(view.effective().shares().width()).isEqualTo(13);
        assertThat(view.effective().deviation()).isCloseTo(view.effective().formula(), within(1e-4));
        assertThat(view.effective().deviationDown()).isCloseTo(view.effective().formulaDown(), within(1e-4));
        assertThat(view.effective().formula()).isCloseTo(Math.sqrt(2 * 48 / 12.0), within(1e-12));
        assertThat(view.sideViews()).hasSize(2);
    }

    @Test
    void aNetworkWithOneByOneByOneBySevenSeesOneHighAndSevenWide() {
        Sequence layers = Sequence.of(Conv2d.of(3, 8, Window.of(1, 7).withPadding(Padding.of(0, 3))));
        CourseResources course = new CourseResources() {
            @Override
            public Map<String, Network> networks() {
                return Map.of("flat", Network.of("flat", new Shape(3, 32, 32), layers));
            }
        };
        ReceptiveFields.FieldView view = WIDGET.view(
                new ReceptiveFields.Stack("", "flat", -1, -1, 15, KernelWeights.UNIFORM, false, 1, 1), course);
        assertThat(view.receptiveFieldHeight()).isEqualTo(1);
        assertThat(view.receptiveFieldWidth()).isEqualTo(7);
        assertThat(view.sentence()).contains("sees 1 × 7 pixels");
    }

    @Test
    void aStrideLeavesHolesToo() {
        assertThat(sight("1x1/2,3x3@2").sentence())
                .endsWith(
                        "reads only 3 of those 9: dilation leaves holes, and so does a stride longer than its kernel.");
        assertThat(sight("1x1/2,3x3").sentence())
                .endsWith("reads only 3 of those 5: a stride longer than its kernel leaves holes.");
        assertThat(sight("2x2/2,3x3@2").sentence())
                .endsWith("reads only 6 of those 10: dilation and stride together leave holes.");
        assertThat(sight("3x1@2x1").sentence()).endsWith("Down, it reads only 3 of those 5: dilation leaves holes.");
    }

    @Test
    void whereTheAxesDifferTheirSumsGiveTwoNumbers() {
        StackLayer last = sight("1x7,7x1").chosen();
        assertThat(last.sum() + " = " + last.sumText()).isEqualTo("1 + (7 − 1)·1, 7 + (1 − 1)·1 = 7 × 7");
        assertThat(last.jumpSum() + " = " + last.jumpSumText()).isEqualTo("1·1 = 1");
        StackLayer strided = sight("1x1/1x2,1x1/2x1").chosen();
        assertThat(strided.jumpSum() + " = " + strided.jumpSumText()).isEqualTo("1·2, 2·1 = 2 × 2");
        assertThat(sight("3x3").chosen().sumText()).isEqualTo("3");
    }

    @Test
    void aWindowOfOneSeesOnePixelByOnePath() {
        ReceptiveFields.FieldView view = sight("1x1");
        assertThat(view.sentence()).startsWith("A unit of the first layer sees 1 pixel; ");
        assertThat(view.sideViews().get(0).cone().counted())
                .isEqualTo("One path leads down through the layers, and the 1 stands in the pixel that it reaches.");
    }

    @Test
    void squeezeAndExciteMakesTheFieldGlobal() {
        Window three = Window.of(3).withPadding(Padding.of(1));
        Sequence layers = Sequence.of(
                Conv2d.of(3, 4, three), new SqueezeExcite(4, 1), Conv2d.of(4, 4, three), Conv2d.of(4, 4, three));
        CourseResources course = new CourseResources() {
            @Override
            public Map<String, Network> networks() {
                return Map.of("gated", Network.of("gated", new Shape(3, 32, 32), layers));
            }
        };
        ReceptiveFields.FieldView last = WIDGET.view(
                new ReceptiveFields.Stack("", "gated", -1, -1, 15, KernelWeights.UNIFORM, false, 1, 1), course);
        assertThat(last.global()).isTrue();
        assertThat(last.sentence())
                .startsWith("Through its windows a unit of layer 3, 4, sees 7 × 7 pixels")
                .contains(
                        "Squeeze-and-excite below it averages whole maps, so that every pixel can change its answer.");
        ReceptiveFields.FieldView first = WIDGET.view(
                new ReceptiveFields.Stack("", "gated", 0, -1, 15, KernelWeights.UNIFORM, false, 1, 1), course);
        assertThat(first.global()).isFalse();
        assertThat(first.sentence()).endsWith("No other pixel can change its answer.");
    }

    @Test
    void theFieldsBelowAreDrawnInTheMiddle() {
        ReceptiveFields.FieldView view = sight("3x3,2x2/2,3x3,2x2/2", "", -1, -1, 22);
        FieldDrawing.Plane plane = view.plane();
        for (FieldDrawing.Box nest : plane.nests()) {
            assertThat(nest.x() + nest.width() / 2)
                    .isEqualTo(plane.field().x() + plane.field().width() / 2);
        }
        assertThat(plane.nests()).extracting(nest -> nest.width() / 10).containsExactly(3.0, 4.0, 8.0);
        assertThat(view.counted().most()).hasSize(view.effective().most().side() < view.field() ? 1 : 0);
    }

    @Test
    void everySentenceIsTrueOfTheNumbersThatAreShown() {
        Random random = new Random(4);
        int checked = 0;
        for (int state = 0; state < 600; state++) {
            int count = 1 + random.nextInt(4);
            StringBuilder layers = new StringBuilder();
            for (int i = 0; i < count; i++) {
                layers.append(i == 0 ? "" : ",").append(both(random, 3));
                layers.append(random.nextInt(3) == 0 ? "/" + both(random, 3) : "");
                layers.append(random.nextInt(3) == 0 ? "@" + both(random, 3) : "");
            }
            boolean published = random.nextInt(6) == 0;
            ReceptiveFields.Stack p = new ReceptiveFields.Stack(
                    layers.toString(),
                    published ? "small" : "",
                    random.nextInt(published ? 3 : count + 1) - 1,
                    random.nextInt(4) - 1,
                    1 + random.nextInt(24),
                    random.nextInt(8) == 0 ? KernelWeights.RANDOM : KernelWeights.UNIFORM,
                    random.nextInt(8) == 0,
                    1 + random.nextInt(3),
                    random.nextInt(100));
            ReceptiveFields.FieldView v;
            try {
                v = WIDGET.view(p, MATERIALS);
            } catch (BadParameter refused) {
                continue;
            }
            checked++;
            claims(p, v).check(v.sentence(), p);
            if (v.effective() != null) {
                note(p, v).check(v.note(), p);
            }
        }
        assertThat(checked).isGreaterThan(400);
    }

    private static String both(Random random, int most) {
        int height = 1 + random.nextInt(most);
        return random.nextInt(3) == 0 ? height + "x" + (1 + random.nextInt(most)) : height + "x" + height;
    }

    /** The pixels along one axis that a unit of the chosen layer reads, followed down window by window. */
    private static SortedSet<Integer> pixels(
            ReceptiveFields.FieldView v, boolean down, boolean dilations, boolean strides) {
        SortedSet<Integer> read = new TreeSet<>(Set.of(0));
        for (int i = v.layer(); i >= 0; i--) {
            AxisLayer layer =
                    down ? v.layers().get(i).vertical() : v.layers().get(i).across();
            SortedSet<Integer> below = new TreeSet<>();
            for (int unit : read) {
                for (int cell = 0; cell < layer.kernel(); cell++) {
                    below.add(unit * (strides ? layer.stride() : 1) + cell * (dilations ? layer.dilation() : 1));
                }
            }
            read = below;
        }
        return read;
    }

    private static boolean hasHoles(SortedSet<Integer> pixels) {
        return pixels.size() < pixels.last() - pixels.first() + 1;
    }

    private static Claims claims(ReceptiveFields.Stack p, ReceptiveFields.FieldView v) {
        StackLayer chosen = v.layers().get(v.layer());
        int firstDown = v.down() == null ? v.first() : v.down().first();
        int lastDown = v.down() == null ? v.last() : v.down().last();
        int height = v.down() == null ? v.size() : v.down().size();
        boolean outside = v.first() < 0 || firstDown < 0 || v.last() >= v.size() || lastDown >= height;
        String n = "(\\d+)";
        String why =
                "(dilation leaves holes|a stride longer than its kernel leaves holes|dilation leaves holes, and so does a stride longer than its kernel|dilation and stride together leave holes)\\.";
        return new Claims()
                .claim(
                        "(?:Through its windows a|A) unit of (?:the first layer|layer " + n
                                + ")(?:, (\\S+),)? sees (?:1 pixel|" + n
                                + " × " + n + " pixels); its neighbor’s field lies (?:" + n + " pixels?|" + n
                                + " pixels? down or "
                                + n
                                + " across) further along\\.",
                        m -> (m.group(1) == null ? 1 : Claims.number(m.group(1))) == v.layer() + 1
                                && (p.typed()
                                        ? m.group(2) == null
                                        : chosen.name().equals(m.group(2)))
                                && (m.group(3) == null ? 1 : Claims.number(m.group(3))) == chosen.receptiveFieldHeight()
                                && (m.group(4) == null ? 1 : Claims.number(m.group(4))) == chosen.receptiveFieldWidth()
                                && (m.group(3) == null)
                                        == (chosen.receptiveFieldHeight() == 1 && chosen.receptiveFieldWidth() == 1)
                                && lastDown - firstDown + 1 == chosen.receptiveFieldHeight()
                                && v.last() - v.first() + 1 == chosen.receptiveFieldWidth()
                                && Claims.number(m.group(m.group(5) == null ? 7 : 5))
                                        == chosen.across().jump()
                                && Claims.number(m.group(m.group(5) == null ? 6 : 5))
                                        == chosen.vertical().jump()
                                && m.group().startsWith("Through") == v.global())
                .claim("Part of this field lies in the padding, outside the picture\\.", m -> outside)
                .claim("(Along each axis|Down,|Across,) it reads only " + n + " of those " + n + ": " + why, m -> {
                    boolean down = m.group(1).equals("Down,");
                    SortedSet<Integer> pixels = pixels(v, down, true, true);
                    boolean dilation = hasHoles(pixels(v, down, true, false));
                    boolean stride = hasHoles(pixels(v, down, false, true));
                    String reason = m.group(4);
                    return !outside
                            && m.group(1).startsWith("Along") == (v.down() == null)
                            && Claims.number(m.group(2)) == pixels.size()
                            && Claims.number(m.group(3)) == pixels.last() + 1
                            && hasHoles(pixels)
                            && (reason.startsWith("dilation leaves") == dilation)
                            && (reason.contains("a stride longer") == stride)
                            && (reason.contains("together") == (!dilation && !stride));
                })
                .claim(
                        "No other pixel can change its answer\\.",
                        m -> !v.global() && (v.layer() == 0 || v.effective() == null))
                .claim(
                        "Half of (its gradient|the square of its gradient) or more lies in the middle " + n + " × " + n
                                + ", on ([^ ]+) of the field’s area\\.",
                        m -> Claims.number(m.group(2)) == v.effective().half().height()
                                && Claims.number(m.group(3))
                                        == v.effective().half().side()
                                && held(v, v.effective().half()) >= 0.5 - 1e-6
                                && Math.abs(v.effective().half().share()
                                                - held(v, v.effective().half()))
                                        < 1e-4
                                && m.group(4)
                                        .equals(Numerals.share(Claims.number(m.group(2))
                                                * Claims.number(m.group(3))
                                                / chosen.receptiveFieldHeight()
                                                / chosen.receptiveFieldWidth())));
    }

    /** The share of a middle part, added up from the shares that are shown. */
    private static double held(ReceptiveFields.FieldView v, Effective.Middle middle) {
        Effective e = v.effective();
        assertThat(e.cell()).isEqualTo(1);
        double held = 0;
        for (int y = 0; y < e.shares().height(); y++) {
            for (int x = 0; x < e.shares().width(); x++) {
                int row = e.firstDown() + y - middle.firstDown();
                int col = e.first() + x - middle.first();
                held += row >= 0 && col >= 0 && row < middle.height() && col < middle.side()
                        ? e.shares().at(y, x)
                        : 0;
            }
        }
        return held;
    }

    private static Claims note(ReceptiveFields.Stack p, ReceptiveFields.FieldView v) {
        Effective e = v.effective();
        boolean random = p.kernels() == KernelWeights.RANDOM;
        return new Claims()
                .claim(
                        "With equal weights the gradient of a pixel is its number of paths through units that ReLU leaves open, as a share\\. ReLU closes units of the first layer only: above it, sums of what is not negative are not negative\\.",
                        m -> !random && p.relu())
                .claim(
                        "With equal weights the gradient of a pixel is its number of paths, divided by the number of all\\.",
                        m -> !random && !p.relu())
                .claim(
                        "(?:One drawn stack|Average of (\\d+) drawn stacks) of 8 channels(, with a drawn input(?: each)?)?\\.",
                        m -> random
                                && (m.group(1) == null ? 1 : Claims.number(m.group(1))) == e.draws()
                                && (m.group(2) != null) == p.relu())
                .claim(
                        "The gradient itself has either sign and averages to nothing; its square averages to the share of the paths(, and with ReLU nearly so)?\\.",
                        m -> random && (m.group(1) != null) == p.relu())
                .claim(
                        "In (\\d+) more draws? nothing came through to the unit\\.",
                        m -> Claims.number(m.group(1)) == e.silent())
                .claim(
                        "Part of the field lies outside the picture, where there are no pixels to count\\. The formula of σ is for a field that lies inside, and is left out\\.",
                        m -> v.leaves() && v.spread().bell() == null)
                .claim(
                        "The stack has the windows of this network, pools among them, as convolutions, and not its trained weights\\.",
                        m -> !p.network().isEmpty());
    }
}

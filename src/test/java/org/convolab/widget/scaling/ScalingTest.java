package org.convolab.widget.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalingTest {
    private static final CourseResources NONE = new CourseResources() {};

    private static Scaling.Scaled scaled(double phi, double alpha, double beta, double gamma) {
        return new Scaling().view(new Scaling.Coefficients(phi, alpha, beta, gamma), NONE);
    }

    @Test
    void atZeroItIsB0() {
        Scaling.Scaled scaled = scaled(0, 1.2, 1.1, 1.15);
        assertThat(scaled.parameters()).isEqualTo(5_288_548);
        assertThat(scaled.multiplyAdds()).isEqualTo(385_814_752);
        assertThat(scaled.growth()).isEqualTo(1);
        assertThat(scaled.ways()).extracting(Scaling.Spending::parameters).containsOnly(5_288_548L);
        assertThat(scaled.sentence()).isEqualTo("At φ = 0 every factor is 1: this is EfficientNet-B0 itself.");
    }

    @ParameterizedTest
    @CsvSource({
        "B0,1.0,1.0,224,5288548",
        "B1,1.1,1.0,240,7794184",
        "B2,1.2,1.1,260,9109994",
        "B3,1.4,1.2,300,12233232",
        "B4,1.8,1.4,380,19341616",
        "B5,2.2,1.6,456,30389784",
        "B6,2.6,1.8,528,43040704",
        "B7,3.1,2.0,600,66347960"
    })
    void thePublishedMembersHaveTheirPublishedParameters(
            String name, double depth, double width, int side, long parameters) {
        Scaling.Preset preset = Scaling.START.published().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        Scaling.Scaled scaled = scaled(preset.phi(), preset.alpha(), preset.beta(), preset.gamma());
        assertThat(scaled.depth()).isEqualTo(depth);
        assertThat(scaled.width()).isEqualTo(width);
        assertThat(scaled.side()).isEqualTo(side);
        assertThat(scaled.parameters()).isEqualTo(parameters);
    }

    @Test
    void noPhiGivesB7AndThePageSaysSo() {
        assertThat(scaled(1, 3.1, 2, 2.678571).sentence())
                .startsWith(
                        "This is EfficientNet-B7 as published: depth × 3.1, width × 2.0, 600 pixels. "
                                + "No φ gives it: with α = 1.2, β = 1.1 and γ = 1.15 its depth would take φ = 6.21, its width 7.27 and its resolution 7.05.");
        assertThat(scaled(7, 1.2, 1.1, 1.15).parameters()).isEqualTo(68_741_810);
        assertThat(scaled(7, 1.2, 1.1, 1.15).side()).isEqualTo(596);
    }

    @Test
    void noPowersOfOnePhiBuildAPublishedMemberAfterB0() {
        for (EfficientNet.Published member : EfficientNet.PUBLISHED.subList(1, EfficientNet.PUBLISHED.size())) {
            for (double phi = 0; phi < 8; phi += 0.004) {
                EfficientNet powers = new EfficientNet(
                        Math.pow(1.2, phi), Math.pow(1.1, phi), (int) Math.round(224 * Math.pow(1.15, phi)));
                assertThat(built(powers)).as("φ = %s", phi).isNotEqualTo(built(member.network()));
            }
        }
    }

    /** What rounding leaves of the factors: repeats, channels and the picture's side. */
    private static List<Integer> built(EfficientNet network) {
        return Stream.of(
                        Stream.of(network.side(), network.channels(32), network.channels(1280)),
                        EfficientNet.STAGES.stream().map(stage -> network.repeats(stage.repeats())),
                        EfficientNet.STAGES.stream().map(stage -> network.channels(stage.channels())))
                .flatMap(each -> each)
                .toList();
    }

    @Test
    void factorsOfOneAreB0AtAnyPhi() {
        assertThat(scaled(3, 1, 1, 1).sentence())
                .isEqualTo("With these factors nothing grows: this is EfficientNet-B0 itself.");
        assertThat(scaled(1, 1, 1.002, 1).sentence()).contains("this is EfficientNet-B0 itself");
    }

    @Test
    void onePhiGrowsAllThree() {
        Scaling.Scaled scaled = scaled(1, 1.2, 1.1, 1.15);
        assertThat(scaled.step()).isCloseTo(1.9203, within(1e-4));
        assertThat(scaled.side()).isEqualTo(258);
        assertThat(scaled.stages()).extracting(Scaling.ScaledStage::repeats).containsExactly(1, 2, 3, 3, 4, 4, 5, 2, 1);
        assertThat(scaled.stages())
                .extracting(Scaling.ScaledStage::channels)
                .containsExactly(32, 16, 24, 48, 88, 120, 208, 352, 1408);
        assertThat(scaled.stages().stream()
                        .mapToLong(Scaling.ScaledStage::parameters)
                        .sum())
                .isEqualTo(scaled.parameters());
        assertThat(scaled.stages().stream()
                        .mapToLong(Scaling.ScaledStage::multiplyAdds)
                        .sum())
                .isEqualTo(scaled.multiplyAdds());
        assertThat(scaled.sentence())
                .endsWith("so each stage rounds its blocks up: to 23 in all where 19.2 were asked for.");
    }

    @Test
    void aFinerPictureAddsWorkAndNoParameters() {
        Scaling.Scaled scaled = scaled(2, 1, 1, 1.414214);
        assertThat(scaled.parameters()).isEqualTo(5_288_548);
        assertThat(scaled.growth()).isCloseTo(4, within(0.1));
        assertThat(scaled.sentence())
                .contains("times as many, and as many parameters.")
                .contains("the same weights are used at more places");
    }

    @Test
    void aPublishedMemberAfterB0IsNoPowerOfPhi() {
        assertThat(scaled(1, 3.1, 2, 2.678571).published()).isTrue();
        assertThat(scaled(1, 1.2, 1.1, 1.15).published()).isFalse();
        assertThat(scaled(0, 1.2, 1.1, 1.15).published()).isFalse();
    }

    @Test
    void aRoundedNumberFollowsASignThatSaysSo() {
        assertThat(scaled(1, 1, 1.414214, 1).sign(1.414214 * 1.414214)).isEqualTo("≈");
        assertThat(scaled(1, 1, 1.414214, 1).sign(1.25)).isEqualTo("=");
    }

    @Test
    void depthAloneAtTheSameBudgetIsTheFourthWay() {
        Scaling.Scaled three = scaled(3, 1.2, 1.1, 1.15);
        Scaling.Scaled depth = scaled(3, three.step(), 1, 1);
        assertThat(three.ways().get(2).parameters()).isEqualTo(depth.parameters());
        assertThat(depth.budget()).isCloseTo(three.budget(), within(1e-9));
    }

    @Test
    void moreThanAHundredAndTwentyEightTimesTheWorkIsRefused() {
        BadParameter refused = catchThrowableOfType(BadParameter.class, () -> scaled(7, 4, 4, 4));
        assertThat(refused.refusals().get(0).field()).isEqualTo("phi");
        assertThat(refused.refusals().get(0).value()).isEqualTo("7.0");
        assertThat(refused.refusals().get(0).allowed()).contains("at most 128 times");
        assertThat(scaled(7, 2, 1, 1).budget()).isEqualTo(128);
    }

    @Tag("slow")
    @Test
    void everySentenceIsTrueOfTheNetworkThatWasBuilt() {
        Random random = new Random(11);
        for (int state = 0; state < 400; state++) {
            double phi = random.nextInt(4) == 0 ? random.nextInt(8) : random.nextInt(700) / 100.0;
            Scaling.Coefficients p = new Scaling.Coefficients(phi, factor(random), factor(random), factor(random));
            if (random.nextInt(20) == 0) {
                Scaling.Preset preset = p.published().get(random.nextInt(8));
                p = new Scaling.Coefficients(preset.phi(), preset.alpha(), preset.beta(), preset.gamma());
            }
            Scaling.Scaled v;
            try {
                v = new Scaling().view(p, NONE);
            } catch (BadParameter refused) {
                continue;
            }
            claims(p, v).check(v.sentence(), p);
        }
    }

    private static double factor(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 1;
            case 1 -> 1 + random.nextInt(5) / 100.0;
            default -> 1 + random.nextInt(60) / 100.0;
        };
    }

    private static Claims claims(Scaling.Coefficients p, Scaling.Scaled v) {
        List<Scaling.ScaledStage> blocks = v.stages().subList(1, v.stages().size() - 1);
        int built = blocks.stream().mapToInt(Scaling.ScaledStage::repeats).sum();
        boolean deeper = built > 16;
        boolean wider = v.stages().stream().anyMatch(stage -> stage.channels() > stage.baseChannels());
        boolean finer = v.side() > 224;
        boolean b0 = v.parameters() == 5_288_548 && v.multiplyAdds() == 385_814_752 && v.side() == 224;
        String number = "([\\d.,]*\\d)";
        return new Claims()
                .claim(
                        "At φ = 0 every factor is 1: this is EfficientNet-B0 itself\\.",
                        m -> b0 && p.phi() == 0 && v.depth() == 1 && v.width() == 1 && v.resolution() == 1)
                .claim(
                        "With these factors nothing grows: this is EfficientNet-B0 itself\\.",
                        m -> b0 && !deeper && !wider && !finer && v.growth() == 1)
                .claim(
                        "This is EfficientNet-(B[1-7]) as published: depth × " + number + ", width × " + number
                                + ", (\\d+) pixels\\.",
                        m -> EfficientNet.PUBLISHED.stream()
                                        .anyMatch(member -> member.name().equals(m.group(1))
                                                && member.network()
                                                        .equals(new EfficientNet(v.depth(), v.width(), v.side())))
                                && Claims.number(m.group(2)) == v.depth()
                                && Claims.number(m.group(3)) == v.width()
                                && m.group(4).equals("" + v.side()))
                .claim(
                        "No φ gives it: with α = 1\\.2, β = 1\\.1 and γ = 1\\.15 its depth would take φ = " + number
                                + ", its width " + number + " and its resolution " + number + "\\.",
                        m -> Math.abs(Math.pow(1.2, Claims.number(m.group(1))) - v.depth()) < 0.005
                                && Math.abs(Math.pow(1.1, Claims.number(m.group(2))) - v.width()) < 0.005
                                && Math.abs(Math.pow(1.15, Claims.number(m.group(3))) - v.side() / 224.0) < 0.005
                                && Stream.of(m.group(1), m.group(2), m.group(3))
                                                .distinct()
                                                .count()
                                        > 1)
                .claim(
                        "The factors ask for " + number
                                + " times the multiply-adds of B0; the network that was built has " + number
                                + " times as many, and (?:(about )?as many|" + number + " times the) parameters\\.",
                        m -> !b0
                                && near(m.group(1), v.budget())
                                && near(m.group(2), v.multiplyAdds() / 385_814_752.0)
                                && (m.group(4) != null
                                        ? near(m.group(4), v.parameters() / 5_288_548.0)
                                        : m.group(3) == null
                                                ? v.parameters() == 5_288_548
                                                : v.parameters() != 5_288_548
                                                        && near("1.00", v.parameters() / 5_288_548.0)))
                .claim(
                        "Only the depth grew: whole blocks were added, each with weights of its own\\.",
                        m -> deeper && !wider && !finer)
                .claim(
                        "Only the width grew: there are as many blocks as in B0, with more channels\\.",
                        m -> wider && built == 16 && !finer)
                .claim(
                        "Only the picture is finer: the same weights are used at more places\\.",
                        m -> finer && v.parameters() == 5_288_548 && v.multiplyAdds() > 385_814_752)
                .claim(
                        "Layers are whole, so each stage rounds its blocks up: to (\\d+) in all where " + number
                                + " were asked for\\.",
                        m -> m.group(1).equals("" + built)
                                && Math.abs(16 * v.depth() - Claims.number(m.group(2))) < 0.051
                                && built > 16 * v.depth());
    }

    private static boolean near(String text, double value) {
        return Math.abs(Claims.number(text) - value) < 0.005001;
    }
}

package org.convolab.widget.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.convolab.content.network.NetworkFile;
import org.convolab.content.source.Problems;
import org.convolab.engine.layer.Cost;
import org.convolab.engine.network.Network;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Steps;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureWidgetTest {
    private static final Architecture WIDGET = new Architecture();
    private static final Map<String, Network> NETWORKS = networks();

    private static final CourseResources MATERIALS = new CourseResources() {
        @Override
        public Map<String, Network> networks() {
            return NETWORKS;
        }
    };

    private static Map<String, Network> networks() {
        Map<String, Network> networks = new TreeMap<>();
        try (Stream<Path> files = Files.list(Path.of("content/networks"))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".yml", "");
                networks.put(name, NetworkFile.parse(name, name, Files.readString(file), new Problems()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return networks;
    }

    private static Architecture.Account account(String network, String layer) {
        return WIDGET.view(new Architecture.Choice(network, layer), MATERIALS);
    }

    @ParameterizedTest
    @CsvSource({
        "lenet-5,60000,326520",
        "lenet-5-full,61706,416520",
        "alexnet,60965224,724406816",
        "vgg-16,138357544,15470264320",
        "resnet-152,60192808,11282415616",
        "efficientnet-b0,5288548,385814752"
    })
    void theLinesAddUpToThePublishedTotals(String network, long parameters, long multiplyAdds) {
        Architecture.Account account = account(network, "");
        assertThat(account.parameters()).isEqualTo(parameters);
        assertThat(account.multiplyAdds()).isEqualTo(multiplyAdds);
        assertThat(account.layers().stream()
                        .mapToLong(Architecture.Line::parameters)
                        .sum())
                .isEqualTo(parameters);
        assertThat(account.layers().stream()
                        .mapToLong(Architecture.Line::multiplyAdds)
                        .sum())
                .isEqualTo(multiplyAdds);
        assertThat(account.parts().stream()
                        .mapToLong(Architecture.CostShare::parameters)
                        .sum())
                .isEqualTo(parameters);
        assertThat(account.parts().stream()
                        .mapToLong(Architecture.CostShare::multiplyAdds)
                        .sum())
                .isEqualTo(multiplyAdds);
    }

    @Test
    void everyLayerOfEveryNetworkIsTheSumOfItsProducts() {
        NETWORKS.values()
                .forEach(network -> network.ledger().all().forEach(row -> {
                    Cost bill = row.cost();
                    assertThat(bill.parameters().stream()
                                    .mapToLong(Cost.Product::value)
                                    .sum())
                            .as(network.name() + " " + row.path())
                            .isEqualTo(row.parameters());
                    assertThat(bill.multiplyAdds().stream()
                                    .mapToLong(Cost.Product::value)
                                    .sum())
                            .as(network.name() + " " + row.path())
                            .isEqualTo(row.multiplyAdds());
                }));
    }

    @Test
    void theConnectionsOfLeNet5AreMultiplyAddsBiasesAndSubSampling() {
        Architecture.Account account = account("lenet-5", "");
        assertThat(account.connections()).isEqualTo(340_908);
        assertThat(account.biasUses()).isEqualTo(6_508);
        assertThat(account.sampled()).isEqualTo(7_880);
        assertThat(account.multiplyAdds() + account.biasUses() + account.sampled())
                .isEqualTo(account.connections());
    }

    @Test
    void c3ReadsSixtyPairsOfAFilterAndAMap() {
        Architecture.Chosen chosen = account("lenet-5", "C3").chosen().get(0);
        assertThat(chosen.bill().parameters())
                .extracting(Cost.Product::factors)
                .containsExactly(List.of(5L, 5L, 60L), List.of(16L));
        assertThat(chosen.bill().uses()).isEqualTo(100);
        assertThat(chosen.reads()).containsExactly(6, 14, 14);
        assertThat(chosen.line().shape()).containsExactly(16, 10, 10);
    }

    @Test
    void alexNetsWeightsAreDenseAndItsWorkIsNot() {
        Architecture.Account account = account("alexnet", "");
        assertThat(account.parts()).contains(new Architecture.CostShare("dense layers", 58_631_144, 58_621_952));
        assertThat(account.sentence()).contains("96.2\u00a0% of them", "91.9\u00a0% of the multiply-adds");
    }

    @Test
    void theFieldGrowsDownTheRowsOfVgg() {
        assertThat(account("vgg-16", "").layers())
                .extracting(Architecture.Line::receptiveField)
                .startsWith(3, 5, 6, 10, 14, 16)
                .contains(212);
    }

    @Test
    void blocksThatAreAlikeAreOneRun() {
        Architecture.Account account = account("resnet-152", "");
        assertThat(account.layers()).hasSize(55);
        List<String> runs = account.runs().stream()
                .filter(run -> run.length() > 1)
                .map(run -> account.layers().get(run.first()).name() + " "
                        + account.layers().get(run.last()).name())
                .toList();
        assertThat(runs).containsExactly("conv3_2 conv3_8", "conv4_2 conv4_36");
        assertThat(account.runs().stream()
                        .mapToInt(Architecture.AlikeLayers::length)
                        .sum())
                .isEqualTo(55);
    }

    @Test
    void aLayerInsideABlockCanBeLookedAt() {
        Architecture.Account account = account("resnet-152", "conv3_1.main.conv2");
        assertThat(account.chosen().get(0).line().parameters()).isEqualTo(9 * 128 * 128);
        Steps walk = WIDGET.walk(new Architecture.Choice("resnet-152", "conv3_1.main.conv2"), account);
        assertThat(walk.to().apply(walk.at())).containsEntry("layer", "conv3_1");
        assertThat(walk.to().apply(0)).containsEntry("layer", "");
    }

    @Test
    void aLittleIsNotNothing() {
        assertThat(account("resnet-152", "").sentence())
                .isEqualTo(
                        "In ResNet-152 the dense layers hold 3.4\u00a0% of the parameters and do 0.02\u00a0% of the multiply-adds.");
        assertThat(account("resnet-152", "").shares().get(1).segments())
                .extracting(Architecture.ShareBar.Segment::share)
                .contains("0.02\u00a0%");
    }

    @Tag("slow")
    @Test
    void everySentenceIsTrueOfTheFiguresThatAreShown() {
        for (Network network : NETWORKS.values()) {
            Architecture.Account all = account(network.name(), "");
            claims(all).check(all.sentence(), network.name());
            network.ledger().all().forEach(row -> {
                Architecture.Account account = account(network.name(), row.path());
                assertThat(account.sentence()).startsWith(row.path());
                claims(account).check(account.sentence(), network.name() + " " + row.path());
            });
        }
    }

    private static Claims claims(Architecture.Account account) {
        String share = "((?:more than |less than )?[\\d.]+\u00a0%)";
        long dense = parameters(account, "dense layers");
        long denseWork = multiplyAdds(account, "dense layers");
        Claims claims = new Claims()
                .claim(
                        ".* has no dense layer: its convolutions hold " + share + " of the parameters and do " + share
                                + " of the multiply-adds\\.",
                        m -> dense == 0
                                && isShare(m.group(1), parameters(account, "convolutions"), account.parameters())
                                && isShare(m.group(2), multiplyAdds(account, "convolutions"), account.multiplyAdds()))
                .claim(
                        "In .* most parameters are in the dense layers, " + share + " of them; most of the work, "
                                + share + " of the multiply-adds, is elsewhere\\.",
                        m -> 2 * dense > account.parameters()
                                && 2 * denseWork < account.multiplyAdds()
                                && isShare(m.group(1), dense, account.parameters())
                                && isShare(m.group(2), account.multiplyAdds() - denseWork, account.multiplyAdds()))
                .claim(
                        "In .* the dense layers hold " + share + " of the parameters and do " + share
                                + " of the multiply-adds\\.",
                        m -> isShare(m.group(1), dense, account.parameters())
                                && isShare(m.group(2), denseWork, account.multiplyAdds()));
        for (Architecture.Chosen chosen : account.chosen()) {
            Architecture.Line line = chosen.line();
            claims.claim(
                            "\\S+ has nothing to learn: it makes ([\\d,]+) numbers? of ([\\d,]+)\\.",
                            m -> line.parameters() == 0
                                    && line.multiplyAdds() == 0
                                    && Claims.number(m.group(1)) == product(line.shape())
                                    && m.group().contains("1 number of") == (product(line.shape()) == 1)
                                    && Claims.number(m.group(2)) == product(chosen.reads()))
                    .claim(
                            "\\S+ holds " + share + " of the parameters and does " + share + " of the multiply-adds\\.",
                            m -> isShare(m.group(1), line.parameters(), account.parameters())
                                    && isShare(m.group(2), line.multiplyAdds(), account.multiplyAdds()))
                    .claim(
                            "It uses each of its weights (.*) for one picture\\.",
                            m -> Claims.times(m.group(1)) == chosen.bill().uses()
                                    && line.multiplyAdds() % Claims.times(m.group(1)) == 0
                                    && line.multiplyAdds() / Claims.times(m.group(1)) <= line.parameters());
        }
        return claims;
    }

    private static boolean isShare(String text, long some, long all) {
        double shown = Double.parseDouble(text.replaceAll("[^\\d.]", ""));
        double share = 100.0 * some / all;
        return text.startsWith("less")
                ? share > 0 && share < 0.01
                : text.startsWith("more")
                        ? share > 99.9 && share < 100
                        : Math.abs(shown - share) <= (share >= 10 && share <= 90 ? 0.5 : share < 0.1 ? 0.0051 : 0.051)
                                && (some == 0) == (shown == 0)
                                && (some == all) == (shown == 100);
    }

    private static long parameters(Architecture.Account account, String of) {
        return account.parts().stream()
                .filter(part -> part.of().equals(of))
                .mapToLong(Architecture.CostShare::parameters)
                .sum();
    }

    private static long multiplyAdds(Architecture.Account account, String of) {
        return account.parts().stream()
                .filter(part -> part.of().equals(of))
                .mapToLong(Architecture.CostShare::multiplyAdds)
                .sum();
    }

    private static long product(List<Integer> shape) {
        return shape.stream().mapToLong(each -> each).reduce(1, (one, other) -> one * other);
    }

    @Test
    void whatIsNotThereIsRefusedByName() {
        BadParameter network = catchThrowableOfType(BadParameter.class, () -> account("vgg-61", ""));
        assertThat(network.refusals().get(0).field()).isEqualTo("network");
        assertThat(network.refusals().get(0).allowed()).contains("vgg-16");
        BadParameter layer = catchThrowableOfType(BadParameter.class, () -> account("lenet-5", "C4"));
        assertThat(layer.refusals().get(0).field()).isEqualTo("layer");
        assertThat(layer.refusals().get(0).value()).isEqualTo("C4");
        assertThat(layer.refusals().get(0).allowed()).startsWith("one of C1, S2, C3, S4, C5, F6, output");
    }
}

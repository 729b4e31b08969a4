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
import org.convolab.engine.network.Ledger;
import org.convolab.engine.network.Network;
import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Steps;
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
                        .mapToLong(Architecture.Part::parameters)
                        .sum())
                .isEqualTo(parameters);
        assertThat(account.parts().stream()
                        .mapToLong(Architecture.Part::multiplyAdds)
                        .sum())
                .isEqualTo(multiplyAdds);
    }

    @Test
    void everyLayerOfEveryNetworkIsTheSumOfItsProducts() {
        NETWORKS.values()
                .forEach(network -> network.ledger().all().forEach(row -> {
                    CostBreakdown bill =
                            CostBreakdown.of(CostBreakdown.find(network.layers(), row.path()), row.input());
                    assertThat(bill.parameters().stream()
                                    .mapToLong(CostBreakdown.Term::value)
                                    .sum())
                            .as(network.name() + " " + row.path())
                            .isEqualTo(row.parameters());
                    assertThat(bill.multiplyAdds().stream()
                                    .mapToLong(CostBreakdown.Term::value)
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
                .extracting(CostBreakdown.Term::factors)
                .containsExactly(List.of(5L, 5L, 60L), List.of(16L));
        assertThat(chosen.bill().uses()).isEqualTo(100);
        assertThat(chosen.reads()).containsExactly(6, 14, 14);
        assertThat(chosen.line().shape()).containsExactly(16, 10, 10);
    }

    @Test
    void alexNetsWeightsAreDenseAndItsWorkIsNot() {
        Architecture.Account account = account("alexnet", "");
        assertThat(account.parts()).contains(new Architecture.Part("dense layers", 58_631_144, 58_621_952));
        assertThat(account.sentence()).contains("96.2 % of them", "91.9 % of the multiply-adds");
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
        assertThat(account.runs().stream().mapToInt(Architecture.Run::length).sum())
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
    void everyLayerHasASentence() {
        for (Network network : NETWORKS.values()) {
            for (Ledger.Row row : network.ledger().rows()) {
                assertThat(account(network.name(), row.path()).sentence()).startsWith(row.path());
            }
        }
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

package org.convolab.content.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class YamlTest {
    private final Problems problems = new Problems();

    private Yaml yaml(String text) {
        return Yaml.parse("networks/n.yml", text, problems);
    }

    private List<String> messages() {
        return problems.all().stream().map(Problem::toString).toList();
    }

    @Test
    void aListOfLayersMayNameALayerWithOrWithoutItsValues() {
        var layers = yaml("layers:\n  - conv: {filters: 64, kernel: 3}\n  - relu\n")
                .map("layers")
                .list("layers");
        List<String> kinds = List.of("conv", "relu");

        assertThat(layers.get(0).named(kinds).name()).isEqualTo("conv");
        Yaml.Fields conv = layers.get(0).named(kinds).value().map("filters", "kernel", "stride");
        assertThat(conv.integer("filters", 1, 4096)).isEqualTo(64);
        assertThat(conv.integer("stride", 1, 8, 1)).isEqualTo(1);
        assertThat(layers.get(1).named(kinds).name()).isEqualTo("relu");
        assertThat(layers.get(1).named(kinds).value().map("inplace").has("inplace"))
                .isFalse();
        assertThat(messages()).isEmpty();
    }

    @Test
    void anUnknownKeyIsAProblemWithTheNearestSpelling() {
        yaml("title: A\nlayer:\n  - relu\n").map("title", "layers");

        assertThat(messages()).containsExactly("networks/n.yml:2:1: there is no key 'layer'; did you mean 'layers'?");
    }

    @Test
    void aNameFarFromEveryOtherGetsTheListOfThem() {
        yaml("- transformer\n").list().get(0).named(List.of("conv", "relu"));

        assertThat(messages()).containsExactly("networks/n.yml:1:3: there is no 'transformer'; known: conv, relu");
    }

    @Test
    void aKeyThatStandsTwiceIsAProblemAtItsSecondLine() {
        yaml("title: A\n\ntitle: B\n").map("title");

        assertThat(messages()).containsExactly("networks/n.yml:3:1: the key 'title' stands here twice");
    }

    @Test
    void aWrongValueNamesTheKeyTheValueAndWhatIsAllowed() {
        var fields = yaml("filters: many\nkernel: [3, 3]\nstride: 9\nbias: maybe\nrate: NaN\n")
                .map("filters", "kernel", "stride", "bias", "rate");
        fields.integer("filters", 1, 64);
        fields.integer("kernel", 1, 11);
        fields.integer("stride", 1, 8);
        fields.flag("bias", true);
        fields.number("rate");

        assertThat(messages())
                .containsExactly(
                        "networks/n.yml:1:10: filters: 'many' is not a whole number from 1 to 64",
                        "networks/n.yml:2:9: kernel: a list is not a whole number from 1 to 11",
                        "networks/n.yml:3:9: stride: '9' is not a whole number from 1 to 8",
                        "networks/n.yml:4:7: bias: 'maybe' is not true or false",
                        "networks/n.yml:5:7: rate: 'NaN' is not a number");
    }

    @Test
    void aMissingValueIsReportedAtTheLineOfItsMap() {
        var layer = yaml("\n- conv: {kernel: 3}\n").list().get(0).named(List.of("conv"));
        layer.value().map("filters", "kernel").integer("filters", 1, 64);

        assertThat(messages())
                .containsExactly(
                        "networks/n.yml:2:9: filters: a value is missing (allowed: a whole number from 1 to 64)");
    }

    @Test
    void brokenYamlIsAProblemAtItsLineAndReadsAsNothing() {
        Yaml broken = yaml("title: A\nlayers: [relu\n");

        assertThat(broken.map("title").string("title")).isEmpty();
        assertThat(problems.all()).hasSize(1);
        assertThat(messages().get(0))
                .startsWith("networks/n.yml:3:1: not YAML: ")
                .endsWith(" (in what begins in line 2)");
    }

    @Test
    void aTextWithAColonIsAskedToStandInQuotes() {
        yaml("title: Pooling: the largest of four\n");

        assertThat(messages())
                .containsExactly("networks/n.yml:1:15: not YAML: mapping values are not allowed here"
                        + " (a text with a colon in it stands in quotes)");
    }

    @Test
    void aYamlTagCannotMakeAnObject() {
        yaml("title: !!java.net.URL [\"http://localhost\"]\n").map("title").string("title");

        assertThat(messages())
                .containsExactly(
                        "networks/n.yml:1:8: not YAML: Global tag is not allowed: tag:yaml.org,2002:java.net.URL");
    }
}

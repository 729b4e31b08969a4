package org.convolab.content.chapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    public record Layer(int parameters, long multiplyAdds) {}

    public record Net(int parameters, List<Layer> layers) {
        public Layer layer(String name) {
            return layers.get(name.equals("conv1_1") ? 0 : 1);
        }
    }

    private final Figures figures = new Figures(
            name -> {
                if (!name.equals("vgg-16")) {
                    throw new IllegalArgumentException("there is no network '" + name + "'");
                }
                return new Net(138_357_544, List.of(new Layer(1792, 86_704_128), new Layer(3, 4)));
            },
            (id, query) -> new Net(query.length(), List.of()),
            new Results().figures(""),
            Effort.USUAL);

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    512 * 512 * 1 * 1000                               ; 262,144,000
                    1 / 2                                              ; 0.5
                    50000 * 50000 * 50000                              ; 125,000,000,000,000
                    1e6 + 2.5e-1                                       ; 1,000,000.25
                    2 ^ 10 - (3 + 4) * 2                               ; 1,010
                    3 - 5                                              ; −2
                    9 / 2304 | 0.0 %                                   ; 0.4 %
                    0 - 0.001 | 0.0                                    ; 0.0
                    network('vgg-16').parameters() | #,##0             ; 138,357,544
                    network('vgg-16').parameters() / 1e6 | 0.0         ; 138.4
                    network('vgg-16').parameters() * network('vgg-16').parameters() | 0.0E0 ; 1.9E16
                    network('vgg-16').layer('conv1_1').parameters() / network('vgg-16').layers()[1].parameters() | 0.00 ; 597.33
                    widget('output-size', 'in=224&kernel=7').parameters() ; 15
                    widget('output-size').parameters()                 ; 0
                    network('vgg-16').parameters() > 1e8               ; true
                    """)
    void aFigureIsComputedOnDoublesAndPrinted(String source, String printed) {
        assertThat(figures.print(source)).isEqualTo(printed);
    }

    @Test
    void texGetsCommasWithoutGapsPlainMinusSignsAndEscapedPercentSigns() {
        assertThat(Figures.tex(figures.print("0 - 1234.5"))).isEqualTo("{-1{,}234.5}");
        assertThat(Figures.tex(figures.print("0.5 | 0 %"))).isEqualTo("{50 \\%}");
    }

    @Test
    void whatCannotBeComputedSaysWhy() {
        assertThatThrownBy(() -> figures.print("network('vgg').parameters()"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no network 'vgg'");
        assertThatThrownBy(() -> figures.print("network('vgg-16').parametres()"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the figure 'network('vgg-16').parametres()' cannot be computed: there is no parametres();"
                        + " did you mean 'parameters'?");
        assertThatThrownBy(() -> figures.print("network('vgg-16').layers()[7]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be computed");
        assertThatThrownBy(() -> figures.print("0 / 0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the figure '0 / 0' is NaN");
        assertThatThrownBy(() -> figures.print("1 | 0.0.0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'0.0.0' is not a number format such as #,##0.0 or 0.0 %");
        assertThatThrownBy(() -> figures.print("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anExpressionReachesNoTypeAndNoClass() {
        for (String reach : List.of(
                "T(java.lang.System).exit(1)",
                "new java.io.File('x').exists()",
                "''.getClass().forName('java.lang.Runtime')",
                "@systemProperties")) {
            assertThatThrownBy(() -> figures.print(reach))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cannot be computed");
        }
    }
}

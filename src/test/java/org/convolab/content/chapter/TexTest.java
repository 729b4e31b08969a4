package org.convolab.content.chapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.convolab.content.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TexTest {
    private final Tex tex = Samples.TEX;

    @Test
    void aFormulaIsBareMathml() throws Exception {
        assertThat(tex.mathml("y = \\sum_i x_i", true))
                .isEqualTo("<math display=\"block\"><mrow><mi>y</mi><mo>=</mo><munder><mo>∑</mo><mi>i</mi></munder>"
                        + "<msub><mi>x</mi><mi>i</mi></msub></mrow></math>");
    }

    @Test
    void alphabetsAreLettersBecauseBrowsersHaveDroppedTheAttribute() throws Exception {
        assertThat(tex.mathml("\\mathbf{w}\\mathbb{R}\\mathcal{L}\\boldsymbol{\\mu}\\mathrm{d}", false))
                .contains(
                        "<mi>𝐰</mi>", "<mi>ℝ</mi>", "<mi>ℒ</mi>", "<mi>𝝁</mi>", "<mi mathvariant=\"normal\">d</mi>");
    }

    @Test
    void alignedColumnsAreNamedByTheirAlignment() throws Exception {
        assertThat(tex.mathml("\\begin{aligned} a &= b \\end{aligned}", true))
                .contains("<mtable class=\"columns-rl\">");
        assertThat(tex.mathml("\\begin{pmatrix} 1 & 0 \\end{pmatrix}", true))
                .contains("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr></mtable>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\begin{bmatrix} -1 & 0 \\\\ 2 & 1 \\end{bmatrix}",
                "\\begin{array}{r|c} a & b \\\\ \\hline c & d \\end{array}",
                "\\underbrace{k^2 C}_{\\text{weights}} \\tag{1}",
                "\\color{red}{x} \\rule{1em}{2em} \\boxed{y} \\cancel{z} \\raisebox{1em}{x} \\kern1em",
                "f(x)=\\begin{cases}1 & x>0\\\\0&\\text{\"else\" style=\"x\"}\\end{cases}",
                "\\htmlStyle{color: red}{x} \\htmlClass{a}{y}"
            })
    void noFormulaCarriesStyle(String formula) throws Exception {
        assertThat(tex.mathml(formula, true))
                .startsWith("<math")
                .doesNotContain(" style=\"", "annotation", "<span", "xmlns", "<script");
    }

    @Test
    void aFormulaThatCannotBeReadIsAMistakeWithItsPlace() {
        assertThatThrownBy(() -> tex.mathml("a + \\foo", false))
                .isInstanceOf(Tex.Mistake.class)
                .hasMessageStartingWith("Undefined control sequence: \\foo")
                .extracting("position")
                .isEqualTo(4);
    }

    @Test
    void aFormulaThatIsKnownNeedsNoEngine() throws Exception {
        String mathml = tex.mathml("x^2", false);
        Results results = new Results();
        results.formulas().put("$x^2", mathml);
        try (Tex stored = new Tex(results.formulas())) {
            assertThat(stored.mathml("x^2", false)).isEqualTo(mathml);
            assertThat(stored.isStarted()).isFalse();
        }
    }
}

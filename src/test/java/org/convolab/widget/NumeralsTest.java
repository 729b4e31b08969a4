package org.convolab.widget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumeralsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"0;0 pixels", "1;1 pixel", "2;2 pixels", "-1;\u22121 pixels", "1234;1,234 pixels"})
    void aThingIsCountedInTheSingularOnlyWhereThereIsOne(long n, String text) {
        assertThat(Numerals.count(n, "pixel")).isEqualTo(text);
    }

    @Test
    void aWordMayHaveAPluralOfItsOwn() {
        assertThat(Numerals.count(1, "copy", "copies")).isEqualTo("1 copy");
        assertThat(Numerals.count(3, "copy", "copies")).isEqualTo("3 copies");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"1;once", "2;twice", "3;3 times", "1000;1,000 times"})
    void onceAndTwiceAreWords(long n, String text) {
        assertThat(Numerals.times(n)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "a 3",
        "an 8",
        "a 10",
        "an 11",
        "a 12",
        "an 18",
        "a 19",
        "an 80",
        "an 800",
        "a 100",
        "a 110",
        "a 118",
        "a 1800",
        "an 11.5",
        "an 18%",
        "an 8%",
        "an 80%",
        "a 1.1",
        "an edge",
        "an Upright edge",
        "a unit",
        "a seven",
        "an 11000"
    })
    void anArticleIsTheOneThatIsSpoken(String text) {
        assertThat(Numerals.an(text.substring(text.indexOf(' ') + 1))).isEqualTo(text);
    }

    @Test
    void thousandsDoNotChangeHowANumberBegins() {
        assertThat(Numerals.an("11,000")).isEqualTo("an 11,000");
        assertThat(Numerals.an("1,100")).isEqualTo("a 1,100");
        assertThat(Numerals.an("8,192")).isEqualTo("an 8,192");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0;0 %",
                "0.0000001;less than 0.01 %",
                "0.0002;0.02 %",
                "0.00012;0.01 %",
                "0.012;1.2 %",
                "0.5;50 %",
                "0.962;96.2 %",
                "0.9996;more than 99.9 %",
                "1;100 %"
            })
    void aShareIsNeverAllOrNothingWhereALittleIsMissingOrThere(double share, String text) {
        assertThat(Numerals.share(share).replace('\u00a0', ' ')).isEqualTo(text);
    }

    @Test
    void aSmallWholeNumberIsWrittenAsAnyOtherIs() {
        for (int n = -1001; n <= 1001; n++) {
            assertThat(Numerals.text(n)).isEqualTo(Numerals.format(n, "#,##0"));
            assertThat(Numerals.cell(n)).isEqualTo(Numerals.format(n, "0"));
            assertThat(Parameters.write((double) n)).isEqualTo(String.valueOf(n));
        }
        assertThat(Numerals.cell(-0.0)).isEqualTo("0");
        assertThat(Numerals.text(-0.0)).isEqualTo("0");
        assertThat(Parameters.write(-0.0)).isEqualTo("0");
    }
}

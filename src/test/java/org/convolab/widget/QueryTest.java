package org.convolab.widget;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTest {
    @ParameterizedTest
    @CsvSource({
        "1 2 3/4 5 6,     1+2+3/4+5+6",
        "-0.5,            -0.5",
        "'3x3,3x3/2@1',   '3x3,3x3/2%401'",
        "a&b=c+d,         a%26b%3Dc%2Bd",
        "\u2212\u00bd #, %E2%88%92%C2%BD+%23"
    })
    void aTextStandsInAnAddressWithSlashesAndCommasAsTheyAre(String text, String encoded) {
        assertThat(Query.encode(text)).isEqualTo(encoded);
    }

    @Test
    void eachCharacterComesBackFromAnAddress() {
        for (char c = 0; c < 0x300; c++) {
            String text = "a" + c + "b";
            assertThat(URLDecoder.decode(Query.encode(text), StandardCharsets.UTF_8))
                    .isEqualTo(text);
            assertThat(Query.parse("x=" + Query.encode(text))).isEqualTo(Map.of("x", List.of(text)));
        }
    }
}

package org.convolab.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTest {
    @Test
    void numbersThatStandApartReachAsFarAsTheLastAndTheAxisAsFarAsItIsAsked() {
        Chart chart = new Chart("step", "right")
                .apart(30)
                .upTo(600)
                .between(0, 100)
                .line("fresh", List.of(0, 50, 100), "ink");
        assertThat(chart.getLines().get(0).path()).isEqualTo("M0 200L20 100L40 0");
        assertThat(chart.getColumns().get(chart.getColumns().size() - 1))
                .isEqualTo(new Chart.Tick(chart.getWidth(), "600"));
        assertThat(chart.getRows().stream().map(Chart.Row::at)).containsExactly("0", "30", "60");
    }

    @Test
    void aNumberThatIsMissingIsAGapInTheLineAndOneAloneIsADot() {
        Chart chart =
                new Chart("step", "right").between(0, 100).line("learned", Arrays.asList(null, 50, null, 100), "ink");
        assertThat(chart.getLines().get(0).path()).isEqualTo("M133.3 100h0M400 0h0");
        assertThat(chart.getRows().get(0).values()).containsExactly("");
    }
}

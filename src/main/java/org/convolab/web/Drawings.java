package org.convolab.web;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;

/** What a widget's template draws with: grids, charts, number lines, numbers and the classes of their colors. */
public final class Drawings {
    private static final int SHADES = 16;

    private final WidgetState<?, ?> state;
    private final StateLinks links;
    private final boolean moved;
    private int grids;

    /** @param moved whether grids that a step does not change are left out */
    Drawings(WidgetState<?, ?> state, StateLinks links, boolean moved) {
        this.state = state;
        this.links = links;
        this.moved = moved;
    }

    /** Whether grids that a step does not change are left out. */
    boolean isMoved() {
        return moved;
    }

    /** The id of the next grid. */
    String nextGrid() {
        return state.part("grid-" + grids++);
    }

    public Cells cells(Grid grid) {
        return new Cells(state, links, this, grid);
    }

    /** What a row of cells reads of another grid: the first from {@code first}, each {@code step} on, {@code reach} cells. */
    public String spans(int first, int step, int reach, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> (first + step * i) + "+" + reach)
                .collect(Collectors.joining(" "));
    }

    /** A line of that length on which all these numbers can stand. */
    public NumberLine line(List<? extends Number> numbers, double length) {
        return NumberLine.holding(numbers, length);
    }

    /** A chart without lines yet, and what its axes are called. */
    public Chart chart(String across, String up) {
        return new Chart(across, up);
    }

    /** A grid as lines to type over. */
    public String lines(Grid grid) {
        return grid.toString().replace("/", "\n");
    }

    /** A number as the page shows it. */
    public String number(double value) {
        return Numerals.text(value);
    }

    /** {@code 1 pixel}, {@code 2 pixels}. */
    public String count(long n, String one) {
        return Numerals.count(n, one);
    }

    /** {@code 1 bias}, {@code 2 biases}. */
    public String count(long n, String one, String many) {
        return Numerals.count(n, one, many);
    }

    /** A number in the given pattern of digits. */
    public String number(double value, String pattern) {
        return Numerals.format(value, pattern);
    }

    /** The terms of a dot product, each in the color of its product, {@code scale} the strongest. */
    public String products(
            List<? extends Number> patch,
            List<? extends Number> weights,
            List<? extends Number> products,
            double scale) {
        Html html = new Html();
        for (int i = 0; i < products.size(); i++) {
            html.raw(i == 0 ? "" : "<span class=\"plus\"> + </span>")
                    .raw("<span class=\"term ")
                    .raw(tone(products.get(i).doubleValue(), scale))
                    .raw("\">")
                    .text(number(patch.get(i).doubleValue()) + "·"
                            + number(weights.get(i).doubleValue()))
                    .raw("</span>");
        }
        return html.toString();
    }

    /** The class of the color of ink, when {@code scale} is the darkest. */
    public String ink(double value, double scale) {
        return Cells.tone(value, scale, false);
    }

    /**
     * The points of a closed curve over values, for a polygon: value i stands above i + ½, the largest at height 0, zero at
     * {@code height}.
     */
    public String curve(List<? extends Number> values, double height) {
        double largest = largest(values);
        StringBuilder points = new StringBuilder("0," + Numerals.plain(height));
        for (int i = 0; i < values.size(); i++) {
            double share = largest > 0 ? values.get(i).doubleValue() / largest : 0;
            points.append(' ').append(i).append(".5,").append(Numerals.plain(height * (1 - share)));
        }
        return points.append(' ')
                .append(values.size())
                .append(',')
                .append(Numerals.plain(height))
                .toString();
    }

    /** The cells of a drawing that are equally dark: how dark, and the squares of side 1 that they are. */
    public record Shade(double opacity, String path) {}

    /** A grid of amounts, none of them negative, as squares of a few shades; what is nothing is not drawn. */
    public List<Shade> shades(Grid grid) {
        StringBuilder[] paths = new StringBuilder[SHADES];
        float largest = grid.largest();
        for (int y = 0; y < grid.height(); y++) {
            for (int x = 0; x < grid.width(); x++) {
                if (grid.at(y, x) > 0) {
                    int shade = (int) Math.ceil(grid.at(y, x) / largest * SHADES) - 1;
                    paths[shade] = paths[shade] == null ? new StringBuilder() : paths[shade];
                    paths[shade].append('M').append(x).append(' ').append(y).append("h1v1h-1z");
                }
            }
        }
        return IntStream.range(0, SHADES)
                .filter(shade -> paths[shade] != null)
                .mapToObj(shade -> new Shade((shade + 1.0) / SHADES, paths[shade].toString()))
                .toList();
    }

    /** The largest of some numbers, zero if none is above it. */
    public double largest(List<? extends Number> values) {
        return values.stream().mapToDouble(Number::doubleValue).reduce(0, Math::max);
    }

    /** A length in a drawing. */
    public String length(double value) {
        return Numerals.plain(value);
    }

    /** The class of the color of a signed value, when {@code scale} wears the strongest. */
    public String tone(double value, double scale) {
        return Cells.tone(value, scale, true);
    }
}

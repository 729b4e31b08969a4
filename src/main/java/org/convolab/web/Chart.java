package org.convolab.web;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.convolab.widget.Numerals;
import org.jspecify.annotations.Nullable;

/**
 * Lines over a pair of axes, as a drawing and as a table of the same numbers. Built step by step by a widget's template,
 * {@code draw.chart('step', 'loss').line('plain', v.losses(), 'ink')}.
 */
public final class Chart {
    private static final int WIDTH = 400;
    private static final int HEIGHT = 200;

    /** The most rows of the table; of longer lines it has every so many numbers, and the last. */
    private static final int ROWS = 33;

    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    /** A mark of an axis: where it stands and what it says. */
    public record Tick(double at, String text) {}

    /** A line: its name, the classes that it wears, and its path. */
    public record Line(String name, String css, String path) {}

    /** A row of the table. */
    public record Row(String at, List<String> values) {}

    private record Values(String name, String css, List<? extends Number> numbers) {}

    private final String across;
    private final String up;
    private final List<Values> all = new ArrayList<>();
    private int first;
    private int apart = 1;
    private int last;
    private boolean logarithmic;
    private String pattern = "";
    private @Nullable NumberLine given;

    Chart(String across, String up) {
        this.across = across;
        this.up = up;
    }

    /** The place of each line's first number on the axis across, 0 unless said; the others follow it one by one. */
    public Chart from(int first) {
        this.first = first;
        return this;
    }

    /** How far each number stands from the one before it on the axis across, 1 unless said. */
    public Chart apart(int apart) {
        this.apart = apart;
        return this;
    }

    /** The axis across goes at least as far as that, whatever the lines reach. */
    public Chart upTo(int last) {
        this.last = last;
        return this;
    }

    /** Equal distances up are equal factors. What is not above zero has no place then. */
    public Chart logarithmic() {
        logarithmic = true;
        return this;
    }

    /** The axis up goes from one number to the other; what lies beyond stands at its end. */
    public Chart between(double least, double most) {
        given = new NumberLine(least, most, HEIGHT);
        return this;
    }

    /** Numbers are shown in this pattern of digits. */
    public Chart shown(String pattern) {
        this.pattern = pattern;
        return this;
    }

    /** One more line. Where a number is null, it has a gap. */
    public Chart line(String name, List<? extends Number> numbers, String css) {
        all.add(new Values(name, css, numbers));
        return this;
    }

    public String getAcross() {
        return across;
    }

    public String getUp() {
        return up;
    }

    public int getWidth() {
        return WIDTH;
    }

    public int getHeight() {
        return HEIGHT;
    }

    private NumberLine horizontal() {
        return new NumberLine(first, Math.max(Math.max(last, first + 1), place(longest() - 1)), WIDTH);
    }

    private int place(int i) {
        return first + apart * i;
    }

    private int longest() {
        return all.stream().mapToInt(line -> line.numbers.size()).max().orElse(0);
    }

    private NumberLine vertical() {
        if (given != null) {
            return given;
        }
        List<Double> heights = all.stream()
                .map(Values::numbers)
                .flatMap(Collection::stream)
                .map(this::height)
                .filter(Double::isFinite)
                .toList();
        return NumberLine.holding(heights, HEIGHT);
    }

    private double height(@Nullable Number number) {
        double value = number == null ? Double.NaN : number.doubleValue();
        return !logarithmic ? value : value > 0 ? Math.log10(value) : Double.NaN;
    }

    /** The lines, each in pieces where a number has no place; a number alone is a dot. */
    public List<Line> getLines() {
        NumberLine horizontal = horizontal();
        NumberLine vertical = vertical();
        List<Line> lines = new ArrayList<>();
        for (Values line : all) {
            StringBuilder path = new StringBuilder();
            int joined = 0;
            for (int i = 0; i <= line.numbers.size(); i++) {
                double height = i < line.numbers.size() ? height(line.numbers.get(i)) : Double.NaN;
                if (!Double.isNaN(height)) {
                    path.append(joined++ > 0 ? 'L' : 'M')
                            .append(Numerals.plain(horizontal.at(place(i))))
                            .append(' ')
                            .append(Numerals.plain(HEIGHT - vertical.at(height)));
                } else {
                    path.append(joined == 1 ? "h0" : "");
                    joined = 0;
                }
            }
            lines.add(new Line(line.name, line.css, path.toString()));
        }
        return lines;
    }

    /** The whole numbers under the drawing. */
    public List<Tick> getColumns() {
        NumberLine horizontal = horizontal();
        return horizontal.getTicks().stream()
                .filter(tick -> tick == Math.rint(tick))
                .map(tick -> new Tick(horizontal.at(tick), Numerals.text(tick)))
                .toList();
    }

    /** The numbers beside the drawing; on a logarithmic axis powers of ten, with their twofold and fivefold if it is short. */
    public List<Tick> getLevels() {
        NumberLine vertical = vertical();
        if (!logarithmic) {
            return vertical.getTicks().stream()
                    .map(tick -> new Tick(HEIGHT - vertical.at(tick), text(tick)))
                    .toList();
        }
        int low = (int) Math.floor(vertical.least());
        int high = (int) Math.ceil(vertical.most());
        int every = Math.max(1, (high - low) / 6);
        List<Tick> ticks = new ArrayList<>();
        for (int power = low; power <= high; power++) {
            for (int factor : high - low > 3 ? new int[] {1} : new int[] {1, 2, 5}) {
                double height = power + Math.log10(factor);
                if (Math.floorMod(power, every) == 0 && height >= vertical.least() && height <= vertical.most()) {
                    ticks.add(new Tick(HEIGHT - vertical.at(height), level(power, factor)));
                }
            }
        }
        return ticks;
    }

    private static String level(int power, int factor) {
        return Math.abs(power) <= 3 ? Numerals.text(factor * Math.pow(10, power)) : "10" + superscript(power);
    }

    private static String superscript(int power) {
        StringBuilder text = new StringBuilder(power < 0 ? "⁻" : "");
        String.valueOf(Math.abs(power)).chars().forEach(digit -> text.append(SUPERSCRIPTS.charAt(digit - '0')));
        return text.toString();
    }

    private String text(@Nullable Number number) {
        if (number == null) {
            return "";
        }
        double value = number.doubleValue();
        if (!Double.isFinite(value)) {
            return "none";
        }
        return pattern.isEmpty() ? Numerals.text(value) : Numerals.format(value, pattern);
    }

    /** The names of the table's columns. */
    public List<String> getNames() {
        return all.stream().map(Values::name).toList();
    }

    /** The numbers of all lines, place by place; a line that ends early has none there. */
    public List<Row> getRows() {
        int length = longest();
        int every = Math.max(1, (length + ROWS - 2) / (ROWS - 1));
        return IntStream.range(0, length)
                .filter(i -> i % every == 0 || i == length - 1)
                .mapToObj(i -> new Row(
                        Numerals.text(place(i)),
                        all.stream()
                                .map(line -> i < line.numbers.size() ? text(line.numbers.get(i)) : "")
                                .toList()))
                .toList();
    }
}

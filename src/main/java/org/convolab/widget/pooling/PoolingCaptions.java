package org.convolab.widget.pooling;

import java.util.List;
import java.util.stream.Collectors;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;

/**
 * What a pool's page says of the window that is looked at: claims about the numbers of its view, put side by side.
 *
 * @param read the part of the window that lies on the input
 */
record PoolingCaptions(
        Pooling.Pool p,
        Pooling.Region window,
        Pooling.Region read,
        List<Float> numbers,
        int counted,
        float value,
        Grid reads,
        Grid wins) {

    /** The most numbers that a sentence repeats. */
    private static final int LISTED = 4;

    String sentence() {
        String said = switch (p.kind()) {
            case MAX -> maximum() + outside();
            case AVERAGE -> mean() + outside();
            case GLOBAL -> global();
            case PYRAMID -> pyramid();
        };
        int unread = (int) reads.rows().stream()
                .flatMap(List::stream)
                .filter(count -> count == 0)
                .count();
        return unread == 0
                ? said
                : said + " No window reads the %s crossed out.".formatted(unread == 1 ? "pixel" : unread + " pixels");
    }

    private String maximum() {
        if (numbers.size() == 1) {
            return "The only number in this window is %s, and so is the maximum.".formatted(shown());
        }
        if (isEven()) {
            return "Every number in this window is %s, and so is the maximum.".formatted(shown());
        }
        String largest = numbers.size() > LISTED
                ? "The largest of the %d numbers is %s".formatted(numbers.size(), shown())
                : "The largest of %s is %s".formatted(listed(), shown());
        long equal = numbers.stream().filter(number -> number == value).count();
        if (equal > 1) {
            return largest
                    + ". It stands here %s; once would have been enough, for the output only says that it was here."
                            .formatted(Numerals.times(equal));
        }
        int first = 0;
        while (numbers.get(first) != value) {
            first++;
        }
        int y = read.row() + first / read.width();
        int x = read.col() + first % read.width();
        int won = (int) wins.at(y, x);
        return largest
                + (won > 1
                        ? ". These windows overlap, and the same pixel, row %d, column %d, wins %d of them."
                                .formatted(y, x, won)
                        : ", at row %d, column %d. The output keeps the %s and forgets where in the window it stood."
                                .formatted(y, x, shown()));
    }

    private String mean() {
        if (isEven() && counted == numbers.size()) {
            return (numbers.size() == 1 ? "The only number" : "Every number")
                    + " in this window is %s, and so is the mean.".formatted(shown());
        }
        float largest = numbers.stream().max(Float::compare).orElseThrow();
        return "%s; divided by %d that is %s. The largest, %s, counts no more than any other."
                .formatted(sum(), counted, shown(), Numerals.text(largest));
    }

    private String sum() {
        String sum =
                Numerals.text(numbers.stream().mapToDouble(Float::doubleValue).sum());
        return numbers.size() == 1
                ? "The one number here is " + sum
                : numbers.size() > LISTED
                        ? "The %d numbers add up to %s".formatted(numbers.size(), sum)
                        : "%s add up to %s".formatted(listed(), sum);
    }

    private String global() {
        if (numbers.size() == 1) {
            return "The map's only number is %s, and so is its mean.".formatted(shown());
        }
        return "All %d numbers add up to %s; divided by %d that is %s. One number is left for the whole map, and it stays the same if the pixels trade places."
                .formatted(
                        numbers.size(),
                        Numerals.text(
                                numbers.stream().mapToDouble(Float::doubleValue).sum()),
                        numbers.size(),
                        shown());
    }

    private String pyramid() {
        int side = Pooling.LEVELS.get(p.level());
        return "This cell of the %d × %d grid covers %s and %s of the map; its largest number is %s. A map of any size gives %s = %d numbers."
                .formatted(
                        side,
                        side,
                        span("row", window.row(), window.height()),
                        span("column", window.col(), window.width()),
                        shown(),
                        Pooling.LEVELS.stream()
                                .map(level -> String.valueOf(level * level))
                                .collect(Collectors.joining(" + ")),
                        Pooling.LEVELS.stream().mapToInt(level -> level * level).sum());
    }

    /** What the cells do that lie on no pixel. */
    private String outside() {
        int outside = window.height() * window.width() - numbers.size();
        if (outside == 0) {
            return "";
        }
        String cells = " %s of this window %s outside the map"
                .formatted(Numerals.count(outside, "cell"), outside == 1 ? "lies" : "lie");
        if (p.kind() == Pooling.PoolKind.MAX) {
            return cells + " and cannot win.";
        }
        int padding = counted - numbers.size();
        if (padding == 0) {
            return cells + " and %s not count.".formatted(outside == 1 ? "does" : "do");
        }
        return padding == outside
                ? cells + " and %s as 0.".formatted(outside == 1 ? "counts" : "count")
                : cells
                        + ": %d in the padding %s as 0, %d beyond it %s not."
                                .formatted(
                                        padding,
                                        padding == 1 ? "counts" : "count",
                                        outside - padding,
                                        outside - padding == 1 ? "does" : "do");
    }

    private boolean isEven() {
        return numbers.stream().allMatch(number -> number.floatValue() == numbers.get(0));
    }

    private String shown() {
        return Numerals.text(value);
    }

    private String listed() {
        List<String> texts = numbers.stream().map(Numerals::text).toList();
        return String.join(", ", texts.subList(0, texts.size() - 1)) + " and " + texts.get(texts.size() - 1);
    }

    private static String span(String name, int first, int count) {
        return count == 1 ? name + " " + first : "%ss %d to %d".formatted(name, first, first + count - 1);
    }
}

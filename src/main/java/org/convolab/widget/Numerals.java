package org.convolab.widget;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Numbers as pages and sentences show them: real minus signs, thousands grouped, no more digits than a reader can use. */
public final class Numerals {
    private static final DecimalFormatSymbols SYMBOLS = symbols();

    /** The formats by their patterns, which take longer to read than a number to write; a format serves one thread. */
    private static final ThreadLocal<Map<String, DecimalFormat>> FORMATS = ThreadLocal.withInitial(HashMap::new);

    private Numerals() {}

    private static DecimalFormatSymbols symbols() {
        DecimalFormatSymbols symbols = new DecimalFormatSymbols(Locale.ROOT);
        symbols.setMinusSign('\u2212');
        return symbols;
    }

    /** Whole numbers in full; others to two decimals, and to three significant digits below one. */
    public static String text(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e15) {
            return size < 1000 ? small((int) value) : format(value, "#,##0");
        }
        if (size >= 1) {
            return format(value, "#,##0.##");
        }
        if (size < 1e-6) {
            return format(value, "0.##E0");
        }
        int decimals = 2 - (int) Math.floor(Math.log10(size));
        return format(value, "0." + "#".repeat(Math.min(decimals, 8)));
    }

    /** As short as fits a cell: at most two decimals below ten, one below a hundred, none above. */
    public static String cell(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1000) {
            return small((int) value);
        }
        String text = format(value, size < 9.995 ? "0.##" : size < 99.95 ? "0.#" : "0");
        return text.equals("\u22120") ? "0" : text;
    }

    /** A whole number without thousands, of which pages are full. */
    private static String small(int value) {
        return value < 0 ? "\u2212" + -value : Integer.toString(value);
    }

    /**
     * A share of one in per cent: whole ones in the middle, a decimal near both ends, two below a tenth of one, and never
     * all where a little is missing, nor nothing where there is a little.
     */
    public static String share(double share) {
        if (share > 0.9995 && share < 1) {
            return "more than 99.9\u00a0%";
        }
        if (share > 0 && share < 0.001) {
            return share < 0.00005 ? "less than 0.01\u00a0%" : format(100 * share, "0.##") + "\u00a0%";
        }
        return format(100 * share, share >= 0.1 && share <= 0.9 ? "0" : "0.#") + "\u00a0%";
    }

    /** {@code 1 pixel}, {@code 2 pixels}, {@code 1,024 pixels}. */
    public static String count(long n, String one) {
        return count(n, one, one + "s");
    }

    /** {@code 1 copy}, {@code 2 copies}. */
    public static String count(long n, String one, String many) {
        return text((double) n) + " " + (n == 1 ? one : many);
    }

    /** {@code once}, {@code twice}, {@code 3 times}. */
    public static String times(long n) {
        return n == 1 ? "once" : n == 2 ? "twice" : text((double) n) + " times";
    }

    /** A word or a number with its article: {@code a 3}, {@code an 8}, {@code an 11}, {@code an 18}, {@code an 80}. */
    public static String an(String word) {
        return (word.matches("(?i)[aeio8].*|u[np](?!i).*|1[18](\\D.*)?|1[18](,?\\d{3})+(\\D.*)?") ? "an " : "a ")
                + word;
    }

    public static String format(double value, String pattern) {
        String text = FORMATS.get()
                .computeIfAbsent(pattern, said -> new DecimalFormat(said, SYMBOLS))
                .format(value);
        return text.equals("\u22120") ? "0" : text;
    }

    /** As a machine reads it: a plain minus, a point, at most three decimals. */
    public static String plain(double value) {
        return format(value, "0.###").replace('\u2212', '-');
    }
}

package org.convolab.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * How long one run of a program takes, in milliseconds.
 *
 * @param best in the best round, which whatever else the machine did disturbed least
 * @param median in the middle one
 * @param memory how many MB the process had taken at most when the program was warm; 0 where nobody knows
 */
record Times(double best, double median, long memory) {
    private static final String MARK = "times";

    /** One line, for the process that asked. */
    String line() {
        return String.join("\t", MARK, "" + best, "" + median, "" + memory);
    }

    /** Finds them again among whatever else a JVM may print. */
    static List<Times> of(List<String> lines) {
        return lines.stream()
                .map(line -> line.split("\t"))
                .filter(fields -> fields[0].equals(MARK))
                .map(fields -> new Times(
                        Double.parseDouble(fields[1]), Double.parseDouble(fields[2]), Long.parseLong(fields[3])))
                .toList();
    }

    /** A number as tables show it, with three significant digits. */
    static String digits(double number) {
        return new BigDecimal(number).round(new MathContext(3)).toPlainString();
    }
}

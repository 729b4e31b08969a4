package org.convolab.web;

import java.util.ArrayList;
import java.util.List;

/** Numbers placed along a line, as a drawing needs them: from {@code least} at 0 to {@code most} at {@code length}. */
public record NumberLine(double least, double most, double length) {

    /** A number on the line; equal ones are stacked, {@code level} upon level. */
    public record Dot(double x, int level) {}

    /** A line on which all the numbers stand, with a little room at both ends. */
    static NumberLine holding(List<? extends Number> numbers, double length) {
        double least = numbers.stream().mapToDouble(Number::doubleValue).min().orElse(0);
        double most = numbers.stream().mapToDouble(Number::doubleValue).max().orElse(0);
        double room = most == least ? 1 : (most - least) * 0.06;
        return new NumberLine(least - room, most + room, length);
    }

    /** Where a number stands, in tenths; a number beyond the line stands at its end. */
    public double at(double value) {
        double share = Math.max(0, Math.min(1, (value - least) / (most - least)));
        return Math.rint(share * length * 10) / 10;
    }

    /** Round numbers on the line, four to nine of them. */
    public List<Double> getTicks() {
        double rough = (most - least) / 5;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = rough / power < 1.5
                ? power
                : rough / power < 3.5 ? 2 * power : rough / power < 7.5 ? 5 * power : 10 * power;
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(least / step); i * step <= most; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** A dot for each of the numbers. */
    public List<Dot> dots(List<? extends Number> numbers) {
        List<Dot> dots = new ArrayList<>();
        for (Number number : numbers) {
            double x = at(number.doubleValue());
            dots.add(new Dot(x, (int)
                    dots.stream().filter(dot -> Math.abs(dot.x - x) < 4).count()));
        }
        return dots;
    }
}

package org.convolab.widget;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A number for each axis: written {@code 3} where both are the same, otherwise {@code 3x5}, height x width. */
public record Sides(int height, int width) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,5})(?:[x×]([0-9]{1,5}))?");

    /** The same number for both axes. */
    public static Sides of(int both) {
        return new Sides(both, both);
    }

    /** The numbers that a text spells; null if it spells none, or one is not from {@code least} to {@code most}. */
    public static @Nullable Sides parse(String text, double least, double most) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            return null;
        }
        int height = Integer.parseInt(matcher.group(1));
        int width = matcher.group(2) == null ? height : Integer.parseInt(matcher.group(2));
        boolean allowed = Math.min(height, width) >= least && Math.max(height, width) <= most;
        return allowed ? new Sides(height, width) : null;
    }

    /** Whether both are the same. */
    public boolean agree() {
        return height == width;
    }

    /** The product of both. */
    public int area() {
        return height * width;
    }

    @Override
    public String toString() {
        return agree() ? String.valueOf(height) : height + "x" + width;
    }
}

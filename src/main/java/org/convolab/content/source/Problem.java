package org.convolab.content.source;

import java.util.Comparator;

/**
 * Something wrong in the content: where it stands and what to do about it.
 *
 * @param file the path below the content folder, such as {@code chapters/06-pooling.md}
 * @param line counted from 1
 * @param column counted from 1; 0 where the whole line is meant
 */
public record Problem(String file, int line, int column, String message) implements Comparable<Problem> {
    private static final Comparator<Problem> BY_PLACE =
            Comparator.comparing(Problem::file).thenComparingInt(Problem::line).thenComparingInt(Problem::column);

    @Override
    public int compareTo(Problem other) {
        return BY_PLACE.compare(this, other);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + (column == 0 ? "" : column + ":") + " " + message;
    }
}

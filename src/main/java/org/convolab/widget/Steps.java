package org.convolab.widget;

import java.util.Map;
import java.util.function.IntFunction;

/**
 * A walk through the places of a widget: place {@code at} of {@code count}, counted from 0, and the parameters that lead
 * to any place.
 *
 * @param grows whether each place takes what the one before it computed. Such a walk does not go round, and where it plays
 *     it goes on as soon as a place is drawn
 */
public record Steps(int at, int count, boolean grows, IntFunction<Map<String, Object>> to) {
    /** A walk whose places lie side by side; after the last one comes the first. */
    public Steps(int at, int count, IntFunction<Map<String, Object>> to) {
        this(at, count, false, to);
    }
}

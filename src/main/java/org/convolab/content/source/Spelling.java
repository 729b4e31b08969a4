package org.convolab.content.source;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The nearest right spelling of a wrong name. */
public final class Spelling {
    private Spelling() {}

    /**
     * What to add to a message about a name that does not exist: {@code ; did you mean 'kernel'?} where one of the known
     * names is near, else the list of them.
     */
    public static String hint(String name, Collection<String> known) {
        if (known.isEmpty()) {
            return "; there are none";
        }
        String guess = guess(name, known);
        return guess.isEmpty() ? "; known: " + String.join(", ", known) : guess;
    }

    /** {@code ; did you mean 'kernel'?} where one of the known names is near, else nothing. */
    public static String guess(String name, Collection<String> known) {
        return nearest(name, known)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse("");
    }

    /** The known name that is near, if one is. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .filter(nearest -> distance(name, nearest) <= Math.max(2, Math.max(name.length(), nearest.length()) / 3)
                        || extended(name, nearest));
    }

    private static boolean extended(String name, String known) {
        return name.length() > 2 && (known.startsWith(name) || name.startsWith(known));
    }

    /** Edits between two names: letters added, dropped, replaced, or swapped with their neighbor (capitals are free). */
    static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}

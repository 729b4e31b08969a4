package org.convolab.widget;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The right spelling of a name that was mistyped. */
public final class Spelling {
    private Spelling() {}

    /**
     * What to add to a message about a name that does not exist: {@code ; did you mean 'kernel'?} where one of the known
     * names was mistyped, else the list of them.
     */
    public static String hint(String name, Collection<String> known) {
        if (known.isEmpty()) {
            return "; there are none";
        }
        String guess = guess(name, known);
        return guess.isEmpty() ? "; known: " + String.join(", ", known) : guess;
    }

    /** {@code ; did you mean 'kernel'?} where one of the known names was mistyped, else nothing. */
    public static String guess(String name, Collection<String> known) {
        return nearest(name, known)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse("");
    }

    /** The known name that was mistyped; none where the name is more likely another word than a slip. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        return known.stream()
                .filter(candidate -> isSlip(name, candidate))
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
    }

    /**
     * Whether somebody who wrote one name meant the other: few edits for its length or a longer or shorter form of it. A
     * word's first letter is rarely mistyped, except swapped with the second, and a digit tells things apart: {@code gelu} and
     * {@code relu6} are no slips for {@code relu}.
     */
    private static boolean isSlip(String name, String known) {
        String a = name.toLowerCase(Locale.ROOT);
        String b = known.toLowerCase(Locale.ROOT);
        if (a.isEmpty() || b.isEmpty() || !digits(a).equals(digits(b)) && !isShort(a, b)) {
            return false;
        }
        if (isShort(a, b) || isShort(b, a) && Character.isLetter(a.charAt(b.length()))) {
            return true;
        }
        boolean swapped = a.length() > 1 && b.startsWith("" + a.charAt(1) + a.charAt(0));
        int length = Math.max(a.length(), b.length());
        return (a.charAt(0) == b.charAt(0) || swapped)
                && distance(a, b) <= (length < 3 ? 0 : length < 6 ? 1 : length < 12 ? 2 : 3);
    }

    private static boolean isShort(String part, String whole) {
        return part.length() > 2 && whole.length() > part.length() && whole.startsWith(part);
    }

    private static String digits(String name) {
        return name.replaceAll("\\D", "");
    }

    /** Edits between two names: letters added, dropped, replaced, or swapped with their neighbor. */
    private static int distance(String a, String b) {
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

package org.convolab.widget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The claims that a widget's sentences are put together from, and how each is recomputed from the numbers of the view. A
 * sentence is true if claims that hold, and nothing else, follow one another in it.
 */
public final class Claims {
    private final Map<Pattern, Predicate<MatchResult>> claims = new LinkedHashMap<>();

    /** A claim in the words of a regular expression, which holds if the predicate says so of the groups. */
    public Claims claim(String words, Predicate<MatchResult> holds) {
        claims.put(Pattern.compile(words), holds);
        return this;
    }

    /** Words that claim nothing that the view could deny: a definition, or arithmetic that is always so. */
    public Claims words(String words) {
        return claim(words, match -> true);
    }

    /** Fails unless the text is made of known claims, each of which holds. */
    public void check(String text, Object state) {
        int at = 0;
        while (at < text.length()) {
            int from = at;
            for (Map.Entry<Pattern, Predicate<MatchResult>> claim : claims.entrySet()) {
                Matcher matcher = claim.getKey().matcher(text).region(at, text.length());
                if (matcher.lookingAt()) {
                    assertThat(claim.getValue().test(matcher))
                            .as("“%s” of %s", matcher.group(), state)
                            .isTrue();
                    at = matcher.end();
                    break;
                }
            }
            assertThat(at)
                    .as("a claim at “%s” of %s", text.substring(from), state)
                    .isGreaterThan(from);
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
        }
    }

    /** A number as sentences write it. */
    public static double number(String text) {
        return Double.parseDouble(text.replace(",", "").replace('\u2212', '-'));
    }

    /** How often {@code once}, {@code twice} or {@code 3 times} is. */
    public static long times(String text) {
        return text.equals("once") ? 1 : text.equals("twice") ? 2 : (long) number(text.replace(" times", ""));
    }
}

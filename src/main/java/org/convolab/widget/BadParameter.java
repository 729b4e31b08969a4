package org.convolab.widget;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Parameters that a widget refuses: for each field the value sent and what is allowed. */
public final class BadParameter extends IllegalArgumentException {
    /**
     * One refused value.
     *
     * @param allowed finishes the sentence "allowed is …"
     * @param names the values allowed, where they can be told one by one
     */
    public record Refusal(String field, String value, String allowed, List<String> names) {
        public Refusal(String field, String value, String allowed) {
            this(field, value, allowed, List.of());
        }
    }

    private final transient List<Refusal> refusals;

    public BadParameter(String field, Object value, String allowed) {
        this(List.of(new Refusal(field, String.valueOf(value), allowed)));
    }

    /** A value that is none of the names allowed; {@code more} ends what is allowed. */
    public BadParameter(String field, Object value, Collection<String> names, String more) {
        this(List.of(new Refusal(
                field,
                String.valueOf(value),
                (names.isEmpty() ? "nothing: this course has none" : "one of " + String.join(", ", names)) + more,
                List.copyOf(names))));
    }

    BadParameter(List<Refusal> refusals) {
        super(refusals.stream()
                .map(refusal -> "%s: %s was sent, allowed is %s"
                        .formatted(
                                refusal.field(),
                                refusal.value().isEmpty() ? "nothing" : refusal.value(),
                                refusal.allowed()))
                .reduce((one, other) -> one + "; " + other)
                .orElseThrow());
        this.refusals = refusals;
    }

    /**
     * Other values for fields that nobody chose and whose usual values this course does not have: the first of the names
     * allowed.
     *
     * @param chosen the fields that somebody chose
     */
    public Map<String, String> instead(Collection<String> chosen) {
        return refusals.stream()
                .filter(refusal -> !chosen.contains(refusal.field) && !refusal.names.isEmpty())
                .collect(Collectors.toMap(Refusal::field, refusal -> refusal.names.get(0), (one, other) -> one));
    }

    /**
     * A place, such as a row, that there is: counted from 0, less than {@code count}.
     *
     * @throws BadParameter if it is not
     */
    public static void place(String field, int value, int count) {
        place(field, value, 0, count);
    }

    /** The same, where the numbers from {@code least} to -1 stand for a place that the widget chooses. */
    public static void place(String field, int value, int least, int count) {
        if (value < least || value >= count) {
            throw new BadParameter(field, value, "a whole number from %d to %d".formatted(least, count - 1));
        }
    }

    public List<Refusal> refusals() {
        return refusals;
    }
}

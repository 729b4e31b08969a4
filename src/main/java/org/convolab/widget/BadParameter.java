package org.convolab.widget;

import java.util.List;

/** Parameters that a widget refuses: for each field the value sent and what is allowed. */
public final class BadParameter extends IllegalArgumentException {
    /** One refused value; {@code allowed} finishes the sentence "allowed is …". */
    public record Refusal(String field, String value, String allowed) {}

    private final transient List<Refusal> refusals;

    public BadParameter(String field, Object value, String allowed) {
        this(List.of(new Refusal(field, String.valueOf(value), allowed)));
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
     * A place, such as a row, that there is: counted from 0, less than {@code count}.
     *
     * @throws BadParameter if it is not
     */
    public static int place(String field, int value, int count) {
        if (value < 0 || value >= count) {
            throw new BadParameter(field, value, "a whole number from 0 to " + (count - 1));
        }
        return value;
    }

    public List<Refusal> refusals() {
        return refusals;
    }
}

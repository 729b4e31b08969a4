package org.convolab.widget;

import java.util.List;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * How much padding a window gets: {@code valid} for none, {@code same} for as much as gives ceil(in / stride) places,
 * {@code full} for every overlap of window and input, or a number of pixels on each side, {@code 1} or {@code 1x2}.
 *
 * @param pixels above and below, and at the left and the right; null where a word says it
 */
public record PaddingRule(String word, @Nullable Sides pixels) {
    private static final List<String> WORDS = List.of("valid", "same", "full");

    public static PaddingRule of(int pixels) {
        return new PaddingRule("", Sides.of(pixels));
    }

    /** The rule that a text spells; null if it spells none, or there are not from {@code least} to {@code most} pixels. */
    public static @Nullable PaddingRule parse(String text, double least, double most) {
        String word = text.strip();
        if (WORDS.contains(word)) {
            return new PaddingRule(word, null);
        }
        Sides pixels = Sides.parse(word, least, most);
        return pixels == null ? null : new PaddingRule("", pixels);
    }

    /** What this window gets on that input. */
    public Padding around(Window window, Shape input, Padding.Mode mode) {
        if (pixels != null) {
            return Padding.of(pixels.height(), pixels.width(), mode);
        }
        if (word.equals("same")) {
            Padding same = window.withSamePadding(input).padding();
            return new Padding(same.top(), same.left(), same.bottom(), same.right(), mode);
        }
        return word.equals("full")
                ? Padding.of(window.reachDown() - 1, window.reachAcross() - 1, mode)
                : Padding.of(0, mode);
    }

    @Override
    public String toString() {
        return pixels == null ? word : pixels.toString();
    }
}

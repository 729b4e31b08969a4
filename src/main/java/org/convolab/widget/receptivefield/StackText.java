package org.convolab.widget.receptivefield;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.layer.Window;
import org.convolab.widget.BadParameter;
import org.jspecify.annotations.Nullable;

/** A stack of layers as someone types it: {@code 3x3}, {@code 1x7/2}, {@code 3x3/2x1@1x2}, bottom to top, separated by commas. */
final class StackText {
    static final String ALLOWED =
            "1 to 64 layers such as 3x3, 1x7 (height x width), 3x3/2 or 3x3/2x1 (stride) and 3x3@2 or 3x3@1x2 (dilation), separated by commas";

    private static final String BOTH = "([0-9]{1,4})(?:x([0-9]{1,4}))?";
    private static final Pattern LAYER = Pattern.compile(BOTH + "(?:/" + BOTH + ")?(?:@" + BOTH + ")?");
    private static final int MOST_LAYERS = 64;
    private static final int LARGEST_KERNEL = 31;
    private static final int LARGEST_STRIDE = 16;
    private static final int LARGEST_DILATION = 1024;
    private static final int LARGEST_FIELD = 4096;

    private StackText() {}

    /**
     * The words and windows of a text.
     *
     * @throws BadParameter if a word is no layer, or the stack sees too much
     */
    static List<Window> windows(String layers, String[] words) {
        if (words.length > MOST_LAYERS) {
            throw new BadParameter("layers", layers, ALLOWED);
        }
        List<Window> windows = new ArrayList<>();
        ReceptiveField field = ReceptiveField.PIXEL;
        for (String word : words) {
            Window window = window(layers, word);
            windows.add(window);
            field = field.through(window);
            if (field.size() > LARGEST_FIELD || field.jump() > LARGEST_FIELD) {
                throw new BadParameter(
                        "layers", layers, "a stack that sees at most %d pixels".formatted(LARGEST_FIELD));
            }
        }
        return windows;
    }

    static String[] words(String layers) {
        return layers.strip().split("\\s*,\\s*", -1);
    }

    private static Window window(String layers, String word) {
        Matcher matcher = LAYER.matcher(word);
        if (!matcher.matches()) {
            throw new BadParameter(
                    "layers",
                    layers,
                    "%s; %s is none".formatted(ALLOWED, word.isEmpty() ? "an empty one" : "“" + word + "”"));
        }
        int[] numbers = new int[6];
        int[] most = {LARGEST_KERNEL, LARGEST_STRIDE, LARGEST_DILATION};
        for (int i = 0; i < numbers.length; i++) {
            @Nullable String digits = matcher.group(i + 1);
            numbers[i] = digits != null ? Integer.parseInt(digits) : i % 2 == 1 ? numbers[i - 1] : 1;
            if (numbers[i] < 1 || numbers[i] > most[i / 2]) {
                throw new BadParameter(
                        "layers",
                        layers,
                        "layers with kernels from 1 to %d, strides from 1 to %d and dilations from 1 to %d; “%s” has none"
                                .formatted(LARGEST_KERNEL, LARGEST_STRIDE, LARGEST_DILATION, word));
            }
        }
        return Window.of(numbers[0], numbers[1])
                .withStride(numbers[2], numbers[3])
                .withDilation(numbers[4], numbers[5]);
    }

    /** A window as it is typed, with real crosses. */
    static String text(Window window) {
        return window.height() + "×" + window.width()
                + suffix("/", window.strideDown(), window.strideAcross())
                + suffix("@", window.dilationDown(), window.dilationAcross());
    }

    private static String suffix(String sign, int down, int across) {
        return down == 1 && across == 1 ? "" : sign + (down == across ? down : down + "×" + across);
    }
}

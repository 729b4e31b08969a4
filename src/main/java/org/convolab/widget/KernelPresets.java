package org.convolab.widget;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The kernels that have a name: hand-made 3×3 detectors and filters of classical image processing. */
public final class KernelPresets {
    private static final Map<String, Grid> BY_NAME = new LinkedHashMap<>();

    static {
        put("vertical", "-1 0 1/-2 0 2/-1 0 1");
        put("horizontal", "-1 -2 -1/0 0 0/1 2 1");
        put("diagonal", "-2 -1 0/-1 0 1/0 1 2");
        put("corner", "-2 -2 0/-2 4 2/0 2 -2");
        put("outline", "-1 -1 -1/-1 8 -1/-1 -1 -1");
        put("sharpen", "0 -1 0/-1 5 -1/0 -1 0");
        put("blur", "1 1 1/1 1 1/1 1 1");
        put("identity", "0 0 0/0 1 0/0 0 0");
    }

    private KernelPresets() {}

    private static void put(String name, String rows) {
        BY_NAME.put(name, Grid.parse("kernel", rows));
    }

    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /**
     * The kernel that a text names or spells.
     *
     * @throws BadParameter if it does neither
     */
    public static Grid read(String field, String text) {
        Grid named = BY_NAME.get(text);
        if (named == null && text.matches("[A-Za-z-]+")) {
            throw new BadParameter(field, text, BY_NAME.keySet(), ", or rows of numbers");
        }
        return named == null ? Grid.parse(field, text) : named;
    }

    /**
     * As {@link #read}, a kernel that lies within an input.
     *
     * @param called what the input is called
     */
    public static Grid within(Grid input, String called, String field, String text) {
        Grid kernel = read(field, text);
        if (kernel.height() > input.height() || kernel.width() > input.width()) {
            throw new BadParameter(
                    field,
                    text,
                    "at most as large as the %s, %d × %d".formatted(called, input.height(), input.width()));
        }
        return kernel;
    }
}

package org.convolab.content.chapter;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.Block;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.SourceSpan;
import org.commonmark.parser.block.AbstractBlockParser;
import org.commonmark.parser.block.BlockContinue;
import org.commonmark.parser.block.ParserState;
import org.jspecify.annotations.Nullable;

/** {@code ::: widget id parameter=value}: a widget stands here. It is no prose and has no HTML of its own. */
final class WidgetDirective extends CustomBlock {
    static final String WORD = "widget";

    private static final Pattern ARGUMENT = Pattern.compile("([A-Za-z][\\w-]*)=(?:\"([^\"]*)\"|(\\S+))(?:\\s+|$)");

    final String widget;
    final String name;
    final Map<String, String> parameters;

    /** Whether every parameter could be read. */
    final boolean readable;

    private final Map<String, SourceSpan> places;

    private WidgetDirective(
            String widget,
            String name,
            Map<String, String> parameters,
            Map<String, SourceSpan> places,
            boolean readable) {
        this.widget = widget;
        this.name = name;
        this.parameters = parameters;
        this.places = places;
        this.readable = readable;
    }

    /** Where a parameter stands; where the directive does if it does not stand in it. */
    @Nullable
    SourceSpan place(String parameter) {
        return places.getOrDefault(parameter, ChapterText.place(this));
    }

    /**
     * Reads what stands behind {@code ::: widget}.
     *
     * @param at the place of the directive
     * @param begin where in it the text begins
     */
    static WidgetDirective read(String text, @Nullable SourceSpan at, int begin, ChapterText chapter) {
        String[] words = text.split("\\s+", 2);
        Map<String, String> parameters = new LinkedHashMap<>();
        Map<String, SourceSpan> places = new HashMap<>();
        Matcher argument = ARGUMENT.matcher(text);
        int done = text.length() - (words.length > 1 ? words[1].length() : 0);
        for (; argument.region(done, text.length()).lookingAt(); done = argument.end()) {
            String value = argument.group(2) != null ? argument.group(2) : argument.group(3);
            SourceSpan place = at == null ? null : at.subSpan(begin + done);
            if (place != null) {
                places.put(argument.group(1), place);
            }
            if (parameters.put(argument.group(1), value) != null) {
                chapter.problem(place, "the parameter '" + argument.group(1) + "' stands here twice");
            }
        }
        String rest = text.substring(done);
        if (!rest.isEmpty()) {
            chapter.problem(
                    at == null ? null : at.subSpan(begin + done),
                    "'" + rest + "' is not parameter=value (a value with spaces stands in double quotes)");
        }
        String name = parameters.remove("as");
        if (name != null && !name.matches("[a-z][a-z0-9-]*")) {
            chapter.problem(places.get("as"), "as: '" + name + "' is not a name of small letters, digits and hyphens");
        }
        if (words[0].isEmpty()) {
            chapter.problem(at, "a widget needs its id: ::: widget convolution");
        }
        return new WidgetDirective(
                words[0],
                name == null ? words[0] : name,
                Collections.unmodifiableMap(parameters),
                places,
                rest.isEmpty());
    }

    /** A parser of the one line of a directive that has been read. */
    AbstractBlockParser parser() {
        return new AbstractBlockParser() {
            @Override
            public Block getBlock() {
                return WidgetDirective.this;
            }

            @Override
            public @Nullable BlockContinue tryContinue(ParserState state) {
                return BlockContinue.none();
            }
        };
    }
}

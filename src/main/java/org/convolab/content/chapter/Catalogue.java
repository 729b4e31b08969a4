package org.convolab.content.chapter;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Parameters;
import org.convolab.widget.Spelling;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.convolab.widget.Widgets;

/** The widgets as authors write about them: ids, names of parameters, and what is computed for given texts. */
public final class Catalogue {
    /** How a refusal begins that lists names. */
    private static final String ONE_OF = "one of ";

    private final CourseResources materials;
    private final Map<String, Known<?, ?>> known = new LinkedHashMap<>();

    public Catalogue(Widgets widgets, CourseResources materials) {
        this.materials = materials;
        widgets.all().forEach(widget -> known.put(widget.id(), Known.of(widget)));
    }

    /** A widget and its parameters. */
    private record Known<P extends Record, V extends Record & View>(Widget<P, V> widget, Parameters<P> parameters) {
        static <P extends Record, V extends Record & View> Known<P, V> of(Widget<P, V> widget) {
            return new Known<>(widget, Parameters.of(widget.start()));
        }

        List<String> names() {
            return parameters.fields().stream().map(Parameters.Field::name).toList();
        }

        V view(Map<String, String> texts, CourseResources materials) {
            P read = parameters.read(texts);
            if (widget.measures(read)) {
                throw new IllegalArgumentException(
                        "the widget '" + widget.id() + "' measures here, and no figure is another number each time");
            }
            return widget.view(read, materials);
        }

        void check(Map<String, String> texts, CourseResources materials) {
            P read = parameters.read(texts);
            if (widget.cost(read) == 0) {
                widget.view(read, materials);
            }
        }
    }

    /** The texts of a query such as {@code in=224&kernel=7}. */
    public static Map<String, String> query(String query) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                texts.put(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return texts;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }

    List<String> ids() {
        return List.copyOf(known.keySet());
    }

    /**
     * The view of a widget; a parameter that is not among the texts has its starting value.
     *
     * @throws IllegalArgumentException saying what does not exist or is not allowed
     */
    public Object view(String id, Map<String, String> texts) {
        Known<?, ?> widget = known(id, texts);
        try {
            return widget.view(texts, materials);
        } catch (BadParameter refused) {
            throw words(refused);
        }
    }

    /**
     * Finds what is wrong with a state that a chapter shows or links to. What has a cost is only read, not computed, so
     * that a course opens quickly.
     *
     * @throws IllegalArgumentException as {@link #view}
     */
    public void check(String id, Map<String, String> texts) {
        Known<?, ?> widget = known(id, texts);
        try {
            widget.check(texts, materials);
        } catch (BadParameter refused) {
            throw words(refused);
        }
    }

    private Known<?, ?> known(String id, Map<String, String> texts) {
        Known<?, ?> widget = known.get(id);
        if (widget == null) {
            throw new IllegalArgumentException("there is no widget '" + id + "'" + Spelling.hint(id, ids()));
        }
        List<String> names = widget.names();
        Collection<String> unknown = new TreeSet<>(texts.keySet());
        names.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(unknown.stream()
                    .map(name -> "the widget '" + id + "' has no parameter '" + name + "'" + Spelling.hint(name, names))
                    .collect(Collectors.joining("; ")));
        }
        return widget;
    }

    private static IllegalArgumentException words(BadParameter refused) {
        return new IllegalArgumentException(
                refused.refusals().stream().map(Catalogue::words).collect(Collectors.joining("; ")));
    }

    private static String words(BadParameter.Refusal refused) {
        String allowed = refused.allowed();
        List<String> names = allowed.startsWith(ONE_OF)
                ? List.of(allowed.substring(ONE_OF.length()).split(", "))
                : List.of();
        return "%s: '%s' does not fit, allowed is %s%s"
                .formatted(refused.field(), refused.value(), allowed, Spelling.guess(refused.value(), names));
    }
}

package org.convolab.content.chapter;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
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
import org.jspecify.annotations.Nullable;

/** The widgets as authors write about them: ids, names of parameters, and what is computed for given texts. */
public final class Catalogue {
    /** How a refusal begins that lists names. */
    private static final String ONE_OF = "one of ";

    private final Widgets widgets;
    private final CourseResources materials;
    private final Map<String, Parameters<?>> parameters = new HashMap<>();

    public Catalogue(Widgets widgets, CourseResources materials) {
        this.widgets = widgets;
        this.materials = materials;
        widgets.all().forEach(widget -> parameters.put(widget.id(), Parameters.of(widget.start())));
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
        return widgets.all().stream().map(Widget::id).toList();
    }

    /**
     * The view of a widget; a parameter that is not among the texts has its starting value.
     *
     * @throws IllegalArgumentException saying what does not exist or is not allowed
     */
    public Object view(String id, Map<String, String> texts) {
        return view(known(id, texts), texts, true);
    }

    /**
     * Finds what is wrong with a state that a chapter shows or links to. What has a cost is only read, not computed, so
     * that a course opens quickly.
     *
     * @throws IllegalArgumentException as {@link #view}
     */
    public void check(String id, Map<String, String> texts) {
        view(known(id, texts), texts, false);
    }

    private Widget<?, ?> known(String id, Map<String, String> texts) {
        Widget<?, ?> widget = widgets.find(id);
        if (widget == null) {
            throw new IllegalArgumentException("there is no widget '" + id + "'" + Spelling.hint(id, ids()));
        }
        List<String> known =
                parameters.get(id).fields().stream().map(Parameters.Field::name).toList();
        Collection<String> unknown = new TreeSet<>(texts.keySet());
        known.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(unknown.stream()
                    .map(name -> "the widget '" + id + "' has no parameter '" + name + "'" + Spelling.hint(name, known))
                    .collect(Collectors.joining("; ")));
        }
        return widget;
    }

    private <P extends Record, V extends Record & View> @Nullable V view(
            Widget<P, V> widget, Map<String, String> texts, boolean costly) {
        @SuppressWarnings("unchecked")
        Parameters<P> fields = (Parameters<P>) parameters.get(widget.id());
        try {
            P read = fields.read(texts);
            if (costly && widget.measures(read)) {
                throw new IllegalArgumentException(
                        "the widget '" + widget.id() + "' measures here, and no figure is another number each time");
            }
            if (costly || widget.cost(read) == 0) {
                return widget.view(read, materials);
            }
            widget.check(read, materials);
            return null;
        } catch (BadParameter refused) {
            throw new IllegalArgumentException(
                    refused.refusals().stream().map(Catalogue::words).collect(Collectors.joining("; ")));
        }
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

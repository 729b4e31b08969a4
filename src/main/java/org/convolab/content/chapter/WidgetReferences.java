package org.convolab.content.chapter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.convolab.engine.layer.ShapeException;
import org.convolab.engine.network.Ledger;
import org.convolab.engine.network.Network;
import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Parameters;
import org.convolab.widget.Query;
import org.convolab.widget.RetryLater;
import org.convolab.widget.Spelling;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.convolab.widget.Widgets;

/** The widgets as authors refer to them in directives, links and figures: ids, names of parameters, and what is computed. */
public final class WidgetReferences {
    private final CourseResources resources;
    private final Collection<String> broken;
    private final Effort effort;
    private final Results.Kind results;
    private final Map<String, Described<?, ?>> widgets = new LinkedHashMap<>();
    private final Map<List<?>, List<Misfit>> known = new HashMap<>();
    private boolean incomplete;

    /**
     * @param broken names of networks and pictures that have problems of their own
     * @param results takes the states that are right, and holds those that were found right before
     */
    public WidgetReferences(
            Widgets widgets,
            CourseResources resources,
            Collection<String> broken,
            Results.Kind results,
            Effort effort) {
        this.resources = resources;
        this.broken = broken;
        this.results = results;
        this.effort = effort;
        widgets.all().forEach(widget -> this.widgets.put(widget.id(), Described.of(widget)));
    }

    /** A widget and its parameters. */
    private record Described<P extends Record, V extends Record & View>(Widget<P, V> widget, Parameters<P> parameters) {
        static <P extends Record, V extends Record & View> Described<P, V> of(Widget<P, V> widget) {
            return new Described<>(widget, Parameters.of(widget.start()));
        }

        List<Misfit> unknown(Map<String, String> texts) {
            List<String> names =
                    parameters.fields().stream().map(Parameters.Field::name).toList();
            Collection<String> unknown = new TreeSet<>(texts.keySet());
            names.forEach(unknown::remove);
            return unknown.stream()
                    .map(name -> new Misfit(
                            name,
                            "the widget '" + widget.id() + "' has no parameter '" + name + "'"
                                    + Spelling.hint(name, names)))
                    .toList();
        }

        V view(Map<String, String> texts, CourseResources resources) {
            P read = parameters.read(texts);
            if (widget.measures(read)) {
                throw new IllegalArgumentException(
                        "the widget '" + widget.id() + "' measures here, and no figure is another number each time");
            }
            return widget.view(read, resources);
        }

        void check(Map<String, String> texts, CourseResources resources, Effort effort) {
            P read = parameters.read(texts);
            if (effort == Effort.ALL && !widget.measures(read) || effort == Effort.USUAL && widget.cost(read) == 0) {
                widget.view(read, resources);
            } else {
                widget.check(read, resources);
            }
        }
    }

    /** What is wrong with a state; {@code parameter} is empty where no single one is to blame. */
    record Misfit(String parameter, String message) {}

    /** The texts of a query such as {@code in=224&kernel=7}. */
    static Map<String, String> query(String query) {
        Map<String, String> texts = new LinkedHashMap<>();
        Query.parse(query).forEach((name, each) -> texts.put(name, String.join(" ", each)));
        return texts;
    }

    List<String> ids() {
        return List.copyOf(widgets.keySet());
    }

    boolean exists(String id) {
        return widgets.containsKey(id);
    }

    /**
     * The arithmetic of the network of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Ledger ledger(String name) {
        Network network = resources.networks().get(name);
        if (network == null && broken.contains(name)) {
            throw new AlreadyReported(name);
        }
        if (network == null) {
            throw new IllegalArgumentException("there is no network '" + name + "'"
                    + Spelling.hint(name, resources.networks().keySet()));
        }
        return network.ledger();
    }

    /**
     * The view of a widget; a parameter that is not in the query has its starting value.
     *
     * @throws IllegalArgumentException saying what does not exist or is not allowed
     */
    public Object view(String id, String query) {
        Map<String, String> texts = query(query);
        Described<?, ?> widget = widgets.get(id);
        List<Misfit> unknown = widget == null ? List.of(noSuch(id)) : widget.unknown(texts);
        if (widget == null || !unknown.isEmpty()) {
            throw new IllegalArgumentException(words(unknown));
        }
        try {
            return replacing(texts, chosen -> widget.view(chosen, resources));
        } catch (BadParameter refused) {
            List<Misfit> misfits = misfits(refused);
            throw misfits.isEmpty() ? new AlreadyReported(query) : new IllegalArgumentException(words(misfits));
        }
    }

    /** Whether every state was checked as far as it should be. */
    public boolean isComplete() {
        return !incomplete;
    }

    private Misfit noSuch(String id) {
        return new Misfit("", "there is no widget '" + id + "'" + Spelling.hint(id, ids()));
    }

    private static String words(List<Misfit> misfits) {
        return misfits.stream().map(Misfit::message).collect(Collectors.joining("; "));
    }

    /** What is wrong with a state that a chapter shows or links to; nothing if that follows from another problem. */
    List<Misfit> check(String id, Map<String, String> texts) {
        return known.computeIfAbsent(List.of(id, texts), any -> {
            Described<?, ?> widget = widgets.get(id);
            List<Misfit> unknown = widget == null ? List.of(noSuch(id)) : widget.unknown(texts);
            if (widget == null || !unknown.isEmpty()) {
                return unknown;
            }
            String state = id + "?" + new TreeMap<>(texts);
            if (effort != Effort.ALL && results.find(state) != null) {
                return List.of();
            }
            try {
                return replacing(texts, chosen -> {
                    widget.check(chosen, resources, effort);
                    if (effort == Effort.KNOWN) {
                        incomplete = true;
                    } else {
                        results.put(state, "");
                    }
                    return List.of();
                });
            } catch (BadParameter refused) {
                return misfits(refused);
            } catch (RetryLater longer) {
                return List.of();
            } catch (ShapeException refused) {
                return List.of(new Misfit("", String.valueOf(refused.getMessage())));
            }
        });
    }

    /** What comes of texts, or, where they are refused and others stand in for them, of those. */
    private static <T> T replacing(Map<String, String> texts, Function<Map<String, String>, T> use) {
        Map<String, String> chosen = new HashMap<>(texts);
        while (true) {
            try {
                return use.apply(chosen);
            } catch (BadParameter refused) {
                Map<String, String> instead = refused.instead(chosen.keySet());
                if (instead.isEmpty()) {
                    throw refused;
                }
                chosen.putAll(instead);
            }
        }
    }

    private List<Misfit> misfits(BadParameter refused) {
        List<Misfit> misfits = new ArrayList<>();
        for (BadParameter.Refusal refusal : refused.refusals()) {
            if (!broken.contains(refusal.value())) {
                misfits.add(new Misfit(
                        refusal.field(),
                        "%s: '%s' does not fit, allowed is %s%s"
                                .formatted(
                                        refusal.field(),
                                        refusal.value(),
                                        refusal.allowed(),
                                        Spelling.guess(refusal.value(), refusal.names()))));
            }
        }
        return misfits;
    }
}

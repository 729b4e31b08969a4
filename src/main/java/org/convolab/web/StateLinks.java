package org.convolab.web;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.convolab.engine.network.Network;
import org.convolab.widget.Parameters;
import org.convolab.widget.Query;
import org.convolab.widget.Steps;
import org.convolab.widget.TrainedNetwork;

/**
 * The ways out of a widget's state: addresses of states nearby, and the hidden fields of forms that lead there. What the
 * page's other widgets have stands in {@link Holes}.
 */
public final class StateLinks {
    private final WidgetState<?, ?> state;
    private final Map<String, String> texts;
    private final Map<String, String> start;
    private final Map<String, String> first;

    StateLinks(WidgetState<?, ?> state) {
        this.state = state;
        this.texts = state.texts();
        this.start = state.startTexts();
        this.first = written(state);
    }

    /** What the fields have where the widget stands alone. */
    private static <P extends Record> Map<String, String> written(WidgetState<P, ?> state) {
        return state.parameters().write(state.widget().start());
    }

    /** The address of this state with some fields changed: pairs of a field's name and its value. */
    public String href(Object... changes) {
        Map<String, String> changed = new LinkedHashMap<>(texts);
        for (int i = 0; i < changes.length; i += 2) {
            changed.put(state.bounds((String) changes[i]).name(), Parameters.write(changes[i + 1]));
        }
        return address(changed, "");
    }

    /** As {@link #href}, and back at the first place of the walk, which another shape may not have. */
    public String hrefFromStart(Object... changes) {
        List<Object> all = new ArrayList<>(List.of(changes));
        for (String field : state.getWalked()) {
            all.add(field);
            all.add(first.get(field));
        }
        return href(all.toArray());
    }

    /** A choice of several fields at once: what it is called, where it leads, and whether this state is it. */
    public record Preset(String text, String href, boolean current) {}

    /** The state with some fields changed, as {@link #hrefFromStart}, under a name. */
    public Preset preset(String text, Object... changes) {
        boolean current = true;
        for (int i = 0; i < changes.length; i += 2) {
            current &= state.value((String) changes[i]).equals(Parameters.write(changes[i + 1]));
        }
        return new Preset(text, hrefFromStart(changes), current);
    }

    /** A preset for each network of the course, which sets the parameter {@code network} and what else is given. */
    public List<Preset> networks(Object... changes) {
        return networks(state.materials().networks().values(), changes);
    }

    /** The same for each network that is trained. */
    public List<Preset> trained(Object... changes) {
        return networks(
                state.materials().trained().values().stream()
                        .map(TrainedNetwork::network)
                        .toList(),
                changes);
    }

    private List<Preset> networks(Collection<Network> networks, Object... changes) {
        return networks.stream()
                .map(network -> {
                    List<Object> all = new ArrayList<>(List.of(changes));
                    all.add("network");
                    all.add(network.name());
                    boolean current = state.value("network").equals(network.name());
                    return new Preset(network.about().title(), hrefFromStart(all.toArray()), current);
                })
                .toList();
    }

    /** The address of the state in which the widget starts here. */
    public String getStart() {
        return address(start, "");
    }

    /** The address of the state that is drawn, as short as it can be. */
    public String getSelf() {
        return address(texts, state.isPlaying() ? "play" : "");
    }

    /** The address as it was asked for. */
    public String getAgain() {
        return "?"
                + state.query().entrySet().stream()
                        .flatMap(entry -> entry.getValue().stream()
                                .map(value -> Query.encode(entry.getKey()) + "=" + Query.encode(value)))
                        .collect(Collectors.joining("&"))
                + "#" + state.getName();
    }

    /** The query of the state on the widget's own pages, every field that differs from the widget's own start. */
    public String getQuery() {
        return texts.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(first.get(entry.getKey())))
                .map(entry -> Query.encode(entry.getKey()) + "=" + Query.encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** The widget's own page in this state, as seen from a page of a chapter or a widget. */
    public String getPage() {
        return page("");
    }

    /**
     * The address of an image that the widget draws in this state, as seen from a page of a chapter or a widget. It lies
     * apart from pages and their other widgets, so that equal states share it.
     */
    public String drawing(String name) {
        return page("/" + name + ".png");
    }

    private String page(String behind) {
        String query = getQuery();
        return "../widgets/" + state.getId() + behind + (query.isEmpty() ? "" : "?" + query);
    }

    /** The address where {@link WidgetState#isPainting} is the other way. */
    public String getPaint() {
        Map<String, String> same = new LinkedHashMap<>(texts);
        return address(same, state.isPainting() ? "unpaint" : "paint");
    }

    /** @param more {@code play} or {@code paint} if that is on there, {@code unpaint} if it is not; paint stays on otherwise */
    private String address(Map<String, String> texts, String more) {
        StringBuilder address = new StringBuilder("?");
        texts.forEach((field, text) -> {
            if (!text.equals(start.get(field))) {
                pair(address, field, text);
            }
        });
        if (state.isPainting() && more.isEmpty() || more.equals("paint")) {
            pair(address, "paint", "true");
        }
        if (more.equals("play")) {
            pair(address, "play", "true");
        }
        if (state.isInChapter()) {
            address.append(address.length() == 1 ? Holes.ALONE : Holes.BEHIND);
        }
        return address.append('#').append(state.getName()).toString();
    }

    private void pair(StringBuilder address, String field, String text) {
        address.append(address.length() == 1 ? "" : "&")
                .append(Query.encode(state.field(field)))
                .append('=')
                .append(Query.encode(text));
    }

    /** An address of this page with what its other widgets have. */
    String whole(String address) {
        return Holes.inAddress(address, Holes.others(state.getName(), state.query()));
    }

    /** The address of a place of the walk. */
    public String to(int place) {
        return address(at(place), "");
    }

    /** The address from which the walk goes on by itself; from its last place, it begins again. */
    public String getPlay() {
        Steps way = WidgetState.known(state.getWalk());
        return address(at(way.at() == way.count() - 1 ? 0 : way.at()), "play");
    }

    /** The address of the next place of a walk that plays. */
    public String getTick() {
        return address(at(WidgetState.known(state.getWalk()).at() + 1), "play");
    }

    private Map<String, String> at(int place) {
        Map<String, String> there = new LinkedHashMap<>(texts);
        WidgetState.known(state.getWalk())
                .to()
                .apply(place)
                .forEach((key, value) -> there.put(key, Parameters.write(value)));
        return there;
    }

    // Fields of forms

    /**
     * The hidden fields of a form that sends the given fields itself: what this widget has besides. What the others have
     * stands in a hole beside them.
     */
    public Map<String, String> hidden(List<String> besides) {
        Map<String, String> hidden = new LinkedHashMap<>();
        texts.forEach((field, text) -> {
            if (!besides.contains(field) && !text.equals(start.get(field))) {
                hidden.put(state.field(field), text);
            }
        });
        if (state.isPainting()) {
            hidden.put(state.field("paint"), "true");
        }
        return hidden;
    }

    /**
     * The hidden fields of a form that changes the shape of things: like {@link #hidden}, with the walk at the widget's
     * own first place. The place where a chapter begins may not exist in the new shape.
     */
    public Map<String, String> hiddenFromStart(List<String> besides) {
        Set<String> dropped = new LinkedHashSet<>(besides);
        dropped.addAll(state.getWalked());
        Map<String, String> hidden = hidden(List.copyOf(dropped));
        for (String field : state.getWalked()) {
            String text = first.get(field);
            if (text != null && !besides.contains(field) && !text.equals(start.get(field))) {
                hidden.put(state.field(field), text);
            }
        }
        return hidden;
    }

    /** The hole for what the others have. */
    public String getOthers() {
        return state.isInChapter() ? String.valueOf(Holes.FIELDS) : "";
    }
}

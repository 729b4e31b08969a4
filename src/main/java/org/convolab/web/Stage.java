package org.convolab.web;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.convolab.engine.layer.ShapeException;
import org.convolab.engine.network.Network;
import org.convolab.image.Drawing;
import org.convolab.image.Photo;
import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.Parameters;
import org.convolab.widget.Query;
import org.convolab.widget.RetryLater;
import org.convolab.widget.Spelling;
import org.convolab.widget.Steps;
import org.convolab.widget.TrainedNetwork;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.jspecify.annotations.Nullable;

/**
 * A widget where it stands on a page, in the state that the page's address names: what its template draws with. On its
 * own page a widget's fields stand bare in the query; in a chapter each carries the widget's name and a dot, so that
 * several share one address.
 *
 * <p>Two fields belong to every widget: {@code step} goes to a place of the walk, {@code play} goes on from place to place.
 */
public final class Stage<P extends Record, V extends Record & View> {
    private static final String STEP = "step";
    private static final String PLAY = "play";
    private static final int SHADES = 16;

    private final Widget<P, V> widget;
    private final String name;
    private final boolean inChapter;
    private final Parameters<P> fields;
    private final CourseResources materials;
    private final Map<String, String> startTexts;
    private final Map<String, String> firstTexts;
    private final Map<String, List<String>> query;
    private final Map<String, String> sent = new LinkedHashMap<>();

    private @Nullable P parameters;
    private @Nullable V view;
    private @Nullable Steps walk;
    private boolean playing;
    private final boolean astray;
    private List<BadParameter.Refusal> refusals;
    private final Map<String, String> instead = new LinkedHashMap<>();
    private @Nullable RetryLater busy;

    /**
     * Puts a widget on a page.
     *
     * @param views where its views come from
     * @param fields the parameters with the values that they have where it stands
     * @param query the whole query of the page
     * @param strays what of it belongs to no widget of the page, if it is refused in this one's place
     */
    Stage(
            Views views,
            Widget<P, V> widget,
            String name,
            boolean inChapter,
            Parameters<P> fields,
            CourseResources materials,
            Map<String, List<String>> query,
            List<BadParameter.Refusal> strays) {
        this.widget = widget;
        this.name = name;
        this.inChapter = inChapter;
        this.fields = fields;
        this.materials = materials;
        this.startTexts = fields.write(fields.start());
        this.firstTexts = fields.write(widget.start());
        this.query = query;
        query.forEach((key, values) -> {
            String field = inChapter && key.startsWith(name + ".") ? key.substring(name.length() + 1) : key;
            if (field(field).equals(key) && !field.equals(STEP) && !field.equals(PLAY)) {
                sent.put(field, String.join(" ", values));
            }
        });
        this.refusals = strays;
        this.astray = isRefused();
        if (astray) {
            return;
        }
        try {
            P read = fields.read(sent);
            V seen = views.view(widget, read, materials);
            Steps way = widget.walk(read, seen);
            String step = raw(STEP);
            if (way != null && step != null) {
                Map<String, String> texts = fields.write(read);
                way.to()
                        .apply(place(step, way.count()))
                        .forEach((key, value) -> texts.put(key, Parameters.write(value)));
                read = fields.read(texts);
                seen = views.view(widget, read, materials);
                way = widget.walk(read, seen);
            }
            this.parameters = read;
            this.view = seen;
            this.walk = way;
            this.playing = way != null && "true".equals(raw(PLAY)) && way.at() < way.count() - 1;
        } catch (BadParameter refused) {
            this.refusals = refused.refusals();
            this.instead.putAll(refused.instead(sent.keySet()));
            this.instead.entrySet().removeIf(value -> value.getValue().equals(startTexts.get(value.getKey())));
        } catch (RetryLater later) {
            this.busy = later;
        } catch (ShapeException refused) {
            this.refusals = List.of(new BadParameter.Refusal(
                    "parameters", sent.toString(), "what fits the layer: " + refused.getMessage()));
        }
    }

    private static int place(String step, int count) {
        try {
            int place = Integer.parseInt(step.strip());
            if (place >= 0 && place < count) {
                return place;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new BadParameter(STEP, step, "a whole number from 0 to " + (count - 1));
    }

    /** What was sent for a field; a field sent several times, as a grid of fields is, is one text. */
    private @Nullable String raw(String field) {
        List<String> values = query.get(field(field));
        return values == null ? null : String.join(" ", values);
    }

    // What it is

    public String getName() {
        return name;
    }

    public String getId() {
        return widget.id();
    }

    public String getTitle() {
        return widget.title();
    }

    /** The parameters that are drawn. */
    public P getP() {
        return known(parameters);
    }

    /** What the engine computed. */
    public V getV() {
        return known(view);
    }

    private static <T> T known(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the parameters were refused");
        }
        return value;
    }

    /** Whether something in the address is refused here that no address of this widget carries, so that a request of its own would keep it. */
    public boolean isAstray() {
        return astray;
    }

    public boolean isRefused() {
        return !refusals.isEmpty();
    }

    /** Whether it is not the reader who is refused: the course lacks what the widget starts with here. */
    public boolean isUnavailable() {
        return isRefused() && !astray && sent.isEmpty();
    }

    /** Other values for fields that were not sent and whose starting values this course does not have. */
    Map<String, String> getInstead() {
        return instead;
    }

    public List<BadParameter.Refusal> getRefusals() {
        return refusals;
    }

    /** Why there is no view now, and when to come back; null where there is one. */
    public @Nullable RetryLater getBusy() {
        return busy;
    }

    /** Whether there is a view to draw. */
    public boolean isDrawn() {
        return view != null;
    }

    /** The address as it was asked for. */
    public String getAgain() {
        return "?"
                + query.entrySet().stream()
                        .flatMap(entry -> entry.getValue().stream()
                                .map(value -> Query.encode(entry.getKey()) + "=" + Query.encode(value)))
                        .collect(Collectors.joining("&"))
                + "#" + name;
    }

    /** What was sent, be it under a mistyped name, or where nothing was, what the field starts with: a refusal loses nothing. */
    public String sent(String field) {
        return Optional.ofNullable(sent.get(field))
                .or(() -> sent.keySet().stream()
                        .filter(name -> Spelling.nearest(name, startTexts.keySet())
                                .filter(field::equals)
                                .isPresent())
                        .findFirst()
                        .map(sent::get))
                .orElse(startTexts.getOrDefault(field, ""));
    }

    /** What the address has of a reader's own picture; empty if it has none. */
    public String carried(String field) {
        String text = sent(field);
        try {
            return Photo.isOne(text) ? Photo.read(text).sentence() : "";
        } catch (IllegalArgumentException damaged) {
            return "";
        }
    }

    public List<Parameters.Field> getFields() {
        return fields.fields();
    }

    // Fields of forms

    /** The name of a field on this page. */
    public String field(String field) {
        return inChapter ? name + "." + field : field;
    }

    /** The present text of a field. */
    public String value(String field) {
        return known(fields.write(getP()).get(field));
    }

    /** An id on this page for a part of this widget. */
    public String part(String part) {
        return name + "-" + part;
    }

    /** A least or greatest value as a field of a form takes it. */
    public String bound(double value) {
        return Parameters.write(value);
    }

    /** The least and greatest value of a number. */
    public Parameters.Field bounds(String field) {
        return fields.field(field);
    }

    /**
     * The hidden fields of a form that sends the given fields itself: what other widgets on the page have, and what this
     * one has besides.
     */
    public Map<String, String> hidden(List<String> besides) {
        Map<String, String> hidden = others();
        fields.write(getP()).forEach((field, text) -> {
            if (!besides.contains(field) && !text.equals(startTexts.get(field))) {
                hidden.put(field(field), text);
            }
        });
        return hidden;
    }

    /**
     * The hidden fields of a form that changes the shape of things: like {@link #hidden}, with the walk at the widget's
     * own first place. The place where a chapter begins may not exist in the new shape.
     */
    public Map<String, String> hiddenFromStart(List<String> besides) {
        Set<String> dropped = new LinkedHashSet<>(besides);
        dropped.addAll(walked());
        Map<String, String> hidden = hidden(List.copyOf(dropped));
        for (String field : walked()) {
            String first = firstTexts.get(field);
            if (first != null && !besides.contains(field) && !first.equals(startTexts.get(field))) {
                hidden.put(field(field), first);
            }
        }
        return hidden;
    }

    private Set<String> walked() {
        return walk == null || walk.count() == 0 ? Set.of() : walk.to().apply(0).keySet();
    }

    private Map<String, String> others() {
        Map<String, String> others = new LinkedHashMap<>();
        if (inChapter) {
            query.forEach((key, values) -> {
                if (!key.startsWith(name + ".") && key.contains(".")) {
                    others.put(key, String.join(" ", values));
                }
            });
        }
        return others;
    }

    // Addresses

    /** The address of this state with some fields changed: pairs of a field's name and its value. */
    public String href(Object... changes) {
        Map<String, String> texts = fields.write(getP());
        for (int i = 0; i < changes.length; i += 2) {
            fields.field((String) changes[i]);
            texts.put((String) changes[i], Parameters.write(changes[i + 1]));
        }
        return address(texts, false);
    }

    /** As {@link #href}, and back at the first place of the walk, which another shape may not have. */
    public String hrefFromStart(Object... changes) {
        List<Object> all = new ArrayList<>(List.of(changes));
        for (String field : walked()) {
            all.add(field);
            all.add(firstTexts.get(field));
        }
        return href(all.toArray());
    }

    /** A choice of several fields at once: what it is called, where it leads, and whether this state is it. */
    public record Preset(String text, String href, boolean current) {}

    /** The state with some fields changed, as {@link #hrefFromStart}, under a name. */
    public Preset preset(String text, Object... changes) {
        boolean current = true;
        for (int i = 0; i < changes.length; i += 2) {
            current &= value((String) changes[i]).equals(Parameters.write(changes[i + 1]));
        }
        return new Preset(text, hrefFromStart(changes), current);
    }

    /** A preset for each network of the course, which sets the parameter {@code network} and what else is given. */
    public List<Preset> networks(Object... changes) {
        return networks(materials.networks().values(), changes);
    }

    /** The same for each network that is trained. */
    public List<Preset> trained(Object... changes) {
        return networks(
                materials.trained().values().stream()
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
                    boolean current = value("network").equals(network.name());
                    return new Preset(network.about().title(), hrefFromStart(all.toArray()), current);
                })
                .toList();
    }

    /** The address of the state in which the widget starts here. */
    public String getStart() {
        return address(startTexts, false);
    }

    /** The address of the state that is drawn, as short as it can be. */
    public String getSelf() {
        return address(fields.write(getP()), playing);
    }

    /** The query of the state on the widget's own pages, every field that differs from the widget's own start. */
    public String getQuery() {
        Map<String, String> own = fields.write(widget.start());
        return fields.write(getP()).entrySet().stream()
                .filter(entry -> !entry.getValue().equals(own.get(entry.getKey())))
                .map(entry -> Query.encode(entry.getKey()) + "=" + Query.encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    /**
     * The address of an image that the widget draws in this state, as seen from a page of a chapter or a widget. It lies
     * apart from pages and their other widgets, so that equal states share it.
     */
    public String drawing(String name) {
        String query = getQuery();
        return "../widgets/" + getId() + "/" + name + ".png" + (query.isEmpty() ? "" : "?" + query);
    }

    /** The image of that name in this state; null if the widget has none. */
    @Nullable
    Drawing draw(String name) {
        return widget.drawing(getP(), getV(), name);
    }

    private String address(Map<String, String> texts, boolean play) {
        List<String> pairs = new ArrayList<>();
        others().forEach((key, value) -> pairs.add(Query.encode(key) + "=" + Query.encode(value)));
        texts.forEach((field, text) -> {
            if (!text.equals(startTexts.get(field))) {
                pairs.add(Query.encode(field(field)) + "=" + Query.encode(text));
            }
        });
        if (play) {
            pairs.add(Query.encode(field(PLAY)) + "=true");
        }
        return "?" + String.join("&", pairs) + "#" + name;
    }

    // The walk

    public @Nullable Steps getWalk() {
        return walk;
    }

    public boolean isPlaying() {
        return playing;
    }

    /** The address of a place of the walk. */
    public String to(int place) {
        return address(at(place), false);
    }

    /** The address from which the walk goes on by itself; from its last place, it begins again. */
    public String getPlay() {
        Steps way = known(walk);
        return address(at(way.at() == way.count() - 1 ? 0 : way.at()), true);
    }

    /** The address of the next place of a walk that plays. */
    public String getTick() {
        Steps way = known(walk);
        return address(at(way.at() + 1), true);
    }

    private Map<String, String> at(int place) {
        Map<String, String> texts = fields.write(getP());
        known(walk).to().apply(place).forEach((key, value) -> texts.put(key, Parameters.write(value)));
        return texts;
    }

    /** Whether only the place of the walk tells this state from that of another address of the same page. */
    boolean isStepFrom(Map<String, List<String>> other) {
        Set<String> small = walked();
        return isDrawn()
                && !small.isEmpty()
                && fields.fields().stream()
                        .filter(field -> !small.contains(field.name()))
                        .allMatch(field -> value(field.name())
                                .equals(String.join(
                                        " ",
                                        other.getOrDefault(
                                                field(field.name()), List.of(startTexts.get(field.name()))))));
    }

    /** Whether the address says this state in more words than it needs, as a form does that sends a grid cell by cell. */
    boolean isLong() {
        return isDrawn()
                && (raw(STEP) != null
                        || fields.fields().stream()
                                .anyMatch(field -> query.getOrDefault(field(field.name()), List.of())
                                                .size()
                                        > 1));
    }

    // Drawing

    public Cells cells(Grid grid) {
        return new Cells(this, grid);
    }

    /** A line of that length on which all these numbers can stand. */
    public NumberLine line(List<? extends Number> numbers, double length) {
        return NumberLine.holding(numbers, length);
    }

    /** A chart without lines yet, and what its axes are called. */
    public Chart chart(String across, String up) {
        return new Chart(across, up);
    }

    /** A grid as lines to type over. */
    public String lines(Grid grid) {
        return grid.toString().replace("/", "\n");
    }

    /** A number as the page shows it. */
    public String number(double value) {
        return Numerals.text(value);
    }

    /** {@code 1 pixel}, {@code 2 pixels}. */
    public String count(long n, String one) {
        return Numerals.count(n, one);
    }

    /** {@code 1 bias}, {@code 2 biases}. */
    public String count(long n, String one, String many) {
        return Numerals.count(n, one, many);
    }

    /** A number in the given pattern of digits. */
    public String number(double value, String pattern) {
        return Numerals.format(value, pattern);
    }

    /** The class of the color of ink, when {@code scale} is the darkest. */
    public String ink(double value, double scale) {
        return Cells.tone(value, scale, false);
    }

    /**
     * The points of a closed curve over values, for a polygon: value i stands above i + ½, the largest at height 0, zero at
     * {@code height}.
     */
    public String curve(List<? extends Number> values, double height) {
        double largest = largest(values);
        StringBuilder points = new StringBuilder("0," + Numerals.plain(height));
        for (int i = 0; i < values.size(); i++) {
            double share = largest > 0 ? values.get(i).doubleValue() / largest : 0;
            points.append(' ').append(i).append(".5,").append(Numerals.plain(height * (1 - share)));
        }
        return points.append(' ')
                .append(values.size())
                .append(',')
                .append(Numerals.plain(height))
                .toString();
    }

    /** The cells of a drawing that are equally dark: how dark, and the squares of side 1 that they are. */
    public record Shade(double opacity, String path) {}

    /** A grid of amounts, none of them negative, as squares of a few shades; what is nothing is not drawn. */
    public List<Shade> shades(Grid grid) {
        StringBuilder[] paths = new StringBuilder[SHADES];
        float largest = grid.largest();
        for (int y = 0; y < grid.height(); y++) {
            for (int x = 0; x < grid.width(); x++) {
                if (grid.at(y, x) > 0) {
                    int shade = (int) Math.ceil(grid.at(y, x) / largest * SHADES) - 1;
                    paths[shade] = paths[shade] == null ? new StringBuilder() : paths[shade];
                    paths[shade].append('M').append(x).append(' ').append(y).append("h1v1h-1z");
                }
            }
        }
        return IntStream.range(0, SHADES)
                .filter(shade -> paths[shade] != null)
                .mapToObj(shade -> new Shade((shade + 1.0) / SHADES, paths[shade].toString()))
                .toList();
    }

    /** The points of a line through values, for a polyline: value i at i + ½, {@code most} at height 0. */
    public String points(List<? extends Number> values, double most, double height) {
        return IntStream.range(0, values.size())
                .mapToObj(i ->
                        i + ".5," + Numerals.plain(height * (1 - values.get(i).doubleValue() / most)))
                .collect(Collectors.joining(" "));
    }

    /** The largest of some numbers, zero if none is above it. */
    public double largest(List<? extends Number> values) {
        return values.stream().mapToDouble(Number::doubleValue).reduce(0, Math::max);
    }

    /** A length in a drawing. */
    public String length(double value) {
        return Numerals.plain(value);
    }

    /** The class of the color of a signed value, when {@code scale} wears the strongest. */
    public String tone(double value, double scale) {
        return Cells.tone(value, scale, true);
    }
}

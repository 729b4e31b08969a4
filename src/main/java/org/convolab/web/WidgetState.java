package org.convolab.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.convolab.engine.layer.ShapeException;
import org.convolab.image.Drawing;
import org.convolab.image.Photo;
import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.convolab.widget.Parameters;
import org.convolab.widget.RetryLater;
import org.convolab.widget.Spelling;
import org.convolab.widget.Steps;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.jspecify.annotations.Nullable;

/**
 * The state of a widget where it stands on a page: what the page's address says of it, what the engine computed of that, or
 * why there is nothing to show. On its own page a widget's fields stand bare in the query; in a chapter each carries the
 * widget's name and a dot, so that several share one address.
 *
 * <p>Some fields belong to every widget: {@code step} goes to a place of the walk and {@code play} on from place to place;
 * {@code paint} makes a press on a cell of a picture ink it; {@code press} is such a press: the fields that it sets and the
 * numbers that they get, {@code row col 3 4}, or a picture's field and pixels of it, {@code input 3 4} or, with the ink that
 * they get, {@code input=9 3 4 3 5}.
 */
public final class WidgetState<P extends Record, V extends Record & View> {
    private static final String STEP = "step";
    private static final String PLAY = "play";
    private static final String PAINT = "paint";
    private static final String PRESS = "press";

    /** The ink of a picture that has none yet. */
    private static final float INK = 9;

    private final Widget<P, V> widget;
    private final String name;
    private final boolean inChapter;
    private final Parameters<P> fields;
    private final CourseResources materials;
    private final Map<String, String> startTexts;
    private final Map<String, List<String>> query;
    private final Map<String, String> sent = new LinkedHashMap<>();
    private final boolean astray;
    private final Map<String, String> instead = new LinkedHashMap<>();

    private Map<String, String> texts = Map.of();
    private @Nullable P parameters;
    private @Nullable V view;
    private @Nullable Steps walk;
    private boolean playing;
    private boolean painting;
    private List<BadParameter.Refusal> refusals;
    private @Nullable RetryLater busy;

    /**
     * Reads what a page's query says of a widget.
     *
     * @param views where its views come from
     * @param fields the parameters with the values that they have where it stands
     * @param query the whole query of the page
     * @param strays what of it belongs to no widget of the page, if it is refused in this one's place
     */
    WidgetState(
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
        this.query = query;
        query.forEach((key, values) -> {
            String field = inChapter && key.startsWith(name + ".") ? key.substring(name.length() + 1) : key;
            if (field(field).equals(key) && !List.of(STEP, PLAY, PAINT, PRESS).contains(field)) {
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
            String press = raw(PRESS);
            if (press != null) {
                read = fields.read(pressed(press, fields.write(read)));
            }
            String step = raw(STEP);
            V seen = views.view(widget, read, materials);
            Steps way = widget.walk(read, seen);
            if (way != null && step != null) {
                Map<String, String> there = fields.write(read);
                way.to()
                        .apply(place(step, way.count()))
                        .forEach((key, value) -> there.put(key, Parameters.write(value)));
                read = fields.read(there);
                seen = views.view(widget, read, materials);
                way = widget.walk(read, seen);
            }
            this.parameters = read;
            this.texts = fields.write(read);
            this.view = seen;
            this.walk = way;
            this.playing = way != null && "true".equals(raw(PLAY)) && way.at() < way.count() - 1;
            this.painting = "true".equals(raw(PAINT));
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

    /** The texts of the fields after a press. */
    private Map<String, String> pressed(String press, Map<String, String> texts) {
        String[] words = press.strip().split("\\s+");
        int named = 0;
        while (named < words.length && !words[named].matches("-?\\d{1,9}")) {
            named++;
        }
        int[] numbers = new int[words.length - named];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = words[named + i].matches("-?\\d{1,9}") ? Integer.parseInt(words[named + i]) : -1;
        }
        String first = words[0].replaceFirst("=.*", "");
        boolean pairs = numbers.length > 0 && numbers.length % 2 == 0;
        if (named == 1 && pairs && texts.containsKey(first)) {
            Grid picture = materials.grid(first, texts.getOrDefault(first, ""));
            float strongest = picture.largest() > 0 ? picture.largest() : INK;
            Float ink = words[0].equals(first) ? null : ink(press, words[0].substring(first.length() + 1));
            for (int i = 0; i < numbers.length; i += 2) {
                int row = numbers[i];
                int col = numbers[i + 1];
                if (row < 0 || col < 0 || row >= picture.height() || col >= picture.width()) {
                    throw new BadParameter(PRESS, press, "pixels of " + first);
                }
                picture = picture.with(
                        row, col, ink != null ? ink : picture.at(row, col) > strongest / 2 ? 0 : strongest);
            }
            texts.put(first, picture.toString());
            return texts;
        }
        int given = 0;
        for (int i = 0; i < named; i++) {
            String[] pair = words[i].split("=", 2);
            if (!texts.containsKey(pair[0]) || pair.length == 1 && given == numbers.length) {
                throw unreadable(press);
            }
            texts.put(pair[0], pair.length == 2 ? pair[1] : String.valueOf(numbers[given++]));
        }
        if (given == 0 || given < numbers.length) {
            throw unreadable(press);
        }
        return texts;
    }

    private static float ink(String press, String text) {
        try {
            float ink = Float.parseFloat(text);
            if (Math.abs(ink) <= Grid.LARGEST) {
                return ink;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw unreadable(press);
    }

    private static BadParameter unreadable(String press) {
        return new BadParameter(PRESS, press, "fields and their numbers, such as row col 3 4");
    }

    /** What was sent for a field; a field sent several times, as a grid of fields is, is one text. */
    private @Nullable String raw(String field) {
        List<String> values = query.get(field(field));
        return values == null ? null : String.join(" ", values);
    }

    Widget<P, V> widget() {
        return widget;
    }

    Parameters<P> parameters() {
        return fields;
    }

    CourseResources materials() {
        return materials;
    }

    boolean isInChapter() {
        return inChapter;
    }

    /** The texts of the fields that are drawn; empty where nothing is. */
    Map<String, String> texts() {
        return texts;
    }

    /** The texts with which the widget starts where it stands. */
    Map<String, String> startTexts() {
        return startTexts;
    }

    Map<String, List<String>> query() {
        return query;
    }

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

    static <T> T known(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the parameters were refused");
        }
        return value;
    }

    public @Nullable Steps getWalk() {
        return walk;
    }

    /** The fields that tell one place of the walk from another. */
    public Set<String> getWalked() {
        return walk == null || walk.count() == 0
                ? new TreeSet<>()
                : new TreeSet<>(walk.to().apply(0).keySet());
    }

    public boolean isPlaying() {
        return playing;
    }

    /** Whether a press on a cell of a picture inks it. */
    public boolean isPainting() {
        return painting;
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
    Map<String, String> instead() {
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

    /** Whether it shows what was measured, so that it is no function of its address. */
    boolean isMeasured() {
        return isDrawn() && widget.measures(getP());
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

    /** The name of a field on this page. */
    public String field(String field) {
        return inChapter ? name + "." + field : field;
    }

    /** The present text of a field. */
    public String value(String field) {
        return known(texts.get(field));
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

    /** Whether the address says this state in more words than it needs, as a form does that sends a grid cell by cell. */
    boolean isLong() {
        return isDrawn()
                && (raw(STEP) != null
                        || raw(PRESS) != null
                        || fields.fields().stream()
                                .anyMatch(field -> query.getOrDefault(field(field.name()), List.of())
                                                .size()
                                        > 1));
    }

    /** The image of that name in this state; null if the widget has none. */
    @Nullable
    Drawing draw(String name) {
        return widget.drawing(getP(), getV(), name);
    }
}

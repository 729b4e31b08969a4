package org.convolab.web;

import java.util.List;
import java.util.Map;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.Parameters;
import org.convolab.widget.Steps;
import org.jspecify.annotations.Nullable;

/**
 * The controls of a widget as HTML, as its template places them. Choices are links and numbers are forms that are sent by
 * GET, so that all of them work without a script; a script sends a form as soon as one of its numbers changes.
 */
public final class Controls {
    /** What may be typed into a cell. */
    private static final String NUMBER = "[\\-\u2212+]?([0-9]+[.]?[0-9]*|[.][0-9]+)";

    private static final String ON_CHANGE = " hx-get=\"?\" hx-trigger=\"change, submit\"";

    private final WidgetState<?, ?> state;
    private final StateLinks links;
    private final boolean moved;

    /** @param moved whether what a step does not change is left out */
    Controls(WidgetState<?, ?> state, StateLinks links, boolean moved) {
        this.state = state;
        this.links = links;
        this.moved = moved;
    }

    /**
     * Values to choose from, each a link.
     *
     * @param texts what the values are called; null where they say it themselves
     */
    public String choice(String label, String field, List<?> values, @Nullable List<?> texts) {
        Html html = group(label, field, "choice");
        for (int i = 0; i < values.size(); i++) {
            String value = String.valueOf(values.get(i));
            link(
                    html,
                    field + "-" + value.replace(' ', '-'),
                    links.hrefFromStart(field, values.get(i)),
                    state.value(field).equals(value));
            html.text(texts == null ? value : String.valueOf(texts.get(i))).raw("</a>");
        }
        return html.raw("</div></div>").toString();
    }

    /** States to choose from, each a link that sets several parameters. */
    public String presets(String label, String id, List<StateLinks.Preset> presets) {
        Html html = group(label, id, "choice");
        for (int i = 0; i < presets.size(); i++) {
            StateLinks.Preset preset = presets.get(i);
            link(html, id + "-" + i, preset.href(), preset.current());
            html.text(preset.text()).raw("</a>");
        }
        return html.raw("</div></div>").toString();
    }

    /**
     * Maps to choose from, each a link under a small picture of it.
     *
     * @param keep whether a choice keeps the place; otherwise it begins the walk anew
     */
    public String thumbs(String label, String field, List<String> names, List<Grid> maps, boolean keep) {
        Html html = group(label, field, "thumbs");
        for (int i = 0; i < maps.size(); i++) {
            Grid map = maps.get(i);
            float most = map.largest();
            link(
                    html,
                    field + "-" + i,
                    keep ? links.href(field, i) : links.hrefFromStart(field, i),
                    state.value(field).equals(String.valueOf(i)),
                    keep ? " data-keeps" : "");
            html.raw("<table aria-hidden=\"true\">");
            for (List<Float> row : map.rows()) {
                html.raw("<tr>");
                for (float value : row) {
                    html.raw("<td class=\"").raw(Cells.tone(value, most, true)).raw("\">");
                }
            }
            html.raw("</table><span>").text(names.get(i)).raw("</span></a>");
        }
        return html.raw("</div></div>").toString();
    }

    private Html group(String label, String field, String css) {
        String id = state.part(field + "-label");
        return new Html()
                .raw("<div class=\"field\"><span class=\"label\"")
                .attribute("id", id)
                .end()
                .text(label)
                .raw("</span><div role=\"group\"")
                .attribute("class", css)
                .attribute("aria-labelledby", id)
                .end();
    }

    private void link(Html html, String part, String href, boolean current) {
        link(html, part, href, current, "");
    }

    private void link(Html html, String part, String href, boolean current, String more) {
        html.raw("<a")
                .attribute("id", state.part(part))
                .attribute("href", href)
                .raw(current ? " aria-current=\"true\"" : "")
                .raw(more)
                .end();
    }

    /** A switch: a link that turns a true or false parameter over. */
    public String toggle(String label, String field) {
        boolean on = state.value(field).equals("true");
        return new Html()
                .raw("<a class=\"toggle\" role=\"switch\"")
                .attribute("id", state.part(field))
                .attribute("aria-checked", String.valueOf(on))
                .attribute("href", links.hrefFromStart(field, !on))
                .end()
                .text(label)
                .raw("</a>")
                .toString();
    }

    /** A number of a form. */
    public String number(String label, String field, Object step) {
        Html html = labeled(label, field, "number").raw("</span><input type=\"number\"");
        bounded(html, field, step);
        return html.raw(" required></label>").toString();
    }

    /** A number for both axes, or height x width; padding may also be a word. */
    public String sides(String label, String field) {
        Html html = labeled(label, field, "number").raw("</span><input type=\"text\"");
        named(html, field)
                .attribute("pattern", "valid|same|full|[0-9]+(x[0-9]+)?")
                .attribute("title", state.bounds(field).allowed());
        return html.raw(" maxlength=\"11\" autocomplete=\"off\" required></label>")
                .toString();
    }

    /** A number as a slider, which the picture follows while it moves. */
    public String slider(String label, String field, Object step) {
        Html html = labeled(null, field, "slider")
                .raw("<span>")
                .text(label)
                .raw("</span> <output")
                .attribute("for", state.part(field))
                .end()
                .text(state.value(field))
                .raw("</output></span><input type=\"range\"");
        bounded(html, field, step);
        return html.raw(" hx-get=\"?\" hx-include=\"closest form\" hx-trigger=\"input throttle:60ms\"></label>")
                .toString();
    }

    private Html labeled(@Nullable String label, String field, String css) {
        Html html = new Html()
                .raw("<label class=\"field ")
                .raw(css)
                .raw("\"")
                .attribute("for", state.part(field))
                .raw("><span class=\"label\">");
        return label == null ? html : html.text(label);
    }

    private Html named(Html html, String field) {
        return html.attribute("id", state.part(field))
                .attribute("name", state.field(field))
                .attribute("value", state.value(field));
    }

    private void bounded(Html html, String field, Object step) {
        Parameters.Field bounds = state.bounds(field);
        named(html, field)
                .attribute("min", Parameters.write(bounds.min()))
                .attribute("max", Parameters.write(bounds.max()))
                .attribute("step", String.valueOf(step));
    }

    /** A grid whose numbers can be typed over, none of which a step changes; {@code word} says what each is. */
    public String edit(String title, String field, Grid grid, String word) {
        return edit(title, field, grid, word, false);
    }

    /**
     * The same for a kernel.
     *
     * @param flipped whether the last weight is the one that meets the window's first cell
     */
    public String edit(String title, String field, Grid grid, String word, boolean flipped) {
        String caption = state.part(field + "-cap");
        String name = state.field(field);
        float most = grid.largest();
        Html html = form("grid kernel c" + grid.width(), field + "-form")
                .attribute("data-weights", grid.height() + " " + grid.width())
                .raw(flipped ? " data-flipped" : "")
                .raw(ON_CHANGE);
        if (moved) {
            return html.raw(" data-kept></form>").toString();
        }
        hidden(html.end(), links.hidden(List.of(field)));
        html.raw("<p class=\"cap\"><span")
                .attribute("id", caption)
                .end()
                .text(title)
                .raw("</span> <small>" + grid.height() + " × " + grid.width() + "</small></p><table")
                .attribute("class", "cells edit c" + grid.width())
                .attribute("aria-labelledby", caption)
                .end();
        for (int y = 0; y < grid.height(); y++) {
            html.raw("<tr>");
            for (int x = 0; x < grid.width(); x++) {
                html.raw("<td class=\"")
                        .raw(Cells.tone(grid.at(y, x), most, true))
                        .raw("\">");
                if (x == 0 && y > 0) {
                    html.hidden(name, "/");
                }
                html.raw("<input type=\"text\" required size=\"3\" autocomplete=\"off\" inputmode=\"decimal\"")
                        .attribute("pattern", NUMBER)
                        .attribute("id", state.part(word + "-" + y + "-" + x))
                        .attribute("name", name)
                        .attribute("value", Numerals.text(grid.at(y, x)))
                        .attribute("aria-label", word + ", row " + y + ", column " + x)
                        .end();
            }
        }
        return html.raw("</table><p class=\"apply\"><button type=\"submit\">Apply</button></p></form>")
                .toString();
    }

    /** Rows of numbers to type. */
    public String typed(String label, String field, String text) {
        Html html = new Html()
                .raw("<details class=\"typed\"")
                .attribute("id", state.part(field + "-typed"))
                .raw("><summary>")
                .text(label)
                .raw("</summary>")
                .raw(form("", field + "-form").end().toString());
        hidden(html, links.hiddenFromStart(List.of(field)));
        return html.raw("<label><span class=\"label\">Rows of numbers, one row a line</span><textarea")
                .attribute("id", state.part(field + "-text"))
                .attribute("name", state.field(field))
                .raw(" rows=\"6\" cols=\"24\" spellcheck=\"false\" autocomplete=\"off\">")
                .text(text)
                .raw("</textarea></label><button type=\"submit\">Use these</button></form></details>")
                .toString();
    }

    private Html form(String css, String part) {
        Html html = new Html().raw("<form method=\"get\"").attribute("action", "#" + state.getName());
        return (css.isEmpty() ? html : html.attribute("class", css)).attribute("id", state.part(part));
    }

    private void hidden(Html html, Map<String, String> fields) {
        fields.forEach(html::hidden);
        html.raw(links.getOthers());
    }

    /** Back, play or stop, step, where we are, and the ways out of this state. */
    public String transport() {
        Steps walk = state.getWalk();
        Html html = new Html().raw("<div class=\"transport\"").attribute("id", state.part("transport"));
        if (state.isPlaying()) {
            html.attribute("data-tick", links.getTick());
        }
        if (walk != null && walk.grows()) {
            html.raw(" data-grows");
        }
        html.end();
        if (walk != null && walk.count() > 1) {
            int last = walk.count() - 1;
            html.raw("<div class=\"walk\">");
            way(html, "back", "Back", walk.at() > 0 ? walk.at() - 1 : walk.grows() ? -1 : last);
            html.raw("<a class=\"button go\"").attribute("id", state.part("play"));
            if (state.isPlaying()) {
                html.attribute("href", links.to(walk.at()))
                        .attribute("hx-sync", "#" + state.part("stage") + ":replace")
                        .raw(">Stop</a>");
            } else {
                html.attribute("href", links.getPlay()).raw(">Play</a>");
            }
            way(html, "step", "Step", walk.at() < last ? walk.at() + 1 : walk.grows() ? -1 : 0);
            html.raw(form("scrub", "scrub").raw(ON_CHANGE).end().toString());
            hidden(html, links.hiddenFromStart(List.of()));
            html.raw("<label class=\"quiet\"")
                    .attribute("for", state.part("place"))
                    .raw(">Place</label><input type=\"range\"")
                    .attribute("id", state.part("place"))
                    .attribute("name", state.field("step"))
                    .raw(" min=\"0\" max=\"" + last + "\" value=\"" + walk.at() + "\"")
                    .raw(" hx-get=\"?\" hx-include=\"closest form\" hx-trigger=\"input throttle:60ms\">")
                    .raw("<button class=\"noscript\" type=\"submit\">Go</button></form><span class=\"count\"><span>")
                    .text(Numerals.text((double) walk.at() + 1))
                    .raw("</span> of <span>")
                    .text(Numerals.text((double) walk.count()))
                    .raw("</span></span></div>");
        }
        return html.raw("<p class=\"ways\"><a class=\"button\"")
                .attribute("id", state.part("reset"))
                .attribute("href", links.getStart())
                .raw(">Reset</a><a class=\"button permalink\"")
                .attribute("id", state.part("link"))
                .attribute("href", links.getPage())
                .raw(" hx-boost=\"false\">Link to this state</a></p></div>")
                .toString();
    }

    /** @param place where it leads; less than 0 at the end of a walk that does not go round */
    private void way(Html html, String part, String text, int place) {
        html.raw("<a class=\"button\"").attribute("id", state.part(part));
        if (place < 0) {
            html.raw(" role=\"link\" tabindex=\"0\" aria-disabled=\"true\"");
        } else {
            html.attribute("href", links.to(place));
        }
        html.end().text(text).raw("</a>");
    }
}

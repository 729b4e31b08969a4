package org.convolab.content.chapter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.Link;
import org.commonmark.node.SourceSpan;
import org.convolab.content.chapter.WidgetReferences.Misfit;
import org.convolab.widget.Spelling;
import org.jspecify.annotations.Nullable;

/** The links of all chapters, checked: the place that each leads to must exist, and the state that it asks for. */
public final class Links {
    private static final Pattern PIECES = Pattern.compile("([^?#]*)(?:\\?([^#]*))?(?:#(.*))?");
    private static final Pattern CHAPTER = Pattern.compile("[Cc]hapter 0*(\\d{1,4})");
    private static final String WIDGETS = "../widgets/";

    private final List<String> slugs;
    private final WidgetReferences widgets;
    private final Map<String, Target> targets = new HashMap<>();
    private final List<Reference> references = new ArrayList<>();

    /** @param slugs the chapters that a link may lead to, in their order */
    public Links(Collection<String> slugs, WidgetReferences widgets) {
        this.slugs = List.copyOf(slugs);
        this.widgets = widgets;
    }

    /** A link into a chapter, which is checked when all chapters have been read. */
    private record Reference(
            ChapterText text, @Nullable SourceSpan at, String slug, Map<String, String> query, String fragment) {}

    /** A widget in a chapter; nothing is known about one that does not exist. */
    record Placed(String widget, Map<String, String> parameters, boolean right) {}

    /** What a link into a chapter may name: its widgets and the ids of its headings. */
    private record Target(Map<String, Placed> widgets, Collection<String> ids) {}

    void target(String slug, Map<String, Placed> widgets, Collection<String> ids) {
        targets.put(slug, new Target(widgets, ids));
    }

    /**
     * Checks a link of a chapter as far as that can be done without the other chapters. The number of a chapter in its words
     * must be that of the chapter to which it leads.
     */
    void check(Link link, String words, String slug, ChapterText text) {
        String destination = link.getDestination();
        if (destination.matches("https?://\\S+|mailto:\\S+")) {
            return;
        }
        if (destination.startsWith("/") || destination.matches("[a-zA-Z][\\w+.-]*:.*")) {
            text.problem(
                    link,
                    "the link '" + destination + "' is neither a chapter, a widget (../widgets/…) nor a web address");
            return;
        }
        Matcher pieces = PIECES.matcher(destination);
        pieces.matches();
        String path = pieces.group(1);
        Map<String, String> query = WidgetReferences.query(pieces.group(2) == null ? "" : pieces.group(2));
        String fragment = pieces.group(3) == null ? "" : pieces.group(3);
        if (path.startsWith(WIDGETS)) {
            widgets.check(path.substring(WIDGETS.length()), query)
                    .forEach(misfit -> text.problem(link, misfit.message()));
        } else if (path.isEmpty() || slugs.contains(path)) {
            int number = slugs.indexOf(path) + 1;
            Matcher named = CHAPTER.matcher(words);
            if (number > 0 && named.find() && Integer.parseInt(named.group(1)) != number) {
                text.problem(link, "'%s' is chapter %d, not %s".formatted(path, number, named.group(1)));
            }
            references.add(new Reference(text, ChapterText.place(link), path.isEmpty() ? slug : path, query, fragment));
        } else if (path.startsWith("../") && !path.equals("../") && !path.equals("../widgets")) {
            List<String> pages = widgets.ids().stream().map(id -> WIDGETS + id).toList();
            text.problem(link, "there is no page '" + path + "'" + Spelling.hint(path, pages));
        } else if (!path.startsWith("../")) {
            text.problem(link, "there is no chapter '" + path + "'" + Spelling.hint(path, slugs));
        }
    }

    /** Checks what could not be checked before all chapters were read. */
    public void finish() {
        for (Reference link : references) {
            Target target = targets.get(link.slug);
            if (target != null) {
                check(link, target);
            }
        }
    }

    private void check(Reference link, Target target) {
        // a link to a widget whose id was mistyped in its directive is right
        boolean complete = target.widgets.values().stream().allMatch(placed -> widgets.exists(placed.widget));
        Map<String, Map<String, String>> states = new LinkedHashMap<>();
        link.query.forEach((key, value) -> {
            int dot = key.indexOf('.');
            String name = dot < 0 ? key : key.substring(0, dot);
            if (dot < 0) {
                link.text.problem(link.at, "'" + key + "' is not widget.parameter");
            } else if (target.widgets.containsKey(name)) {
                states.computeIfAbsent(name, any -> new LinkedHashMap<>()).put(key.substring(dot + 1), value);
            } else if (complete) {
                link.text.problem(
                        link.at,
                        "the chapter '" + link.slug + "' has no widget '" + name + "'"
                                + Spelling.hint(name, target.widgets.keySet()));
            }
        });
        target.widgets.forEach((name, placed) -> {
            Map<String, String> own = states.getOrDefault(name, Map.of());
            if (own.isEmpty()) {
                return;
            }
            Map<String, String> state = new LinkedHashMap<>(placed.parameters);
            state.putAll(own);
            List<Misfit> misfits = widgets.exists(placed.widget) ? widgets.check(placed.widget, state) : List.of();
            misfits.stream()
                    .filter(misfit -> placed.right || own.containsKey(misfit.parameter()))
                    .forEach(misfit -> link.text.problem(link.at, misfit.message()));
        });
        Set<String> names = target.widgets.keySet();
        if (!link.fragment.isEmpty()
                && complete
                && !names.contains(link.fragment)
                && !target.ids.contains(link.fragment)) {
            List<String> places = new ArrayList<>(names);
            places.addAll(target.ids);
            link.text.problem(
                    link.at,
                    "there is no place '#" + link.fragment + "' in '" + link.slug + "'"
                            + Spelling.hint(link.fragment, places));
        }
    }
}

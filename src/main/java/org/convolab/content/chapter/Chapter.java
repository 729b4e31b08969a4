package org.convolab.content.chapter;

import java.util.List;
import java.util.Map;

/**
 * One chapter of the course, ready to be laid out.
 *
 * @param number its place in the course, counted from 1
 * @param slug its name in the address
 * @param title a claim, the heading of the page
 * @param rubric the short name of its subject
 * @param lead one or two sentences, as HTML without a paragraph around it
 * @param promise what a reader can do afterwards, one line
 * @param parts prose and widgets in the author's order; the sources stand at the end of the last prose
 */
public record Chapter(
        int number,
        String slug,
        String title,
        String rubric,
        String lead,
        String promise,
        List<Section> sections,
        List<Part> parts) {
    public Chapter {
        sections = List.copyOf(sections);
        parts = List.copyOf(parts);
    }

    /** The widgets of the chapter, in order. */
    public List<WidgetPlacement> widgets() {
        return parts.stream()
                .filter(WidgetPlacement.class::isInstance)
                .map(WidgetPlacement.class::cast)
                .toList();
    }

    /** A heading of the second level, which the page lists beside the prose. */
    public record Section(String id, String title) {}

    /** A stretch of prose, or a widget between two of them. */
    public sealed interface Part permits Html, WidgetPlacement {}

    /** Whole blocks of prose. */
    public record Html(String html) implements Part {}

    /**
     * A widget where its author put it.
     *
     * @param widget the id of the widget
     * @param name its name in the chapter's address and the id of its place: the widget's id unless the author chose
     *     another
     * @param parameters the starting values that the author chose, as they are written in an address
     * @param line where it stands in the chapter's file, counted from 1
     */
    public record WidgetPlacement(String widget, String name, Map<String, String> parameters, int line)
            implements Part {}
}

package org.convolab.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Parameters;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.springframework.stereotype.Component;
import org.springframework.util.DigestUtils;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.TemplateSpec;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;

/**
 * Widgets in their states as HTML. What was drawn is kept and serves wherever the state stands again: a page whose other
 * widgets moved, or another reader's.
 */
@Component
final class Stages {
    /** The HTML that is kept takes at most this share of the heap. */
    private static final int SHARE = 24;

    /** A widget's state on a page; what its other widgets have stands in {@link Holes}. */
    private record Key(
            String course,
            String name,
            boolean inChapter,
            Record start,
            Record parameters,
            boolean playing,
            boolean painting,
            boolean moved) {}

    private final Views views;
    private final ITemplateEngine templates;
    private final Cache<Key, String> drawn = Caffeine.newBuilder()
            .maximumWeight(Runtime.getRuntime().maxMemory() / SHARE)
            .weigher((Key key, String html) -> 2 * html.length())
            .build();

    Stages(Views views, ITemplateEngine templates) {
        this.views = views;
        this.templates = templates;
    }

    /** A widget in its state; where it would start with what this course does not have, with what the course has. */
    <P extends Record, V extends Record & View> WidgetState<P, V> state(
            Widget<P, V> widget,
            String name,
            boolean inChapter,
            Parameters<P> fields,
            CourseResources course,
            Map<String, List<String>> query,
            List<BadParameter.Refusal> strays) {
        WidgetState<P, V> state = new WidgetState<>(views, widget, name, inChapter, fields, course, query, strays);
        Map<String, String> instead = state.instead();
        return instead.isEmpty()
                ? state
                : state(widget, name, inChapter, Parameters.of(fields.read(instead)), course, query, strays);
    }

    /**
     * What tells one drawing of a widget from another that differs in more than the place of the walk. A reader who has one
     * is sent only what a step changes.
     */
    static String drawing(WidgetState<?, ?> state) {
        StringBuilder texts =
                new StringBuilder().append(state.materials().version()).append(state.isPainting());
        Set<String> walked = state.getWalked();
        state.texts().forEach((field, text) -> {
            if (!walked.contains(field)) {
                texts.append('&').append(field).append('=').append(text);
            }
        });
        return DigestUtils.md5DigestAsHex(texts.toString().getBytes(StandardCharsets.UTF_8))
                .substring(0, 16);
    }

    /** @param moved whether only what a step changes is drawn */
    String html(WidgetState<?, ?> state, boolean moved) {
        if (!state.isDrawn()) {
            return render(state, false);
        }
        Key key = new Key(
                state.materials().version(),
                state.getName(),
                state.isInChapter(),
                state.parameters().start(),
                state.getP(),
                state.isPlaying(),
                state.isPainting(),
                moved);
        String html = drawn.getIfPresent(key);
        if (html == null) {
            html = render(state, moved);
            drawn.put(key, html);
        }
        return html;
    }

    private String render(WidgetState<?, ?> state, boolean moved) {
        StateLinks links = new StateLinks(state);
        Context context = new Context(Locale.ENGLISH);
        context.setVariable("state", state);
        context.setVariable("links", links);
        context.setVariable("draw", new Drawings(state, links, moved));
        context.setVariable("controls", new Controls(state, links, moved));
        context.setVariable("whole", !moved);
        if (state.isDrawn()) {
            context.setVariable("p", state.getP());
            context.setVariable("v", state.getV());
            context.setVariable("drawing", drawing(state));
        }
        return moved
                ? templates.process(
                        new TemplateSpec("widget/" + state.getId(), Set.of("shown"), TemplateMode.HTML, null), context)
                : templates.process(new TemplateSpec("stage", Set.of("stage"), TemplateMode.HTML, null), context);
    }
}

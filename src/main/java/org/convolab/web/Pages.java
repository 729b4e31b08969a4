package org.convolab.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.convolab.content.Course;
import org.convolab.content.LiveCourse;
import org.convolab.content.chapter.Chapter;
import org.convolab.image.Drawing;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Parameters;
import org.convolab.widget.Query;
import org.convolab.widget.RetryLater;
import org.convolab.widget.Spelling;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.convolab.widget.Widgets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;

/** The contents page, the chapters and the widgets: each address answers a page, a fragment of it, or its numbers. */
@Controller
final class Pages {
    /** A stretch of prose, or a widget's state and its HTML. */
    record Part(@Nullable String prose, @Nullable WidgetState<?, ?> state, String html) {}

    /** The header of a request that names the drawing of a widget that the page has: it is sent only what a step changes. */
    static final String DRAWING = "Convolab-Drawing";

    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    /** What besides its address an answer of a chapter is a function of; an answer of a widget, of the form that is liked best too. */
    private static final String VARY = "HX-Request, HX-Target, " + DRAWING;

    /** How long an image holds that no course is edited for, in browsers too. */
    private static final String HOUR = "max-age=3600, public";

    /** A browser asks whether it still has the answer; whoever stands between serves a minute without asking. */
    private static final String MINUTE = "public, max-age=0, s-maxage=60";

    private final Widgets widgets;
    private final LiveCourse shelf;
    private final Stages stages;
    private final Uploads uploads;

    Pages(Widgets widgets, LiveCourse shelf, Stages stages, Uploads uploads) {
        this.widgets = widgets;
        this.shelf = shelf;
        this.stages = stages;
        this.uploads = uploads;
    }

    @GetMapping("/")
    ModelAndView contents(HttpServletResponse response) {
        Course course = shelf.course();
        WidgetState<?, ?> cover = state(find("convolution"), course, Map.of("row", List.of("3"), "col", List.of("2")));
        // a course may have no picture for it
        List<WidgetState<?, ?>> drawn = cover.isDrawn() ? List.of(cover) : List.of();
        Drawings draw = new Drawings(cover, new StateLinks(cover), false);
        return page("contents", Map.of("course", course, "state", cover, "draw", draw), drawn, response);
    }

    @GetMapping("/widgets")
    ModelAndView widgets(HttpServletResponse response) {
        Map<String, Chapter> chapters = new LinkedHashMap<>();
        for (Chapter chapter : shelf.course().chapters()) {
            chapter.widgets().forEach(place -> chapters.putIfAbsent(place.widget(), chapter));
        }
        List<String> taught = List.copyOf(chapters.keySet());
        List<Widget<?, ?>> inOrder = new ArrayList<>(widgets.all());
        inOrder.sort(Comparator.comparing(
                widget -> chapters.containsKey(widget.id()) ? taught.indexOf(widget.id()) : taught.size()));
        return page("widgets", Map.of("widgets", inOrder, "chapters", chapters), List.of(), response);
    }

    @GetMapping("/chapters/{slug}")
    Object chapter(@PathVariable String slug, HttpServletRequest request, HttpServletResponse response) {
        response.setHeader(HttpHeaders.VARY, VARY);
        Course course = shelf.course().chapter(slug).isPresent() ? shelf.course() : shelf.draft();
        Chapter chapter = course.chapter(slug).orElseThrow(() -> missing("chapter", slug));
        Map<String, List<String>> query = query(request);
        Map<String, List<BadParameter.Refusal>> strays = strays(chapter, query);
        String target = request.getHeader("HX-Request") == null ? null : request.getHeader("HX-Target");
        for (Chapter.WidgetPlacement placement : chapter.widgets()) {
            if ((placement.name() + "-stage").equals(target)) {
                return fragment(state(placement, course, query, strays), request);
            }
        }
        List<Part> parts = new ArrayList<>();
        List<WidgetState<?, ?>> states = new ArrayList<>();
        for (Chapter.Part part : chapter.parts()) {
            if (part instanceof Chapter.WidgetPlacement placement) {
                WidgetState<?, ?> state = state(placement, course, query, strays);
                if (state.isLong()) {
                    StateLinks links = new StateLinks(state);
                    return shorter(links.whole(links.getSelf()));
                }
                String html = Holes.inHtml(stages.html(state, false), Holes.others(state.getName(), query));
                parts.add(new Part(null, state, html));
                states.add(state);
            } else if (part instanceof Chapter.Html prose) {
                parts.add(new Part(prose.html(), null, ""));
            }
        }
        ModelAndView page = page("chapter", Map.of("chapter", chapter, "parts", parts), states, response);
        page.addObject("before", course.before(chapter));
        page.addObject("after", course.after(chapter));
        return page;
    }

    @GetMapping("/widgets/{id}")
    Object widget(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) {
        response.setHeader(HttpHeaders.VARY, "Accept, " + VARY);
        Course course = shelf.course();
        WidgetState<?, ?> state = state(find(id), course, query(request));
        if (Accepts.json(request)) {
            return json(state);
        }
        if (request.getHeader("HX-Request") != null) {
            return fragment(state, request);
        }
        if (state.isLong()) {
            return shorter(new StateLinks(state).getSelf());
        }
        List<Chapter> chapters = course.chapters().stream()
                .filter(chapter -> chapter.widgets().stream()
                        .anyMatch(place -> place.widget().equals(id)))
                .toList();
        return page(
                "widget",
                Map.of("state", state, "html", stages.html(state, false), "chapters", chapters),
                List.of(state),
                response);
    }

    /** An image of a widget's state: the state's query names it, and nothing else does. */
    @GetMapping("/widgets/{id}/{name}.png")
    ResponseEntity<?> drawing(@PathVariable String id, @PathVariable String name, HttpServletRequest request) {
        WidgetState<?, ?> state = state(find(id), shelf.course(), query(request));
        if (!state.isDrawn()) {
            return json(state);
        }
        Drawing drawing = state.draw(name);
        if (drawing == null) {
            throw missing("drawing of " + id, name);
        }
        return ResponseEntity.ok()
                .contentType(MediaType.IMAGE_PNG)
                .header(HttpHeaders.CACHE_CONTROL, lasts(List.of(state), HOUR))
                .body(drawing.png());
    }

    /**
     * A reader's own picture for a widget, sent as forms send files: it is shrunk in memory and answered with the address
     * that carries it. A request that another site forges does no harm, so that there is no token against it and no
     * session: nothing is changed, nothing is kept, and whoever sends a picture sees no more than that picture.
     */
    @PostMapping("/widgets/{id}")
    ResponseEntity<Void> picture(@PathVariable String id, HttpServletRequest request)
            throws HttpRequestMethodNotSupportedException {
        Map<String, String> anchors = new LinkedHashMap<>();
        pictures(find(id)).forEach(field -> anchors.put(field, id));
        return received(request, anchors);
    }

    /** The same for a widget in a chapter. */
    @PostMapping("/chapters/{slug}")
    ResponseEntity<Void> pictureInChapter(@PathVariable String slug, HttpServletRequest request)
            throws HttpRequestMethodNotSupportedException {
        Chapter chapter = shelf.course().chapter(slug).orElseThrow(() -> missing("chapter", slug));
        Map<String, String> anchors = new LinkedHashMap<>();
        for (Chapter.WidgetPlacement place : chapter.widgets()) {
            pictures(find(place.widget())).forEach(field -> anchors.put(place.name() + "." + field, place.name()));
        }
        return received(request, anchors);
    }

    /** The parameters of a widget that may be a reader's own picture. */
    private static List<String> pictures(Widget<?, ?> widget) {
        return Parameters.of(widget.start()).fields().stream()
                .filter(Parameters.Field::picture)
                .map(Parameters.Field::name)
                .toList();
    }

    /** @param anchors the fields of the page that take a picture, and where on it their widgets stand */
    private ResponseEntity<Void> received(HttpServletRequest request, Map<String, String> anchors)
            throws HttpRequestMethodNotSupportedException {
        if (anchors.isEmpty()) {
            throw new HttpRequestMethodNotSupportedException("POST", List.of("GET"));
        }
        String before = request.getQueryString() == null ? "" : request.getQueryString();
        request.setAttribute(
                Failures.BACK, "?" + before + "#" + anchors.values().iterator().next());
        Map<String, String> sent = uploads.receive(request, anchors.keySet());
        Map<String, List<String>> query = query(request);
        sent.forEach((field, text) -> query.put(field, List.of(text)));
        String pairs = query.entrySet().stream()
                .map(entry -> Query.encode(entry.getKey()) + "=" + Query.encode(String.join(" ", entry.getValue())))
                .collect(Collectors.joining("&"));
        return shorter("?" + pairs + "#" + anchors.get(sent.keySet().iterator().next()));
    }

    private Widget<?, ?> find(String id) {
        Widget<?, ?> widget = widgets.find(id);
        if (widget == null) {
            throw missing("widget", id);
        }
        return widget;
    }

    private static ResponseStatusException missing(String kind, String name) {
        return new ResponseStatusException(
                HttpStatus.NOT_FOUND, "There is no " + kind + " called \u201c" + name + "\u201d.");
    }

    private <P extends Record, V extends Record & View> WidgetState<P, V> state(
            Widget<P, V> widget, Course course, Map<String, List<String>> query) {
        return stages.state(widget, widget.id(), false, Parameters.of(widget.start()), course, query, List.of());
    }

    private WidgetState<?, ?> state(
            Chapter.WidgetPlacement place,
            Course course,
            Map<String, List<String>> query,
            Map<String, List<BadParameter.Refusal>> strays) {
        return state(find(place.widget()), place, course, query, strays.getOrDefault(place.name(), List.of()));
    }

    private <P extends Record, V extends Record & View> WidgetState<P, V> state(
            Widget<P, V> widget,
            Chapter.WidgetPlacement place,
            Course course,
            Map<String, List<String>> query,
            List<BadParameter.Refusal> strays) {
        Parameters<P> placed = Parameters.of(Parameters.of(widget.start()).read(place.parameters()));
        return stages.state(widget, place.name(), true, placed, course, query, strays);
    }

    /**
     * Takes out of a chapter's query what belongs to none of its widgets. It is refused in the place of the widget that was
     * meant, by its name, or else of the first.
     */
    private Map<String, List<BadParameter.Refusal>> strays(Chapter chapter, Map<String, List<String>> query) {
        List<String> names =
                chapter.widgets().stream().map(Chapter.WidgetPlacement::name).toList();
        List<String> known = chapter.widgets().stream()
                .flatMap(place -> Parameters.of(find(place.widget()).start()).fields().stream()
                        .map(field -> place.name() + "." + field.name()))
                .toList();
        Map<String, List<BadParameter.Refusal>> strays = new LinkedHashMap<>();
        query.entrySet().removeIf(pair -> {
            boolean stray = !names.contains(pair.getKey().replaceFirst("\\..*", ""))
                    || !pair.getKey().contains(".");
            if (stray && !names.isEmpty()) {
                Optional<String> nearest = Spelling.nearest(pair.getKey(), known);
                strays.computeIfAbsent(
                                nearest.map(name -> name.replaceFirst("\\..*", ""))
                                        .orElse(names.get(0)),
                                place -> new ArrayList<>())
                        .add(new BadParameter.Refusal(
                                pair.getKey(),
                                String.join(" ", pair.getValue()),
                                "a parameter of a widget on this page, after its name and a dot: "
                                        + names.stream()
                                                .map(name -> name + ".\u2026")
                                                .collect(Collectors.joining(", "))
                                        + nearest.map(name -> " (did you mean '" + name + "'?)")
                                                .orElse("")));
            }
            return stray;
        });
        return strays;
    }

    /** How long an answer with these states holds: not at all with what was measured, and no longer than the course stays as it is. */
    private String lasts(List<WidgetState<?, ?>> states, String time) {
        return states.stream().anyMatch(WidgetState::isMeasured) ? "no-store" : shelf.isEdited() ? "no-cache" : time;
    }

    private ResponseEntity<Object> json(WidgetState<?, ?> state) {
        if (state.isDrawn()) {
            return ResponseEntity.ok()
                    .contentType(MediaType.APPLICATION_JSON)
                    .header(HttpHeaders.CACHE_CONTROL, lasts(List.of(state), MINUTE))
                    .body(state.getV());
        }
        RetryLater busy = state.getBusy();
        if (busy != null) {
            ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, busy.getMessage());
            problem.setTitle("Busy");
            problem.setProperty("retryAfter", busy.seconds());
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                    .header(HttpHeaders.RETRY_AFTER, String.valueOf(busy.seconds()))
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(problem);
        }
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.UNPROCESSABLE_CONTENT, "Some parameters are not allowed; each error names one.");
        problem.setTitle("Parameters refused");
        problem.setProperty("errors", state.getRefusals());
        return ResponseEntity.unprocessableContent()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    /**
     * The widget alone, with the address that the browser is to show; or only what a step changes of it, if nothing else
     * tells the state from the one that the page has. What the page's other widgets have is not in it: the page knows that.
     */
    private ResponseEntity<byte[]> fragment(WidgetState<?, ?> state, HttpServletRequest request) {
        boolean moved = state.isDrawn() && Stages.drawing(state).equals(request.getHeader(DRAWING));
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status(state)).contentType(HTML);
        RetryLater busy = state.getBusy();
        if (busy != null) {
            answer.header(HttpHeaders.RETRY_AFTER, String.valueOf(busy.seconds()));
        }
        if (status(state) == HttpStatus.OK) {
            answer.header(HttpHeaders.CACHE_CONTROL, lasts(List.of(state), MINUTE));
        }
        if (state.isDrawn()) {
            answer.header("HX-Push-Url", Holes.inAddress(new StateLinks(state).getSelf(), Map.of()))
                    .header(DRAWING, Stages.drawing(state));
        }
        if (moved) {
            answer.header("HX-Retarget", "#" + state.part("out"));
        }
        return answer.body(Holes.inHtml(stages.html(state, moved), Map.of()).getBytes(StandardCharsets.UTF_8));
    }

    private static HttpStatus status(WidgetState<?, ?> state) {
        return state.getBusy() != null
                ? HttpStatus.SERVICE_UNAVAILABLE
                : state.isRefused() && !state.isUnavailable() ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.OK;
    }

    /** Whether a kind of widget has rules of style that no other has. */
    private static boolean hasStyle(String kind) {
        return Pages.class.getResource("/static/widget/" + kind + ".css") != null;
    }

    /** A page of these widgets. Without JavaScript it goes on by itself while one of them plays or waits for the server. */
    private ModelAndView page(
            String name, Map<String, ?> model, List<WidgetState<?, ?>> states, HttpServletResponse response) {
        ModelAndView page = new ModelAndView(name, model);
        page.addObject(Failures.LIVE, shelf);
        List<String> kinds = states.stream().map(WidgetState::getId).distinct().toList();
        page.addObject("draws", kinds.contains("digits"));
        page.addObject("styled", kinds.stream().filter(Pages::hasStyle).toList());
        for (WidgetState<?, ?> state : states) {
            StateLinks links = new StateLinks(state);
            RetryLater busy = state.getBusy();
            if (busy != null) {
                page.setStatus(HttpStatus.SERVICE_UNAVAILABLE);
                response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(busy.seconds()));
                page.addObject("refresh", busy.seconds() + ";url=" + links.getAgain());
                return page;
            }
            if (state.isPlaying()) {
                page.addObject("refresh", "1;url=" + links.whole(links.getTick()));
            }
        }
        if (states.stream().anyMatch(state -> status(state) == HttpStatus.UNPROCESSABLE_CONTENT)) {
            page.setStatus(HttpStatus.UNPROCESSABLE_CONTENT);
        } else {
            response.setHeader(HttpHeaders.CACHE_CONTROL, lasts(states, shelf.isComplete() ? MINUTE : "no-cache"));
        }
        return page;
    }

    private static ResponseEntity<Void> shorter(String address) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header("Location", address)
                .build();
    }

    private static Map<String, List<String>> query(HttpServletRequest request) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        try {
            request.getParameterMap().forEach((key, values) -> query.put(key, List.of(values)));
        } catch (IllegalStateException unreadable) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "What stands behind the question mark of this address cannot be read.");
        }
        return query;
    }
}

package org.convolab.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.convolab.widget.Widget;
import org.convolab.widget.Widgets;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

/** A step is sent only what it changes; put into the page that it came from, that is the page of the new place. */
@Tag("slow")
@SpringBootTest
@AutoConfigureMockMvc
class StepTest {
    private static final int STATES = 8;
    private static final int PLACES = 3;

    @Autowired
    MockMvc mvc;

    @Autowired
    Widgets widgets;

    @TestFactory
    Stream<DynamicTest> whatAStepIsSentMakesThePageOfItsPlace() {
        return widgets.all().stream()
                .map(widget -> DynamicTest.dynamicTest(widget.id(), () -> {
                    Set<String> addresses = new LinkedHashSet<>(List.of("?"));
                    Element start = stage(whole(widget, "?"));
                    start.select(".controls a[href], .toggle[href]").stream()
                            .map(link -> link.attr("href").replaceFirst("#.*", ""))
                            .filter(address -> !address.contains("steps=") && !address.contains("compare=true"))
                            .limit(STATES)
                            .forEach(addresses::add);
                    for (String address : addresses) {
                        steps(widget, address);
                    }
                }));
    }

    private void steps(Widget<?, ?> widget, String address) throws Exception {
        Element from = stage(whole(widget, address));
        Element range = from.selectFirst(".scrub input[type=range]");
        if (range == null) {
            return;
        }
        int last = Integer.parseInt(range.attr("max"));
        for (int i = 1; i <= PLACES; i++) {
            String there = (address.equals("?") ? "?" : address + "&") + "step=" + last * i / PLACES;
            if (widget.id().equals("training")) {
                there = (address.equals("?") ? "?" : address + "&") + "step=" + i;
            }
            Element to = stage(whole(widget, there));
            MockHttpServletResponse answer = ask(widget, there, from.attr("data-drawing"));
            assertThat(answer.getHeader("HX-Retarget")).as(there).isEqualTo("#" + widget.id() + "-out");
            Element step = parsed(answer.getContentAsString()).body().child(0);
            assertThat(plain(told(from.clone(), step))).as(widget.id() + there).isEqualTo(plain(to));
        }
    }

    /** The stage with the answer in it, as the page's script puts it there. */
    private static Element told(Element stage, Element step) {
        Element out = stage.selectFirst(".out");
        for (Element kept : step.select("[data-kept]")) {
            Element old = out.getElementById(kept.id());
            assertThat(old).as(kept.id()).isNotNull();
            Element grid = old.clone();
            Element marks = grid.selectFirst(".marks");
            if (marks != null) {
                marks.replaceWith(kept.selectFirst(".marks").clone());
            }
            grid.select("button[aria-current]").removeAttr("aria-current");
            if (kept.hasAttr("data-here")) {
                String[] here = kept.attr("data-here").split(" ");
                Element cell = grid.select("tr").get(Integer.parseInt(here[0])).child(Integer.parseInt(here[1]));
                if (cell.child(0).tagName().equals("button")) {
                    cell.child(0).attr("aria-current", "true");
                }
            }
            kept.replaceWith(grid);
        }
        out.replaceWith(step);
        return stage;
    }

    /** Without what forms and links that keep the place say of it, which the page's script brings up to date, and without blanks. */
    private static String plain(Element stage) {
        Element copy = stage.clone();
        copy.select("[data-kept]").removeAttr("data-kept").removeAttr("data-here");
        copy.select("input[type=hidden]:not([value=/])").remove();
        copy.select(".grid > .cap .toggle, [data-keeps]").removeAttr("href");
        copy.select("*").forEach(element -> {
            for (TextNode text : List.copyOf(element.textNodes())) {
                text.text(text.text().strip());
            }
        });
        return copy.outerHtml().replaceAll("\\s+", " ").replaceAll("> ", ">").replaceAll(" <", "<");
    }

    private static Element stage(Document page) {
        return page.selectFirst(".stage");
    }

    private Document whole(Widget<?, ?> widget, String address) throws Exception {
        MockHttpServletResponse answer = ask(widget, address, "");
        assertThat(answer.getStatus()).as(address).isEqualTo(200);
        return parsed(answer.getContentAsString());
    }

    private static Document parsed(String html) {
        return Jsoup.parse(html, "", Parser.htmlParser());
    }

    private MockHttpServletResponse ask(Widget<?, ?> widget, String address, String drawing) throws Exception {
        return mvc.perform(
                        MockMvcRequestBuilders.get(URI.create("/widgets/" + widget.id() + address.replace("+", "%20")))
                                .accept("text/html")
                                .header("HX-Request", "true")
                                .header("Convolab-Drawing", drawing))
                .andReturn()
                .getResponse();
    }
}

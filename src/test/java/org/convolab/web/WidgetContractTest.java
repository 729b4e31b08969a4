package org.convolab.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.convolab.widget.Parameters;
import org.convolab.widget.Widget;
import org.convolab.widget.Widgets;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every widget promises, checked over every widget that there is. */
@Tag("slow")
@SpringBootTest
@AutoConfigureMockMvc
class WidgetContractTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Autowired
    MockMvc mvc;

    @Autowired
    Widgets widgets;

    @TestFactory
    List<DynamicTest> theIdThePackageAndTheTemplateShareOneName() {
        return each(widget -> {
            assertThat(widget.getClass().getPackageName())
                    .endsWith(".widget." + widget.id().replace("-", ""));
            assertThat(getClass().getResource("/templates/widget/" + widget.id() + ".html"))
                    .isNotNull();
        });
    }

    @TestFactory
    List<DynamicTest> pageAndFragmentShowTheSameStageAndTheJsonItsSentence() {
        return each(widget -> {
            Document page = html(widget, Map.of());
            Document fragment = Jsoup.parseBodyFragment(
                    ask(widget, Map.of(), "text/html", true).getContentAsString());
            assertThat(fragment.body().children()).hasSize(1);
            assertThat(page.select(".stage")).hasSize(1);
            assertThat(fragment.body().child(0).html())
                    .isEqualTo(page.select(".stage").first().html());
            JsonNode json = json(widget, Map.of());
            assertThat(page.select(".stage .say").first().text())
                    .isEqualTo(squeezed(json.get("sentence").asString()));
        });
    }

    @TestFactory
    List<DynamicTest> everyControlHasALabelAndEveryIdIsUsedOnce() {
        return each(widget -> {
            Document page = html(widget, Map.of());
            for (Element control : page.select(".stage input:not([type=hidden]), .stage select, .stage textarea")) {
                boolean labeled = control.hasAttr("aria-label")
                        || control.closest("label") != null
                        || !page.select("label[for=" + control.id() + "]").isEmpty();
                assertThat(labeled).as(control.outerHtml()).isTrue();
                assertThat(control.id()).as(control.outerHtml()).isNotEmpty();
            }
            for (Element link : page.select(".stage a, .stage button, .stage summary")) {
                assertThat(link.text() + link.attr("aria-label"))
                        .as(link.outerHtml())
                        .isNotBlank();
            }
            List<String> ids = page.select("[id]").eachAttr("id");
            assertThat(ids).doesNotHaveDuplicates();
            assertThat(page.select("[style], style, script:not([src])")).isEmpty();
        });
    }

    @TestFactory
    List<DynamicTest> everyDrawingIsServedAndSaysInWordsWhatItShows() {
        return each(widget -> {
            for (Element image : html(widget, Map.of()).select(".stage img, .stage image")) {
                Element told = image.tagName().equals("img") ? image : image.closest("svg");
                String words = told.attr(image.tagName().equals("img") ? "alt" : "aria-label");
                boolean hidden = told.closest("[aria-hidden=true]") != null;
                assertThat(hidden || !words.isBlank()).as(image.outerHtml()).isTrue();
                assertThat(image.attr("width") + image.attr("height"))
                        .as(image.outerHtml())
                        .isNotEmpty();
                String address = image.attr(image.hasAttr("src") ? "src" : "href");
                assertThat(address).startsWith("../widgets/" + widget.id() + "/");
                MockHttpServletResponse answer = mvc.perform(
                                MockMvcRequestBuilders.get(java.net.URI.create(address.substring(2))))
                        .andReturn()
                        .getResponse();
                assertThat(answer.getStatus()).as(address).isEqualTo(200);
                assertThat(ImageIO.read(new ByteArrayInputStream(answer.getContentAsByteArray())))
                        .as(address)
                        .isNotNull();
            }
        });
    }

    @TestFactory
    List<DynamicTest> everyFormSentAsItStandsIsAccepted() {
        return each(widget -> {
            for (Element form : html(widget, Map.of()).select(".stage form:not([method=post])")) {
                Element last = form.select("button[type=submit], .cells button").last();
                assertThat(last).as(form.outerHtml()).isNotNull();
                var request =
                        MockMvcRequestBuilders.get("/widgets/" + widget.id()).accept("text/html");
                for (Element field : form.select("input[name], textarea[name]")) {
                    boolean chosen = !field.attr("type").matches("radio|checkbox") || field.hasAttr("checked");
                    if (chosen) {
                        request.queryParam(
                                field.attr("name"),
                                field.tagName().equals("textarea") ? field.wholeText() : field.val());
                    }
                }
                if (last.hasAttr("name")) {
                    request.queryParam(last.attr("name"), last.val());
                }
                assertThat(mvc.perform(request).andReturn().getResponse().getStatus())
                        .as(form.outerHtml())
                        .isIn(200, 303);
            }
        });
    }

    @TestFactory
    List<DynamicTest> theCornersOfEveryTwoParametersAreDrawnOrRefused() {
        return each(widget -> {
            List<Parameters.Field> fields = Parameters.of(widget.start()).fields();
            for (int i = 0; i < fields.size(); i++) {
                for (int j = i; j < fields.size(); j++) {
                    for (String one : corners(fields.get(i))) {
                        for (String other : corners(fields.get(j))) {
                            Map<String, String> state = new LinkedHashMap<>();
                            state.put(fields.get(i).name(), one);
                            state.put(fields.get(j).name(), other);
                            MockHttpServletResponse json = ask(widget, state, "application/json", false);
                            assertThat(json.getStatus())
                                    .as("%s %s", widget.id(), state)
                                    .isIn(200, 422, 503);
                            if (json.getStatus() == 503) {
                                assertThat(json.getHeader("Retry-After")).matches("[1-9]\\d*");
                                continue;
                            }
                            if (i == j) {
                                MockHttpServletResponse page = ask(widget, state, "text/html", true);
                                assertThat(page.getStatus())
                                        .as("%s %s", widget.id(), state)
                                        .isEqualTo(json.getStatus());
                            }
                        }
                    }
                }
            }
        });
    }

    @TestFactory
    List<DynamicTest> aValueOutOfBoundsIsRefusedWithItsFieldItselfAndWhatIsAllowed() {
        return each(widget -> {
            for (Parameters.Field field : Parameters.of(widget.start()).fields()) {
                if (field.type() == String.class) {
                    continue;
                }
                String wrong = field.isNumber() ? Parameters.write(field.max() + 1) : "neither-nor";
                Map<String, String> state = Map.of(field.name(), wrong);
                MockHttpServletResponse answer = ask(widget, state, "application/json", false);
                assertThat(answer.getStatus()).isEqualTo(422);
                assertThat(answer.getContentType()).startsWith(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
                JsonNode error =
                        JSON.readTree(answer.getContentAsString()).get("errors").get(0);
                assertThat(error.get("field").asString()).isEqualTo(field.name());
                assertThat(error.get("value").asString()).isEqualTo(wrong);
                assertThat(error.get("allowed").asString()).isEqualTo(field.allowed());
                MockHttpServletResponse page = ask(widget, state, "text/html", false);
                assertThat(page.getStatus()).isEqualTo(422);
                Document html = Jsoup.parse(page.getContentAsString());
                assertThat(html.select("[role=alert]").text()).contains(field.name(), wrong, field.allowed());
                assertThat(html.select(".stage [name=" + field.name() + "]").val())
                        .isEqualTo(wrong);
            }
        });
    }

    @TestFactory
    List<DynamicTest> aParameterThatThereIsNotIsRefusedWithItsNameItsValueAndTheNameThatWasMistyped() {
        return each(widget -> {
            for (Parameters.Field field : Parameters.of(widget.start()).fields()) {
                String name = field.name();
                String wrong = name + name.charAt(name.length() - 1);
                boolean told = wrong.length() > 2
                        && Parameters.of(widget.start()).fields().stream()
                                .noneMatch(other -> other.name().startsWith(name) && !other.equals(field));
                Map<String, String> state = Map.of(wrong, "max");
                MockHttpServletResponse answer = ask(widget, state, "application/json", false);
                assertThat(answer.getStatus()).isEqualTo(422);
                JsonNode error =
                        JSON.readTree(answer.getContentAsString()).get("errors").get(0);
                assertThat(error.get("field").asString()).isEqualTo(wrong);
                assertThat(error.get("value").asString()).isEqualTo("max");
                if (told) {
                    assertThat(error.get("allowed").asString()).endsWith("(did you mean '" + name + "'?)");
                }
                for (boolean htmx : new boolean[] {false, true}) {
                    MockHttpServletResponse page = ask(widget, state, "text/html", htmx);
                    assertThat(page.getStatus()).isEqualTo(422);
                    Document html = Jsoup.parse(page.getContentAsString());
                    assertThat(html.select(".stage [role=alert]").text()).contains(wrong, "max", name);
                    if (told) {
                        assertThat(html.select(".stage [name=" + name + "]").val())
                                .isEqualTo("max");
                    }
                }
            }
        });
    }

    @TestFactory
    List<DynamicTest> thePlaceOfAWalkMayStandInEveryAddress() {
        return each(widget -> {
            assertThat(ask(widget, Map.of("step", "0", "play", "true"), "application/json", false)
                            .getStatus())
                    .isEqualTo(200);
        });
    }

    @TestFactory
    List<DynamicTest> nonsenseInATextIsRefusedOrDrawnButNeverBreaks() {
        List<String> nonsense = List.of(
                "",
                " ",
                "/",
                "0",
                "NaN",
                "1e99",
                "1 2/3",
                "-",
                "<b>&\"'",
                "3x3/0",
                "@",
                "no-such-name",
                "9".repeat(2000));
        return each(widget -> {
            for (Parameters.Field field : Parameters.of(widget.start()).fields()) {
                for (String text : nonsense) {
                    MockHttpServletResponse answer = ask(widget, Map.of(field.name(), text), "text/html", false);
                    assertThat(answer.getStatus())
                            .as("%s=%s", field.name(), text)
                            .isIn(200, 422);
                    assertThat(answer.getContentAsString()).doesNotContain("<b>&\"", "<b>&amp;");
                }
            }
        });
    }

    private static List<String> corners(Parameters.Field field) {
        if (field.isNumber()) {
            return List.of(Parameters.write(field.min()), Parameters.write(field.max()));
        }
        if (field.type() == boolean.class) {
            return List.of("true", "false");
        }
        if (field.type().isEnum()) {
            List<String> all = new ArrayList<>();
            for (Object constant : field.type().getEnumConstants()) {
                all.add(Parameters.write(constant));
            }
            return all;
        }
        return List.of("1", ("1 ".repeat(16).strip() + "/").repeat(16).replaceAll("/$", ""));
    }

    private interface Check {
        void of(Widget<?, ?> widget) throws Exception;
    }

    private List<DynamicTest> each(Check check) {
        assertThat(widgets.all()).isNotEmpty();
        return widgets.all().stream()
                .map(widget -> DynamicTest.dynamicTest(widget.id(), () -> check.of(widget)))
                .collect(Collectors.toList());
    }

    private Document html(Widget<?, ?> widget, Map<String, String> state) throws Exception {
        MockHttpServletResponse answer = ask(widget, state, "text/html", false);
        assertThat(answer.getStatus()).isEqualTo(200);
        return Jsoup.parse(answer.getContentAsString());
    }

    private JsonNode json(Widget<?, ?> widget, Map<String, String> state) throws Exception {
        return JSON.readTree(ask(widget, state, "application/json", false).getContentAsString());
    }

    private MockHttpServletResponse ask(Widget<?, ?> widget, Map<String, String> state, String accept, boolean htmx)
            throws Exception {
        var request = MockMvcRequestBuilders.get("/widgets/" + widget.id())
                .accept(accept)
                .characterEncoding("UTF-8");
        state.forEach(request::queryParam);
        if (htmx) {
            request.header("HX-Request", "true");
        }
        MockHttpServletResponse response = mvc.perform(request).andReturn().getResponse();
        response.setCharacterEncoding("UTF-8");
        return response;
    }

    private static String squeezed(String text) {
        return text.replaceAll("[\\s\u00a0]+", " ").strip();
    }
}

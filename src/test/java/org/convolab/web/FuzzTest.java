package org.convolab.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.convolab.content.LiveCourse;
import org.convolab.content.chapter.Chapter;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Parameters;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.convolab.widget.Widgets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Requests of every method to every address, with parameters, headers and bodies that nobody would send. */
@Tag("slow")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class FuzzTest {
    private static final int REQUESTS = 2000;

    private static final List<String> METHODS =
            List.of("GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW");

    private static final List<String> JUNK = List.of(
            "",
            "0",
            "-1",
            "1e309",
            "NaN",
            "seven",
            "%zz",
            "%",
            "%00",
            "%C3%28",
            "1+2/3+4",
            "/",
            "..%2F..",
            "true",
            "a%26b=c",
            "9".repeat(400),
            "2147483648",
            "%F0%9F%98%80",
            "%3Cscript%3E",
            "$%7B7*7%7D",
            "jpeg:AAAA",
            "conv1",
            "'\"");

    private static final List<String> HEADERS = List.of(
            "Accept: text/html",
            "Accept: application/json",
            "Accept: */*;q=0",
            "Accept: image/png",
            "Accept: %%%/;;",
            "HX-Request: true",
            "HX-Target: pooling-stage",
            "HX-Current-URL: http://x/%zz?a=%zz",
            "If-None-Match: \"x",
            "Range: bytes=9-1",
            "X-Forwarded-Prefix: //evil",
            "X-Forwarded-Host: a b",
            "X-Forwarded-Port: port",
            "Cookie: \u0001",
            "Accept-Encoding: gzip",
            "Content-Encoding: gzip");

    private static final List<String> TYPES = List.of(
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=b",
            "multipart/form-data",
            "application/json",
            "text/plain; charset=none",
            "///");

    private static final List<String> BODIES = List.of("", "x=%zz", "a=1&b", "--b\r\n\r\n", "{", "\0\0");

    @LocalServerPort
    int port;

    @Autowired
    LiveCourse live;

    @Autowired
    Widgets widgets;

    private record Answer(int status, Map<String, String> headers, byte[] body) {}

    @Test
    void noRequestBreaksTheServerAndEveryRefusalSaysWhy() throws Exception {
        Random random = new Random(7);
        List<String> broken = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            String request = request(random);
            String method = request.substring(0, request.indexOf(' '));
            Answer answer = send(request, method.equals("HEAD"));
            boolean busy = answer.status == 503 && answer.headers.containsKey("retry-after");
            // what HEAD asks for has no body, and TRACE is refused before any page is asked
            boolean mute = answer.status >= 400
                    && answer.body.length == 0
                    && !List.of("HEAD", "TRACE").contains(method);
            if (answer.status >= 500 && !busy || answer.status < 200 || mute) {
                broken.add(answer.status + (mute ? " without a word: " : ": ") + request);
            }
        }
        assertThat(broken).isEmpty();
    }

    private String request(Random random) {
        String body = any(BODIES, random);
        StringBuilder request = new StringBuilder()
                .append(any(METHODS, random))
                .append(' ')
                .append(address(random))
                .append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (int i = random.nextInt(4); i > 0; i--) {
            request.append(any(HEADERS, random)).append("\r\n");
        }
        if (random.nextBoolean()) {
            request.append("Content-Type: ").append(any(TYPES, random)).append("\r\n");
            request.append("Content-Length: ")
                    .append(body.length())
                    .append("\r\n\r\n")
                    .append(body);
        } else {
            request.append("\r\n");
        }
        return request.toString();
    }

    private String address(Random random) {
        Widget<?, ?> widget = any(List.copyOf(widgets.all()), random);
        Chapter chapter = any(live.course().chapters(), random);
        return switch (random.nextInt(12)) {
            case 0 -> "/?" + any(JUNK, random) + "=" + any(JUNK, random);
            case 1 -> "/widgets";
            case 2 -> "/widgets/" + widget.id() + "/" + any(JUNK, random) + ".png";
            case 3 -> "/chapters/" + chapter.slug() + "?" + chapter.slug() + "." + any(JUNK, random) + "=1";
            case 4 ->
                any(
                        List.of(
                                "/error",
                                "/livez",
                                "/actuator",
                                "/actuator/health",
                                "/convolab.css",
                                "/webjars/",
                                "/favicon.ico"),
                        random);
            case 5 -> "/" + any(List.of("chapters", "widgets", ""), random) + "/" + any(JUNK, random);
            default -> "/widgets/" + widget.id() + "?" + query(widget, random);
        };
    }

    private static <P extends Record, V extends Record & View> String query(Widget<P, V> widget, Random random) {
        Parameters<P> fields = Parameters.of(widget.start());
        Map<String, String> texts = new LinkedHashMap<>();
        for (Parameters.Field field : fields.fields()) {
            if (random.nextInt(3) == 0) {
                String bound = Parameters.write(random.nextBoolean() ? field.min() : field.max());
                texts.put(field.name(), field.isNumber() && random.nextBoolean() ? bound : any(JUNK, random));
            }
        }
        try {
            // what would take long is tried by the tests of what the server refuses when it is busy
            if (widget.cost(fields.read(texts)) > 0) {
                return "step=" + any(JUNK, random);
            }
        } catch (BadParameter refused) {
            // all the better
        }
        StringBuilder query = new StringBuilder();
        texts.forEach(
                (field, text) -> query.append(field).append('=').append(text).append('&'));
        return query.append(any(List.of("", "step=0", "play=true", "x", "=", "&&"), random))
                .toString();
    }

    private static <T> T any(List<T> things, Random random) {
        return things.get(random.nextInt(things.size()));
    }

    private Answer send(String request, boolean head) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            byte[] all = new DataInputStream(socket.getInputStream()).readAllBytes();
            String text = new String(all, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return new Answer(0, Map.of(), all);
            }
            String[] lines = text.substring(0, end).split("\r\n");
            Map<String, String> headers = new LinkedHashMap<>();
            for (int i = 1; i < lines.length; i++) {
                int colon = lines[i].indexOf(':');
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
            String body = text.substring(end + 4);
            return new Answer(
                    Integer.parseInt(lines[0].split(" ")[1]),
                    headers,
                    head || body.startsWith("0\r\n") ? new byte[0] : body.getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}

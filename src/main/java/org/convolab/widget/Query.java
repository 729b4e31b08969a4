package org.convolab.widget;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The query of an address, {@code in=224&kernel=7}: what stands behind its question mark. */
public final class Query {
    private Query() {}

    /** The texts of each name, in the order in which they stand; what is not encoded is taken as it is. */
    public static Map<String, List<String>> parse(String query) {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                texts.computeIfAbsent(decode(equals < 0 ? pair : pair.substring(0, equals)), name -> new ArrayList<>())
                        .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return texts;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }

    /** A name or a text as it stands in a query; slashes and commas, which grids have many of, may stand as they are. */
    public static String encode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || " /,.-_*".indexOf(c) >= 0)) {
                return URLEncoder.encode(text, StandardCharsets.UTF_8)
                        .replace("%2F", "/")
                        .replace("%2C", ",");
            }
        }
        return text.replace(' ', '+');
    }
}

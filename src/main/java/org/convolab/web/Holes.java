package org.convolab.web;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.convolab.widget.Query;
import org.springframework.web.util.HtmlUtils;

/**
 * The places of a widget's HTML that hold what the page's other widgets have: the rest of an address, and hidden fields. A
 * private character stands in each, so that the HTML is drawn once for a state, whatever the others do.
 */
final class Holes {
    /** The rest of an address that has no pairs of its own. */
    static final char ALONE = '\uE000';

    /** The rest of an address behind pairs of its own. */
    static final char BEHIND = '\uE001';

    /** The hidden fields of a form. */
    static final char FIELDS = '\uE002';

    private Holes() {}

    /** What of a page's query belongs to other widgets than the one of that name. */
    static Map<String, String> others(String name, Map<String, List<String>> query) {
        return query.entrySet().stream()
                .filter(pair ->
                        !pair.getKey().startsWith(name + ".") && pair.getKey().contains("."))
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        pair -> String.join(" ", pair.getValue()),
                        (one, other) -> one,
                        java.util.LinkedHashMap::new));
    }

    /** An address with what the others have. */
    static String inAddress(String address, Map<String, String> others) {
        String pairs = pairs(others);
        return address.replace(String.valueOf(ALONE), pairs)
                .replace(String.valueOf(BEHIND), pairs.isEmpty() ? "" : "&" + pairs);
    }

    /** HTML with what the others have. */
    static String inHtml(String html, Map<String, String> others) {
        String pairs = HtmlUtils.htmlEscape(pairs(others));
        String behind = pairs.isEmpty() ? "" : "&amp;" + pairs;
        String fields = others.entrySet().stream()
                .map(pair -> "<input type=\"hidden\" name=\"" + HtmlUtils.htmlEscape(pair.getKey()) + "\" value=\""
                        + HtmlUtils.htmlEscape(pair.getValue()) + "\">")
                .collect(Collectors.joining());
        StringBuilder filled = new StringBuilder(html.length() + 256);
        int from = 0;
        for (int i = 0; i < html.length(); i++) {
            char c = html.charAt(i);
            if (c >= ALONE && c <= FIELDS) {
                filled.append(html, from, i).append(c == ALONE ? pairs : c == BEHIND ? behind : fields);
                from = i + 1;
            }
        }
        return filled.append(html, from, html.length()).toString();
    }

    private static String pairs(Map<String, String> others) {
        return others.entrySet().stream()
                .map(pair -> Query.encode(pair.getKey()) + "=" + Query.encode(pair.getValue()))
                .collect(Collectors.joining("&"));
    }
}

package org.convolab.widget.outputsize;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.convolab.widget.Numerals;

/** What the page says of a layer's size: claims about each axis and about the groups, put side by side. */
record OutputSizeCaptions(OutputSize.LayerSettings p, List<AxisSize> axes) {

    String sentence() {
        if (axes.size() == 1) {
            AxisSize axis = axes.get(0);
            return size(axis, "wide") + " " + left(axis, "on the right", "row") + sharing();
        }
        return "Down: "
                + lower(size(axes.get(0), "high")) + " " + left(axes.get(0), "at the bottom", "column")
                + " Across: "
                + lower(size(axes.get(1), "wide")) + " " + left(axes.get(1), "on the right", "row")
                + sharing();
    }

    private static String lower(String text) {
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    private static String size(AxisSize axis, String extent) {
        int out = axis.out();
        if (out == axis.in()) {
            return "The map is as %s as the input, %d.".formatted(extent.equals("wide") ? "large" : "high", out);
        }
        if (out > axis.in()) {
            return "So much padding makes the map larger than the input, %d from %d.".formatted(out, axis.in());
        }
        if (out == 1) {
            return "The window has one place only: 1 from %d.".formatted(axis.in());
        }
        return axis.in() == out * axis.stride()
                ? "A stride of %d divides the size by %d: %d from %d."
                        .formatted(axis.stride(), axis.stride(), out, axis.in())
                : "The map is %d %s, from %d.".formatted(out, extent, axis.in());
    }

    /** What no place reads, and why. */
    private static String left(AxisSize axis, String end, String line) {
        if (axis.rest() == 0 && axis.unread() == 0) {
            return "The last place ends exactly at the edge: nothing is left over.";
        }
        List<String> claims = new ArrayList<>();
        if (axis.rest() > 0) {
            claims.add("A further step would need %s, and %s left: the floor leaves %s out."
                    .formatted(
                            Numerals.count(axis.stride(), "pixel"),
                            axis.rest() == 1 ? "1 is" : axis.rest() + " are",
                            axis.rest() == 1 ? "it" : "them"));
        }
        if (axis.unread() == 0) {
            claims.add("Only padding is lost.");
        } else if (axis.unread() == axis.unreadAtEnd()) {
            claims.add("%s %s %s never read."
                    .formatted(Numerals.count(axis.unread(), "pixel"), end, axis.unread() == 1 ? "is" : "are"));
        } else {
            claims.add("%s of each %s %s never read%s."
                    .formatted(
                            Numerals.count(axis.unread(), "pixel"),
                            line,
                            axis.unread() == 1 ? "is" : "are",
                            why(axis)));
        }
        return String.join(" ", claims);
    }

    private static String why(AxisSize axis) {
        if (axis.unread() == axis.unreadBetween()) {
            return axis.unread() == 1 ? ": it lies between the weights" : ", all between the weights";
        }
        if (axis.unread() == axis.unreadJumped()) {
            return axis.unread() == 1 ? ": the stride jumps over it" : ": the stride jumps over them";
        }
        List<String> why = new ArrayList<>();
        if (axis.unreadJumped() > 0) {
            why.add("the stride jumps over " + Numerals.text(axis.unreadJumped()));
        }
        if (axis.unreadBetween() > 0) {
            why.add("%s %s between the weights"
                    .formatted(Numerals.text(axis.unreadBetween()), axis.unreadBetween() == 1 ? "lies" : "lie"));
        }
        if (axis.unreadAtEnd() > 0) {
            why.add("%s %s left at the end"
                    .formatted(Numerals.text(axis.unreadAtEnd()), axis.unreadAtEnd() == 1 ? "is" : "are"));
        }
        return ": " + String.join(" and ", why);
    }

    private String sharing() {
        if (p.groups() == p.channels() && p.groups() > 1) {
            return " Each filter reads one channel only: this is a depthwise convolution.";
        }
        return p.groups() > 1 ? " Each filter reads one of %d groups of channels.".formatted(p.groups()) : "";
    }
}

package org.convolab.widget.stride;

import java.util.List;
import org.convolab.engine.layer.Padding;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;

/**
 * What the page of stride and padding says: claims about what the window reads at its place and over all places.
 *
 * @param reads how often each pixel is read
 * @param fromBorder how many cells of the window at the chosen place lie on the border
 */
record StrideCaptions(Stride.Setting p, Grid reads, int neverRead, int fromBorder) {

    String sentence() {
        int cells = p.kernel().area();
        String window = fromBorder == 0
                ? "Here the window reads %s, %s. "
                        .formatted(
                                Numerals.count(cells, "pixel"),
                                cells == 1 ? "which lies in the picture" : "all of them in the picture")
                : "Here the window reads %s of the picture and %s in the border. "
                        .formatted(
                                Numerals.count(cells - fromBorder, "pixel"),
                                p.mode() == Padding.Mode.ZERO
                                        ? Numerals.count(fromBorder, "zero")
                                        : Numerals.count(fromBorder, "copy", "copies"));
        if (neverRead > 0) {
            return window
                    + "No window ever reads %s of the %s."
                            .formatted(
                                    Numerals.text(neverRead),
                                    Numerals.count(p.size().area(), "pixel"));
        }
        int corner = (int) reads.at(0, 0);
        int most = (int) reads.largest();
        boolean even = reads.rows().stream().flatMap(List::stream).allMatch(count -> count == most);
        if (even) {
            return window
                    + (p.size().area() == 1
                                    ? "Over all places the only pixel is read %s."
                                    : "Over all places every pixel is read %s, a corner as often as the middle.")
                            .formatted(Numerals.times(corner));
        }
        return window
                + "Over all places the first corner is read %s, %s."
                        .formatted(
                                Numerals.times(corner),
                                corner == most
                                        ? "no pixel more often"
                                        : "and the pixel read most often " + Numerals.times(most));
    }
}

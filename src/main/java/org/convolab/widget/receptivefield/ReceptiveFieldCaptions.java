package org.convolab.widget.receptivefield;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.convolab.engine.insight.EffectiveField;
import org.convolab.engine.layer.Axis;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.layer.Window;
import org.convolab.widget.Numerals;
import org.jspecify.annotations.Nullable;

/**
 * What the page says of a receptive field: claims about the numbers of its view, put side by side.
 *
 * @param windows of the layers up to the chosen one
 * @param global whether layers below the chosen one average whole maps
 */
record ReceptiveFieldCaptions(
        ReceptiveFields.Stack p,
        List<Window> windows,
        AxisField down,
        AxisField across,
        StackLayer chosen,
        boolean global,
        @Nullable Effective effective) {

    private boolean alike() {
        return down.equals(across);
    }

    String sentence() {
        String sees = (global ? "Through its windows a unit" : "A unit")
                + " of %s sees %s; its neighbor’s field lies %s further along."
                        .formatted(
                                layer(),
                                down.field() == 1 && across.field() == 1
                                        ? "1 pixel"
                                        : "%d × %d pixels".formatted(down.field(), across.field()),
                                moved());
        return sees
                + (global
                        ? " Squeeze-and-excite below it averages whole maps, so that every pixel can change its answer."
                        : "")
                + rest();
    }

    private String layer() {
        String place = windows.size() == 1 ? "the first layer" : "layer " + windows.size();
        return p.typed() ? place : "%s, %s,".formatted(place, chosen.name());
    }

    private String moved() {
        int jumpDown = chosen.vertical().jump();
        int jumpAcross = chosen.across().jump();
        return jumpDown == jumpAcross
                ? Numerals.count(jumpAcross, "pixel")
                : "%s down or %s across".formatted(Numerals.count(jumpDown, "pixel"), jumpAcross);
    }

    private String rest() {
        if (down.leaves() || across.leaves()) {
            return " Part of this field lies in the padding, outside the picture.";
        }
        if (down.read() < down.field() || across.read() < across.field()) {
            return holes();
        }
        if (windows.size() == 1 || effective == null) {
            return global ? "" : " No other pixel can change its answer.";
        }
        Effective.Middle half = effective.half();
        return " Half of %s or more lies in the middle %s, on %s of the field’s area."
                .formatted(
                        p.kernels() == EffectiveField.KernelWeights.UNIFORM
                                ? "its gradient"
                                : "the square of its gradient",
                        half.text(),
                        Numerals.share((double) half.side() * half.height() / down.field() / across.field()));
    }

    private String holes() {
        if (alike()) {
            return " Along each axis it reads only %d of those %d: %s."
                    .formatted(across.read(), across.field(), why(false));
        }
        List<String> axes = new ArrayList<>();
        if (down.read() < down.field()) {
            axes.add("Down, it reads only %d of those %d: %s.".formatted(down.read(), down.field(), why(true)));
        }
        if (across.read() < across.field()) {
            axes.add("Across, it reads only %d of those %d: %s.".formatted(across.read(), across.field(), why(false)));
        }
        return " " + String.join(" ", axes);
    }

    /** What leaves the holes: what would still leave some without the other. */
    private String why(boolean vertical) {
        boolean stride = hasHoles(
                vertical, windows.stream().map(window -> window.withDilation(1)).toList());
        boolean dilation = hasHoles(
                vertical, windows.stream().map(window -> window.withStride(1)).toList());
        return stride && dilation
                ? "dilation leaves holes, and so does a stride longer than its kernel"
                : dilation
                        ? "dilation leaves holes"
                        : stride
                                ? "a stride longer than its kernel leaves holes"
                                : "dilation and stride together leave holes";
    }

    /** Whether a unit of a stack without padding reads less than its field along an axis. */
    static boolean hasHoles(boolean vertical, List<Window> windows) {
        ReceptiveField field = ReceptiveField.PIXEL;
        for (Window window : windows) {
            field = field.through(window);
        }
        ReceptiveField.Span span = vertical ? field.down() : field.across();
        List<Integer> sizes = new ArrayList<>(List.of(span.size()));
        List<Axis> axes = new ArrayList<>();
        for (Window window : windows) {
            int in = sizes.get(sizes.size() - 1);
            Window plain = window.withPadding(Padding.NONE).withCeil(false);
            axes.add(vertical ? plain.down(in) : plain.across(in));
            sizes.add(axes.get(axes.size() - 1).places());
        }
        float[] shares = AxisField.shares(axes, sizes, 0).get(0);
        return IntStream.range(0, shares.length).anyMatch(pixel -> shares[pixel] == 0);
    }

    /** What was measured, in the words of the note under the charts. */
    String note(Effective e) {
        List<String> claims = new ArrayList<>();
        if (p.kernels() == EffectiveField.KernelWeights.UNIFORM) {
            claims.add(
                    p.relu()
                            ? "With equal weights the gradient of a pixel is its number of paths through units that ReLU leaves open, as a share. ReLU closes units of the first layer only: above it, sums of what is not negative are not negative."
                            : "With equal weights the gradient of a pixel is its number of paths, divided by the number of all.");
        } else {
            claims.add(
                    "%s of %d channels%s. The gradient itself has either sign and averages to nothing; its square averages to the share of the paths%s."
                            .formatted(
                                    e.draws() == 1
                                            ? "One drawn stack"
                                            : "Average of %d drawn stacks".formatted(e.draws()),
                                    EffectiveField.CHANNELS,
                                    !p.relu()
                                            ? ""
                                            : e.draws() == 1 ? ", with a drawn input" : ", with a drawn input each",
                                    p.relu() ? ", and with ReLU nearly so" : ""));
        }
        if (e.silent() > 0) {
            claims.add("In %s more %s nothing came through to the unit."
                    .formatted(Numerals.text(e.silent()), e.silent() == 1 ? "draw" : "draws"));
        }
        if (down.leaves() || across.leaves()) {
            claims.add(
                    "Part of the field lies outside the picture, where there are no pixels to count. The formula of σ is for a field that lies inside, and is left out.");
        }
        if (!p.network().isEmpty()) {
            claims.add(
                    "The stack has the windows of this network, pools among them, as convolutions, and not its trained weights.");
        }
        return String.join(" ", claims);
    }

    /** The formula of the standard deviation, in numbers where all layers are alike. */
    String formula() {
        boolean even = windows.stream()
                        .allMatch(window -> window.height() == windows.get(0).height()
                                && window.width() == window.height()
                                && window.dilationDown() == 1
                                && window.dilationAcross() == 1)
                && windows.subList(0, windows.size() - 1).stream()
                        .allMatch(window -> window.strideDown() == 1 && window.strideAcross() == 1);
        return even
                ? "√(%d · (%d² − 1) / 12), the formula"
                        .formatted(windows.size(), windows.get(0).height())
                : "√ Σ (k² − 1) / 12 · (d · jump)², the formula";
    }
}

package org.convolab.widget.layers;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.convolab.engine.insight.Units;
import org.convolab.engine.insight.WeightRandomization;
import org.convolab.engine.layer.ReluRule;
import org.convolab.engine.tensor.Tensor;
import org.convolab.image.Drawing;
import org.convolab.widget.Numerals;

/**
 * An activation followed back to the pixels in one of three ways that differ only at ReLUs: the gradient (Simonyan, Vedaldi
 * and Zisserman, Deep Inside Convolutional Networks, 2013), the deconvnet (Zeiler and Fergus, Visualizing and Understanding
 * Convolutional Networks, 2013) and guided backpropagation (Springenberg et al., Striving for Simplicity, 2014). With
 * shuffled weights it teaches which of them shows what was learned (Adebayo et al., Sanity Checks for Saliency Maps, 2018).
 *
 * @param ways what each way gives, in the order in which they are compared
 */
record BackwardImages(Inspection at, Technique technique, List<TiledImage> ways) implements Visualization {
    static final Technique GRADIENT = new Technique(
            "gradient",
            "gradient",
            ReluRule.GRADIENT,
            "where the ReLU let the picture through",
            "The gradient (Simonyan et al. 2013): how %s would change with %s at each pixel.");

    static final Technique DECONVNET = new Technique(
            "deconvnet",
            "deconvnet",
            ReluRule.DECONVNET,
            "where the signal itself is above zero",
            "The deconvnet (Zeiler and Fergus 2013): %s projected back to the pixels; at each ReLU only positive signals go on down.");

    static final Technique GUIDED = new Technique(
            "guided",
            "guided backpropagation",
            ReluRule.GUIDED,
            "where both are so",
            "Guided backpropagation (Springenberg et al. 2014): from %s only positive signals go down, and only through ReLUs that the picture opened.");

    /** In the order in which they are compared. */
    static final List<Technique> TECHNIQUES = List.of(GRADIENT, DECONVNET, GUIDED);

    /**
     * One of the three ways.
     *
     * @param label what it is called in short, which is the value of the parameter {@code view} and the name of its drawing
     * @param passes where a ReLU lets a signal pass
     */
    record Technique(String label, String name, ReluRule rule, String passes, String caption)
            implements Visualization.Technique {
        @Override
        public Visualization of(Inspection at) {
            return new BackwardImages(at, this, ways(at.units(), at));
        }

        String called() {
            return rule == ReluRule.GUIDED ? name : "the " + name;
        }

        public String title() {
            return Visualization.upper(label);
        }
    }

    /** Which share of a way is left, as a rank correlation, when the last 0, 1, 2 and so on layers are shuffled. */
    public record Remains(ReluRule view, List<Double> similarity) {}

    private static List<TiledImage> ways(Units units, Inspection at) {
        List<Tensor> down = units.down(
                at.traced().picture,
                at.place(),
                TECHNIQUES.stream().map(Technique::rule).toList());
        return down.stream().map(TiledImage::signed).toList();
    }

    @Override
    public TiledImage image() {
        return shown(ways, technique);
    }

    private static TiledImage shown(List<TiledImage> ways, Technique technique) {
        return ways.get(TECHNIQUES.indexOf(technique));
    }

    private double similarity(List<TiledImage> before, Technique technique) {
        return SanityCheck.similarity(shown(before, technique), shown(ways, technique));
    }

    @Override
    public boolean overPicture() {
        return true;
    }

    @Override
    public Map<String, Drawing> drawings() {
        Map<String, Drawing> drawings = new LinkedHashMap<>();
        TECHNIQUES.forEach(each -> drawings.put(each.label(), shown(ways, each).drawing()));
        return drawings;
    }

    @Override
    public Map<String, Drawing> drawingsBeside(Visualization trained) {
        Map<String, Drawing> beside = new LinkedHashMap<>();
        trained.drawings().forEach((name, drawing) -> beside.put("trained-" + name, drawing));
        return beside;
    }

    /** How much of each way remains when the last 0, 1, 2 and so on layers are shuffled. */
    @Override
    public List<Remains> remains(Visualization trained) {
        Inspection learned = trained.at();
        Units units = learned.units();
        List<List<TiledImage>> shown = IntStream.rangeClosed(
                        0,
                        WeightRandomization.layers(learned.blocks().network()).size())
                .mapToObj(count ->
                        new Units(units.input(), units.layers(), at.computed().shuffled(learned.traced(), count)))
                .map(shuffled -> ways(shuffled, learned))
                .toList();
        return TECHNIQUES.stream()
                .map(each -> new Remains(
                        each.rule(),
                        shown.stream()
                                .map(after -> SanityCheck.similarity(shown(shown.get(0), each), shown(after, each)))
                                .toList()))
                .toList();
    }

    @Override
    public String caption() {
        boolean light = at.traced().picture.shape().channels() == 3;
        String said = technique.caption().formatted(at.activationName(), light ? "more light" : "more ink");
        if (image().isConstant() && image().plane().data()[0] == 0) {
            boolean closed =
                    at.blocks().isRelu(at.index()) && at.activation() == 0 && technique.rule() != ReluRule.DECONVNET;
            return said + " It is zero at every pixel" + (closed ? ": the ReLU of this unit is closed here." : ".");
        }
        TiledImage first = shown(ways, GRADIENT);
        boolean same = ways.stream()
                .allMatch(other ->
                        Arrays.equals(other.shown().data(), first.shown().data()));
        int touched = 0;
        for (float each : image().plane().data()) {
            touched += each != 0 ? 1 : 0;
        }
        return said
                + (touched == image().plane().data().length
                        ? " It differs from zero at every pixel."
                        : " It differs from zero at %s of the pixels."
                                .formatted(Numerals.share(
                                        (double) touched / image().plane().data().length)))
                + (same ? " All three ways give the same picture here: no ReLU tells them apart." : "");
    }

    @Override
    public String comparison(SanityCheck.Check check, Visualization trained) {
        String said = Visualization.super.comparison(check, trained);
        List<TiledImage> before = ((BackwardImages) trained).ways;
        if (ways.stream().anyMatch(TiledImage::isConstant) || before.stream().anyMatch(TiledImage::isConstant)) {
            return said;
        }
        List<Technique> order = TECHNIQUES.stream()
                .sorted(Comparator.comparingDouble(each -> -similarity(before, each)))
                .toList();
        Technique most = order.get(0);
        Technique least = order.get(order.size() - 1);
        String left = Numerals.format(similarity(before, least), "0.00");
        String kept = Numerals.format(similarity(before, most), "0.00");
        return kept.equals(left)
                ? said
                : said
                        + " Of the three ways %s keeps most (%s) and %s least (%s). A picture of what was learned should fall apart when that is shuffled (Adebayo et al. 2018)."
                                .formatted(most.called(), kept, least.called(), left);
    }
}

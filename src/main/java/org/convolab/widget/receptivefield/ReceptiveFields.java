package org.convolab.widget.receptivefield;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.convolab.engine.insight.EffectiveField;
import org.convolab.engine.layer.Axis;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.layer.SqueezeExcite;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Ledger;
import org.convolab.engine.network.Network;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Form;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.Steps;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Teaches what a unit of a stack of layers can see of the input, and how little of that counts: its receptive field and where it
 * lies, the paths that lead to the unit, and the gradient that measures the effective field.
 */
@Component
final class ReceptiveFields implements Widget<ReceptiveFields.Stack, ReceptiveFields.FieldView> {

    /** The largest input and the most layers that are drawn unit by unit. */
    private static final int DRAWN_PIXELS = 32;

    private static final int DRAWN_LAYERS = 12;

    /** The most cells across in which an effective field is drawn. */
    private static final int DRAWN_CELLS = 45;

    /** The most multiply-adds that an effective field may take. */
    private static final long MOST_WORK = 1_000_000_000;

    /**
     * A stack, the unit of one of its layers that is looked at, and how the effective field of that unit is measured.
     *
     * @param network takes the stack's place, if it is not empty
     * @param layer counted from 0; -1 is the last
     * @param unit counted from 0 along each axis, the last one where there are not so many; -1 is the middle one
     * @param size the input's side; an input too small for the stack is as large as one unit of its last layer needs
     * @param kernels the weights of all layers: equal, or drawn from the seed
     * @param relu whether ReLU stands between the layers
     * @param draws how many stacks are drawn, and inputs with them; fewer if they take too long
     */
    public record Stack(
            @Form(value = StackText.ALLOWED, length = 700) String layers,

            @Form(value = "a network's name, or nothing", length = 60)
            String network,

            @Bounds(min = -1, max = 999) int layer,
            @Bounds(min = -1, max = 4095) int unit,
            @Bounds(min = 1, max = 1024) int size,
            EffectiveField.KernelWeights kernels,
            boolean relu,
            @Bounds(min = 1, max = 200) int draws,
            @Bounds(min = 0, max = 9999) int seed) {

        /** Whether the stack is typed and no network. */
        public boolean typed() {
            return network.isEmpty();
        }

        /** Whether anything is drawn at random. */
        public boolean drawn() {
            return relu || squared();
        }

        /** Whether the square of the gradient is shown. */
        public boolean squared() {
            return kernels == EffectiveField.KernelWeights.RANDOM;
        }

        /** The layers without the top one. */
        public String lower() {
            return layers.substring(0, Math.max(0, layers.lastIndexOf(',')));
        }
    }

    /**
     * The stack, and what the chosen unit sees. From {@code size} to {@code units}, all but {@code field} and {@code layers} is
     * said of the way across, as {@link AxisField} says it.
     *
     * @param receptiveField the last layer's, the larger of its height and width
     * @param layer which one is looked at
     * @param field the chosen unit's receptive field, the larger of its height and width
     * @param down the same for the way down; null where it is the same
     * @param global whether layers below the chosen one average whole maps, so that beyond the windows every pixel counts
     * @param effective the gradient; null if it would take too long, or never reached the input
     * @param note what was measured, and {@code formula} of the standard deviation in words; empty without a gradient
     */
    public record FieldView(
            int receptiveField,
            int receptiveFieldHeight,
            int receptiveFieldWidth,
            int size,
            int layer,
            int unit,
            int field,
            int first,
            int last,
            int read,
            double pathCount,
            List<StackLayer> layers,
            List<Float> paths,
            List<List<Float>> units,
            @Nullable AxisField down,
            boolean global,
            @Nullable Effective effective,
            String note,
            String formula,
            String sentence)
            implements View {

        public StackLayer chosen() {
            return layers.get(layer);
        }

        public boolean small() {
            return !units.isEmpty();
        }

        /** Whether a part of the field lies in the padding. */
        public boolean leaves() {
            return across().leaves() || vertical().leaves();
        }

        public boolean dilates() {
            return layers.stream()
                    .anyMatch(each -> each.dilation() > 1 || each.vertical().dilation() > 1);
        }

        private AxisField across() {
            return new AxisField(
                    size, unit, chosen().receptiveFieldWidth(), first, last, read, pathCount, paths, units);
        }

        private AxisField vertical() {
            return down == null ? across() : down;
        }

        public String inputText() {
            return vertical().size() + " × " + size;
        }

        public String placeText() {
            return "rows %d to %d and columns %d to %d"
                    .formatted(vertical().first(), vertical().last(), first, last);
        }

        private List<StackLayer> below() {
            return layers.subList(0, layer);
        }

        public FieldDrawing.Plane plane() {
            return small()
                    ? FieldDrawing.plane(vertical(), across(), below())
                    : FieldDrawing.far(vertical(), across(), below());
        }

        /** The stack from the side: along one axis, or down and across where they differ. */
        public List<SideView> sideViews() {
            SideView right = new SideView(
                    down == null ? "along one axis" : "across",
                    across(),
                    layers.stream().map(StackLayer::name).toList(),
                    layers.stream().map(StackLayer::across).toList(),
                    layer);
            return down == null
                    ? List.of(right)
                    : List.of(
                            new SideView(
                                    "down",
                                    down,
                                    right.names(),
                                    layers.stream().map(StackLayer::vertical).toList(),
                                    layer),
                            right);
        }

        public FieldDrawing.Counted counted() {
            return FieldDrawing.counted(vertical(), across(), known(effective), small());
        }

        public FieldDrawing.Spread spread() {
            return FieldDrawing.spread(across(), known(effective), leaves());
        }

        public String deviationText() {
            Effective e = known(effective);
            return both(e.deviationDown(), e.deviation());
        }

        public String formulaText() {
            Effective e = known(effective);
            return both(e.formulaDown(), e.formula());
        }

        private String both(double vertical, double horizontal) {
            String right = Numerals.format(horizontal, "0.00");
            String up = Numerals.format(vertical, "0.00");
            return up.equals(right) ? right : up + " × " + right;
        }

        private static Effective known(@Nullable Effective effective) {
            if (effective == null) {
                throw new IllegalStateException("no gradient was measured");
            }
            return effective;
        }
    }

    /** What a drawing from the side shows: one axis of the stack. */
    public record SideView(String axis, AxisField field, List<String> names, List<AxisLayer> layers, int chosen) {
        public FieldDrawing.Cone cone() {
            return FieldDrawing.cone(field, names, layers, chosen);
        }

        public FieldDrawing.FarCone far() {
            return FieldDrawing.farCone(field, layers, chosen);
        }
    }

    /** A layer that moves a window over its input. */
    private record WindowLayer(
            String name, Window window, int height, int width, ReceptiveField below, ReceptiveField field) {
        Axis down() {
            return window.down(height);
        }

        Axis across() {
            return window.across(width);
        }
    }

    @Override
    public String id() {
        return "receptive-field";
    }

    @Override
    public String title() {
        return "Receptive field";
    }

    @Override
    public Stack start() {
        return new Stack("3x3,3x3,3x3,3x3,3x3", "", -1, -1, 15, EffectiveField.KernelWeights.UNIFORM, false, 100, 1);
    }

    @Override
    public double cost(Stack p) {
        return p.squared() ? 2 * p.draws() : 0;
    }

    @Override
    public FieldView view(Stack p, CourseResources materials) {
        Network network = p.typed() ? null : materials.network("network", p.network());
        List<WindowLayer> all = network == null ? typed(p.layers(), p.size()) : published(network);
        if (p.layer() >= all.size()) {
            throw new BadParameter(
                    "layer", p.layer(), "a whole number from 0 to %d, or -1 for the last".formatted(all.size() - 1));
        }
        int layer = p.layer() < 0 ? all.size() - 1 : p.layer();
        List<WindowLayer> steps = all.subList(0, layer + 1);
        WindowLayer chosen = steps.get(layer);
        int height = chosen.down().places();
        int width = chosen.across().places();
        if (p.unit() >= Math.max(height, width)) {
            throw new BadParameter(
                    "unit",
                    p.unit(),
                    "a whole number from 0 to %d, or -1 for the middle one".formatted(Math.max(height, width) - 1));
        }
        int row = p.unit() < 0 ? (height - 1) / 2 : Math.min(p.unit(), height - 1);
        int col = p.unit() < 0 ? (width - 1) / 2 : Math.min(p.unit(), width - 1);
        boolean drawn = Math.max(all.get(0).height(), all.get(0).width()) <= DRAWN_PIXELS && all.size() <= DRAWN_LAYERS;
        List<Axis> axesDown = steps.stream().map(WindowLayer::down).toList();
        List<Axis> axesAcross = steps.stream().map(WindowLayer::across).toList();
        List<Integer> heights = sizes(all.get(0).height(), axesDown);
        List<Integer> widths = sizes(all.get(0).width(), axesAcross);
        AxisField down = AxisField.of(axesDown, heights, chosen.field().down(), row, drawn);
        AxisField across = AxisField.of(axesAcross, widths, chosen.field().across(), col, drawn);
        List<StackLayer> layers =
                layers(all, AxisField.shares(axesDown, heights, row), AxisField.shares(axesAcross, widths, col));
        boolean global = network != null && isGlobal(network, chosen.name());
        Effective effective = effective(p, steps, row, col);
        ReceptiveFieldCaptions captions = new ReceptiveFieldCaptions(
                p,
                steps.stream().map(WindowLayer::window).toList(),
                down,
                across,
                layers.get(layer),
                global,
                effective);
        StackLayer last = layers.get(layers.size() - 1);
        return new FieldView(
                last.receptiveField(),
                last.receptiveFieldHeight(),
                last.receptiveFieldWidth(),
                across.size(),
                layer,
                col,
                layers.get(layer).receptiveField(),
                across.first(),
                across.last(),
                across.read(),
                across.pathCount(),
                layers,
                across.paths(),
                across.units(),
                down.equals(across) ? null : down,
                global,
                effective,
                effective == null ? "" : captions.note(effective),
                effective == null ? "" : captions.formula(),
                captions.sentence());
    }

    private static List<Integer> sizes(int input, List<Axis> axes) {
        List<Integer> sizes = new ArrayList<>(List.of(input));
        axes.forEach(axis -> sizes.add(axis.places()));
        return sizes;
    }

    private static List<StackLayer> layers(List<WindowLayer> all, List<float[]> down, List<float[]> across) {
        List<StackLayer> layers = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            WindowLayer layer = all.get(i);
            Window window = layer.window();
            int[] rows = seen(down, i);
            int[] columns = seen(across, i);
            layers.add(StackLayer.of(
                    layer.name(),
                    StackText.text(window),
                    AxisLayer.of(
                            window.height(),
                            window.strideDown(),
                            window.dilationDown(),
                            layer.below().down(),
                            layer.field().down(),
                            layer.down().places(),
                            rows[0],
                            rows[1]),
                    AxisLayer.of(
                            window.width(),
                            window.strideAcross(),
                            window.dilationAcross(),
                            layer.below().across(),
                            layer.field().across(),
                            layer.across().places(),
                            columns[0],
                            columns[1])));
        }
        return layers;
    }

    /** The first and the last unit of layer {@code i} that has a share; both -1 if none has. */
    private static int[] seen(List<float[]> shares, int i) {
        if (i + 1 >= shares.size()) {
            return new int[] {-1, -1};
        }
        float[] units = shares.get(i + 1);
        int[] seen =
                IntStream.range(0, units.length).filter(unit -> units[unit] > 0).toArray();
        return seen.length == 0 ? new int[] {-1, -1} : new int[] {seen[0], seen[seen.length - 1]};
    }

    /** Whether a layer below the named one weighs its channels by what they hold anywhere. */
    private static boolean isGlobal(Network network, String name) {
        return network.ledger()
                .all()
                .takeWhile(row -> !row.path().equals(name))
                .anyMatch(row -> row.layer() instanceof SqueezeExcite);
    }

    /** Measures the field: without padding on an input of the field's size, otherwise on the input as it is. */
    private static @Nullable Effective effective(Stack p, List<WindowLayer> steps, int row, int col) {
        ReceptiveField field = steps.get(steps.size() - 1).field();
        WindowLayer bottom = steps.get(0);
        boolean alone = steps.stream().allMatch(step -> step.window().padding().isNone());
        List<Window> windows = steps.stream().map(ReceptiveFields::convolution).toList();
        int height = alone ? field.down().size() : bottom.height();
        int width = alone ? field.across().size() : bottom.width();
        long work = EffectiveField.multiplyAdds(windows, height, width, p.kernels());
        int draws = (int) Math.min(p.draws(), MOST_WORK / work);
        if (draws < 1) {
            return null;
        }
        EffectiveField measured = EffectiveField.of(
                windows, height, width, alone ? 0 : row, alone ? 0 : col, p.kernels(), p.relu(), draws, p.seed());
        if (measured.draws() == 0) {
            return null;
        }
        int top = field.down().first(row);
        int left = field.across().first(col);
        int originY = alone ? top : 0;
        int originX = alone ? left : 0;
        int firstRow = Math.max(0, top);
        int firstCol = Math.max(0, left);
        int rows = Math.min(bottom.height(), top + field.down().size()) - firstRow;
        int columns = Math.min(bottom.width(), left + field.across().size()) - firstCol;
        int cell = (Math.max(rows, columns) + DRAWN_CELLS - 1) / DRAWN_CELLS;
        float[][] shares = new float[(rows + cell - 1) / cell][(columns + cell - 1) / cell];
        double[] across = new double[shares[0].length];
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                double share = measured.at(firstRow - originY + y, firstCol - originX + x);
                shares[y / cell][x / cell] += (float) share;
                across[x / cell] += share;
            }
        }
        double formulaDown = formula(steps, true);
        double formula = formula(steps, false);
        boolean square = height == width && field.down().equals(field.across()) && formula == formulaDown;
        return new Effective(
                measured.draws(),
                measured.silent(),
                firstCol,
                firstRow,
                cell,
                Grid.of(shares),
                Arrays.stream(across).boxed().toList(),
                bell(across.length, cell, left + field.across().size() / 2.0 - firstCol, formula),
                square ? measured.deviation() : measured.deviationAcross(),
                formula,
                square ? measured.deviation() : measured.deviationDown(),
                formulaDown,
                middle(measured, field, top, left, originY, originX, 0.5),
                middle(measured, field, top, left, originY, originX, 0.9));
    }

    private static double formula(List<WindowLayer> steps, boolean down) {
        double variance = 0;
        for (WindowLayer step : steps) {
            Window window = step.window();
            int kernel = down ? window.height() : window.width();
            double reach = down
                    ? (double) window.dilationDown() * step.below().down().jump()
                    : (double) window.dilationAcross() * step.below().across().jump();
            variance += (Math.pow(kernel, 2) - 1) / 12 * reach * reach;
        }
        return Math.sqrt(variance);
    }

    private static List<Double> bell(int cells, int cell, double middle, double deviation) {
        return IntStream.range(0, deviation > 0 ? cells : 0)
                .mapToObj(i -> (i * cell + cell / 2.0 - middle) / deviation)
                .map(z -> cell * Math.exp(-z * z / 2) / deviation / Math.sqrt(2 * Math.PI))
                .toList();
    }

    /** The smallest part around the middle of the field, as wide for its height as the field, that holds so much of it. */
    private static Effective.Middle middle(
            EffectiveField measured, ReceptiveField field, int top, int left, int originY, int originX, double share) {
        int height = field.down().size();
        int width = field.across().size();
        int most = (Math.max(height, width) - 1) / 2;
        for (int margin = most; ; margin--) {
            int marginY = most == 0 ? 0 : margin * ((height - 1) / 2) / most;
            int marginX = most == 0 ? 0 : margin * ((width - 1) / 2) / most;
            double held = measured.within(
                    top + marginY - originY,
                    top + height - 1 - marginY - originY,
                    left + marginX - originX,
                    left + width - 1 - marginX - originX);
            if (held >= share || margin == 0) {
                return new Effective.Middle(
                        left + marginX, width - 2 * marginX, top + marginY, height - 2 * marginY, held);
            }
        }
    }

    /** The layer's window as a convolution's: a pool's that hangs over the far edge reads zeros there. */
    private static Window convolution(WindowLayer step) {
        Window window = step.window();
        if (!window.ceil()) {
            return window;
        }
        Padding padding = window.padding();
        int below =
                (step.down().places() - 1) * window.strideDown() + window.reachDown() - step.height() - padding.top();
        int right = (step.across().places() - 1) * window.strideAcross()
                + window.reachAcross()
                - step.width()
                - padding.left();
        Padding wider = new Padding(
                padding.top(),
                padding.left(),
                Math.max(below, padding.bottom()),
                Math.max(right, padding.right()),
                padding.mode());
        return window.withPadding(wider).withCeil(false);
    }

    @Override
    public Steps walk(Stack p, FieldView view) {
        int out = Math.max(view.chosen().out(), view.chosen().vertical().out());
        int unit = p.unit() < 0 || p.unit() >= out ? view.unit() : p.unit();
        return new Steps(unit, out, at -> Map.of("unit", at));
    }

    private static List<WindowLayer> typed(String layers, int size) {
        String[] words = StackText.words(layers);
        List<Window> windows = StackText.windows(layers, words);
        ReceptiveField whole = ReceptiveField.PIXEL;
        for (Window window : windows) {
            whole = whole.through(window);
        }
        List<WindowLayer> steps = new ArrayList<>();
        ReceptiveField below = ReceptiveField.PIXEL;
        int height = Math.max(size, whole.down().size());
        int width = Math.max(size, whole.across().size());
        for (int i = 0; i < words.length; i++) {
            WindowLayer step =
                    new WindowLayer(words[i], windows.get(i), height, width, below, below.through(windows.get(i)));
            steps.add(step);
            height = step.down().places();
            width = step.across().places();
            below = step.field();
        }
        return steps;
    }

    private static List<WindowLayer> published(Network network) {
        List<WindowLayer> steps = new ArrayList<>();
        ReceptiveField below = ReceptiveField.PIXEL;
        for (Ledger.Row row : network.ledger().spatial()) {
            Window window = row.window();
            if (window == null || row.field().whole()) {
                break;
            }
            steps.add(new WindowLayer(
                    row.path(), window, row.input().height(), row.input().width(), below, row.field()));
            below = row.field();
        }
        if (steps.isEmpty()) {
            throw new BadParameter("network", network.name(), "a network with a layer that moves a window");
        }
        return steps;
    }
}

package org.convolab.widget.filterbank;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Network;
import org.convolab.engine.network.Trace;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Bounds;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Form;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.Steps;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.springframework.stereotype.Component;

/**
 * How a second layer finds what the first cannot: it combines the maps of edges into corners and textures, and sees more
 * of the picture.
 *
 * <p>Two layers of eight filters each, made by hand. Layer 1 has Sobel's kernels and their diagonal kin in both signs, so
 * that after the ReLU each map tells one side of the ink; an edge from 0 to 9 answers 36 at most. A corner of layer 2 asks
 * for the two arms that meet there, each in its own map at its own end of the patch; the bias of -54 takes away what one
 * arm alone can reach, and what a diagonal edge reaches in both. A texture asks for opposite sides within one patch.
 */
@Component
final class FilterBank implements Widget<FilterBank.Selection, FilterBank.Response> {
    private static final int SIDE = 3;
    private static final int UNITS = 8;

    /** Stands for the place where the unit answers most. */
    private static final int STRONGEST = -1;

    private static final List<String> EDGES = List.of(
            "left edge",
            "right edge",
            "top edge",
            "bottom edge",
            "upper left edge",
            "lower right edge",
            "upper right edge",
            "lower left edge");

    private static final String EVERYWHERE = "1 1 1/1 1 1/1 1 1";
    private static final String NOWHERE = "-1 -1 -1/-1 -1 -1/-1 -1 -1";
    private static final String NOT_AMID = "-1 -1 -1/-1 -3 -1/-1 -1 -1";

    private static final List<Filter> LAYER_1 = List.of(
            edge("left edge", "-1 0 1/-2 0 2/-1 0 1"),
            edge("right edge", "1 0 -1/2 0 -2/1 0 -1"),
            edge("top edge", "-1 -2 -1/0 0 0/1 2 1"),
            edge("bottom edge", "1 2 1/0 0 0/-1 -2 -1"),
            edge("upper left edge", "-2 -1 0/-1 0 1/0 1 2"),
            edge("lower right edge", "2 1 0/1 0 -1/0 -1 -2"),
            edge("upper right edge", "0 -1 -2/1 0 -1/2 1 0"),
            edge("lower left edge", "0 1 2/-1 0 1/-2 -1 0"));

    private static final List<Filter> LAYER_2 = List.of(
            new Filter(
                    "upper left corner",
                    Map.of("left edge", "0 0 0/0 0 0/1 0 0", "top edge", "0 0 1/0 0 0/0 0 0"),
                    -54),
            new Filter(
                    "upper right corner",
                    Map.of("right edge", "0 0 0/0 0 0/0 0 1", "top edge", "1 0 0/0 0 0/0 0 0"),
                    -54),
            new Filter(
                    "lower left corner",
                    Map.of("left edge", "1 0 0/0 0 0/0 0 0", "bottom edge", "0 0 0/0 0 0/0 0 1"),
                    -54),
            new Filter(
                    "lower right corner",
                    Map.of("right edge", "0 0 1/0 0 0/0 0 0", "bottom edge", "0 0 0/0 0 0/1 0 0"),
                    -54),
            new Filter(
                    "vertical stripes",
                    Map.of(
                            "left edge", EVERYWHERE,
                            "right edge", EVERYWHERE,
                            "top edge", NOWHERE,
                            "bottom edge", NOWHERE),
                    -216),
            new Filter(
                    "horizontal stripes",
                    Map.of(
                            "left edge", NOWHERE,
                            "right edge", NOWHERE,
                            "top edge", EVERYWHERE,
                            "bottom edge", EVERYWHERE),
                    -216),
            new Filter(
                    "checks",
                    Map.of(
                            "left edge", EVERYWHERE,
                            "right edge", EVERYWHERE,
                            "top edge", EVERYWHERE,
                            "bottom edge", EVERYWHERE,
                            "upper left edge", NOT_AMID,
                            "lower right edge", NOT_AMID,
                            "upper right edge", NOT_AMID,
                            "lower left edge", NOT_AMID),
                    -90),
            new Filter(
                    "diagonal stripes",
                    Map.of(
                            "upper left edge",
                            "1 0 0/0 0 0/0 0 1",
                            "lower right edge",
                            "0 -1 1/-1 1 -1/1 -1 0",
                            "upper right edge",
                            NOWHERE,
                            "lower left edge",
                            NOWHERE),
                    -36));

    private static final Sequence LAYERS = new Sequence(List.of())
            .then("conv1", Conv2d.of(1, UNITS, Window.of(SIDE)))
            .then("relu1", Activation.RELU)
            .then("conv2", Conv2d.of(UNITS, UNITS, Window.of(SIDE)))
            .then("relu2", Activation.RELU);

    private static final Weights WEIGHTS = weights();

    /** A filter: what it looks for, its kernels by the name of the map that they read, and its bias. */
    private record Filter(String name, Map<String, String> kernels, float bias) {
        /** Its kernel for a map; zeros for a map that it does not read. */
        Grid kernel(String map) {
            return Grid.parse("kernel", kernels.getOrDefault(map, "0 0 0/0 0 0/0 0 0"));
        }
    }

    /** The picture, the layer, its unit, and the place of the unit's map; row or column -1 is where it answers most. */
    public record Selection(
            @Form(Form.PICTURE) String picture,
            @Bounds(min = 1, max = 2) int layer,
            @Bounds(min = 0, max = UNITS - 1) int unit,

            @Bounds(min = STRONGEST, max = Grid.LIMIT - SIDE)
            int row,

            @Bounds(min = STRONGEST, max = Grid.LIMIT - SIDE)
            int col) {}

    /**
     * The maps of the layer after the ReLU, and how the unit comes to its answer at one place.
     *
     * @param names what each unit of the layer looks for
     * @param strongest the greatest number of the unit's map, and where it first stands
     * @param field the side of the square of pixels that the unit sees; its first pixel is at row, col
     * @param terms one for each map that the unit reads, in layer 1 the picture
     * @param sum the partial sums and the bias added
     * @param response the same after the ReLU, the number at row, col of the unit's map
     */
    public record Response(
            Grid picture,
            List<String> names,
            List<Grid> maps,
            int row,
            int col,
            Peak strongest,
            int field,
            List<Term> terms,
            float bias,
            float sum,
            float response,
            String sentence)
            implements View {

        /** Whether the place that is looked at is the one where the unit answers most. */
        public boolean atStrongest() {
            return row == strongest.row() && col == strongest.col();
        }

        /** The place in the map below under the middle of the kernel. */
        public int middleRow() {
            return row + SIDE / 2;
        }

        public int middleCol() {
            return col + SIDE / 2;
        }
    }

    public record Peak(int row, int col, float value) {}

    /**
     * What a unit makes of one map that it reads.
     *
     * @param unit the unit of the layer below whose map it is; -1 for the picture
     * @param products the patch under the kernel times the kernel, number by number
     */
    public record Term(String name, int unit, Grid patch, Grid kernel, Grid products, float partialSum) {}

    private static Filter edge(String name, String kernel) {
        return new Filter(name, Map.of("picture", kernel), 0);
    }

    private static Weights weights() {
        Map<String, float[]> arrays = new HashMap<>();
        arrays.put("conv1.weight", kernels(LAYER_1, List.of("picture")));
        arrays.put("conv1.bias", biases(LAYER_1));
        arrays.put("conv2.weight", kernels(LAYER_2, EDGES));
        arrays.put("conv2.bias", biases(LAYER_2));
        return Weights.of(arrays);
    }

    private static float[] kernels(List<Filter> filters, List<String> maps) {
        float[] kernels = new float[filters.size() * maps.size() * SIDE * SIDE];
        int at = 0;
        for (Filter filter : filters) {
            for (String map : maps) {
                System.arraycopy(filter.kernel(map).tensor().data(), 0, kernels, at, SIDE * SIDE);
                at += SIDE * SIDE;
            }
        }
        return kernels;
    }

    private static float[] biases(List<Filter> filters) {
        float[] biases = new float[filters.size()];
        for (int f = 0; f < biases.length; f++) {
            biases[f] = filters.get(f).bias();
        }
        return biases;
    }

    @Override
    public String id() {
        return "filter-bank";
    }

    @Override
    public String title() {
        return "Edges, then corners and textures";
    }

    @Override
    public Selection start() {
        return new Selection("house", 1, 0, STRONGEST, STRONGEST);
    }

    @Override
    public Response view(Selection p, CourseResources materials) {
        Grid picture = materials.grid("picture", p.picture());
        Shape shape = new Shape(1, picture.height(), picture.width());
        int least = 2 * SIDE - 1;
        if (picture.height() < least || picture.width() < least) {
            throw new BadParameter(
                    "picture", p.picture(), "a picture of at least %d × %d pixels".formatted(least, least));
        }
        Trace trace = Network.of("filter bank", shape, LAYERS).trace(WEIGHTS, picture.tensor());
        List<Filter> filters = p.layer() == 1 ? LAYER_1 : LAYER_2;
        Filter filter = filters.get(p.unit());
        List<Grid> maps = maps(trace.of("relu" + p.layer()));
        Grid map = maps.get(p.unit());
        Peak strongest = strongest(map);
        boolean anywhere = p.row() < 0 || p.col() < 0;
        int row = anywhere ? strongest.row() : p.row();
        int col = anywhere ? strongest.col() : p.col();
        BadParameter.place("row", row, STRONGEST, map.height());
        BadParameter.place("col", col, STRONGEST, map.width());
        List<Term> terms = p.layer() == 1
                ? List.of(term("picture", -1, picture, filter, row, col))
                : IntStream.range(0, UNITS)
                        .filter(unit -> filter.kernels().containsKey(EDGES.get(unit)))
                        .mapToObj(unit ->
                                term(EDGES.get(unit), unit, Grid.of(trace.of("relu1"), 0, unit), filter, row, col))
                        .toList();
        ReceptiveField field =
                LAYERS.steps(shape, ReceptiveField.PIXEL).get(2 * p.layer() - 1).field();
        float sum = trace.of("conv" + p.layer()).at(0, p.unit(), row, col);
        return new Response(
                picture,
                filters.stream().map(Filter::name).toList(),
                maps,
                row,
                col,
                strongest,
                field.size(),
                terms,
                filter.bias(),
                sum,
                map.at(row, col),
                sentence(p, filter, field.size(), row, col, strongest, terms, sum));
    }

    @Override
    public Steps walk(Selection p, Response response) {
        Grid map = response.maps().get(p.unit());
        return new Steps(
                response.row() * map.width() + response.col(),
                map.width() * map.height(),
                place -> Map.of("row", place / map.width(), "col", place % map.width()));
    }

    private static List<Grid> maps(Tensor output) {
        return IntStream.range(0, UNITS)
                .mapToObj(unit -> Grid.of(output, 0, unit))
                .toList();
    }

    private static Peak strongest(Grid map) {
        Peak peak = new Peak(0, 0, map.at(0, 0));
        for (int y = 0; y < map.height(); y++) {
            for (int x = 0; x < map.width(); x++) {
                if (map.at(y, x) > peak.value()) {
                    peak = new Peak(y, x, map.at(y, x));
                }
            }
        }
        return peak;
    }

    private static Term term(String name, int unit, Grid map, Filter filter, int row, int col) {
        Grid kernel = filter.kernel(name);
        float[][] patch = new float[SIDE][SIDE];
        float[][] products = new float[SIDE][SIDE];
        float sum = 0;
        for (int m = 0; m < SIDE; m++) {
            for (int n = 0; n < SIDE; n++) {
                patch[m][n] = map.at(row + m, col + n);
                products[m][n] = patch[m][n] * kernel.at(m, n) + 0f;
                sum += products[m][n];
            }
        }
        return new Term(name, unit, Grid.of(patch), kernel, Grid.of(products), sum);
    }

    private static String sentence(
            Selection p, Filter filter, int field, int row, int col, Peak strongest, List<Term> terms, float sum) {
        String unit = "“" + filter.name() + "”";
        if (strongest.value() == 0) {
            return p.layer() == 1
                    ? unit + " answers nowhere on this picture."
                    : unit
                            + " answers nowhere on this picture: no sum gets past its bias of %s."
                                    .formatted(text(filter.bias()));
        }
        if (sum <= 0) {
            return "At row %d, column %d %s says nothing: the sum is %s, and the ReLU leaves zero. It answers most at row %d, column %d."
                    .formatted(row, col, unit, sum == 0 ? "zero" : "negative", strongest.row(), strongest.col());
        }
        String most = sum == strongest.value()
                ? ", its largest answer on this picture"
                : text(sum).equals(text(strongest.value()))
                        ? ", hardly less than at its strongest place"
                        : ", less than the %s at its strongest place".formatted(text(strongest.value()));
        String answer = "%s answers %s here%s. ".formatted(unit, text(sum), most);
        if (p.layer() == 1) {
            return answer + "It sees %d × %d pixels and knows nothing else of the picture.".formatted(field, field);
        }
        String against = named(terms, -1);
        return answer
                + "What speaks for it: %s%s. The bias takes %s away. Through the maps below it sees %d × %d pixels."
                        .formatted(
                                named(terms, 1),
                                against.isEmpty() ? "" : "; against it: " + against,
                                text(-filter.bias()),
                                field,
                                field);
    }

    /** The maps whose partial sums have that sign, and what they bring. */
    private static String named(List<Term> terms, int sign) {
        return terms.stream()
                .filter(term -> sign * term.partialSum() > 0)
                .map(term -> term.name() + " (" + text(term.partialSum()) + ")")
                .collect(Collectors.joining(", "));
    }

    private static String text(float value) {
        return Numerals.text(value);
    }
}

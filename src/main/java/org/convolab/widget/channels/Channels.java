package org.convolab.widget.channels;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Phase;
import org.convolab.engine.layer.Weights;
import org.convolab.engine.layer.Window;
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
 * What a convolution makes of several channels: a filter has a kernel for each of them, the sums of all channels and one
 * bias add up to one number, and every filter gives one map.
 */
@Component
final class Channels implements Widget<Channels.Selection, Channels.Sums> {
    private static final int SIDE = 3;

    private static final List<Filter> FILTERS = List.of(
            filter("red alone", -20, "1 1 1/1 1 1/1 1 1", "-1 -1 -1/-1 -1 -1/-1 -1 -1", "-1 -1 -1/-1 -1 -1/-1 -1 -1"),
            filter("yellow, not blue", 0, "0 0 0/0 0.5 0/0 0 0", "0 0 0/0 0.5 0/0 0 0", "0 0 0/0 -1 0/0 0 0"),
            filter("red above green", 0, "1 1 1/0 0 0/-1 -1 -1", "-1 -1 -1/0 0 0/1 1 1", "0 0 0/0 0 0/0 0 0"),
            filter("vertical edge", 0, "-1 0 1/-1 0 1/-1 0 1", "-1 0 1/-1 0 1/-1 0 1", "-1 0 1/-1 0 1/-1 0 1"),
            filter("horizontal edge", 0, "-1 -1 -1/0 0 0/1 1 1", "-1 -1 -1/0 0 0/1 1 1", "-1 -1 -1/0 0 0/1 1 1"),
            filter("bright patch", -120, "1 1 1/1 1 1/1 1 1", "1 1 1/1 1 1/1 1 1", "1 1 1/1 1 1/1 1 1"));

    /** What it means, filter by filter, that its sum is above, below or at zero. */
    private static final List<List<String>> MEANINGS = List.of(
            List.of(
                    "red outweighs green, blue and the bias",
                    "green, blue and the bias outweigh red",
                    "red is as much as green, blue and the bias"),
            List.of(
                    "the pixel in the middle has more yellow than blue",
                    "the pixel in the middle has more blue than yellow",
                    "the pixel in the middle has as much yellow as blue"),
            List.of(
                    "red, compared with green, is stronger above than below",
                    "red, compared with green, is weaker above than below",
                    "red, compared with green, is as strong above as below"),
            List.of(
                    "the patch is lighter on the right than on the left",
                    "the patch is lighter on the left than on the right",
                    "the patch is as light on the left as on the right"),
            List.of(
                    "the patch is lighter below than above",
                    "the patch is lighter above than below",
                    "the patch is as light above as below"),
            List.of(
                    "the light of the patch adds up to more than 120",
                    "the light of the patch adds up to less than 120",
                    "the light of the patch adds up to 120"));

    private static final List<String> CHANNELS = List.of("red", "green", "blue");

    /** The picture, the filter and the place of its map that are looked at. */
    public record Selection(
            @Form("the name of a color picture") String picture,
            @Bounds(min = 0, max = 5) int filter,
            @Bounds(min = 0, max = 15) int row,
            @Bounds(min = 0, max = 15) int col) {}

    /** What a filter looks for, its kernel for each channel, and its bias. */
    public record Filter(String name, List<Grid> kernels, float bias) {}

    /**
     * The maps of all filters, and the sum of the chosen one at one place.
     *
     * @param channels the light of each channel, 0 to 9
     * @param kernels the chosen filter's kernels, one for each channel
     * @param products for each channel the pixels under the kernel times its weights
     * @param partialSums for each channel the sum of its products
     * @param sum the partial sums and the bias added: the pixel of the chosen filter's map
     */
    public record Sums(
            List<Grid> channels,
            List<Filter> filters,
            List<Grid> kernels,
            List<Grid> maps,
            List<Grid> products,
            List<Float> partialSums,
            float bias,
            float sum,
            long weights,
            long parameters,
            String sentence)
            implements View {}

    private static Filter filter(String name, float bias, String red, String green, String blue) {
        return new Filter(name, List.of(Grid.parse(name, red), Grid.parse(name, green), Grid.parse(name, blue)), bias);
    }

    @Override
    public String id() {
        return "channels";
    }

    @Override
    public String title() {
        return "Three channels in, one map out";
    }

    @Override
    public Selection start() {
        return new Selection("traffic-light", 0, 1, 2);
    }

    @Override
    public Sums view(Selection p, CourseResources materials) {
        List<Grid> channels = materials.colorPicture("picture", p.picture()).channels();
        Filter filter = FILTERS.get(p.filter());
        Tensor input = tensor(channels);
        Conv2d layer = Conv2d.of(channels.size(), FILTERS.size(), Window.of(SIDE));
        Tensor output = layer.forward(input, weights(FILTERS), Phase.INFERENCE);
        List<Grid> maps = IntStream.range(0, FILTERS.size())
                .mapToObj(f -> Grid.of(output, 0, f))
                .toList();
        Grid map = maps.get(p.filter());
        BadParameter.place("row", p.row(), map.height());
        BadParameter.place("col", p.col(), map.width());
        // As many groups as channels keep the channels apart: the partial sums before they are added.
        Conv2d apart = Conv2d.of(channels.size(), channels.size(), Window.of(SIDE))
                .withGroups(channels.size())
                .withoutBias();
        Tensor parts = apart.forward(input, weights(List.of(filter)), Phase.INFERENCE);
        List<Float> partialSums = IntStream.range(0, channels.size())
                .mapToObj(c -> parts.at(0, c, p.row(), p.col()))
                .toList();
        List<Grid> products = IntStream.range(0, channels.size())
                .mapToObj(c -> products(channels.get(c), filter.kernels().get(c), p))
                .toList();
        Conv2d one = Conv2d.of(channels.size(), 1, Window.of(SIDE));
        float sum = map.at(p.row(), p.col());
        return new Sums(
                channels,
                FILTERS,
                filter.kernels(),
                maps,
                products,
                partialSums,
                filter.bias(),
                sum,
                one.withoutBias().parameterCount(),
                layer.parameterCount(),
                sentence(p, filter, partialSums, sum));
    }

    @Override
    public Steps walk(Selection p, Sums sums) {
        Grid map = sums.maps().get(p.filter());
        return new Steps(
                p.row() * map.width() + p.col(),
                map.width() * map.height(),
                place -> Map.of("row", place / map.width(), "col", place % map.width()));
    }

    private static Tensor tensor(List<Grid> channels) {
        Shape shape = new Shape(
                channels.size(), channels.get(0).height(), channels.get(0).width());
        return Tensor.of(shape, joined(channels));
    }

    private static float[] joined(List<Grid> grids) {
        int size = grids.get(0).height() * grids.get(0).width();
        float[] joined = new float[grids.size() * size];
        for (int i = 0; i < grids.size(); i++) {
            System.arraycopy(grids.get(i).tensor().data(), 0, joined, i * size, size);
        }
        return joined;
    }

    private static Weights weights(List<Filter> filters) {
        List<Grid> kernels = new ArrayList<>();
        float[] biases = new float[filters.size()];
        for (int f = 0; f < filters.size(); f++) {
            kernels.addAll(filters.get(f).kernels());
            biases[f] = filters.get(f).bias();
        }
        return Weights.of(Map.of("weight", joined(kernels), "bias", biases));
    }

    private static Grid products(Grid channel, Grid kernel, Selection p) {
        float[][] products = new float[SIDE][SIDE];
        for (int m = 0; m < SIDE; m++) {
            for (int n = 0; n < SIDE; n++) {
                products[m][n] = channel.at(p.row() + m, p.col() + n) * kernel.at(m, n) + 0f;
            }
        }
        return Grid.of(products);
    }

    private static String sentence(Selection p, Filter filter, List<Float> partialSums, float sum) {
        List<String> up = new ArrayList<>();
        List<String> down = new ArrayList<>();
        for (int c = 0; c < partialSums.size(); c++) {
            if (partialSums.get(c) > 0) {
                up.add(CHANNELS.get(c));
            } else if (partialSums.get(c) < 0) {
                down.add(CHANNELS.get(c));
            }
        }
        String place = "At row %d, column %d ".formatted(p.row(), p.col());
        String answer = " The total is %s: %s."
                .formatted(
                        sum > 0 ? "above zero" : sum < 0 ? "below zero" : "zero",
                        MEANINGS.get(p.filter()).get(sum > 0 ? 0 : sum < 0 ? 1 : 2));
        String bias = filter.bias() == 0
                ? ""
                : " The bias %s %s."
                        .formatted(filter.bias() > 0 ? "adds" : "takes away", Numerals.text(Math.abs(filter.bias())));
        if (up.isEmpty() && down.isEmpty()) {
            return place + "every partial sum is zero." + bias + answer;
        }
        String parts = down.isEmpty()
                ? spoken(up) + (up.size() == 1 ? " alone speaks" : " speak") + " for it, and no channel against it."
                : up.isEmpty()
                        ? spoken(down) + (down.size() == 1 ? " speaks" : " speak")
                                + " against it, and no channel for it."
                        : spoken(up) + (up.size() == 1 ? " speaks" : " speak") + " for it, " + spoken(down)
                                + " against it.";
        return place + parts + bias + answer;
    }

    private static String spoken(List<String> names) {
        return names.size() == 1
                ? names.get(0)
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.get(names.size() - 1);
    }
}

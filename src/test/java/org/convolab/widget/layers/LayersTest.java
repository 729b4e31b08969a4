package org.convolab.widget.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.convolab.content.ScaledInput;
import org.convolab.content.network.LandmarksTest;
import org.convolab.engine.insight.Units;
import org.convolab.engine.layer.Activation;
import org.convolab.engine.layer.Conv2d;
import org.convolab.engine.layer.Dense;
import org.convolab.engine.layer.GlobalPool;
import org.convolab.engine.layer.Padding;
import org.convolab.engine.layer.Residual;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Window;
import org.convolab.engine.network.Network;
import org.convolab.engine.network.Safetensors;
import org.convolab.engine.synthetic.SyntheticPictures;
import org.convolab.engine.tensor.Shape;
import org.convolab.engine.tensor.Tensor;
import org.convolab.image.Drawing;
import org.convolab.image.Photo;
import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Parameters;
import org.convolab.widget.Steps;
import org.convolab.widget.TrainedNetwork;
import org.convolab.widget.layers.Layers.Insight;
import org.convolab.widget.layers.Layers.State;
import org.convolab.widget.layers.UnitArithmetic.Contribution;
import org.convolab.widget.layers.UnitArithmetic.Step;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LayersTest {
    static final Layers WIDGET = new Layers();
    static final Parameters<State> FIELDS = Parameters.of(WIDGET.start());
    static final CourseResources MATERIALS =
            materials(shipped("sketches", "sketches"), shipped("lenet-5-full", "digits"), authors());

    private static TrainedNetwork shipped(String name, String pictures) {
        Network network = LandmarksTest.network(name);
        SyntheticPictures drawn = SyntheticPictures.sets().get(pictures);
        return new TrainedNetwork(network, Safetensors.shipped(network), drawn.classes(), drawn);
    }

    /** A network as an author may add it: with a residual block, without a softmax, for the course's own sketches. */
    private static TrainedNetwork authors() {
        Sequence inside =
                Sequence.of().then("conv", Conv2d.of(4, 4, Window.of(3).withPadding(Padding.of(1))));
        Network network = Network.of(
                "authors",
                new Shape(3, 64, 64),
                Sequence.of()
                        .then("conv", Conv2d.of(3, 4, Window.of(5).withStride(4)))
                        .then("relu", Activation.RELU)
                        .then("block", Residual.of(inside))
                        .then("average", new GlobalPool())
                        .then("scores", Dense.of(4, 10)));
        SyntheticPictures drawn = SyntheticPictures.sets().get("sketches");
        return new TrainedNetwork(network, network.random(1), drawn.classes(), drawn);
    }

    static CourseResources materials(TrainedNetwork... all) {
        Map<String, TrainedNetwork> trained = new LinkedHashMap<>();
        for (TrainedNetwork each : all) {
            trained.put(each.network().name(), each);
        }
        return new CourseResources() {
            @Override
            public Map<String, TrainedNetwork> trained() {
                return trained;
            }
        };
    }

    static State look(String query) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&")) {
            texts.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return FIELDS.read(texts);
    }

    static Insight seen(String query) {
        return WIDGET.view(look(query), MATERIALS);
    }

    @ParameterizedTest
    @CsvSource({
        "sketches, conv1, 0, picture=dog-3",
        "sketches, conv1, 0, picture=fish-20&layer=relu3&unit=5",
        "lenet-5-full, C1, 33.25, network=lenet-5-full&picture=8-2",
        "lenet-5-full, C1, 33.25, network=lenet-5-full&picture=4-1&layer=C3&unit=7"
    })
    void aNetworkWhoseFileScalesItsInputAnswersAsTheOneWhoseFirstWeightsDo(
            String name, String first, double mean, String query, @TempDir Path folder) {
        Network bundled = MATERIALS.trained("network", name).network();
        double[] std = bundled.input().channels() == 1 ? new double[] {78.5} : new double[] {58.5, 57.25, 57.5};
        Insight scaled = WIDGET.view(look(query), ScaledInput.course(folder, bundled, first, 255, mean, std));
        Insight plain = seen(query);
        assertThat(scaled.prediction()).isEqualTo(plain.prediction());
        assertThat(scaled.activation()).isCloseTo(plain.activation(), within(1e-3f));
        assertThat(scaled.chances())
                .usingRecursiveComparison()
                .withComparatorForType((one, other) -> Math.abs(one - other) < 1e-4 ? 0 : 1, Float.class)
                .isEqualTo(plain.chances());
    }

    @ParameterizedTest
    @CsvSource({
        "picture=dog-3, dog",
        "picture=fish-20, fish",
        "picture=sign-7&layer=relu4, sign",
        "network=lenet-5-full&picture=4-1, 4",
        "network=lenet-5-full&picture=8-2&view=guided, 8"
    })
    void theNetworkSaysWhatThePictureShows(String query, String prediction) {
        Insight seen = seen(query);
        assertThat(seen.prediction()).isEqualTo(prediction);
        double sum = seen.chances().stream()
                .mapToDouble(TracedNetwork.Chance::probability)
                .sum();
        assertThat(sum).isCloseTo(1, within(1e-4));
        assertThat(seen.chances())
                .hasSize(10)
                .isSortedAccordingTo((one, other) -> Float.compare(other.probability(), one.probability()));
    }

    /** Rows and columns of the view, and whether it is shown in colors. */
    @ParameterizedTest
    @CsvSource({
        "'',                                             64, 64,  light",
        "layer=relu1,                                    128, 512, signed",
        "layer=relu3,                                    128, 128, signed",
        "layer=relu3&unit=5,                             16, 16,  signed",
        "layer=pool2&unit=5,                             16, 16,  signed",
        "layer=pool5,                                    16, 8,   signed",
        "layer=output&unit=5,                            1, 1,    signed",
        "view=filters,                                   10, 40,  color",
        "layer=relu1&unit=3&view=filters,                5, 5,    color",
        "layer=pool2&view=filters,                       127, 63, signed",
        "layer=norm3&unit=1&view=filters,                15, 31,  signed",
        "layer=output&view=filters,                      89, 16,  signed",
        "layer=output&unit=1&view=filters,               8, 16,   signed",
        "layer=relu2&unit=1&view=patches,                30, 30,  light",
        "layer=relu3&view=patches,                       160, 160, light",
        "layer=output&unit=1&view=patches,               192, 192, light",
        "layer=relu3&unit=5&view=deconvnet,              64, 64,  color",
        "layer=relu4&unit=5&view=gradient,               64, 64,  color",
        "view=guided,                                    64, 64,  color",
        "layer=relu2&unit=5&view=ascent&steps=4,         64, 64,  light",
        "view=occlusion,                                 9, 9,    signed",
        "view=occlusion&square=64,                       1, 1,    signed",
        "view=cam,                                       8, 8,    signed",
        "network=lenet-5-full,                           32, 32,  ink",
        "network=lenet-5-full&view=filters,              5, 30,   signed",
        "network=lenet-5-full&layer=C3&unit=2&view=filters, 11, 17, signed",
        "network=lenet-5-full&layer=C3&unit=2&view=patches, 42, 42, ink",
        "network=lenet-5-full&layer=F6&unit=2&view=gradient, 32, 32, signed",
        "network=lenet-5-full&view=occlusion&square=8,   9, 9,    signed",
        "network=lenet-5-full&view=cam,                  5, 5,    signed"
    })
    void everyViewHasTheSizeOfWhatItShows(String query, int height, int width, String palette) {
        Insight seen = seen(query);
        assertThat(seen.image().height()).isEqualTo(height);
        assertThat(seen.image().width()).isEqualTo(width);
        assertThat(seen.palette()).isEqualTo(palette);
        Drawing image = WIDGET.drawing(look(query), seen, "image");
        assertThat(image).isNotNull();
        assertThat(List.of(image.height(), image.width())).containsExactly(height, width);
        assertThat(seen.sentence()).isNotBlank().doesNotContain("NaN", "Infinity", "null");
    }

    @Test
    void withoutALayerTheNetworkIsSeenAtAGlance() {
        Insight seen = seen("picture=dog-3");
        assertThat(seen.spot().layer()).isEmpty();
        assertThat(seen.levels())
                .extracting(TracedNetwork.Level::layer)
                .containsExactly("relu1", "relu2", "relu3", "relu4", "relu5", "output");
        assertThat(seen.levels()).extracting(TracedNetwork.Level::field).containsExactly(5, 10, 20, 40, 56, 0);
        for (TracedNetwork.Level level : seen.levels().subList(0, 5)) {
            assertThat(WIDGET.drawing(look(""), seen, "maps-" + level.layer())).isNotNull();
            assertThat(level.strongest()).hasSize(8);
        }
        assertThat(seen.activation())
                .isEqualTo(seen.levels().get(5).strongest().get(0).value());
    }

    @Test
    void aUnitIsSeenWhereItAnswersMostAndWhatItSeesThere() {
        Insight whole = seen("picture=cat-3&layer=relu3");
        for (int unit = 0; unit < 64; unit += 9) {
            Insight seen = seen("picture=cat-3&layer=relu3&unit=" + unit);
            float most = (float) seen.image().rows().stream()
                    .flatMap(List::stream)
                    .mapToDouble(Float::doubleValue)
                    .max()
                    .orElseThrow();
            assertThat(seen.activation())
                    .isEqualTo(most)
                    .isEqualTo(whole.peaks().get(unit).value());
            assertThat(seen.image().at(seen.spot().row(), seen.spot().col())).isEqualTo(most);
            Units.Patch patch = seen.spot().patch();
            assertThat(patch.top()).isEqualTo(Math.max(0, seen.spot().row() * 4 - 8));
            assertThat(patch.height()).isLessThanOrEqualTo(20);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "layer=conv1&unit=6&row=20&col=31",
                "layer=relu1&unit=6&row=0&col=63",
                "layer=relu3&unit=5&row=7&col=7",
                "layer=relu5&unit=100",
                "layer=pool2&unit=30&row=3&col=4",
                "layer=pool5&unit=7",
                "layer=output&unit=3",
                "network=lenet-5-full&layer=C1&unit=2&row=4&col=5",
                "network=lenet-5-full&layer=S2&unit=2&row=4&col=5",
                "network=lenet-5-full&layer=C5&unit=119",
                "network=lenet-5-full&layer=tanh4&unit=80",
                "network=authors&layer=scores&unit=2",
                "network=authors&layer=relu&unit=2&row=3&col=3"
            })
    void productsAndSumComeToTheEnginesNumber(String query) {
        Insight seen = seen(query);
        List<Step> steps = seen.steps();
        assertThat(steps.get(0).value()).isEqualTo(seen.activation());
        Step last = steps.get(steps.size() - 1);
        double sum = last.constant();
        for (Contribution part : last.parts()) {
            double products = 0;
            for (int y = 0; y < part.products().height(); y++) {
                for (int x = 0; x < part.products().width(); x++) {
                    products += part.numbers().at(y, x) * part.weights().at(y, x);
                }
            }
            assertThat(part.sum()).isCloseTo(products, within(1e-4));
            sum += part.sum();
        }
        assertThat(sum).isCloseTo(last.value(), within(1e-3));
        assertThat(last.parts())
                .isSortedAccordingTo((one, other) -> Double.compare(Math.abs(other.sum()), Math.abs(one.sum())));
    }

    @Test
    void everyPartOfASumLeadsToTheNumbersThatItIsMadeOf() {
        Insight seen = seen("layer=relu3&unit=5&row=7&col=7");
        Step last = seen.steps().get(seen.steps().size() - 1);
        Contribution part = last.parts().get(0);
        Insight below =
                seen("layer=%s&unit=%d&row=%d&col=%d".formatted(last.below(), part.unit(), part.row(), part.col()));
        assertThat(below.activation()).isEqualTo(part.numbers().at(1, 1));
        Insight pooled = seen("layer=pool2&unit=5&row=3&col=4");
        Contribution won = pooled.steps().get(0).parts().get(0);
        assertThat(seen("layer=relu2&unit=5&row=%d&col=%d".formatted(won.row(), won.col()))
                        .activation())
                .isEqualTo(pooled.activation());
    }

    @Test
    void theTopActivationsAreInFreshPicturesWhichCanBeLookedAt() {
        Insight seen = seen("layer=relu4&unit=7&view=patches");
        assertThat(seen.found()).hasSize(9);
        for (StrongestPatches.Found found : seen.found()) {
            Insight there = seen("layer=relu4&unit=7&picture=" + found.picture());
            assertThat(there.activation()).isCloseTo(found.answer(), within(1e-3f));
            assertThat(there.spot().row()).isEqualTo(found.row());
            assertThat(there.spot().col()).isEqualTo(found.col());
        }
        assertThat(WIDGET.drawing(look(""), seen, "projections")).isNotNull();
    }

    @Tag("slow")
    @Test
    void ascentBeatsTheBestDrawingAndItsStepsAreAWalk() {
        String query = "layer=relu5&unit=100&view=ascent&steps=";
        Insight seen = seen(query + 64);
        assertThat(seen.climb().climbed()).isGreaterThan(2 * seen.climb().best());
        assertThat(seen.activation()).isEqualTo(seen.climb().climbed());
        Steps walk = WIDGET.walk(look(query + 64), seen);
        assertThat(walk.at()).isEqualTo(8);
        assertThat(walk.to().apply(2)).isEqualTo(Map.of("steps", 16));
        assertThat(new Layers().view(look(query + 20), MATERIALS).image())
                .isEqualTo(seen(query + 20).image());
    }

    @Test
    void otherStatesWalkFromUnitToUnit() {
        Insight seen = seen("layer=relu3&unit=5&row=1&col=2");
        Steps walk = WIDGET.walk(look("layer=relu3&unit=5&row=1&col=2"), seen);
        assertThat(walk.count()).isEqualTo(64);
        assertThat(walk.to().apply(6)).isEqualTo(Map.of("unit", 6, "row", -1, "col", -1));
        assertThat(WIDGET.walk(look("layer=relu3"), seen("layer=relu3"))).isNull();
    }

    @Test
    void occlusionTellsWhatTheNetworkSaysOfThePictureWithItsWorstSquare() {
        Insight seen = seen("picture=dog-3&view=occlusion");
        OcclusionMap.Hiding hiding = seen.hiding();
        float most = seen.image().rows().stream()
                .flatMap(List::stream)
                .reduce(Float::max)
                .orElseThrow();
        assertThat(hiding.fall()).isEqualTo(most).isPositive();
        assertThat(seen.image().at(hiding.row() / hiding.stride(), hiding.col() / hiding.stride()))
                .isEqualTo(most);
        assertThat(hiding.left()).isCloseTo(seen.activation() - most, within(1e-4f));
        assertThat(hiding.prediction()).isNotEmpty();
    }

    @Test
    void theClassActivationMapAndTheBiasMakeTheScore() {
        ClassEvidence.Evidence evidence = seen("picture=dog-3&view=cam").evidence();
        assertThat(evidence.gradients()).isFalse();
        assertThat(evidence.average() + evidence.bias()).isCloseTo(evidence.score(), within(1e-3f));
        Insight digits = seen("network=lenet-5-full&view=cam");
        assertThat(digits.evidence().gradients()).isTrue();
        assertThat(digits.sentence()).contains("no global average pool", "Grad-CAM");
    }

    @Test
    void shufflingShowsBothPicturesAndHowAlikeTheyAre() {
        Insight guided = seen("picture=clock-3&view=guided&shuffled=3");
        Insight trained = seen("picture=clock-3&view=guided");
        assertThat(guided.check().image()).isEqualTo(trained.image());
        assertThat(guided.image()).isNotEqualTo(trained.image());
        assertThat(guided.check().prediction()).isEqualTo(trained.prediction());
        assertThat(guided.remains()).hasSize(3);
        for (BackwardImages.Remains remains : guided.remains()) {
            assertThat(remains.similarity()).hasSize(7);
            assertThat(remains.similarity().get(0)).isEqualTo(1);
        }
        assertThat(guided.check().similarity())
                .isEqualTo(guided.remains().get(2).similarity().get(3));
        assertThat(guided.remains().get(0).similarity().get(3))
                .isLessThan(guided.check().similarity());
        assertThat(guided.sentence()).contains("last 3 layers shuffled");
    }

    @Test
    void layersThatAreShuffledAboveAUnitChangeNothingForIt() {
        Insight seen = seen("layer=relu3&unit=5&view=gradient&shuffled=3");
        assertThat(seen.check().above()).isTrue();
        assertThat(seen.check().similarity()).isEqualTo(1);
        assertThat(seen.sentence()).contains("nothing changes");
        assertThat(seen("layer=relu3&unit=5&view=gradient&shuffled=4").check().similarity())
                .isLessThan(1);
    }

    @Tag("slow")
    @Test
    void aShuffledNetworkHasOtherTopActivations() {
        assertThat(seen("layer=relu2&unit=8&view=patches&shuffled=1").check().similarity())
                .isEqualTo(1);
        assertThat(seen("layer=relu2&unit=8&view=patches&shuffled=6").check().similarity())
                .isLessThan(0.8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "layer=block&unit=1",
                "layer=block&unit=1&view=gradient",
                "layer=conv&view=filters",
                "layer=average",
                "layer=block&unit=2&view=patches",
                "layer=block&unit=2&view=ascent&steps=8",
                "view=occlusion",
                "view=cam",
                "view=deconvnet&shuffled=3"
            })
    void aNetworkThatAnAuthorAddsIsSeenInEveryWay(String query) {
        Insight seen = seen("network=authors&picture=tree-2" + (query.isEmpty() ? "" : "&" + query));
        assertThat(seen.chances()).hasSize(10);
        assertThat(seen.sentence()).isNotBlank();
    }

    @Test
    void aPictureOfTheReadersOwnIsSeenByEveryNetwork() {
        TrainedNetwork sketches = MATERIALS.trained("network", "sketches");
        int recognized = 0;
        for (String name : sketches.classes()) {
            Tensor drawn = sketches.sample(sketches.classes().indexOf(name), 3);
            Insight seen = seen("picture=" + Photo.write(drawn, true));
            recognized += seen.prediction().equals(name) ? 1 : 0;
            assertThat(seen.samples()).noneMatch(Layers.Sample::current);
        }
        assertThat(recognized)
                .as("shrunk and packed, they still are what they are")
                .isGreaterThanOrEqualTo(9);
        String own = Photo.write(sketches.sample(0, 3), true);
        assertThat(seen("network=lenet-5-full&layer=C3&unit=2&view=occlusion&picture=" + own)
                        .prediction())
                .matches("[0-9]");
    }

    /** On gray paper with a shadow, small, off the middle, and as chalk on a board. */
    @Test
    void aPhotoOfADigitIsFramedAsTheNetworkKnowsDigits() {
        TrainedNetwork leNet = MATERIALS.trained("network", "lenet-5-full");
        int right = 0;
        for (int seed = 0; seed < 50; seed++) {
            int label = seed % 10;
            Tensor digit = SyntheticPictures.sets().get("digits").picture(SyntheticPictures.FRESH + seed, label);
            for (boolean chalk : new boolean[] {false, true}) {
                Tensor photo = Tensor.zeros(1, new Shape(3, Photo.SIDE, Photo.SIDE));
                for (int i = 0; i < photo.data().length; i++) {
                    int y = i / Photo.SIDE % Photo.SIDE;
                    int x = i % Photo.SIDE;
                    boolean inside = y >= 4 && y < 32 && x >= 30 && x < 58;
                    float ink = inside ? digit.at(0, 0, y - 4, x - 30) : 0;
                    float paper = 0.85f - 0.002f * (x + y);
                    photo.data()[i] = chalk ? 0.15f + 0.6f * ink : paper - 0.6f * ink;
                }
                Insight seen = seen("network=lenet-5-full&picture=" + Photo.write(photo, true));
                right += seen.prediction().equals(leNet.classes().get(label)) ? 1 : 0;
            }
        }
        assertThat(right).as("of 100").isGreaterThanOrEqualTo(97);
    }

    @Test
    void anEmptySheetIsBlankToANetworkOfDigits() {
        Tensor paper = Tensor.zeros(1, new Shape(3, Photo.SIDE, Photo.SIDE));
        Arrays.fill(paper.data(), 0.8f);
        Tensor read = MATERIALS.trained("network", "lenet-5-full").photo("picture", Photo.write(paper, true));
        assertThat(read.data()).containsOnly(0);
        assertThat(seen("network=lenet-5-full&picture=" + Photo.write(paper, true))
                        .prediction())
                .matches("[0-9]");
    }

    @Test
    void aNetworkThatLearnedWhatNobodyDrawsBeginsWithABlankPictureAndTakesTheReadersOwn() {
        TrainedNetwork drawn = authors();
        TrainedNetwork alone = new TrainedNetwork(drawn.network(), drawn.weights(), drawn.classes(), null);
        Insight blank = WIDGET.view(look("network=authors"), materials(alone));
        assertThat(blank.samples()).isEmpty();
        assertThatThrownBy(() -> WIDGET.view(look("network=authors&picture=dog-1"), materials(alone)))
                .isInstanceOf(BadParameter.class)
                .hasMessageContaining("a picture of your own");
        String own = Photo.write(MATERIALS.trained("network", "sketches").sample(0, 3), true);
        Insight seen = WIDGET.view(look("network=authors&picture=" + own), materials(alone));
        assertThat(seen.chances()).isNotEqualTo(blank.chances());
    }

    /** Every member of the JSON in order, with what stands in it; of a list the first. */
    private static final Map<String, String> MEMBERS = new LinkedHashMap<>();

    static {
        for (String pair : """
                prediction=
                activation=
                image=[[]]
                input=[]
                samples=[{name,picture,current}]
                palette=
                tile=[]
                chances=[{name,label,probability}]
                levels=[{name,layer,what,shape[],field,awake,strongest[{unit,name,value}]}]
                spot={layer,what,within[],shape[],field,unit,name,row,col,patch{top,left,height,width}}
                peaks=[{unit,name,value}]
                steps=[{layer,what,value,formula,below,parts[{unit,row,col,top,left,numbers[[]],weights[[]],products[[]],sum}],constant}]
                found=[{picture,name,answer,row,col}]
                climb={noise,climbed,pictures,best}
                hiding={size,stride,row,col,fall,left,prediction,probability}
                evidence={layer,gradients,average,bias,score}
                shuffling=[]
                check={prediction,activation,image[[]],similarity,above}
                remains=[{view,similarity[]}]
                sentence=""".split("\n")) {
            MEMBERS.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
    }

    /** The members that hold something in a state only; a grid is written as its rows. */
    @ParameterizedTest
    @CsvSource({
        "'',",
        "layer=conv3, peaks",
        "layer=conv3&unit=4, peaks steps",
        "layer=relu3&unit=4&view=filters, peaks",
        "layer=relu3&unit=4&view=patches, peaks found",
        "layer=relu3&unit=4&view=guided&shuffled=4, peaks check remains",
        "layer=relu3&unit=4&view=ascent&steps=2, peaks climb",
        "layer=output&unit=4&view=occlusion&square=40, peaks hiding",
        "view=cam&shuffled=2, peaks evidence check",
        "network=lenet-5-full&layer=F6&unit=4&shuffled=1, peaks steps check"
    })
    void theJsonKeepsItsMembers(String query, @Nullable String filled) {
        JsonNode json = JsonMapper.builder().build().valueToTree(seen(query == null ? "" : query));
        assertThat(json.propertyNames()).containsExactlyElementsOf(MEMBERS.keySet());
        for (String member : MEMBERS.keySet()) {
            String outline = outline(json.get(member)).replace("{rows[[]]}", "[[]]");
            boolean optional = List.of("peaks", "steps", "found", "climb", "hiding", "evidence", "check", "remains")
                    .contains(member);
            boolean empty =
                    optional && (filled == null || !List.of(filled.split(" ")).contains(member));
            assertThat(outline)
                    .as(member)
                    .isEqualTo(
                            !empty ? MEMBERS.get(member) : MEMBERS.get(member).startsWith("[") ? "[]" : "");
        }
    }

    private static String outline(JsonNode node) {
        return node.isObject()
                ? node.properties().stream()
                        .map(each -> each.getKey() + outline(each.getValue()))
                        .collect(Collectors.joining(",", "{", "}"))
                : node.isArray() ? "[" + (node.isEmpty() ? "" : outline(node.get(0))) + "]" : "";
    }

    @ParameterizedTest
    @CsvSource({
        "network=vgg-16, network",
        "picture=dragon-1, picture",
        "picture=dog, picture",
        "picture=dog-, picture",
        "picture=own.dog, picture",
        "layer=relu9, layer",
        "layer=relu3&unit=64, unit",
        "layer=relu3&row=16, row",
        "layer=relu3&col=16, col",
        "layer=relu3&view=cam, layer",
        "network=lenet-5-full&view=occlusion&square=33, square",
        "network=lenet-5-full&shuffled=6, shuffled",
        "network=authors&layer=block&view=filters, layer",
        "layer=conv5&unit=4000&view=ascent, unit",
        "layer=conv5&unit=4000&view=occlusion, unit",
        "layer=conv5&unit=4000&view=patches, unit",
        "layer=conv9&view=ascent, layer",
        "layer=conv9&view=occlusion, layer",
        "layer=conv9&view=patches&shuffled=2, layer"
    })
    void whatDoesNotFitTheNetworkIsRefusedByItsFieldBeforeAnythingIsComputed(String query, String field) {
        for (ThrowingCallable asked :
                List.<ThrowingCallable>of(() -> seen(query), () -> WIDGET.check(look(query), MATERIALS))) {
            assertThatThrownBy(asked)
                    .isInstanceOfSatisfying(
                            BadParameter.class,
                            refused -> assertThat(refused.refusals().get(0).field())
                                    .isEqualTo(field));
        }
    }

    @Test
    void aProbabilityIsNeverAllWhereALittleIsMissing() {
        assertThat(List.of(1f, 0.99975f, 0.998f, 0.5f, 0.002f, 0.0001f, 0f))
                .extracting(probability -> new TracedNetwork.Chance("dog", 0, probability).share())
                .containsExactly(
                        "100.0\u00a0%",
                        "> 99.9\u00a0%", "99.8\u00a0%", "50.0\u00a0%", "0.2\u00a0%", "< 0.1\u00a0%", "0.0\u00a0%");
    }

    @Test
    void theLargestActivationsOfALayerAreToldApart() {
        assertThat(texts(11.62f, 9.5f)).containsExactly("11.62", "9.5");
        assertThat(texts(0.99993f, 0.99987f, 0.5f)).containsExactly("0.99993", "0.99987", "0.5");
        assertThat(texts(1f, 1f)).containsExactly("1", "1");
    }

    private static List<String> texts(float... values) {
        List<TracedNetwork.Peak> peaks = IntStream.range(0, values.length)
                .mapToObj(unit -> new TracedNetwork.Peak(unit, "" + unit, values[unit]))
                .toList();
        TracedNetwork.Level level = new TracedNetwork.Level("C5", "tanh5", "", List.of(9, 1, 1), 32, 1, peaks);
        return peaks.stream().map(level::text).toList();
    }
}

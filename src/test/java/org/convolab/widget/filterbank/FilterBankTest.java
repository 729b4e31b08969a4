package org.convolab.widget.filterbank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.convolab.widget.BadParameter;
import org.convolab.widget.Claims;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Grid;
import org.convolab.widget.Numerals;
import org.convolab.widget.Picture;
import org.convolab.widget.States;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FilterBankTest {
    private static final int UPPER_LEFT_CORNER = 0;
    private static final int VERTICAL_STRIPES = 4;
    private static final int HORIZONTAL_STRIPES = 5;
    private static final int CHECKS = 6;
    private static final int DIAGONAL_STRIPES = 7;

    private static final CourseResources PICTURES = new CourseResources() {
        @Override
        public Map<String, Picture> pictures() {
            Map<String, Picture> pictures = new TreeMap<>();
            for (String name : List.of("corner", "woven", "seven-large", "house", "edge")) {
                pictures.put(name, new Picture(name, name, List.of(grid(name))));
            }
            return pictures;
        }

        private Grid grid(String name) {
            try {
                return Grid.parse(
                        "picture",
                        Files.readAllLines(Path.of("content/pictures", name + ".txt")).stream()
                                .filter(line -> !line.startsWith("#"))
                                .collect(Collectors.joining("\n")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private static FilterBank.Response response(String picture, int layer, int unit, int row, int col) {
        return new FilterBank().view(new FilterBank.Selection(picture, layer, unit, row, col), PICTURES);
    }

    private static Grid map(String picture, int unit) {
        return response(picture, 2, unit, 0, 0).maps().get(unit);
    }

    /** The places of a map above zero, as row and column. */
    private static List<List<Integer>> answers(Grid map) {
        List<List<Integer>> places = new ArrayList<>();
        for (int y = 0; y < map.height(); y++) {
            for (int x = 0; x < map.width(); x++) {
                if (map.at(y, x) > 0) {
                    places.add(List.of(y, x));
                }
            }
        }
        return places;
    }

    @Test
    void anEdgeOfFullInkAnswersThirtySix() {
        var response = response("corner", 1, 0, 4, 2);

        assertThat(response.response()).isEqualTo(36);
        assertThat(response.field()).isEqualTo(3);
        assertThat(response.terms()).hasSize(1);
        assertThat(response.terms().get(0).partialSum()).isEqualTo(36);
    }

    @Test
    void aPlaceThatIsNotGivenIsTheStrongest() {
        var response = response("corner", 1, 0, -1, -1);

        assertThat(response.row()).isEqualTo(response.strongest().row());
        assertThat(response.col()).isEqualTo(response.strongest().col());
        assertThat(response.response()).isEqualTo(36);
    }

    @Test
    void aCornerUnitAnswersWhereTwoEdgesMeetAndOnNoEdgeAlone() {
        assertThat(answers(map("corner", UPPER_LEFT_CORNER)))
                .containsExactly(List.of(1, 1), List.of(1, 2), List.of(2, 1), List.of(2, 2));
        assertThat(answers(map("edge", UPPER_LEFT_CORNER))).isEmpty();
    }

    @Test
    void theBiasAndTheReluMakeAndOutOfASum() {
        var corner = response("corner", 2, UPPER_LEFT_CORNER, 2, 2);

        assertThat(corner.terms()).extracting(FilterBank.Term::partialSum).containsExactly(36f, 36f);
        assertThat(corner.bias()).isEqualTo(-54);
        assertThat(corner.response()).isEqualTo(36 + 36 - 54);
        assertThat(corner.field()).isEqualTo(5);
    }

    @Test
    void eachTextureUnitAnswersInItsOwnFieldOfTheWovenPictureOnly() {
        assertThat(answers(map("woven", VERTICAL_STRIPES)))
                .isNotEmpty()
                .allMatch(place -> place.get(0) < 6 && place.get(1) < 6);
        assertThat(answers(map("woven", HORIZONTAL_STRIPES)))
                .isNotEmpty()
                .allMatch(place -> place.get(0) < 6 && place.get(1) > 5);
        assertThat(answers(map("woven", CHECKS))).isNotEmpty().allMatch(place -> place.get(0) > 5 && place.get(1) < 6);
        assertThat(answers(map("woven", DIAGONAL_STRIPES)))
                .isNotEmpty()
                .allMatch(place -> place.get(0) > 5 && place.get(1) > 5);
    }

    @Test
    void theLargeSevenHasCornersAndNoTexture() {
        for (int corner = 0; corner < 4; corner++) {
            assertThat(answers(map("seven-large", corner))).isNotEmpty();
        }
        for (int texture = 4; texture < 8; texture++) {
            assertThat(answers(map("seven-large", texture))).isEmpty();
        }
    }

    @Test
    void theRoofOfTheHouseIsChecked() {
        var response = response("house", 2, CHECKS, -1, -1);

        assertThat(response.response()).isPositive();
        assertThat(response.row()).isLessThan(7);
    }

    @Test
    void theTermsAndTheBiasMakeTheSumEverywhere() {
        for (int unit = 0; unit < 8; unit++) {
            var response = response("woven", 2, unit, 7, 5);
            float total = response.bias();
            for (var term : response.terms()) {
                total += term.partialSum();
            }
            assertThat(total).isEqualTo(response.sum());
            assertThat(Math.max(0, total)).isEqualTo(response.response());
        }
    }

    @Test
    void aSilentUnitSaysWhy() {
        assertThat(response("corner", 2, CHECKS, -1, -1).sentence()).contains("nowhere", "−90");
        assertThat(response("corner", 2, UPPER_LEFT_CORNER, 0, 0).sentence())
                .contains("says nothing", "answers most at row 1, column 1");
    }

    @Test
    void aPictureTooSmallForTwoLayersIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> response("0 9 9 9/0 9 9 9/0 9 9 9/0 9 9 9", 1, 0, -1, -1))
                .satisfies(refused -> assertThat(refused.refusals())
                        .extracting(BadParameter.Refusal::field, BadParameter.Refusal::allowed)
                        .containsExactly(tuple("picture", "a picture of at least 5 × 5 pixels")));
    }

    @Test
    void aPlaceBesideTheMapIsRefused() {
        assertThatExceptionOfType(BadParameter.class)
                .isThrownBy(() -> response("corner", 2, 0, 4, 0))
                .satisfies(refused -> assertThat(refused.refusals())
                        .containsExactly(new BadParameter.Refusal("row", "4", "a whole number from -1 to 3")));
    }

    private static Claims claims(FilterBank.Selection p, FilterBank.Response seen) {
        String unit = seen.names().get(p.unit());
        Grid map = seen.maps().get(p.unit());
        return new Claims()
                .claim(
                        "“([^”]+)” answers nowhere on this picture",
                        nowhere -> nowhere.group(1).equals(unit) && map.largest() == 0)
                .claim(
                        ": no sum gets past its bias of (\\S+)\\.",
                        bias -> Claims.number(bias.group(1)) == seen.bias() && seen.bias() < 0 && p.layer() == 2)
                .claim(
                        "At row (\\d+), column (\\d+) “([^”]+)” says nothing: the sum is (zero|negative), and the ReLU leaves zero\\.",
                        nothing -> Integer.parseInt(nothing.group(1)) == seen.row()
                                && Integer.parseInt(nothing.group(2)) == seen.col()
                                && nothing.group(3).equals(unit)
                                && (nothing.group(4).equals("zero") ? seen.sum() == 0 : seen.sum() < 0)
                                && seen.response() == 0)
                .claim(
                        "It answers most at row (\\d+), column (\\d+)\\.",
                        most -> map.at(Integer.parseInt(most.group(1)), Integer.parseInt(most.group(2)))
                                == map.largest())
                .claim(
                        "“([^”]+)” answers (\\S+) here",
                        answers -> answers.group(1).equals(unit)
                                && answers.group(2).equals(Numerals.text(seen.sum()))
                                && seen.sum() == seen.response()
                                && seen.response() == map.at(seen.row(), seen.col()))
                .claim(", its largest answer on this picture\\.", most -> seen.response() == map.largest())
                .claim(", hardly less than at its strongest place\\.", less -> seen.response() < map.largest())
                .claim(
                        ", less than the (\\S+) at its strongest place\\.",
                        less -> seen.response() < map.largest() && less.group(1).equals(Numerals.text(map.largest())))
                .claim(
                        "It sees (\\d) × \\1 pixels and knows nothing else of the picture\\.",
                        sees -> Integer.parseInt(sees.group(1)) == seen.field() && seen.field() == 3)
                .claim(
                        "What speaks for it: ([^;.]+(?:\\.\\d+[^;.]*)*)(?=[;.])",
                        names -> names.group(1).equals(named(seen, 1)))
                .claim(
                        "; against it: ([^;.]+(?:\\.\\d+[^;.]*)*)(?=\\.)",
                        names -> names.group(1).equals(named(seen, -1)))
                .claim("\\. The bias takes (\\S+) away\\.", takes -> Claims.number(takes.group(1)) == -seen.bias())
                .claim(
                        "Through the maps below it sees (\\d) × \\1 pixels\\.",
                        sees -> Integer.parseInt(sees.group(1)) == seen.field() && seen.field() == 5)
                .words("\\.");
    }

    private static String named(FilterBank.Response seen, int sign) {
        return seen.terms().stream()
                .filter(term -> term.partialSum() * sign > 0)
                .map(term -> "%s (%s)".formatted(term.name(), Numerals.text(term.partialSum())))
                .collect(Collectors.joining(", "));
    }

    @Tag("slow")
    @Test
    void everySentenceHoldsInEveryState() {
        States states = new States(9);
        for (int i = 0; i < 3000; i++) {
            int height = states.between(5, 8);
            int width = states.between(5, 8);
            int layer = states.between(1, 2);
            FilterBank.Selection p = new FilterBank.Selection(
                    states.maybe() ? states.one("corner", "woven", "house", "edge") : states.grid(height, width),
                    layer,
                    states.between(0, 7),
                    states.between(-1, height - 1 - 2 * layer),
                    states.between(-1, width - 1 - 2 * layer));
            FilterBank.Response seen = new FilterBank().view(p, PICTURES);
            claims(p, seen).check(seen.sentence(), p);
        }
    }
}

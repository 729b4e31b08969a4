package org.convolab.content.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.convolab.engine.network.Network;
import org.convolab.engine.network.Safetensors;
import org.convolab.engine.train.Evaluation;
import org.convolab.engine.train.Loss;
import org.convolab.engine.train.Recipe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The weights that ship, on the networks that the course describes. */
class ShippedTest {
    static Iterable<Recipe> recipes() {
        return Recipe.ALL;
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("recipes")
    void theShippedWeightsKnowFreshPictures(Recipe recipe) {
        Network network = LandmarksTest.network(recipe.network());
        Evaluation score =
                Evaluation.of(network, Safetensors.shipped(network), Loss.CROSS_ENTROPY, recipe.fresh(network, 400));
        assertThat(score.accuracy()).isGreaterThan(0.97);
        assertThat(score.loss()).isLessThan(0.1);
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void theShippedWeightsTakeAtMostTwoMegabytes(Recipe recipe) throws Exception {
        Path file = Path.of("src/main/resources/weights", recipe.network() + ".safetensors");
        assertThat(Files.size(file)).isLessThan(2_000_000);
    }

    @Test
    void aNetworkWithoutShippedWeightsIsRefused() {
        Network network = LandmarksTest.network("vgg-16");
        assertThatThrownBy(() -> Safetensors.shipped(network)).hasMessage("no weights ship for vgg-16");
    }
}

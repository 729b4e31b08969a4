package org.convolab.widget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    private static final List<String> KNOWN = List.of(
            ("title year source note learned input layers conv depthwise pool global-pool pyramid-pool subsample"
                            + " batch-norm dense rbf relu sigmoid tanh softmax flatten dropout squeeze-excite block"
                            + " residual main max average kernel padding dilation vgg-16 resnet-152 dx")
                    .split(" "));

    @ParameterizedTest
    @CsvSource({
        "kernle, kernel",
        "kernal, kernel",
        "krenel, kernel",
        "Kernel, kernel",
        "ekrnel, kernel",
        "padings, padding",
        "layer, layers",
        "cnov, conv",
        "rleu, relu",
        "maximum, max",
        "pad, padding",
        "vgg16, vgg-16",
        "vgg, vgg-16",
        "batchnorm, batch-norm",
        "squeze-exite, squeeze-excite",
    })
    void aNameThatWasMistypedIsRecognized(String name, String meant) {
        assertThat(Spelling.nearest(name, KNOWN)).contains(meant);
        assertThat(Spelling.hint(name, KNOWN)).isEqualTo("; did you mean '" + meant + "'?");
    }

    @ParameterizedTest
    @CsvSource({
        "mean",
        "std",
        "upsample",
        "downsample",
        "gelu",
        "elu",
        "prelu",
        "selu",
        "relu6",
        "leaky-relu",
        "conv-transpose",
        "conv2d",
        "concat",
        "swish",
        "hard-swish",
        "layer-norm",
        "resnet-101",
        "resnet-50",
        "dz",
        "lrn",
        "''",
        "?",
        "x",
    })
    void anotherWordIsNotTakenForASlip(String name) {
        assertThat(Spelling.nearest(name, KNOWN)).isEmpty();
        assertThat(Spelling.hint(name, KNOWN)).startsWith("; known: title, year, ");
    }
}

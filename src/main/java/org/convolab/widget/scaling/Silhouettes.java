package org.convolab.widget.scaling;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * B0 above and the network that was built below, to one scale, in a drawing of 1000 × 280: the picture, then each stage, as
 * long as its blocks and as high as its channels.
 *
 * @param blocks of the network that was built, and {@code channels} of its widest stage
 */
public record Silhouettes(List<Box> base, List<Box> built, int blocks, int channels) {

    /** A rectangle of the drawing. */
    public record Box(double x, double y, double width, double height) {}

    private static final int BASE_LINE = 130;
    private static final int BUILT_LINE = 277;
    private static final int FIRST_STAGE = 158;
    private static final double LENGTH = 840;
    private static final double HEIGHT = 125;
    private static final double PICTURE = 120;
    private static final double GAP = 1.5;

    static Silhouettes of(int side, List<Scaling.ScaledStage> stages) {
        int blocks = sum(stages, Scaling.ScaledStage::repeats);
        int channels = largest(stages, Scaling.ScaledStage::channels);
        double unit = LENGTH / Math.max(blocks, sum(stages, Scaling.ScaledStage::baseRepeats));
        double rise = HEIGHT / Math.max(channels, largest(stages, Scaling.ScaledStage::baseChannels));
        double pixel = PICTURE / Math.max(side, EfficientNet.SIDE);
        return new Silhouettes(
                boxes(
                        BASE_LINE,
                        EfficientNet.SIDE * pixel,
                        stages,
                        stage -> stage.baseRepeats() * unit,
                        stage -> stage.baseChannels() * rise),
                boxes(
                        BUILT_LINE,
                        side * pixel,
                        stages,
                        stage -> stage.repeats() * unit,
                        stage -> stage.channels() * rise),
                blocks,
                channels);
    }

    /** A length of a stage in the drawing. */
    private interface Extent {
        double of(Scaling.ScaledStage stage);
    }

    private static List<Box> boxes(
            int line, double picture, List<Scaling.ScaledStage> stages, Extent length, Extent height) {
        List<Box> boxes = new ArrayList<>();
        boxes.add(new Box(1, line - picture, picture, picture));
        double x = FIRST_STAGE;
        for (Scaling.ScaledStage stage : stages) {
            boxes.add(new Box(x, line - height.of(stage), length.of(stage) - GAP, height.of(stage)));
            x += length.of(stage);
        }
        return boxes;
    }

    private static int sum(List<Scaling.ScaledStage> stages, ToIntFunction<Scaling.ScaledStage> of) {
        return stages.stream().mapToInt(of).sum();
    }

    private static int largest(List<Scaling.ScaledStage> stages, ToIntFunction<Scaling.ScaledStage> of) {
        return stages.stream().mapToInt(of).max().orElseThrow();
    }
}

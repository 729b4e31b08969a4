package org.convolab.engine.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.convolab.engine.layer.Cost;
import org.convolab.engine.layer.Layer;
import org.convolab.engine.layer.ReceptiveField;
import org.convolab.engine.layer.Sequence;
import org.convolab.engine.layer.Window;
import org.convolab.engine.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of a network, a row for each layer. A layer that has no weights, costs no multiply-adds and keeps shape
 * and field, such as an activation, has no row of its own: the row above names it under {@code then}.
 */
public record Ledger(List<Row> rows) {

    /**
     * One layer's arithmetic.
     *
     * @param path the dotted name in the network, {@code conv2_1.main.conv1}
     * @param shape what it gives for one example
     * @param field the receptive field of its units
     * @param receptiveFieldHeight that field's height in pixels, the input's where a unit sees everything
     * @param receptiveFieldWidth its width
     * @param then the activations and the like that follow
     * @param children the rows inside a composite layer
     */
    public record Row(
            String path,
            Layer layer,
            String note,
            Shape input,
            Shape shape,
            long parameters,
            long multiplyAdds,
            long connections,
            ReceptiveField field,
            int receptiveFieldHeight,
            int receptiveFieldWidth,
            List<String> then,
            List<Row> children) {

        /** The last part of the path. */
        public String name() {
            return path.substring(path.lastIndexOf('.') + 1);
        }

        /** The receptive field's height or width, whichever is larger. */
        public int receptiveField() {
            return Math.max(receptiveFieldHeight, receptiveFieldWidth);
        }

        /** The layer in a few words. */
        public String what() {
            return layer.describe();
        }

        /** The window that the layer moves over its input; absent where there is none. */
        public @Nullable Window window() {
            return layer.window();
        }

        /** How the layer's figures come about. */
        public Cost cost() {
            return layer.cost(input);
        }

        /** This row and all those inside it. */
        public Stream<Row> all() {
            return Stream.concat(Stream.of(this), children.stream().flatMap(Row::all));
        }

        private Row then(String pointwise) {
            List<String> more = new ArrayList<>(then);
            more.add(pointwise);
            return new Row(
                    path,
                    layer,
                    note,
                    input,
                    shape,
                    parameters,
                    multiplyAdds,
                    connections,
                    field,
                    receptiveFieldHeight,
                    receptiveFieldWidth,
                    List.copyOf(more),
                    children);
        }
    }

    static Ledger of(Network network) {
        return new Ledger(rows(network.layers(), "", network.input(), ReceptiveField.PIXEL, network.input()));
    }

    private static List<Row> rows(Sequence layers, String prefix, Shape input, ReceptiveField below, Shape picture) {
        List<Row> rows = new ArrayList<>();
        for (Sequence.Step step : layers.steps(input, below)) {
            Row row = row(step, prefix, picture);
            boolean pointwise = row.parameters == 0
                    && row.multiplyAdds == 0
                    && step.output().equals(step.input())
                    && row.layer.parameters().isEmpty()
                    && row.window() == null
                    && step.field().equals(step.below())
                    && row.children.isEmpty();
            if (pointwise && !rows.isEmpty()) {
                rows.set(rows.size() - 1, rows.get(rows.size() - 1).then(row.what()));
            } else {
                rows.add(row);
            }
        }
        return List.copyOf(rows);
    }

    private static Row row(Sequence.Step step, String prefix, Shape picture) {
        Layer layer = step.named().layer();
        ReceptiveField field = step.field();
        String path = prefix + step.named().name();
        List<Row> children = new ArrayList<>();
        layer.inside().forEach((name, layers) -> {
            String inside = path + (name.isEmpty() ? "." : "." + name + ".");
            children.addAll(rows(layers, inside, step.input(), step.below(), picture));
        });
        return new Row(
                path,
                layer,
                step.named().note(),
                step.input(),
                step.output(),
                layer.parameterCount(),
                layer.multiplyAdds(step.input()),
                layer.connections(step.input()),
                field,
                field.whole() ? picture.height() : field.down().size(),
                field.whole() ? picture.width() : field.across().size(),
                List.of(),
                List.copyOf(children));
    }

    public long parameters() {
        return rows.stream().mapToLong(Row::parameters).sum();
    }

    public long multiplyAdds() {
        return rows.stream().mapToLong(Row::multiplyAdds).sum();
    }

    public long connections() {
        return rows.stream().mapToLong(Row::connections).sum();
    }

    /** Every row, those inside composite layers after the composite. */
    public Stream<Row> all() {
        return rows.stream().flatMap(Row::all);
    }

    /**
     * The row of the layer with that dotted name.
     *
     * @throws UnknownLayer if there is none
     */
    public Row layer(String path) {
        return all().filter(row -> row.path.equals(path))
                .findFirst()
                .orElseThrow(() -> new UnknownLayer(path, all().map(Row::path).toList()));
    }

    /** A name that no layer has, and those that there are. */
    public static final class UnknownLayer extends IllegalArgumentException {
        private final String path;
        private final transient List<String> known;

        private UnknownLayer(String path, List<String> known) {
            super("no layer named " + path + "; there are " + known);
            this.path = path;
            this.known = known;
        }

        public String path() {
            return path;
        }

        public List<String> known() {
            return known;
        }
    }

    /** The rows whose layers move a window, bottom to top, not those on shortcuts: a stack of receptive fields. */
    public List<Row> spatial() {
        return all().filter(row -> row.window() != null && !row.path.contains(".shortcut."))
                .toList();
    }
}

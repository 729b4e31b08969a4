package org.convolab.widget.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.convolab.engine.layer.Cost;
import org.convolab.engine.network.Ledger;
import org.convolab.engine.network.Network;
import org.convolab.engine.tensor.Shape;
import org.convolab.widget.BadParameter;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Form;
import org.convolab.widget.Numerals;
import org.convolab.widget.Steps;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.springframework.stereotype.Component;

/**
 * Teaches where a network's parameters and its work are: the shape, parameters, multiply-adds and receptive field of each layer
 * of a landmark, and how the figures of one layer come about.
 */
@Component
final class Architecture implements Widget<Architecture.Choice, Architecture.Account> {

    /** So many layers alike, one after the other, are shown as one line. */
    private static final int ALIKE = 4;

    /** The kinds of layers whose parts are told by themselves. */
    private static final List<String> APART = List.of("convolutions", "dense layers");

    /** A network by its name, and one of its layers by its dotted name; empty for none. */
    public record Choice(
            @Form(value = "a network's name", length = 60) String network,

            @Form(value = "the dotted name of a layer, or nothing", length = 120)
            String layer) {}

    /**
     * One layer's line.
     *
     * @param what the layer in a few words
     * @param shape what it gives: channels, height, width
     * @param receptiveField the larger side of the field in pixels, the input's where a unit sees everything
     * @param then the activations and the like that follow
     * @param inside the lines of the layers inside a composite one
     */
    public record Line(
            String name,
            String what,
            List<Integer> shape,
            long parameters,
            long multiplyAdds,
            long connections,
            int receptiveField,
            int receptiveFieldHeight,
            int receptiveFieldWidth,
            boolean seesEverything,
            List<String> then,
            String note,
            List<Line> inside) {

        /** The field in a cell of a table. */
        public String field() {
            return seesEverything
                    ? "all"
                    : receptiveFieldHeight == receptiveFieldWidth
                            ? Numerals.text(receptiveField)
                            : receptiveFieldHeight + " × " + receptiveFieldWidth;
        }

        private boolean isLike(Line other) {
            return what.equals(other.what)
                    && shape.equals(other.shape)
                    && parameters == other.parameters
                    && multiplyAdds == other.multiplyAdds;
        }
    }

    /** Lines that follow one another and are alike but for their fields: the first, and the last, counted from 0. */
    public record AlikeLayers(int first, int last) {
        public int length() {
            return last - first + 1;
        }
    }

    /** The part of something that one kind of layer holds. */
    public record CostShare(String of, long parameters, long multiplyAdds) {}

    /** The layer that is looked at: its line, what it reads, and how its figures come about. */
    public record Chosen(Line line, List<Integer> reads, Cost bill) {}

    /**
     * The whole account.
     *
     * @param parts what convolutions hold, what dense layers hold, and what is left
     * @param runs the lines in runs of layers that are alike
     * @param chosen none or one
     * @param biasUses the connections that are biases of convolutions and dense layers, one for each of their units
     * @param sampled the connections of trained sub-sampling
     */
    public record Account(
            String title,
            int year,
            String source,
            String note,
            List<Integer> input,
            long parameters,
            long multiplyAdds,
            long connections,
            long biasUses,
            long sampled,
            List<CostShare> parts,
            List<Line> layers,
            List<AlikeLayers> runs,
            List<Chosen> chosen,
            String sentence)
            implements View {

        /** What kinds of layers hold of the parameters, and what they do of the multiply-adds. */
        public List<ShareBar> shares() {
            return List.of(
                    ShareBar.of("Where are the parameters?", parts, CostShare::parameters),
                    ShareBar.of("Where is the work?", parts, CostShare::multiplyAdds));
        }

        /** So many parameters in per cent of all. */
        public double ofParameters(long some) {
            return 100.0 * some / Math.max(1, parameters);
        }

        public double ofMultiplyAdds(long some) {
            return 100.0 * some / Math.max(1, multiplyAdds);
        }

        /** Whether these layers are shown as one line: they are alike, and none of them is looked into. */
        public boolean folds(AlikeLayers run, String top) {
            return run.length() > 1
                    && layers.subList(run.first(), run.last() + 1).stream()
                            .noneMatch(line -> line.name().equals(top));
        }
    }

    /** A bar of 100, divided among kinds of layers. */
    public record ShareBar(String question, List<Segment> segments) {

        /** What one kind has of the bar, and in words. */
        public record Segment(String of, double from, double length, String share) {}

        static ShareBar of(String question, List<CostShare> parts, ToLongFunction<CostShare> amount) {
            long all = Math.max(1, parts.stream().mapToLong(amount).sum());
            List<Segment> segments = new ArrayList<>();
            long before = 0;
            for (CostShare part : parts) {
                long some = amount.applyAsLong(part);
                segments.add(new Segment(
                        part.of(), 100.0 * before / all, 100.0 * some / all, Numerals.share((double) some / all)));
                before += some;
            }
            return new ShareBar(question, segments);
        }
    }

    @Override
    public String id() {
        return "architecture";
    }

    @Override
    public String title() {
        return "The ledger of a network";
    }

    @Override
    public Choice start() {
        return new Choice("lenet-5-full", "");
    }

    @Override
    public Account view(Choice p, CourseResources materials) {
        Network network = materials.network("network", p.network());
        Ledger ledger = network.ledger();
        List<Line> lines = ledger.rows().stream().map(Architecture::line).toList();
        List<CostShare> parts = parts(ledger);
        List<Chosen> chosen = p.layer().isEmpty() ? List.of() : List.of(chosen(p, ledger));
        long sampled = sum(ledger, row -> row.multiplyAdds() == 0 ? row.connections() : 0);
        return new Account(
                network.about().title(),
                network.about().year(),
                network.about().source(),
                network.about().note(),
                sides(network.input()),
                ledger.parameters(),
                ledger.multiplyAdds(),
                ledger.connections(),
                ledger.connections() - ledger.multiplyAdds() - sampled,
                sampled,
                parts,
                lines,
                runs(lines),
                chosen,
                new ArchitectureCaptions(network.about().title(), ledger, parts, chosen).sentence());
    }

    @Override
    public Steps walk(Choice p, Account account) {
        List<String> names = account.layers().stream().map(Line::name).toList();
        return new Steps(
                names.indexOf(p.layer().split("\\.")[0]) + 1,
                names.size() + 1,
                place -> Map.of("layer", place == 0 ? "" : names.get(place - 1)));
    }

    private static Line line(Ledger.Row row) {
        return new Line(
                row.path(),
                row.what(),
                sides(row.shape()),
                row.parameters(),
                row.multiplyAdds(),
                row.connections(),
                row.receptiveField(),
                row.receptiveFieldHeight(),
                row.receptiveFieldWidth(),
                row.field().whole(),
                row.then(),
                row.note(),
                row.children().stream().map(Architecture::line).toList());
    }

    private static List<Integer> sides(Shape shape) {
        return List.of(shape.channels(), shape.height(), shape.width());
    }

    private static long sum(Ledger ledger, ToLongFunction<Ledger.Row> of) {
        return ledger.all()
                .filter(row -> row.children().isEmpty())
                .mapToLong(of)
                .sum();
    }

    private static List<CostShare> parts(Ledger ledger) {
        long[] parameters = new long[3];
        long[] multiplyAdds = new long[3];
        ledger.all().filter(row -> row.children().isEmpty()).forEach(row -> {
            int apart = APART.indexOf(row.layer().family());
            int kind = apart < 0 ? APART.size() : apart;
            parameters[kind] += row.parameters();
            multiplyAdds[kind] += row.multiplyAdds();
        });
        return IntStream.range(0, 3)
                .mapToObj(kind -> new CostShare(
                        kind < 2 ? APART.get(kind) : others(ledger), parameters[kind], multiplyAdds[kind]))
                .filter(part -> part.parameters() + part.multiplyAdds() > 0)
                .toList();
    }

    /** The kinds of layers beside convolutions and dense ones, what costs most first. */
    private static String others(Ledger ledger) {
        Map<String, Long> costs = new TreeMap<>();
        ledger.all()
                .filter(row -> row.children().isEmpty() && row.parameters() + row.multiplyAdds() > 0)
                .forEach(row -> costs.merge(row.layer().family(), row.parameters() + row.multiplyAdds(), Long::sum));
        return costs.entrySet().stream()
                .filter(each -> !APART.contains(each.getKey()))
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    private static Chosen chosen(Choice p, Ledger ledger) {
        Ledger.Row row = ledger.all()
                .filter(candidate -> candidate.path().equals(p.layer()))
                .findFirst()
                .orElseThrow(() -> new BadParameter("layer", p.layer(), allowed(ledger)));
        return new Chosen(line(row), sides(row.input()), row.cost());
    }

    private static String allowed(Ledger ledger) {
        List<String> names = ledger.rows().stream().map(Ledger.Row::path).toList();
        return "one of "
                + String.join(", ", names.subList(0, Math.min(12, names.size())))
                + (names.size() > 12 ? " and " + (names.size() - 12) + " more" : "")
                + ", a layer inside one of these, or nothing";
    }

    private static List<AlikeLayers> runs(List<Line> lines) {
        List<AlikeLayers> runs = new ArrayList<>();
        for (int first = 0; first < lines.size(); ) {
            int last = first;
            while (last + 1 < lines.size() && lines.get(last + 1).isLike(lines.get(first))) {
                last++;
            }
            if (last - first + 1 >= ALIKE) {
                runs.add(new AlikeLayers(first, last));
            } else {
                IntStream.rangeClosed(first, last).forEach(at -> runs.add(new AlikeLayers(at, at)));
            }
            first = last + 1;
        }
        return runs;
    }
}

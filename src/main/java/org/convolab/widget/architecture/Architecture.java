package org.convolab.widget.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
import org.convolab.widget.Steps;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.springframework.stereotype.Component;

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
     * @param receptiveField the side of the field in pixels, the input's where a unit sees everything
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
            boolean seesEverything,
            List<String> then,
            String note,
            List<Line> inside) {

        private boolean isLike(Line other) {
            return what.equals(other.what)
                    && shape.equals(other.shape)
                    && parameters == other.parameters
                    && multiplyAdds == other.multiplyAdds;
        }
    }

    /** Lines that follow one another and are alike but for their fields: the first, and the last, counted from 0. */
    public record Run(int first, int last) {
        public int length() {
            return last - first + 1;
        }
    }

    /** The part of something that one kind of layer holds. */
    public record Part(String of, long parameters, long multiplyAdds) {}

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
            List<Part> parts,
            List<Line> layers,
            List<Run> runs,
            List<Chosen> chosen,
            String sentence)
            implements View {}

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
        List<Part> parts = parts(ledger);
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
                chosen.isEmpty() ? sentence(network, ledger, parts) : sentence(chosen.get(0), ledger));
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

    private static List<Part> parts(Ledger ledger) {
        long[] parameters = new long[3];
        long[] multiplyAdds = new long[3];
        ledger.all().filter(row -> row.children().isEmpty()).forEach(row -> {
            int apart = APART.indexOf(row.layer().family());
            int kind = apart < 0 ? APART.size() : apart;
            parameters[kind] += row.parameters();
            multiplyAdds[kind] += row.multiplyAdds();
        });
        return IntStream.range(0, 3)
                .mapToObj(kind ->
                        new Part(kind < 2 ? APART.get(kind) : others(ledger), parameters[kind], multiplyAdds[kind]))
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

    private static List<Run> runs(List<Line> lines) {
        List<Run> runs = new ArrayList<>();
        for (int first = 0; first < lines.size(); ) {
            int last = first;
            while (last + 1 < lines.size() && lines.get(last + 1).isLike(lines.get(first))) {
                last++;
            }
            if (last - first + 1 >= ALIKE) {
                runs.add(new Run(first, last));
            } else {
                IntStream.rangeClosed(first, last).forEach(at -> runs.add(new Run(at, at)));
            }
            first = last + 1;
        }
        return runs;
    }

    private static String sentence(Network network, Ledger ledger, List<Part> parts) {
        Part dense = parts.stream()
                .filter(part -> part.of().equals("dense layers"))
                .findFirst()
                .orElse(new Part("", 0, 0));
        double weights = 100.0 * dense.parameters() / Math.max(1, ledger.parameters());
        double work = 100.0 * dense.multiplyAdds() / Math.max(1, ledger.multiplyAdds());
        String title = network.about().title();
        if (dense.parameters() == 0) {
            return "%s has no dense layer: all its multiply-adds are those of windows.".formatted(title);
        }
        if (weights > 50 && work < 50) {
            return String.format(
                    Locale.ROOT,
                    "In %s the weights are in the dense layers, %.1f %% of them; the work, %.1f %% of the multiply-adds, is elsewhere.",
                    title,
                    weights,
                    100 - work);
        }
        return String.format(
                Locale.ROOT,
                "In %s the dense layers hold %.1f %% of the parameters and do %.1f %% of the multiply-adds.",
                title,
                weights,
                work);
    }

    private static String sentence(Chosen chosen, Ledger ledger) {
        Line line = chosen.line();
        if (line.parameters() == 0 && line.multiplyAdds() == 0) {
            return "%s has nothing to learn: it makes %s numbers of %s."
                    .formatted(line.name(), count(line.shape()), count(chosen.reads()));
        }
        double weights = 100.0 * line.parameters() / Math.max(1, ledger.parameters());
        double work = 100.0 * line.multiplyAdds() / Math.max(1, ledger.multiplyAdds());
        String share = String.format(
                Locale.ROOT,
                "%s holds %.1f %% of the parameters and does %.1f %% of the multiply-adds.",
                line.name(),
                weights,
                work);
        int uses = chosen.bill().uses();
        return share
                + (uses > 1
                        ? String.format(Locale.ROOT, " It uses each of its weights %,d times for one picture.", uses)
                        : uses == 1 ? " It uses each of its weights once for one picture." : "");
    }

    private static String count(List<Integer> shape) {
        return String.format(Locale.ROOT, "%,d", shape.stream().reduce(1, (one, other) -> one * other));
    }
}

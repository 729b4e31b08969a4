package org.convolab.widget.architecture;

import java.util.List;
import org.convolab.engine.network.Ledger;
import org.convolab.widget.Numerals;

/**
 * What the page of a network's ledger says: where its parameters and its work are, or what the layer that is looked at has
 * of them.
 *
 * @param chosen the layer that is looked at: none or one
 */
record ArchitectureCaptions(
        String title, Ledger ledger, List<Architecture.CostShare> parts, List<Architecture.Chosen> chosen) {

    String sentence() {
        return chosen.isEmpty() ? ofNetwork() : of(chosen.get(0));
    }

    private String ofNetwork() {
        Architecture.CostShare dense = named("dense layers");
        if (dense.parameters() == 0) {
            Architecture.CostShare windows = named("convolutions");
            return "%s has no dense layer: its convolutions hold %s of the parameters and do %s of the multiply-adds."
                    .formatted(
                            title,
                            share(windows.parameters(), ledger.parameters()),
                            share(windows.multiplyAdds(), ledger.multiplyAdds()));
        }
        if (2 * dense.parameters() > ledger.parameters() && 2 * dense.multiplyAdds() < ledger.multiplyAdds()) {
            return "In %s most parameters are in the dense layers, %s of them; most of the work, %s of the multiply-adds, is elsewhere."
                    .formatted(
                            title,
                            share(dense.parameters(), ledger.parameters()),
                            share(ledger.multiplyAdds() - dense.multiplyAdds(), ledger.multiplyAdds()));
        }
        return "In %s the dense layers hold %s of the parameters and do %s of the multiply-adds."
                .formatted(
                        title,
                        share(dense.parameters(), ledger.parameters()),
                        share(dense.multiplyAdds(), ledger.multiplyAdds()));
    }

    private Architecture.CostShare named(String of) {
        return parts.stream()
                .filter(part -> part.of().equals(of))
                .findFirst()
                .orElse(new Architecture.CostShare(of, 0, 0));
    }

    private String of(Architecture.Chosen chosen) {
        Architecture.Line line = chosen.line();
        if (line.parameters() == 0 && line.multiplyAdds() == 0) {
            return "%s has nothing to learn: it makes %s of %s."
                    .formatted(line.name(), Numerals.count(product(line.shape()), "number"), Numerals.text((double)
                            product(chosen.reads())));
        }
        int uses = chosen.bill().uses();
        return "%s holds %s of the parameters and does %s of the multiply-adds."
                        .formatted(
                                line.name(),
                                share(line.parameters(), ledger.parameters()),
                                share(line.multiplyAdds(), ledger.multiplyAdds()))
                + (uses > 0 && line.parameters() > 0
                        ? " It uses each of its weights %s for one picture.".formatted(Numerals.times(uses))
                        : "");
    }

    private static String share(long some, long all) {
        return Numerals.share((double) some / Math.max(1, all));
    }

    private static long product(List<Integer> shape) {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, (one, other) -> one * other);
    }
}

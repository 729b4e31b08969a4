package org.convolab.widget.layers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.convolab.engine.layer.Activation;
import org.convolab.widget.Numerals;

/** One or two sentences that say what to notice, true of the numbers that are shown. */
final class Saying {
    private Saying() {}

    static String of(Layers.Look p, Layers.Seen seen, Bench bench) {
        Layers.Spot spot = seen.spot();
        if (spot.isGlance()) {
            return glance(p, seen, bench);
        }
        String said = spot.unit() < 0 ? layer(p, seen, bench) : unit(p, seen, bench);
        return seen.check() == null ? said : said + " " + check(p, seen, seen.check());
    }

    private static String unit(Layers.Look p, Layers.Seen seen, Bench bench) {
        if (seen.climb() != null) {
            return ascent(p, seen, seen.climb());
        }
        if (seen.hiding() != null) {
            return occlusion(seen, seen.hiding());
        }
        if (seen.evidence() != null) {
            return evidence(seen, seen.evidence());
        }
        return switch (p.view()) {
            case FILTERS -> filter(seen, bench);
            case ACTIVATIONS -> activation(seen, bench);
            case PATCHES -> patches(seen);
            default -> down(p, seen, bench);
        };
    }

    /** {@code unit 5 of relu3}; {@code the score for dog} of the units that give the scores. */
    static String unit(Layers.Spot spot) {
        return spot.name().isEmpty()
                ? "unit %d of %s".formatted(spot.unit(), spot.layer())
                : "the %s for \u201c%s\u201d"
                        .formatted(spot.what().equals("softmax") ? "probability" : "score", spot.name());
    }

    private static String upper(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String number(double value) {
        return Numerals.text(Math.abs(value) >= 100 ? Math.rint(value) : value);
    }

    private static String glance(Layers.Look p, Layers.Seen seen, Bench bench) {
        Layers.Chance first = seen.chances().get(0);
        String said = p.shuffled() == 0
                ? "The network says %s, with a probability of %s."
                        .formatted(first.name(), Numerals.share(first.probability()))
                : "With the weights of the last %s shuffled the network says %s (%s)."
                        .formatted(layers(p.shuffled()), first.name(), Numerals.share(first.probability()));
        List<Layers.Level> maps =
                seen.levels().stream().filter(level -> level.shape().get(1) > 1).toList();
        if (maps.size() < 2) {
            return said;
        }
        Layers.Level low = maps.get(0);
        Layers.Level high = maps.get(maps.size() - 1);
        said += " On the way its maps shrink from %d\u00a0×\u00a0%d to %d\u00a0×\u00a0%d"
                .formatted(
                        low.shape().get(1),
                        low.shape().get(2),
                        high.shape().get(1),
                        high.shape().get(2));
        said += high.field() > 0
                ? ", while what one unit sees grows from %d to %d pixels across.".formatted(low.field(), high.field())
                : ".";
        boolean relu = bench.step(bench.index(low.layer())).named().layer() == Activation.RELU;
        return relu && low.awake() > high.awake()
                ? said
                        + " The answers get rarer: %s of the numbers of %s are above zero, and %s of those of %s."
                                .formatted(
                                        Numerals.share(low.awake()),
                                        low.layer(),
                                        Numerals.share(high.awake()),
                                        high.layer())
                : said;
    }

    private static String layers(int count) {
        return count == 1 ? "layer" : count + " layers";
    }

    private static String layer(Layers.Look p, Layers.Seen seen, Bench bench) {
        Layers.Spot spot = seen.spot();
        int units = spot.shape().get(0);
        String sees = spot.field() == 0
                ? "Each sees the whole picture"
                : "Each sees %d\u00a0×\u00a0%d pixels".formatted(spot.field(), spot.field());
        return switch (p.view()) {
            case FILTERS -> {
                int at = bench.weighted(bench.index(spot.layer()));
                yield at == bench.weighted(0)
                        ? "The %d kernels of %s read pixels, so they can be looked at like pictures: bright where light raises the answer, dark where it lowers it."
                                .formatted(units, bench.name(at))
                        : "The %d kernels of %s, one in each row, read the maps below and not pixels: as pictures they say next to nothing. Units of deeper layers have to be looked at in other ways."
                                .formatted(units, bench.name(at));
            }
            case PATCHES ->
                "For each of the %d units, the one patch of %d fresh drawings that excites it most. %s."
                        .formatted(units, Sights.PICTURES, sees);
            default -> {
                long awake =
                        seen.peaks().stream().filter(peak -> peak.value() > 0).count();
                Layers.Peak most = seen.peaks().get(bench.loudest(bench.index(spot.layer())));
                yield "%d of %d units answer with more than zero somewhere in this picture, most of all %s, with %s. %s%s."
                        .formatted(
                                awake,
                                units,
                                bench.index(spot.layer()) < bench.scores()
                                        ? "unit " + most.name()
                                        : "\u201c" + most.name() + "\u201d",
                                number(most.value()),
                                sees,
                                spot.shape().get(1) > 1
                                        ? ", from %d places"
                                                .formatted(spot.shape().get(1)
                                                        * spot.shape().get(2))
                                        : "");
            }
        };
    }

    private static String filter(Layers.Seen seen, Bench bench) {
        Layers.Spot spot = seen.spot();
        int at = bench.weighted(bench.index(spot.layer()));
        float[] all = bench.weights.child(bench.name(at)).get("weight");
        int each = all.length / bench.answers(at).shape().channels();
        double up = 0;
        double down = 0;
        for (int i = spot.unit() * each; i < (spot.unit() + 1) * each; i++) {
            up += Math.max(0, all[i]);
            down += Math.max(0, -all[i]);
        }
        String sum = "Of its %d weights those above zero sum to %s and those below to %s. "
                .formatted(each, number(up), number(-down));
        if (at != bench.weighted(0)) {
            int maps = bench.below(at).shape().channels();
            return sum
                    + (maps == each
                            ? "Each is how strongly one of the %d numbers below speaks for it or against it."
                                    .formatted(maps)
                            : "They are a kernel for each of the %d maps below; no picture tells what those maps stand for."
                                    .formatted(maps));
        }
        double left = Math.abs(up - down) / (up + down);
        return sum
                + (left < 0.15
                        ? "They nearly cancel, so an even surface says little to it: it answers to differences."
                        : "They do not cancel, so it also answers to how %s a surface is."
                                .formatted(up > down ? "bright" : "dark"));
    }

    private static String activation(Layers.Seen seen, Bench bench) {
        Layers.Spot spot = seen.spot();
        String unit = upper(unit(spot));
        if (spot.shape().get(1) * spot.shape().get(2) == 1) {
            return "%s is %s. %s".formatted(unit, number(seen.activation()), reason(seen));
        }
        float most = bench.answer(bench.index(spot.layer()), bench.strongest(bench.index(spot.layer()), spot.unit()));
        boolean relu = bench.step(bench.index(spot.layer())).named().layer() == Activation.RELU;
        if (relu && most == 0) {
            return "%s answers nowhere in this picture: its sums are below zero at every place.".formatted(unit);
        }
        String where = "row %d, column %d".formatted(spot.row(), spot.col());
        String answer = seen.activation() == most
                ? "%s answers most at %s, with %s.".formatted(unit, where, number(most))
                : "%s answers %s at %s; its strongest answer is %s."
                        .formatted(unit, number(seen.activation()), where, number(most));
        String sees = spot.field() == 0
                ? " It sees the whole picture. "
                : " There it sees the %d\u00a0×\u00a0%d pixels in the frame. "
                        .formatted(spot.patch().height(), spot.patch().width());
        return answer + sees + reason(seen);
    }

    /** What speaks for a sum and what against it. */
    private static String reason(Layers.Seen seen) {
        List<Layers.Step> steps = seen.steps();
        List<Layers.Part> parts =
                steps.isEmpty() ? List.of() : steps.get(steps.size() - 1).parts();
        if (parts.size() < 2 || parts.get(0).weights() == null) {
            return "";
        }
        long up = parts.stream().filter(part -> part.sum() > 0).count();
        long down = parts.stream().filter(part -> part.sum() < 0).count();
        return "Of %d inputs %d speak for it and %d against it.".formatted(parts.size(), up, down);
    }

    private static String patches(Layers.Seen seen) {
        Map<String, Integer> classes = new LinkedHashMap<>();
        seen.found().forEach(found -> classes.merge(found.name(), 1, Integer::sum));
        String list = classes.entrySet().stream()
                .sorted((one, other) -> other.getValue() - one.getValue())
                .map(entry -> entry.getKey() + (entry.getValue() > 1 ? " (" + entry.getValue() + ")" : ""))
                .collect(Collectors.joining(", "));
        Layers.Found best = seen.found().get(0);
        Layers.Found last = seen.found().get(seen.found().size() - 1);
        if (best.answer() == 0) {
            return "%s answers to none of %d fresh drawings.".formatted(upper(unit(seen.spot())), Sights.PICTURES);
        }
        if (best.answer() < 0) {
            return "%s is below zero for all of %d fresh drawings; these are the %d for which it is highest, %s down to %s."
                    .formatted(
                            upper(unit(seen.spot())),
                            Sights.PICTURES,
                            seen.found().size(),
                            number(best.answer()),
                            number(last.answer()));
        }
        return "Of %d fresh drawings these %d excite %s most, with %s down to %s. They come from drawings of: %s. What do the patches share?"
                .formatted(
                        Sights.PICTURES,
                        seen.found().size(),
                        unit(seen.spot()),
                        number(best.answer()),
                        number(last.answer()),
                        list);
    }

    private static String down(Layers.Look p, Layers.Seen seen, Bench bench) {
        Layers.Spot spot = seen.spot();
        boolean relus = bench.steps().stream().anyMatch(step -> step.named().layer() == Activation.RELU);
        boolean nothing = seen.image().largest() == 0;
        String rule = switch (p.view()) {
            case GRADIENT -> "The gradient: how each pixel, a little brighter, would move %s.";
            case DECONVNET ->
                "The deconvnet: %s projected back to the pixels, with only positive signals let down through each ReLU.";
            default ->
                "Guided back-propagation: from %s only positive signals go down, and only through ReLUs that the picture opened.";
        };
        String said = rule.formatted(unit(spot));
        if (nothing) {
            return said + " It is silent here, so the ReLU above it lets nothing back: all zeros.";
        }
        if (!relus) {
            return said + " This network has no ReLU, so all three are the same picture.";
        }
        long touched = seen.image().rows().stream()
                .flatMap(List::stream)
                .filter(each -> each != 0)
                .count();
        double share = (double) touched / seen.image().height() / seen.image().width();
        return said + " It reaches %s of the picture.".formatted(Numerals.share(share));
    }

    private static String ascent(Layers.Look p, Layers.Seen seen, Layers.Climb climb) {
        String unit = unit(seen.spot());
        String is = seen.spot().name().isEmpty() ? "answers" : "is";
        if (p.steps() == 0) {
            return "Noise: %s %s %s. Step on, and each step changes every pixel a little so that this number rises."
                    .formatted(unit, is, number(climb.noise()));
        }
        String said = "After %d steps from noise %s %s %s; at first it was %s."
                .formatted(p.steps(), unit, is, number(climb.climbed()), number(climb.noise()));
        if (climb.best() == null || climb.best() <= 0) {
            return said;
        }
        return said
                + (climb.climbed() > climb.best()
                                ? " No drawing gets that far: the best of %d fresh ones reaches %s."
                                : " The best of %d fresh drawings still reaches more, %s.")
                        .formatted(climb.pictures(), number(climb.best()));
    }

    private static String occlusion(Layers.Seen seen, Layers.Hiding hiding) {
        if (hiding.fall() <= 0) {
            return "Wherever the square stands, the strongest answer of %s does not fall.".formatted(unit(seen.spot()));
        }
        boolean map = seen.spot().shape().get(1) * seen.spot().shape().get(2) > 1;
        return ("Hiding %d\u00a0×\u00a0%d pixels from row %d, column %d lowers %s most: "
                        + (map ? "its strongest answer anywhere falls from %s to %s" : "from %s to %s")
                        + ". The network then says %s (%s).")
                .formatted(
                        hiding.size(),
                        hiding.size(),
                        hiding.row(),
                        hiding.col(),
                        unit(seen.spot()),
                        number(hiding.left() + hiding.fall()),
                        number(hiding.left()),
                        hiding.prediction(),
                        Numerals.share(hiding.probability()));
    }

    private static String evidence(Layers.Seen seen, Layers.Evidence evidence) {
        if (evidence.gradients()) {
            return "This network has no global average pool before its scores, so it has no class activation map. Grad-CAM stands in: the maps of %s, each weighed by the average gradient of %s."
                    .formatted(evidence.layer(), unit(seen.spot()));
        }
        return "Where the evidence for “%s” lies: the maps of %s, each times its weight for the class. Their average, %s, and the bias, %s, are the score: %s."
                .formatted(
                        seen.spot().name(),
                        evidence.layer(),
                        number(evidence.average()),
                        number(evidence.bias()),
                        number(evidence.score()));
    }

    private static String check(Layers.Look p, Layers.Seen seen, Layers.Check check) {
        String shuffled = "the last %s shuffled".formatted(layers(p.shuffled()));
        if (check.above()) {
            return "With %s nothing changes: they lie above it.".formatted(shuffled);
        }
        double similarity = check.similarity();
        if (p.view() == Layers.Way.PATCHES) {
            return "With %s %s of these patches are from the same pictures as before."
                    .formatted(shuffled, Numerals.share(similarity));
        }
        if (seen.image().width() * seen.image().height() == 1) {
            return "With %s it is %s; as trained it is %s."
                    .formatted(shuffled, number(seen.activation()), number(check.activation()));
        }
        String kept = "With %s it keeps a rank correlation of %s with the trained network\u2019s"
                .formatted(shuffled, Numerals.format(similarity, "0.00"));
        return kept
                + (similarity >= 0.7
                        ? ": so far the picture hardly needs what was learned there."
                        : similarity >= 0.4
                                ? ": part of the picture is about what was learned there, part is not."
                                : ": the picture falls apart, as one about the weights should.");
    }
}

package org.convolab.content;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.convolab.content.chapter.Catalogue;
import org.convolab.content.chapter.Chapter;
import org.convolab.content.chapter.Chapter.WidgetPlacement;
import org.convolab.content.chapter.ChapterFile;
import org.convolab.content.chapter.Figures;
import org.convolab.content.chapter.Tex;
import org.convolab.content.network.NetworkFile;
import org.convolab.content.network.WeightsFile;
import org.convolab.content.source.Folder;
import org.convolab.content.source.Problem;
import org.convolab.content.source.Problems;
import org.convolab.content.source.Yaml;
import org.convolab.engine.network.Network;
import org.convolab.widget.CourseResources;
import org.convolab.widget.Picture;
import org.convolab.widget.Spelling;
import org.convolab.widget.TrainedNetwork;
import org.convolab.widget.Widgets;
import org.jspecify.annotations.Nullable;

/**
 * The whole course as it was read at one moment; nothing in it changes.
 *
 * @param networks by name, the oldest first
 * @param pictures by name
 * @param trained the networks whose weights are known, by name, the oldest first
 */
public record Course(
        String title,
        String subtitle,
        String description,
        List<Chapter> chapters,
        Map<String, Network> networks,
        Map<String, Picture> pictures,
        Map<String, TrainedNetwork> trained)
        implements CourseResources {

    public Course {
        chapters = List.copyOf(chapters);
        networks = Collections.unmodifiableMap(new LinkedHashMap<>(networks));
        pictures = Collections.unmodifiableMap(new LinkedHashMap<>(pictures));
        trained = Collections.unmodifiableMap(new LinkedHashMap<>(trained));
    }

    public Optional<Chapter> chapter(String slug) {
        return chapters.stream().filter(chapter -> chapter.slug().equals(slug)).findFirst();
    }

    /** The chapter with that number, counted from 1. */
    public Optional<Chapter> chapter(int number) {
        return chapters.stream().filter(chapter -> chapter.number() == number).findFirst();
    }

    /** A course as far as it could be read, and everything that is wrong with it. */
    public record Reading(Course course, List<Problem> problems, int figures) {}

    /** Reads a course from its files. */
    public static Reading read(Folder folder, Widgets widgets, Tex tex) {
        Problems problems = new Problems();
        return new Reader(folder.read(problems), widgets, tex, problems).read();
    }

    private static final class Reader {
        private static final String CHAPTERS = "chapters/";
        private static final Pattern ID = Pattern.compile(" id=\"([^\"]*)\"");

        private final SortedMap<String, byte[]> files;
        private final Widgets widgets;
        private final Tex tex;
        private final Problems problems;
        private final Map<String, Network> networks = new LinkedHashMap<>();
        private final Map<String, TrainedNetwork> trained = new LinkedHashMap<>();

        Reader(SortedMap<String, byte[]> files, Widgets widgets, Tex tex, Problems problems) {
            this.files = files;
            this.widgets = widgets;
            this.tex = tex;
            this.problems = problems;
        }

        Reading read() {
            if (!files.containsKey(Folder.COURSE)) {
                if (problems.isEmpty()) {
                    problems.add(Folder.COURSE, 1, "there is no such file");
                }
                return new Reading(new Course("", "", "", List.of(), Map.of(), Map.of(), Map.of()), problems.all(), 0);
            }
            Yaml.Fields words = Yaml.parse(Folder.COURSE, text(Folder.COURSE), problems)
                    .map("title", "subtitle", "description", "chapters");
            networks();
            Course materials = new Course(
                    words.string("title"),
                    words.string("subtitle"),
                    words.string("description"),
                    List.of(),
                    networks,
                    pictures(),
                    trained);
            Catalogue catalogue = new Catalogue(widgets, materials);
            Figures figures = new Figures(
                    name -> {
                        Network network = materials.networks().get(name);
                        if (network == null) {
                            throw new IllegalArgumentException("there is no network '" + name + "'"
                                    + Spelling.hint(name, materials.networks().keySet()));
                        }
                        return network.ledger();
                    },
                    (id, query) -> catalogue.view(id, Catalogue.query(query)));
            List<Chapter> chapters = chapters(words, catalogue, figures);
            Course course = new Course(
                    materials.title,
                    materials.subtitle,
                    materials.description,
                    chapters,
                    materials.networks,
                    materials.pictures,
                    materials.trained);
            return new Reading(course, causes(problems.all()), figures.count());
        }

        /** The problems without those of chapters, where a chapter may only miss what another file fails to give it. */
        private static List<Problem> causes(List<Problem> problems) {
            List<Problem> elsewhere = problems.stream()
                    .filter(problem -> !problem.file().startsWith(CHAPTERS))
                    .toList();
            return elsewhere.isEmpty() ? problems : elsewhere;
        }

        private String text(String file) {
            return Folder.text(file, files.getOrDefault(file, new byte[0]), problems);
        }

        /** The files of a folder with one ending, by their names without folder and ending. */
        private SortedMap<String, String> named(String folder, String ending) {
            SortedMap<String, String> named = new TreeMap<>();
            for (String file : files.keySet()) {
                if (file.startsWith(folder) && file.endsWith(ending)) {
                    String name = file.substring(folder.length(), file.length() - ending.length());
                    if (name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
                        named.put(name, file);
                    } else {
                        problems.add(file, 1, "a file is named with small letters, digits and hyphens");
                    }
                }
            }
            return named;
        }

        /** Reads the networks, the oldest first, and the weights of those that learned something. */
        private void networks() {
            SortedMap<String, String> weights = named("networks/", WeightsFile.ENDING);
            SortedMap<String, String> described = named("networks/", ".yml");
            List<NetworkFile.Reading> readings = new ArrayList<>();
            described.forEach((name, file) -> {
                NetworkFile.Reading reading = NetworkFile.read(name, file, text(file), problems);
                if (reading != null) {
                    readings.add(reading);
                }
            });
            readings.sort(
                    Comparator.comparing(reading -> reading.network().about().year()));
            for (NetworkFile.Reading reading : readings) {
                String name = reading.network().name();
                String beside = weights.get(name);
                networks.put(name, reading.network());
                TrainedNetwork network = WeightsFile.read(reading, beside == null ? null : files.get(beside), problems);
                if (network != null) {
                    trained.put(name, network);
                }
            }
            weights.forEach((name, file) -> {
                if (!described.containsKey(name)) {
                    problems.add(
                            file,
                            1,
                            "these are the weights of a network '" + name + "' that is not there"
                                    + Spelling.hint(name, described.keySet()));
                }
            });
        }

        private Map<String, Picture> pictures() {
            Map<String, Picture> pictures = new LinkedHashMap<>();
            named("pictures/", ".txt").forEach((name, file) -> {
                Picture picture = PictureFile.parse(name, file, text(file), problems);
                if (picture != null) {
                    pictures.put(name, picture);
                }
            });
            return pictures;
        }

        private List<Chapter> chapters(Yaml.Fields words, Catalogue catalogue, Figures figures) {
            Map<String, String> bySlug = new LinkedHashMap<>();
            named(CHAPTERS, ".md").forEach((name, file) -> {
                String other = bySlug.put(name.replaceFirst("^\\d+-", ""), file);
                if (other != null) {
                    problems.add(file, 1, "this is the same chapter as " + other);
                }
            });
            List<Yaml> order = words.list("chapters");
            if (words.get("chapters").isList() && order.isEmpty()) {
                words.get("chapters").problem("a course has at least one chapter");
            }
            List<String> slugs = order.stream().map(Yaml::string).toList();
            List<Chapter> chapters = new ArrayList<>();
            List<ChapterFile.Reference> references = new ArrayList<>();
            for (int i = 0; i < slugs.size(); i++) {
                String slug = slugs.get(i);
                String file = bySlug.get(slug);
                if (slugs.indexOf(slug) < i) {
                    order.get(i).problem("'" + slug + "' stands here twice");
                } else if (file == null) {
                    order.get(i)
                            .problem("there is no file chapters/NN-" + slug + ".md"
                                    + Spelling.hint(slug, bySlug.keySet()));
                } else {
                    ChapterFile reader = new ChapterFile(file, slugs, catalogue, figures, tex, problems);
                    chapters.add(reader.read(i + 1, slug, text(file)));
                    references.addAll(reader.references());
                }
            }
            bySlug.forEach((slug, file) -> {
                if (!slugs.contains(slug)) {
                    problems.add(file, 1, "the chapter '" + slug + "' is not in the list of chapters in course.yml");
                }
            });
            references.forEach(reference -> check(reference, chapters, catalogue));
            return chapters;
        }

        /** Checks a link into a chapter: its place must exist, and the states of the widgets that it asks for. */
        private void check(ChapterFile.Reference link, List<Chapter> chapters, Catalogue catalogue) {
            Chapter chapter = chapters.stream()
                    .filter(candidate -> candidate.slug().equals(link.slug()))
                    .findFirst()
                    .orElse(null);
            if (chapter == null) {
                return;
            }
            Map<String, WidgetPlacement> widgets = new LinkedHashMap<>();
            chapter.widgets().forEach(widget -> widgets.put(widget.name(), widget));
            Map<WidgetPlacement, Map<String, String>> states = new LinkedHashMap<>();
            Catalogue.query(link.query()).forEach((key, text) -> {
                int dot = key.indexOf('.');
                String name = dot < 0 ? key : key.substring(0, dot);
                WidgetPlacement widget = widgets.get(name);
                if (dot < 0) {
                    problem(link, "'" + key + "' is not widget.parameter");
                } else if (widget == null) {
                    problem(
                            link,
                            "the chapter '" + link.slug() + "' has no widget '" + name + "'"
                                    + Spelling.hint(name, widgets.keySet()));
                } else {
                    states.computeIfAbsent(widget, any -> new LinkedHashMap<>(widget.parameters()))
                            .put(key.substring(dot + 1), text);
                }
            });
            states.forEach((widget, texts) -> {
                try {
                    catalogue.check(widget.widget(), texts);
                } catch (IllegalArgumentException wrong) {
                    problem(link, String.valueOf(wrong.getMessage()));
                }
            });
            List<String> places = new ArrayList<>(widgets.keySet());
            for (Chapter.Part part : chapter.parts()) {
                if (part instanceof Chapter.Html prose) {
                    ID.matcher(prose.html()).results().forEach(id -> places.add(id.group(1)));
                }
            }
            if (!link.fragment().isEmpty() && !places.contains(link.fragment())) {
                problem(
                        link,
                        "there is no place '#" + link.fragment() + "' in '" + link.slug() + "'"
                                + Spelling.hint(link.fragment(), headings(places)));
            }
        }

        /** The places without those of footnotes, which nobody links to by hand. */
        private static List<String> headings(List<String> places) {
            return places.stream().filter(place -> !place.startsWith("fn")).toList();
        }

        private void problem(ChapterFile.Reference link, String message) {
            problems.add(link.file(), link.line(), message);
        }
    }

    /** The chapter before this one, or null at the first. */
    public @Nullable Chapter before(Chapter chapter) {
        return chapter(chapter.number() - 1).orElse(null);
    }

    /** The chapter after this one, or null at the last. */
    public @Nullable Chapter after(Chapter chapter) {
        return chapter(chapter.number() + 1).orElse(null);
    }
}

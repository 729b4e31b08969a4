package org.convolab.content;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.convolab.content.chapter.Chapter;
import org.convolab.content.chapter.ChapterFile;
import org.convolab.content.chapter.Effort;
import org.convolab.content.chapter.Figures;
import org.convolab.content.chapter.Links;
import org.convolab.content.chapter.Results;
import org.convolab.content.chapter.Tex;
import org.convolab.content.chapter.WidgetReferences;
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
 * @param version a digest of the files of networks and pictures: views of courses with equal versions are equal
 * @param edition a digest of all files, and whether something was left out that will be known later
 */
public record Course(
        String title,
        String subtitle,
        String description,
        List<Chapter> chapters,
        Map<String, Network> networks,
        Map<String, Picture> pictures,
        Map<String, TrainedNetwork> trained,
        String version,
        String edition)
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

    /**
     * A course as far as it could be read, and everything that is wrong with it.
     *
     * @param complete whether nothing was left out because it was not known
     */
    public record Reading(Course course, List<Problem> problems, int figures, boolean complete) {}

    /**
     * Reads a course from its files.
     *
     * @param results what was computed before, and takes what is computed now
     */
    public static Reading read(Folder folder, Widgets widgets, Tex tex, Results results, Effort effort) {
        Problems problems = new Problems();
        return new Reader(folder.read(problems), widgets, tex, results, effort, problems).read();
    }

    private static final class Reader {
        private static final String CHAPTERS = "chapters/";
        private static final String NETWORKS = "networks/";
        private static final String PICTURES = "pictures/";
        private static final Pattern NUMBER = Pattern.compile("^\\d+-");

        private final SortedMap<String, byte[]> files;
        private final Widgets widgets;
        private final Tex tex;
        private final Results results;
        private final Effort effort;
        private final Problems problems;
        private final Map<String, Network> networks = new LinkedHashMap<>();
        private final Map<String, Picture> pictures = new LinkedHashMap<>();
        private final Map<String, TrainedNetwork> trained = new LinkedHashMap<>();

        Reader(
                SortedMap<String, byte[]> files,
                Widgets widgets,
                Tex tex,
                Results results,
                Effort effort,
                Problems problems) {
            this.files = files;
            this.widgets = widgets;
            this.tex = tex;
            this.results = results;
            this.effort = effort;
            this.problems = problems;
        }

        Reading read() {
            if (!files.containsKey(Folder.COURSE) && !problems.concern("course")) {
                problems.add(Folder.COURSE, 1, "there is no such file");
            }
            // without its words a course has its chapters in the order of their files
            int before = problems.size();
            boolean said = files.containsKey(Folder.COURSE);
            Yaml course = Yaml.parse(Folder.COURSE, said ? text(Folder.COURSE) : "", said ? problems : new Problems());
            boolean readable = said && problems.size() == before;
            Yaml.Fields words = course.map("title", "subtitle", "description", "chapters");
            networks();
            named(PICTURES, ".txt").forEach((name, file) -> {
                Picture picture = PictureFile.parse(name, file, text(file), problems);
                if (picture != null) {
                    pictures.put(name, picture);
                }
            });
            Course materials = new Course(
                    words.string("title"),
                    words.string("subtitle"),
                    words.string("description"),
                    List.of(),
                    networks,
                    pictures,
                    trained,
                    Folder.digest(files, NETWORKS, PICTURES),
                    Folder.digest(files, ""));
            WidgetReferences references =
                    new WidgetReferences(widgets, materials, broken(), results.states(materials.version), effort);
            Figures figures =
                    new Figures(references::ledger, references::view, results.figures(materials.version), effort);
            List<Chapter> chapters = chapters(readable ? words.get("chapters") : null, references, figures);
            boolean complete = references.isComplete() && figures.isComplete();
            return new Reading(
                    new Course(
                            materials.title,
                            materials.subtitle,
                            materials.description,
                            chapters,
                            networks,
                            pictures,
                            trained,
                            materials.version,
                            complete ? materials.edition : materials.edition + "-incomplete"),
                    problems.all(),
                    figures.count(),
                    complete);
        }

        private String text(String file) {
            return Folder.text(file, files.getOrDefault(file, new byte[0]), problems);
        }

        /**
         * The files of a folder with one ending, by their names without folder and ending. A name that cannot stand in an
         * address is a problem, and is read as the one that it should be.
         */
        private SortedMap<String, String> named(String folder, String ending) {
            SortedMap<String, String> named = new TreeMap<>();
            for (String file : files.keySet()) {
                if (file.startsWith(folder) && file.endsWith(ending)) {
                    String name = file.substring(folder.length(), file.length() - ending.length());
                    String right = name.toLowerCase(Locale.ROOT)
                            .replaceAll("[^a-z0-9]+", "-")
                            .replaceAll("^-|-$", "");
                    if (!name.equals(right)) {
                        problems.add(
                                file,
                                1,
                                "a file is named with small letters, digits and hyphens: " + folder + right + ending);
                    }
                    named.putIfAbsent(right, file);
                }
            }
            return named;
        }

        /** The names of networks and pictures that have problems of their own. */
        private Set<String> broken() {
            Set<String> broken = new HashSet<>();
            for (String folder : List.of(NETWORKS, PICTURES)) {
                for (String file : files.keySet()) {
                    if (file.startsWith(folder) && problems.concern(file)) {
                        broken.add(file.substring(folder.length()).replaceFirst("\\..*", ""));
                    }
                }
            }
            return broken;
        }

        /** Reads the networks, the oldest first, and the weights of those that learned something. */
        private void networks() {
            SortedMap<String, String> weights = named(NETWORKS, WeightsFile.ENDING);
            SortedMap<String, String> described = named(NETWORKS, ".yml");
            Map<String, String> titles = new HashMap<>();
            List<NetworkFile.Reading> readings = new ArrayList<>();
            described.forEach((name, file) -> {
                NetworkFile.Reading reading = NetworkFile.read(name, file, text(file), problems);
                if (reading != null) {
                    readings.add(reading);
                    String other = titles.putIfAbsent(reading.network().about().title(), file);
                    if (other != null) {
                        problems.add(file, 1, other + " has the same title: a list of networks shows titles only");
                    }
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

        /** @param order the list of chapters; null where there is none, and the files are read in their own order */
        private List<Chapter> chapters(@Nullable Yaml order, WidgetReferences references, Figures figures) {
            Map<String, String> bySlug = new LinkedHashMap<>();
            named(CHAPTERS, ".md").forEach((name, file) -> {
                String other = bySlug.putIfAbsent(NUMBER.matcher(name).replaceFirst(""), file);
                if (other != null) {
                    problems.add(file, 1, "this is the same chapter as " + other);
                }
            });
            Set<String> meant = new HashSet<>();
            Set<String> slugs = order == null ? bySlug.keySet() : listed(order, bySlug, meant);
            Set<String> known = new LinkedHashSet<>(slugs);
            known.addAll(bySlug.keySet());
            Links links = new Links(known, references);
            List<Chapter> chapters = new ArrayList<>();
            for (String slug : slugs) {
                String file = bySlug.getOrDefault(slug, "");
                chapters.add(new ChapterFile(file, slug, references, figures, tex, links, problems)
                        .read(chapters.size() + 1, text(file)));
            }
            bySlug.forEach((slug, file) -> {
                if (!slugs.isEmpty() && !slugs.contains(slug) && !meant.contains(slug)) {
                    problems.add(file, 1, "the chapter '" + slug + "' is not in the list of chapters in course.yml");
                }
            });
            links.finish();
            return chapters;
        }

        /**
         * The chapters that the list names and that have a file.
         *
         * @param meant takes those that it names with a slip
         */
        private static Set<String> listed(Yaml order, Map<String, String> bySlug, Set<String> meant) {
            Set<String> slugs = new LinkedHashSet<>();
            Set<String> all = new HashSet<>();
            List<Yaml> entries = order.list();
            if (order.isList() && entries.isEmpty()) {
                order.problem("a course has at least one chapter");
            }
            for (Yaml entry : entries) {
                String slug = entry.string();
                if (!all.add(slug)) {
                    entry.problem("'" + slug + "' stands here twice");
                } else if (bySlug.containsKey(slug)) {
                    slugs.add(slug);
                } else {
                    Spelling.nearest(slug, bySlug.keySet()).ifPresent(meant::add);
                    entry.problem(
                            "there is no file chapters/NN-" + slug + ".md" + Spelling.hint(slug, bySlug.keySet()));
                }
            }
            return slugs;
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

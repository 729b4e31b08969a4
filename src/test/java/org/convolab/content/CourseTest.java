package org.convolab.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.convolab.content.chapter.Chapter;
import org.convolab.content.chapter.Effort;
import org.convolab.content.source.Problem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CourseTest {
    @TempDir
    Path folder;

    @BeforeEach
    void course() {
        Samples.course(folder);
    }

    private Course.Reading read() {
        return Samples.read(folder, Effort.ALL);
    }

    private void problems(String... problems) {
        assertThat(read().problems()).extracting(Problem::toString).containsExactly(problems);
    }

    @Test
    void aCourseHasItsChaptersInOrderItsNetworksAndItsPictures() {
        Course.Reading reading = read();
        Course course = reading.course();

        assertThat(reading.problems()).isEmpty();
        assertThat(course.title()).isEqualTo("Course");
        assertThat(course.chapters()).extracting(Chapter::slug).containsExactly("first", "second");
        assertThat(course.chapters()).extracting(Chapter::number).containsExactly(1, 2);
        assertThat(course.networks()).containsOnlyKeys("small");
        assertThat(course.pictures()).containsOnlyKeys("dot", "flag");
        assertThat(course.pictures().get("dot").title()).isEqualTo("A dot");
        assertThat(course.pictures().get("dot").channels().get(0)).hasToString("0 0 0/0 9 0/0 0 0");
        assertThat(course.pictures().get("flag").isColor()).isTrue();
        Chapter second = course.chapters().get(1);
        assertThat(course.before(second)).isEqualTo(course.chapters().get(0));
        assertThat(course.after(second)).isNull();
    }

    @Test
    void allProblemsOfAllChaptersAreReportedAtOnce() {
        Samples.write(folder, "chapters/01-first.md", "---\ntitel: A\nrubric: B\nlead: C\npromise: D\n---\n\na <b>\n");
        Samples.write(folder, "chapters/02-second.md", Samples.chapter("Another", "[a](frist)\n"));
        problems(
                "chapters/01-first.md:2:1: there is no key 'titel'; did you mean 'title'?",
                "chapters/01-first.md:8:3: HTML is not allowed here: <b>",
                "chapters/02-second.md:7:1: there is no chapter 'frist'; did you mean 'first'?");
    }

    @Test
    void whatAChapterMissesBecauseAnotherFileIsBrokenIsNoProblemOfTheChapter() {
        Samples.write(folder, "pictures/dot.txt", "# A dot\n0 x 0\n0 9\n");
        problems(
                "pictures/dot.txt:2:3: 'x' is not a whole number from 0 to 9",
                "pictures/dot.txt:3: this row has 2 numbers, the first one has 3");
    }

    @Test
    void everyChapterIsListedOnceAndHasAFile() {
        Samples.write(
                folder,
                "course.yml",
                "title: C\nsubtitle: S\ndescription: D\nchapters:\n  - frist\n  - second\n  - second\n");
        problems(
                "course.yml:5:5: chapters: there is no file chapters/NN-frist.md; did you mean 'first'?",
                "course.yml:7:5: chapters: 'second' stands here twice");
        Samples.write(folder, "course.yml", "title: C\nsubtitle: S\ndescription: D\nchapters:\n  - second\n");
        problems("chapters/01-first.md:1: the chapter 'first' is not in the list of chapters in course.yml");
        Samples.write(folder, "course.yml", "title: C\nsubtitle: S\ndescription: D\nchapters: []\n");
        problems("course.yml:4:11: chapters: a course has at least one chapter");
    }

    @Test
    void aChapterWithoutItsWordsIsAProblem() {
        Samples.write(folder, "chapters/01-first.md", "Just text\n");
        problems("chapters/01-first.md:1: a chapter begins with its title, rubric, lead and promise between two lines"
                + " of ---");
    }

    @Test
    void aPictureHasOneChannelOrThreeOfOneSize() {
        Samples.write(folder, "pictures/flag.txt", "9 0\n\n0 9\n");
        Samples.write(folder, "pictures/tall.txt", "9\n\n9\n9\n\n9\n");
        Samples.write(folder, "pictures/Loud.txt", "9\n");
        problems(
                "pictures/Loud.txt:1: a file is named with small letters, digits and hyphens: pictures/loud.txt",
                "pictures/flag.txt:1: a picture has one channel, or three with blank lines between them; this has 2",
                "pictures/tall.txt:1: the channels have different numbers of rows");
    }

    @Tag("slow")
    @Test
    void aPictureThatIsBrokenHidesNoProblemOfAChapterAndMakesNone() {
        Samples.write(folder, "pictures/dot.txt", "# A dot\n0 x 0\n");
        Samples.write(
                folder,
                "chapters/01-first.md",
                Samples.chapter("A", "::: widget doubling input=dot\n\nIt is $\\sumz$ and <b>.\n"));
        Samples.write(
                folder,
                "course.yml",
                "title: C\nauthor: Me\nsubtitle: S\ndescription: D\nchapters:\n  - first\n  - second\n");
        problems(
                "chapters/01-first.md:9:8: the formula cannot be read: Undefined control sequence: \\sumz at position 1: \\sumz",
                "chapters/01-first.md:9:19: HTML is not allowed here: <b>",
                "course.yml:2:1: there is no key 'author'; known: title, subtitle, description, chapters",
                "pictures/dot.txt:2:3: 'x' is not a whole number from 0 to 9");
    }

    @Test
    void aNetworkThatIsBrokenIsNoProblemOfAFigure() {
        Samples.write(folder, "networks/small.yml", "title: Small\n");
        Samples.write(folder, "chapters/01-first.md", Samples.chapter("A", "{= network('small').parameters() =}\n"));
        assertThat(read().problems()).extracting(Problem::file).containsOnly("networks/small.yml");
    }

    @Test
    void whatNobodyReadsIsAProblem() throws Exception {
        Files.createDirectory(folder.resolve("chapters/extra"));
        Files.write(folder.resolve("pictures/cat.png"), new byte[] {1});
        Samples.write(folder, "networks/net.yaml", "title: T\n");
        Samples.write(folder, "pictures/.hidden.png", "");
        Samples.write(folder, "chapters/02-second.md~", "");
        Samples.write(folder, "drafts/any.md", "");
        problems(
                "chapters/extra:1: nobody reads a folder here",
                "networks/net.yaml:1: nobody reads this file: a name in networks/ ends in .yml or .safetensors",
                "pictures/cat.png:1: nobody reads this file: a name in pictures/ ends in .txt");
    }

    @Test
    void aMisnamedFileIsReadAsTheOneThatItShouldBe() throws Exception {
        Files.move(folder.resolve("chapters/01-first.md"), folder.resolve("chapters/01_First.md"));
        problems(
                "chapters/01_First.md:1: a file is named with small letters, digits and hyphens: chapters/01-first.md");
    }

    @Test
    void twoNetworksOfOneTitleAreAProblem() throws Exception {
        Files.copy(folder.resolve("networks/small.yml"), folder.resolve("networks/tiny.yml"));
        problems("networks/tiny.yml:1: networks/small.yml has the same title: a list of networks shows titles only");
    }

    @Test
    void aSignThatNobodySeesIsAProblemAtItsPlace() {
        Samples.write(folder, "chapters/01-first.md", Samples.chapter("A", "Te\0xt\n"));
        problems("chapters/01-first.md:7:3: here stands U+0000, which is no sign of a text");
    }

    @Test
    void aCourseWithoutThePictureThatAWidgetStartsWithShowsAnother() throws Exception {
        Files.move(folder.resolve("pictures/dot.txt"), folder.resolve("pictures/ring.txt"));
        problems();
    }

    @Test
    void withoutItsFileACourseHasItsChaptersInTheOrderOfTheirNames() throws Exception {
        Files.delete(folder.resolve("course.yml"));
        assertThat(read().course().chapters()).extracting(Chapter::slug).containsExactly("first", "second");
        Samples.write(folder, "course.yaml", "title: C\n");
        problems("course.yaml:1: nobody reads this file; the course stands in course.yml");
    }

    @Test
    void aFileThatIsNotUtf8IsAProblem() throws Exception {
        String chapter = Samples.chapter("A", "Text\n\nEin P\u00fcnktchen.\n");
        Files.write(folder.resolve("chapters/01-first.md"), chapter.getBytes(StandardCharsets.ISO_8859_1));
        long line = chapter.substring(0, chapter.indexOf('\u00fc')).lines().count();
        assertThat(line).isGreaterThan(1);
        problems("chapters/01-first.md:" + line + ":6: the file is not in UTF-8");
    }

    @Test
    void aFileThatCannotBeReadIsAProblem() throws Exception {
        Files.createDirectory(folder.resolve("pictures/odd.txt"));
        problems("pictures/odd.txt:1: the file cannot be read");
    }

    @Test
    void windowsLineEndsChangeNoLineNumber() {
        Samples.write(
                folder,
                "chapters/01-first.md",
                Samples.chapter("A", "Text\n\na <b>\n").replace("\n", "\r\n"));
        problems("chapters/01-first.md:9:3: HTML is not allowed here: <b>");
    }

    @Test
    void aFolderThatDoesNotExistIsAProblem() {
        Path none = folder.resolve("none");
        assertThat(Samples.read(none, Effort.ALL).problems())
                .singleElement()
                .hasToString("course.yml:1: there is no folder '" + none + "'");
    }

    @Test
    void aFolderWithoutACourseIsAProblem() throws Exception {
        Files.delete(folder.resolve("course.yml"));
        problems("course.yml:1: there is no such file");
    }
}

package org.convolab.content.chapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.convolab.content.Course;
import org.convolab.content.Samples;
import org.convolab.content.chapter.Chapter.Html;
import org.convolab.content.chapter.Chapter.Section;
import org.convolab.content.chapter.Chapter.WidgetPlacement;
import org.convolab.content.source.Problem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChapterFileTest {
    /** The line of the file in which the body of a sample chapter begins. */
    private static final int BODY = 7;

    @TempDir
    Path folder;

    @BeforeEach
    void course() {
        Samples.course(folder);
    }

    private Course.Reading read(String body) {
        return read(body, true);
    }

    private Course.Reading read(String body, boolean thorough) {
        Samples.write(folder, "chapters/01-first.md", Samples.chapter("A claim", body));
        return Samples.read(folder, thorough ? Effort.ALL : Effort.USUAL);
    }

    private Chapter chapter(String body) {
        Course.Reading reading = read(body);
        assertThat(reading.problems()).isEmpty();
        return reading.course().chapter("first").orElseThrow();
    }

    private String html(String body) {
        Chapter chapter = chapter(body);
        assertThat(chapter.parts()).hasSize(1);
        return ((Html) chapter.parts().get(0)).html();
    }

    /** The problems of the body, each as {@code line:column message} with lines counted from its own first one. */
    private List<String> problems(String body) {
        return read(body).problems().stream()
                .map(problem -> {
                    assertThat(problem.file()).isEqualTo("chapters/01-first.md");
                    return problem.line() - BODY + 1 + ":" + problem.column() + " " + problem.message();
                })
                .toList();
    }

    @Test
    void theFrontMatterBecomesTheWordsOfTheChapter() {
        Samples.write(folder, "chapters/01-first.md", """
                ---
                title: A claim of {= 2 * 3 =}
                rubric: Rubric
                lead: A *lead* with $x^2$ and {= network('small').parameters() =} weights.
                promise: "A promise: kept"
                ---
                """);
        Course.Reading reading = Samples.read(folder, Effort.ALL);

        assertThat(reading.problems()).isEmpty();
        Chapter chapter = reading.course().chapter(1).orElseThrow();
        assertThat(chapter.title()).isEqualTo("A claim of 6");
        assertThat(chapter.lead())
                .isEqualTo("A <em>lead</em> with <math><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math> and 20"
                        + " weights.");
        assertThat(chapter.promise()).isEqualTo("A promise: kept");
        assertThat(chapter.parts()).isEmpty();
    }

    @Test
    void widgetsKeepTheirPlaceBetweenTheProse() {
        Chapter chapter = chapter("""
                Before.

                ::: widget doubling size=3 input="1 2/3 4"
                ::: widget doubling as=again flip=true
                After.
                """);

        assertThat(chapter.parts())
                .containsExactly(
                        new Html("<p>Before.</p>"),
                        new WidgetPlacement("doubling", "doubling", Map.of("size", "3", "input", "1 2/3 4"), BODY + 2),
                        new WidgetPlacement("doubling", "again", Map.of("flip", "true"), BODY + 3),
                        new Html("<p>After.</p>"));
    }

    @Test
    void headingsOfTheSecondLevelAreTheSectionsAndAWidgetKeepsItsName() {
        Chapter chapter = chapter("## Doubling\n\n### Less\n\n## The `code` of {= 1 + 1 =}\n\n::: widget doubling\n");

        assertThat(chapter.sections())
                .containsExactly(new Section("doubling-1", "Doubling"), new Section("the-code-of-2", "The code of 2"));
        assertThat(((Html) chapter.parts().get(0)).html())
                .contains("<h2 id=\"doubling-1\">", "<h3 id=\"less\">", "<h2 id=\"the-code-of-2\">");
    }

    @Test
    void proseIsSetWithCurlyQuotesAndUnbrokenProducts() {
        assertThat(
                        html(
                                "\"Was it here?\" asks Zhang's *\"max\"*: 2 × {= 3 =} = {= 6 =}, {= 0.5 | 0 % =} of 0 1 0 1 in 30 lines."))
                .isEqualTo("<p>“Was it here?” asks Zhang’s <em>“max”</em>: 2\u00a0×\u00a03 =\u00a06, 50\u00a0% of"
                        + " 0\u00a01\u00a00\u00a01 in 30 lines.</p>");
    }

    @Test
    void asidesSayWhatTheyAre() {
        assertThat(html("""
                        ::: correction
                        Not so.
                        :::

                        ::: history Cats
                        In 1959.
                        :::

                        ::: note A *title*
                        Well.
                        :::
                        """)).isEqualTo("""
                        <aside class="note correction" role="note"><p class="kind">What the record says</p>
                        <p>Not so.</p>
                        </aside>
                        <aside class="note history" role="note"><p class="kind">A little history: Cats</p>
                        <p>In 1959.</p>
                        </aside>
                        <aside class="note" role="note"><p class="kind">A <em>title</em></p>
                        <p>Well.</p>
                        </aside>""");
    }

    @Test
    void anAnswerIsFoldedAwayInsideItsQuestion() {
        assertThat(html("""
                        :::: try
                        How many?

                        ::: answer
                        ```
                        :::
                        ```
                        :::
                        ::::
                        """)).isEqualTo("""
                        <section class="try"><p class="kind">Try it by hand</p>
                        <p>How many?</p>
                        <details class="answer"><summary>Show the answer</summary>
                        <pre tabindex="0"><code>:::
                        </code></pre>
                        </details>
                        </section>""");
    }

    @Test
    void listsOfTilesChipsAndYearsAreLists() {
        assertThat(html("""
                        ::: tiles
                        - **{= 9 / 2304 | 0.0 % =}** of the weights
                        :::

                        ::: timeline
                        - **1998** **LeNet-5** reads digits.

                          And checks.
                        :::
                        """)).isEqualTo("""
                        <div class="tiles">
                        <ul>
                        <li><strong>0.4\u00a0%</strong> of the weights</li>
                        </ul>
                        </div>
                        <div class="timeline">
                        <ul>
                        <li>
                        <p><strong>1998</strong> <strong>LeNet-5</strong> reads digits.</p>
                        <p>And checks.</p>
                        </li>
                        </ul>
                        </div>""");
    }

    @Test
    void aFormulaStandsWithItsLegend() {
        assertThat(html("::: formula\n$$\nx\n$$\nwhere $x$ is {= 3 =}\n:::\n")).isEqualTo("""
                        <div class="formula">
                        <div class="math"><math display="block"><mrow><mi>x</mi></mrow></math></div>
                        <p>where <math><mrow><mi>x</mi></mrow></math> is 3</p>
                        </div>""");
    }

    @Test
    void aTableScrollsByKeyboardAndItsCellsHaveNoStyle() {
        assertThat(html("| layer | size |\n| --- | ---: |\n| conv | {= 1000 * 2 | #,##0 =} |\n"))
                .isEqualTo("""
                        <div class="scroll" tabindex="0" role="region" aria-label="Table 1: layer, size">
                        <table>
                        <thead>
                        <tr>
                        <th scope="col">layer</th>
                        <th scope="col" class="right">size</th>
                        </tr>
                        </thead>
                        <tbody>
                        <tr>
                        <td>conv</td>
                        <td class="right">2,000</td>
                        </tr>
                        </tbody>
                        </table>
                        </div>""");
    }

    @Test
    void sourcesStandAtTheEndAndEachWayBackHasAName() {
        Chapter chapter = chapter("One[^a] and again[^a].\n\n[^a]: The *source*.\n\n::: widget doubling\n");

        assertThat(chapter.parts()).hasSize(3);
        assertThat(((Html) chapter.parts().get(2)).html())
                .startsWith("<section class=\"footnotes\">\n<h2 id=\"sources\">Sources</h2>")
                .contains("The <em>source</em>.", "aria-label=\"Back to reference 1\"", "\"Back to reference 1-2\"");
    }

    @Test
    void linksStayRelative() {
        assertThat(html("[a](second) [b](?x#y)".replace("?x#y", "second?doubling.size=5#doubling")
                        + " [c](../widgets/doubling?size=4) [d](second#place) [e](https://example.org/)\n"))
                .contains(
                        "href=\"second\"",
                        "href=\"second?doubling.size=5#doubling\"",
                        "href=\"../widgets/doubling?size=4\"",
                        "href=\"second#place\"",
                        "href=\"https://example.org/\"");
    }

    @Test
    void everyHeadingAndTheSourcesCanBeLinkedTo() {
        assertThat(problems("## Up\n\n### Deep\n\n[a](#deep) [b](#sources)[^x]\n\n[^x]: X\n"))
                .isEmpty();
    }

    @Test
    void codeIsLeftAlone() {
        assertThat(html("`{= 1 | 0 =}` and `$x$`\n\n```\n{= 1 | 0 =}\n```\n"))
                .isEqualTo("<p><code>{= 1 | 0 =}</code> and <code>$x$</code></p>\n"
                        + "<pre tabindex=\"0\"><code>{= 1 | 0 =}\n</code></pre>");
    }

    @Test
    void aDollarBesideASpaceOrADigitIsMoney() {
        assertThat(html("It costs $5 or $6, $7-$8 or \\$9.\n")).isEqualTo("<p>It costs $5 or $6, $7-$8 or $9.</p>");
    }

    @Test
    void figuresInFormulasAreWrittenAsTexWritesNumbers() {
        assertThat(html("$n = {= 512 * 512 =}$ and $-{= 0 - 0.5 =}$\n"))
                .contains("<mn>262,144</mn>", "<mo>−</mo><mn>0.5</mn>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ok~~# Title | 3:1 the title stands above, between the lines of ---: headings begin with ##
                    ok~~a <br> b                    | 3:3 HTML is not allowed here: <br>
                    ok~~<div>~</div>                   | 3:1 HTML is not allowed here
                    ok~![x](y.png)                     | 2:1 an image cannot stand in a chapter: let a widget draw it
                    ok~~::: nota b~:::                 | 3:1 there is no 'nota'; did you mean 'note'?
                    ok~~::: note                       | 3:1 the container 'note' is not closed with a line of colons
                    ok~:::                             | 2:1 there is no open container to close here
                    ::: answer~:::                     | 1:1 an answer stands inside a 'try'
                    ::: chips~~No list~:::             | 3:1 'chips' holds one list and nothing else
                    ~::: widget dubling                | 2:1 there is no widget 'dubling'; did you mean 'doubling'?
                    ~::: widget doubling sise=3        | 2:21 the widget 'doubling' has no parameter 'sise'; did you mean 'size'?
                    ~::: widget doubling size          | 2:21 'size' is not parameter=value (a value with spaces stands in double quotes)
                    ~::: widget doubling input=dto     | 2:21 input: 'dto' does not fit, allowed is one of dot, or rows of numbers such as 1 2 3/4 5 6; did you mean 'dot'?
                    ::: widget doubling size=1 size=2  | 1:28 the parameter 'size' stands here twice
                    ~::: widget doubling size=0        | 2:21 size: '0' does not fit, allowed is a whole number from 1 to 2000000000
                    ~::: widget doubling size=13       | 2:21 size: '13' does not fit, allowed is any other number
                    ~::: widget doubling as=Big        | 2:21 as: 'Big' is not a name of small letters, digits and hyphens
                    ::: widget                         | 1:1 a widget needs its id: ::: widget convolution
                    - a~~  ::: widget doubling         | 3:3 a widget stands by itself, not inside a container, a list or a quotation
                    [a](secnd)                         | 1:1 there is no chapter 'secnd'; did you mean 'second'?
                    ok~[a](../widgets/dubling)         | 2:1 there is no widget 'dubling'; did you mean 'doubling'?
                    [a](../widgets/doubling?size=0)    | 1:1 size: '0' does not fit, allowed is a whole number from 1 to 2000000000
                    ok~~[a](second?dubling.size=2)     | 3:1 the chapter 'second' has no widget 'dubling'; did you mean 'doubling'?
                    ok~[a](../widget/doubling)         | 2:1 there is no page '../widget/doubling'; did you mean '../widgets/doubling'?
                    [a](../exercises)                  | 1:1 there is no page '../exercises'; known: ../widgets/doubling
                    [a](second?doubling.sise=2)        | 1:1 the widget 'doubling' has no parameter 'sise'; did you mean 'size'?
                    [chapter 03](second)               | 1:1 'second' is chapter 2, not 3
                    [Chapter 1 and more](second#place) | 1:1 'second' is chapter 2, not 1
                    [a](second#plaice)                 | 1:1 there is no place '#plaice' in 'second'; did you mean 'place'?
                    [a](?size=2)                       | 1:1 'size' is not widget.parameter
                    [a](/second)                       | 1:1 the link '/second' is neither a chapter, a widget (../widgets/…) nor a web address
                    ok~~A fact.[^x]                    | 3:8 there is no footnote 'x' in this file
                    ok~~[^x]: Unused.                  | 3:1 the footnote 'x' is never cited
                    ok~~$\\fraq{a}$                    | 3:2 the formula cannot be read: Undefined control sequence: \\fraq at position 1: \\fraq{a}
                    $$~a +~\\foo~$$                    | 3:1 the formula cannot be read: Undefined control sequence: \\foo at position 6: ↵a +↵\\foo
                    ok~~$$~a~                          | 3:1 the formula is not closed: its last line ends with $$
                    ok~It is $k^2 long.                | 2:7 a formula is opened with $ and not closed with $ (a dollar sign is written \\\\$)
                    ok~{= network('smal').parameters() =} | 2:1 there is no network 'smal'; did you mean 'small'?
                    {= widget('dubling').out() =}      | 1:1 there is no widget 'dubling'; did you mean 'doubling'?
                    {= widget('doubling', 'size=14').out() =} | 1:1 the widget 'doubling' measures here, and no figure is another number each time
                    {= widget('doubling').otu() =}     | 1:1 the figure 'widget('doubling').otu()' cannot be computed: there is no otu(); did you mean 'out'?
                    {= widget('doubling').otu =}       | 1:1 the figure 'widget('doubling').otu' cannot be computed: there is no otu; did you mean 'out'?
                    {= widgit('doubling').out() =}     | 1:1 the figure 'widgit('doubling').out()' cannot be computed: there is no widgit(java.lang.String); did you mean 'widget'?
                    {= three =}                        | 1:1 the figure 'three' cannot be computed: there is no three; known: network, networks, widget, widgets
                    {=  =}                             | 1:1 a figure is empty; write it as {= 2 + 3 =}
                    {= 1 / 0 =}                        | 1:1 the figure '1 / 0' is Infinity
                    ok {= 1 +                          | 1:4 a figure is opened with {= and not closed with =}
                    ::: try~How many?~:::              | 1:1 a 'try' has no answer: put it into '::: answer' inside
                    ok~~:: widget doubling             | 3:1 three colons begin this: ::: widget
                    :: note~Text~:::                   | 1:1 three colons begin this: ::: note
                    See [x][nope].                     | 1:5 there is no link 'nope' in this file; a link is [words](where)
                    See [](second).                    | 1:5 a link has words: [words](second)
                    ok~~##Pools                        | 3:1 a heading has a space behind its signs: ## Pools
                    ok~~##                             | 3:1 a heading has words
                    ## A~~#### B                       | 3:1 a heading of level 4 stands under one of level 3, not 2
                    A.[^x]~~[^x]: One.~~[^x]: Two.     | 5:1 the footnote 'x' is defined twice
                    It is $ k^2 $ long.                | 1:7 a formula has no space just inside its signs: $k^2$
                    It is \\(k^2\\) long.              | 1:7 a formula is written $k^2$
                    \\[k^2\\]                          | 1:1 a formula is written $$k^2$$
                    It is { = 2 + 3 = } long.          | 1:7 a figure is written {= 2 + 3 =}, without a space between its signs
                    It is {= 2 + 3 = } long.           | 1:7 a figure is opened with {= and not closed with =}
                    {= widget('doubling') =}           | 1:1 the figure 'widget('doubling')' is no number and no text; it has each, out, sentence
                    {= network('small').layers() =}    | 1:1 the figure 'network('small').layers()' cannot be computed: there is no layers(); did you mean 'layer'?
                    {= widget('doubling').each() =}    | 1:1 the figure 'widget('doubling').each()' is no number and no text
                    {= network('small').layer('conv2').parameters() =} | 1:1 there is no layer 'conv2'; the first are conv1
                    {= network('small').layer('cnov1').parameters() =} | 1:1 there is no layer 'cnov1'; did you mean 'conv1'?
                    ::: nota b~ok~:::~~::: widget doubling | 1:1 there is no 'nota'; did you mean 'note'?
                    :::: try~A~::: anwser~B~:::~::::   | 3:1 there is no 'anwser'; did you mean 'answer'?
                    ::: widgt doubling                 | 1:1 there is no 'widgt'; did you mean 'widget'?
                    """, quoteCharacter = '`')
    void whatIsWrongIsReportedAtItsLine(String body, String problem) {
        assertThat(problems(body.replace('~', '\n').replace("\\\\", "\\") + "\n"))
                .containsExactly(problem.replace('↵', '\n').replace("\\\\", "\\"));
    }

    @Test
    void whatCostsMuchOrIsMeasuredCanBeShownAndLinkedToWithoutBeingComputed() {
        Course.Reading reading = read(
                "::: widget doubling size=1000000000\n\n[a](?doubling.size=1500000000) [b](../widgets/doubling?size=14)\n",
                false);
        assertThat(reading.problems()).isEmpty();
        assertThat(reading.course().chapters().get(0).widgets()).hasSize(1);
    }

    @Test
    void aThoroughReadingFindsWhatIsRefusedOnlyWhileItIsComputed() {
        String body = "::: widget doubling size=1000000001\n\n[a](../widgets/doubling?size=1000000001)\n";
        assertThat(read(body, false).problems()).isEmpty();
        assertThat(problems(body))
                .containsExactly(
                        "1:21 size: '1000000001' does not fit, allowed is an even number",
                        "3:1 size: '1000000001' does not fit, allowed is an even number");
    }

    @Test
    void twoWidgetsOfOneNameAreAProblem() {
        assertThat(problems("::: widget doubling\n::: widget doubling\n"))
                .containsExactly("2:1 there are two widgets 'doubling' here: call one of them as=another-name");
    }

    @Test
    void anUnclosedContainerMakesNothingElseWrong() {
        assertThat(problems("""
                ::: note
                Text[^a] with [a link](#place) and [another](?doubling.size=2).

                ## Place

                ::: widget doubling

                :::: try
                How many?
                ::: answer
                Two.
                :::
                ::::

                [^a]: A source.
                """)).containsExactly("1:1 the container 'note' is not closed with a line of colons");
        assertThat(problems(":::: try\nText\n::: answer\nTwo.\n:::\n"))
                .containsExactly("1:1 the container 'try' is not closed with a line of colons");
    }

    @Test
    void aMistypedWidgetIsToldOnceWhateverLinksToIt() {
        String body = "::: widget dubling size=3\n\n[a](?doubling.size=2) [b](#doubling) [c](?dubling.size=3)\n";
        assertThat(problems(body)).containsExactly("1:1 there is no widget 'dubling'; did you mean 'doubling'?");
        assertThat(((Html) read(body).course().chapters().get(0).parts().get(0)).html())
                .startsWith("<p><strong>The widget “dubling” has a problem and cannot stand here.</strong></p>");
    }

    @Test
    void aBadParameterIsNotToldAgainAtTheStateLinks() {
        assertThat(problems("::: widget doubling size=0\n\n[a](?doubling.flip=true) [b](?doubling.flip=maybe)\n"))
                .containsExactly(
                        "1:21 size: '0' does not fit, allowed is a whole number from 1 to 2000000000",
                        "3:26 flip: 'maybe' does not fit, allowed is true or false");
    }

    @Test
    void aTableRowWithACellTooManyIsAProblem() {
        assertThat(
                        problems(
                                "| a | b |\n| --- | --- |\n| 1 | {= 1 | 0.0 =} |\n| 1 | 2 | {= 3 =} |\n| `x\\|y` | 2 |\n| 1 |\n"))
                .containsExactly("4:1 this row has 3 cells, the head of the table has 2 (a bar inside a cell is"
                        + " written \\|)");
    }

    @Test
    void aBackslashInDoubleQuotesSaysWhatItIs() {
        Samples.write(folder, "chapters/01-first.md", "---\ntitle: T\nrubric: R\nlead: \"$\\sum$\"\npromise: P\n---\n");
        assertThat(Samples.read(folder, Effort.ALL).problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "chapters/01-first.md:4:10: not YAML: found unknown escape character s(115) (a backslash"
                                + " in double quotes begins an escape such as \\n; in single quotes it is a backslash)");
    }

    @Test
    void aContainerClosedByAnotherIsAProblem() {
        assertThat(problems(":::: try\n::: answer\nText\n::::\n"))
                .containsExactly("2:1 the container 'answer' is not closed with a line of colons");
        assertThat(problems("::: try\n:::: answer\nText\n:::\n"))
                .containsExactly("2:1 the container 'answer' is not closed with a line of colons");
    }

    @Test
    void aFigureThatIsNoExpressionIsAProblem() {
        assertThat(problems("\n\n{= 1 + =}\n"))
                .singleElement()
                .asString()
                .isEqualTo(
                        "3:1 the figure '1 +' cannot be computed: it ends too early: something is missing at its end");
    }
}

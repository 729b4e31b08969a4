package org.convolab.content;

import java.util.List;
import java.util.stream.Collectors;
import org.convolab.content.source.Problem;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Content that cannot be served, with everything that is wrong with it. */
public final class BrokenContent extends RuntimeException {
    BrokenContent(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }

    /** Says so at the start of the application, instead of a stack trace. */
    static final class Analyzer extends AbstractFailureAnalyzer<BrokenContent> {
        @Override
        protected FailureAnalysis analyze(Throwable root, BrokenContent cause) {
            return new FailureAnalysis(
                    "The content has problems:\n\n" + cause.getMessage(),
                    "Mend the lines above; 'java -jar convolab.jar check FOLDER' lists what is left.",
                    cause);
        }
    }
}

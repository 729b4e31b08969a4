package org.convolab.content.source;

import java.util.ArrayList;
import java.util.List;

/** The problems found so far, so that one reading of the content reports all of them. */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();

    /** A problem of a whole line. */
    public void add(String file, int line, String message) {
        add(file, line, 0, message);
    }

    public void add(String file, int line, int column, String message) {
        Problem problem = new Problem(file, line, column, message);
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** Whether a file whose path begins like this has a problem. */
    public boolean concern(String beginning) {
        return found.stream().anyMatch(problem -> problem.file().startsWith(beginning));
    }

    public int size() {
        return found.size();
    }

    /** All problems, by file, line and column. */
    public List<Problem> all() {
        return found.stream().sorted().toList();
    }
}

package org.convolab.content.source;

import java.util.ArrayList;
import java.util.List;

/** The problems found so far, so that one reading of the content reports all of them. */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();

    public void add(String file, int line, String message) {
        Problem problem = new Problem(file, line, message);
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public int size() {
        return found.size();
    }

    /** All problems, by file and line. */
    public List<Problem> all() {
        return found.stream().sorted().toList();
    }
}

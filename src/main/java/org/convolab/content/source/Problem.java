package org.convolab.content.source;

/**
 * Something wrong in the content: where it stands and what to do about it.
 *
 * @param file the path below the content folder, such as {@code chapters/06-pooling.md}
 * @param line counted from 1
 */
public record Problem(String file, int line, String message) implements Comparable<Problem> {
    @Override
    public int compareTo(Problem other) {
        int byFile = file.compareTo(other.file);
        return byFile != 0 ? byFile : Integer.compare(line, other.line);
    }

    @Override
    public String toString() {
        return file + ":" + line + ": " + message;
    }
}

package org.convolab.content;

import java.nio.file.Path;
import java.util.List;
import org.convolab.content.chapter.Tex;
import org.convolab.content.source.Folder;
import org.convolab.content.source.Problem;
import org.convolab.widget.Widgets;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Holds the current course. Without {@code convolab.edit} it is read once, and problems stop the application. With it, an
 * edit shows at the next request; a broken edit leaves the last good course in place and its problems beside it.
 */
@Component
public final class LiveCourse {
    private static final long PAUSE_MS = 300;

    private final Folder folder;
    private final Widgets widgets;
    private final boolean edit;
    private final Tex tex;

    private volatile State state;
    private volatile long checked;

    /**
     * @param course the last without problems; until there is one, the draft
     * @param draft the files as they are now, as far as they can be read
     */
    private record State(Course course, Course draft, boolean good, List<Problem> problems, Object stamp) {}

    @Autowired
    LiveCourse(
            Widgets widgets,
            @Value("${convolab.content:}") String folder,
            @Value("${convolab.edit:false}") boolean edit) {
        this(widgets, folder.isBlank() ? Folder.bundled() : Folder.at(Path.of(folder)), edit, Tex.stored());
    }

    /** @throws BrokenContent if there are problems and nobody is editing */
    LiveCourse(Widgets widgets, Folder folder, boolean edit, Tex tex) {
        this.widgets = widgets;
        this.folder = folder;
        this.edit = edit;
        this.tex = tex;
        Object stamp = folder.stamp();
        Course.Reading first = Course.read(folder, widgets, tex, false);
        if (!edit && !first.problems().isEmpty()) {
            throw new BrokenContent(first.problems());
        }
        state = new State(first.course(), first.course(), first.problems().isEmpty(), first.problems(), stamp);
        checked = now();
    }

    /** Whether the files may change while the application runs. */
    public boolean isEdited() {
        return edit;
    }

    /** The last course that had no problems; if none has been read yet, the draft. */
    public Course course() {
        return current().course;
    }

    /** The files as they are now, as far as they can be read. */
    public Course draft() {
        return current().draft;
    }

    /** Whether {@link #course} is free of problems. */
    public boolean isGood() {
        return current().good;
    }

    /** What is wrong with the files as they are now; empty unless somebody is editing. */
    public List<Problem> problems() {
        return current().problems;
    }

    private State current() {
        if (edit && now() - checked >= PAUSE_MS) {
            refresh();
        }
        return state;
    }

    private synchronized void refresh() {
        if (now() - checked < PAUSE_MS) {
            return;
        }
        Object stamp = folder.stamp();
        if (!stamp.equals(state.stamp)) {
            Course.Reading reading = Course.read(folder, widgets, tex, false);
            boolean good = reading.problems().isEmpty();
            Course last = !good && state.good ? state.course : reading.course();
            state = new State(last, reading.course(), good || state.good, reading.problems(), stamp);
        }
        checked = now();
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }
}

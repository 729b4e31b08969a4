package org.convolab.content;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.convolab.content.chapter.Effort;
import org.convolab.content.chapter.Results;
import org.convolab.content.chapter.Tex;
import org.convolab.content.source.Folder;
import org.convolab.content.source.Problem;
import org.convolab.widget.Widgets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Holds the current course. Without {@code convolab.edit} it is read once, and problems stop the application. With it, an
 * edit shows at the next request; a broken edit leaves the last good course in place and its problems beside it.
 */
@Component
public final class LiveCourse implements SmartInitializingSingleton {
    private static final Logger LOG = LoggerFactory.getLogger(LiveCourse.class);
    private static final long PAUSE_MS = 300;

    private final Folder folder;
    private final Widgets widgets;
    private final boolean edit;
    private final @Nullable Path kept;
    private final Results results;
    private final Tex tex;
    private final ApplicationEventPublisher events;

    private final FutureTask<State> first = new FutureTask<>(this::first);
    private volatile @Nullable State state;
    private volatile long checked;

    /**
     * @param course the last without problems; until there is one, the draft
     * @param draft the files as they are now, as far as they can be read
     */
    private record State(
            Course course, Course draft, boolean good, boolean complete, List<Problem> problems, Object stamp) {
        /** @param last the state before, whose good course stays where the new one is not good */
        static State of(Course.Reading reading, @Nullable State last, Object stamp) {
            boolean right = reading.problems().isEmpty();
            Course good = right || last == null || !last.good ? reading.course() : last.course;
            return new State(
                    good,
                    reading.course(),
                    right || last != null && last.good,
                    reading.complete(),
                    reading.problems(),
                    stamp);
        }
    }

    /** @param results the file that keeps what was computed for a folder; blank for a hidden one in it */
    @Autowired
    LiveCourse(
            Widgets widgets,
            @Value("${convolab.content:}") String folder,
            @Value("${convolab.results:}") String results,
            @Value("${convolab.edit:false}") boolean edit,
            ApplicationEventPublisher events) {
        this(
                widgets,
                folder.isBlank() ? Folder.bundled() : Folder.at(Path.of(folder)),
                folder.isBlank() ? null : results.isBlank() ? Path.of(folder, ".results.json") : Path.of(results),
                edit,
                Results.built(),
                events);
        // beside the rest of the start
        new Thread(first, "content").start();
    }

    /** @param kept the file that keeps what is computed; null if none does */
    LiveCourse(
            Widgets widgets,
            Folder folder,
            @Nullable Path kept,
            boolean edit,
            Results results,
            ApplicationEventPublisher events) {
        this.widgets = widgets;
        this.folder = folder;
        this.kept = kept;
        this.edit = edit;
        this.results = kept == null ? results : results.add(kept);
        this.tex = new Tex(results.formulas());
        this.events = events;
    }

    private State first() {
        Object stamp = folder.stamp();
        Course.Reading reading = read(Effort.KNOWN);
        if (!reading.complete() && !reading.problems().isEmpty()) {
            // what was left out may be to blame
            reading = read(Effort.USUAL);
        }
        if (!edit && !reading.problems().isEmpty()) {
            throw new BrokenContent(reading.problems());
        }
        checked = now();
        return State.of(reading, null, stamp);
    }

    /** @throws BrokenContent if there are problems and nobody is editing */
    @Override
    public void afterSingletonsInstantiated() {
        state();
    }

    private State state() {
        State known = state;
        if (known == null) {
            first.run();
            try {
                known = first.get();
            } catch (ExecutionException failed) {
                throw failed.getCause() instanceof RuntimeException broken ? broken : new IllegalStateException(failed);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            }
            synchronized (this) {
                known = state == null ? known : state;
                state = known;
            }
        }
        return known;
    }

    private Course.Reading read(Effort effort) {
        return Course.read(folder, widgets, tex, results, effort);
    }

    /** Computes what the first pages leave out, once they are served. */
    @EventListener(ApplicationReadyEvent.class)
    void complete() {
        if (!state().complete) {
            Thread thread = new Thread(this::computed, "content");
            thread.setDaemon(true);
            thread.setPriority(Thread.MIN_PRIORITY);
            thread.start();
        }
    }

    private void computed() {
        State before = state();
        Course.Reading reading = read(Effort.USUAL);
        keep();
        synchronized (this) {
            if (state().stamp.equals(before.stamp)) {
                state = State.of(reading, null, before.stamp);
            }
        }
        if (!edit && !reading.problems().isEmpty()) {
            LOG.error("{}", new BrokenContent(reading.problems()).getMessage());
            AvailabilityChangeEvent.publish(events, this, ReadinessState.REFUSING_TRAFFIC);
        }
    }

    /** Writes what was computed where the next start finds it. Where nobody may write, it is computed again then. */
    private void keep() {
        if (kept != null && results.isGrown()) {
            try {
                results.write(kept);
            } catch (IOException unwritable) {
                LOG.debug("what was computed is not kept: {}", unwritable.toString());
            }
        }
    }

    /** Whether the files may change while the application runs. */
    public boolean isEdited() {
        return edit;
    }

    /** Whether nothing is left out of its pages that is still being computed. */
    public boolean isComplete() {
        return current().complete;
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
        return state();
    }

    private synchronized void refresh() {
        if (now() - checked < PAUSE_MS) {
            return;
        }
        Object stamp = folder.stamp();
        if (!stamp.equals(state().stamp)) {
            state = State.of(read(Effort.USUAL), state(), stamp);
            keep();
        }
        checked = now();
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }
}

package org.convolab.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.convolab.widget.CourseResources;
import org.convolab.widget.RetryLater;
import org.convolab.widget.View;
import org.convolab.widget.Widget;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * What the widgets computed. Page, fragment, JSON and drawings of one state share one computation, and whoever asks while
 * it runs waits for it. Work that has a {@linkplain Widget#cost cost} waits for a free core; once the cores have more to
 * do than anybody should wait for, it is refused as {@link RetryLater}. Work without a cost always passes.
 */
@Component
final class Views {
    /** Views take at most this share of the heap, if a number of theirs takes so many bytes, boxed and in a list. */
    private static final int SHARE = 8;

    private static final int NUMBER = 24;

    /** How long work may wait for a core, in milliseconds. */
    private static final int PATIENCE = 2_000;

    /** One state of a widget. Courses of one version share views: an edit of a chapter drops none. */
    private record Key(String course, String widget, Record parameters) {}

    private static final ClassValue<List<Method>> ACCESSORS = new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
            List<Method> accessors = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getAccessor)
                    .toList();
            accessors.forEach(accessor -> accessor.setAccessible(true));
            return accessors;
        }
    };

    private final Cache<Key, View> known = Caffeine.newBuilder()
            .maximumWeight(Runtime.getRuntime().maxMemory() / SHARE / NUMBER)
            .weigher((Key key, View view) -> numbers(key.parameters) + numbers(view))
            .build();

    private final ConcurrentMap<Key, FutureTask<View>> running = new ConcurrentHashMap<>();
    private final int cores;
    private final Semaphore free;
    private double pending;

    @Autowired
    Views() {
        this(Runtime.getRuntime().availableProcessors());
    }

    Views(int cores) {
        this.cores = cores;
        this.free = new Semaphore(cores, true);
    }

    /**
     * The view of a widget, computed unless it is known.
     *
     * @throws RetryLater if the cores have too much to do already
     * @throws org.convolab.widget.BadParameter if the widget refuses the parameters, which is not remembered
     */
    @SuppressWarnings("unchecked")
    <P extends Record, V extends Record & View> V view(Widget<P, V> widget, P parameters, CourseResources course) {
        Key key = new Key(course.version(), widget.id(), parameters);
        View view = known.getIfPresent(key);
        if (view == null) {
            FutureTask<View> mine = new FutureTask<>(() -> computed(key, widget, parameters, course));
            FutureTask<View> first = running.putIfAbsent(key, mine);
            if (first == null) {
                mine.run();
                running.remove(key, mine);
            }
            view = result(first == null ? mine : first);
        }
        return (V) view;
    }

    private <P extends Record> View computed(Key key, Widget<P, ?> widget, P parameters, CourseResources course) {
        View view = known.getIfPresent(key);
        if (view == null) {
            double cost = widget.cost(parameters);
            enter(cost);
            try {
                view = widget.view(parameters, course);
            } finally {
                leave(cost);
            }
            known.put(key, view);
        }
        return view;
    }

    private void enter(double cost) {
        if (cost > 0) {
            synchronized (this) {
                double wait = pending / cores;
                if (wait > PATIENCE) {
                    throw new RetryLater((int) Math.ceil(wait / 1000), "Many people are computing at this moment.");
                }
                pending += cost;
            }
            free.acquireUninterruptibly();
        }
    }

    private void leave(double cost) {
        if (cost > 0) {
            free.release();
            synchronized (this) {
                pending -= cost;
            }
        }
    }

    private static View result(FutureTask<View> task) {
        try {
            return task.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new RetryLater(1, "The server is about to stop.");
        }
    }

    /** How many numbers a part of a view holds, about: views differ a thousandfold in that, and small ones are many. */
    private static int numbers(@Nullable Object part) {
        if (part instanceof Record) {
            int sum = 1;
            for (Method accessor : ACCESSORS.get(part.getClass())) {
                sum += numbers(value(accessor, part));
            }
            return sum;
        }
        if (part instanceof List<?> parts && !parts.isEmpty() && parts.get(0) instanceof Number) {
            return 1 + parts.size();
        }
        if (part instanceof Collection<?> parts) {
            int sum = 1;
            for (Object one : parts) {
                sum += numbers(one);
            }
            return sum;
        }
        if (part instanceof Map<?, ?> parts) {
            return numbers(parts.keySet()) + numbers(parts.values());
        }
        if (part instanceof CharSequence text) {
            return 1 + text.length() / NUMBER;
        }
        return part != null && part.getClass().isArray() ? 1 + Array.getLength(part) : 1;
    }

    private static @Nullable Object value(Method accessor, Object part) {
        try {
            return accessor.invoke(part);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}

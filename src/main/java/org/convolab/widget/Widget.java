package org.convolab.widget;

import org.convolab.image.Drawing;
import org.jspecify.annotations.Nullable;

/**
 * A pure function from parameters to a view: equal parameters and materials give equal views, on every machine. The
 * parameters are the query string; the view is the JSON, and what the template {@code widget/<id>.html} draws.
 *
 * @param <P> the parameters: a record of {@code int}, {@code double}, {@link Sides}, {@link PaddingRule}, {@code
 *     boolean}, enum and {@code String} components with {@link Bounds} or {@link Form}
 * @param <V> the view: a record of numbers, grids, lists and records
 */
public interface Widget<P extends Record, V extends Record & View> {
    /** The name in the address, of the template, and without its hyphens of the package. */
    String id();

    /** What the widget is called on its own page. */
    String title();

    /** The parameters when the address names none. */
    P start();

    /**
     * What the engine computes for these parameters.
     *
     * @throws BadParameter if the parameters do not fit each other, the engine or the materials
     * @throws RetryLater if that takes longer than one request should
     */
    V view(P parameters, CourseResources materials);

    /**
     * Refuses what the view would refuse, without computing what has a {@linkplain #cost cost}: so states that cost too much to
     * be tried are checked.
     *
     * @throws BadParameter if the parameters do not fit each other, the engine or the materials
     */
    default void check(P parameters, CourseResources materials) {}

    /**
     * How many milliseconds the view takes on an idle core, about. What takes less than some tens costs nothing; what has a
     * cost is refused while the server has much to do.
     */
    default double cost(P parameters) {
        return 0;
    }

    /**
     * Whether the view holds something measured, such as a time. Then it is no function of the parameters alone: it says when
     * it was measured, and no figure of the content may rest on it.
     */
    default boolean measures(P parameters) {
        return false;
    }

    /** The places that can be stepped through and played in this state; null where nothing moves. */
    default @Nullable Steps walk(P parameters, V view) {
        return null;
    }

    /**
     * An image that this state's page shows under that name; null if there is none of that name. Its template finds the
     * address with {@code links.drawing(name)}.
     */
    default @Nullable Drawing drawing(P parameters, V view, String name) {
        return null;
    }
}

package org.convolab.widget;

/** What a widget computed. */
public interface View {
    /** One short sentence that says what just happened, true in this state. */
    String sentence();
}

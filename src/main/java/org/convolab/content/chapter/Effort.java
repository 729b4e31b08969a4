package org.convolab.content.chapter;

/** How much is computed while a course is read. */
public enum Effort {
    /** Nothing: a figure that is not known is left out, and so is a formula; states are checked as far as that is quick. */
    KNOWN,
    /** What is not known yet; states that have a cost are checked as far as that is quick. */
    USUAL,
    /** Everything, known or not, however long it takes. */
    ALL
}

package org.convolab.content.chapter;

/** Something that cannot be computed because of a problem which is reported elsewhere. */
final class AlreadyReported extends IllegalArgumentException {
    AlreadyReported(String name) {
        super("'" + name + "' has problems of its own");
    }
}

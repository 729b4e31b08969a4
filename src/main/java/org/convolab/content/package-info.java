/**
 * The course as its author wrote it: chapters, networks and pictures read from a {@linkplain org.convolab.content.source
 * content folder}, checked, and held while the application runs.
 */
@NullMarked
package org.convolab.content;

import org.jspecify.annotations.NullMarked;

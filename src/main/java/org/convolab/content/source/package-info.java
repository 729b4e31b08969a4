/** The files of a content folder: their bytes, texts and YAML, and problems with a file, a line and the nearest right spelling. */
@NullMarked
package org.convolab.content.source;

import org.jspecify.annotations.NullMarked;

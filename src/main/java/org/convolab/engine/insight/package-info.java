/** What networks see: the pixels that move a unit, and how far. */
@NullMarked
package org.convolab.engine.insight;

import org.jspecify.annotations.NullMarked;

/** Labelled examples that networks learn from and are scored on. */
@NullMarked
package org.convolab.engine.data;

import org.jspecify.annotations.NullMarked;

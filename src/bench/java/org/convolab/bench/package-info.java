/** Measurements of the engine beside its peers, on the same work and in the same run. */
@NullMarked
package org.convolab.bench;

import org.jspecify.annotations.NullMarked;

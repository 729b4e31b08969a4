/**
 * Networks as authors describe them in YAML, and where the weights of those that are trained come from; the engine reads the
 * files of weights.
 */
@NullMarked
package org.convolab.content.network;

import org.jspecify.annotations.NullMarked;

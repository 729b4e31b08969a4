/** Networks as authors describe them in YAML, and the safetensors files of those that are trained. */
@NullMarked
package org.convolab.content.network;

import org.jspecify.annotations.NullMarked;

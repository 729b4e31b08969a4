/** Labeled examples to train on and to test with, and pictures brought to another size or framed as MNIST frames digits. */
@NullMarked
package org.convolab.engine.data;

import org.jspecify.annotations.NullMarked;

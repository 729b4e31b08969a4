package org.convolab.engine.data;

import org.convolab.engine.tensor.Tensor;

/** One labelled picture of a data set: {@code [1, channels, height, width]} of numbers between 0 and 1, and its class. */
public record Example(Tensor picture, int label) {}

package org.convolab.engine.train;

import java.util.List;
import org.convolab.engine.layer.Parameter;
import org.convolab.engine.network.Initialization;
import org.convolab.engine.network.Network;

/**
 * All that decides how a training run goes, apart from the examples.
 *
 * @param batch how many examples there are in each step's mini-batch
 * @param seed decides the first weights, the order of the examples and what dropout drops
 */
public record TrainingConfig(
        Network network,
        Initialization initialization,
        Loss loss,
        Optimizer optimizer,
        Schedule schedule,
        int batch,
        long seed) {
    public TrainingConfig {
        if (batch < 1) {
            throw new IllegalArgumentException("a mini-batch has at least 1 example, not " + batch);
        }
    }

    /** The parameters that the run changes. */
    List<Parameter> trained() {
        return network.parameters().stream().filter(Parameter::trained).toList();
    }

    /** What decides the run, in a line: equal lines, with networks of equal names, make equal runs. */
    @Override
    public String toString() {
        return "%s, %s, %s, %s, %s, %d examples a step, seed %d"
                .formatted(network.name(), initialization, loss, optimizer, schedule, batch, seed);
    }
}

package org.convolab.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.convolab.engine.tensor.Arithmetic.Candidate;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    private final Arithmetic first = candidate();
    private final Arithmetic second = candidate();
    private final Arithmetic third = candidate();

    @Test
    void whatIsSlowerIsNotTaken() {
        assertThat(choice(Set.of(second, third)).made()).isSameAs(first);
    }

    @Test
    void whatIsFastestIsTaken() {
        assertThat(choice(Set.of(first, second)).made()).isSameAs(third);
        assertThat(choice(Set.of(first, third)).made()).isSameAs(second);
    }

    @Test
    void whatWasSlowWhenItWasFirstTimedIsTimedAgain() throws Exception {
        AtomicInteger slow = new AtomicInteger(20);
        Consumer<Arithmetic> work =
                it -> LockSupport.parkNanos(it == first ? 200_000 : slow.getAndDecrement() > 0 ? 400_000 : 1);
        Choice choice = new Choice(
                Level.DEBUG,
                "slow at first",
                List.of(new Candidate("first", first), new Candidate("second", second), new Candidate("third", third)),
                it -> {},
                work,
                1);
        for (int i = 0; i < 1000 && choice.serving(1_000_000_000) != third; i++) {
            Thread.sleep(10);
        }
        assertThat(choice.serving(1)).isSameAs(third);
    }

    @Test
    void theFirstServesUntilTheChoiceIsMade() {
        assertThat(choice(Set.of(first)).serving(1)).isSameAs(first);
    }

    @Test
    void theOthersAreTriedOnceThereIsWorkWorthIt() throws Exception {
        AtomicInteger trials = new AtomicInteger();
        Choice choice = new Choice(
                Level.DEBUG,
                "counted",
                List.of(new Candidate("first", first), new Candidate("second", second)),
                it -> trials.incrementAndGet(),
                it -> {},
                1);
        choice.serving(1_000);
        Thread.sleep(50);
        assertThat(trials).hasValue(0);

        choice.serving(1_000_000_000);
        for (int i = 0; i < 1000 && trials.get() == 0; i++) {
            Thread.sleep(10);
        }
        assertThat(trials).hasPositiveValue();
    }

    /** A choice between the three, of which the given ones are made to wait, a fifth of a millisecond each time. */
    private Choice choice(Set<Arithmetic> slow) {
        List<Candidate> candidates =
                List.of(new Candidate("first", first), new Candidate("second", second), new Candidate("third", third));
        Consumer<Arithmetic> work = it -> {
            if (slow.contains(it)) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
            }
        };
        return new Choice(Level.DEBUG, "waiting", candidates, work, work, 1);
    }

    /** Arithmetic that is not asked for anything. */
    private static Arithmetic candidate() {
        return (Arithmetic) Proxy.newProxyInstance(
                Arithmetic.class.getClassLoader(),
                new Class<?>[] {Arithmetic.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}

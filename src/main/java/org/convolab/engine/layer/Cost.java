package org.convolab.engine.layer;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.convolab.engine.tensor.Shape;

/**
 * What a layer costs, as sums of products: its trained parameters, and the multiply-adds of one example. A composite
 * layer's terms are the layers inside it.
 *
 * @param uses how often one example uses each weight; 0 where weights are used differently often, or there are none
 */
public record Cost(List<Product> parameters, List<Product> multiplyAdds, int uses) {
    /** Of a layer that has no parameters and does no multiply-adds. */
    public static final Cost NONE = new Cost(List.of(), List.of(), 0);

    /** A product, and what its factors count, in their order. */
    public record Product(String of, List<Long> factors) {
        static Product of(String of, long... factors) {
            return new Product(of, Arrays.stream(factors).boxed().toList());
        }

        public long value() {
            long value = 1;
            for (long factor : factors) {
                value = Math.multiplyExact(value, factor);
            }
            return value;
        }

        /** The same with more factors. */
        Product times(String of, long... more) {
            List<Long> all =
                    Stream.concat(factors.stream(), Arrays.stream(more).boxed()).toList();
            return new Product(this.of + " · " + of, all);
        }
    }

    /** Parameters alone, which multiply nothing that is counted. */
    static Cost parameters(Product... parameters) {
        return new Cost(List.of(parameters), List.of(), 0);
    }

    /** The sums over the layers inside sequences that read the same input. */
    static Cost inside(Collection<Sequence> sequences, Shape input) {
        List<Sequence.Step> steps = sequences.stream()
                .flatMap(each -> each.steps(input, ReceptiveField.PIXEL).stream())
                .toList();
        return new Cost(
                products(steps, step -> step.named().layer().parameterCount()),
                products(steps, step -> step.named().layer().multiplyAdds(step.input())),
                0);
    }

    private static List<Product> products(List<Sequence.Step> steps, ToLongFunction<Sequence.Step> count) {
        return steps.stream()
                .map(step -> Product.of(step.named().name(), count.applyAsLong(step)))
                .filter(product -> product.value() > 0)
                .toList();
    }

    /** What some products add up to. */
    static long sum(List<Product> products) {
        long sum = 0;
        for (Product product : products) {
            sum += product.value();
        }
        return sum;
    }
}

package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;
import org.slf4j.MDC;

/// What became of a message of a batch.
public sealed interface Handled {
    /// Which message.
    DeliveryMessage message();

    /// It was done: the message is of no use any more.
    ///
    /// @param step what became of the delivery, for whoever watches
    record Done(DeliveryMessage message, Step step) implements Handled {
        public Done {
            requireNonNull(message, "message is null");
            requireNonNull(step, "step is null");
        }
    }

    /// It could not be done, or not be written down: the message has to come again.
    ///
    /// @param failure why
    record Broken(DeliveryMessage message, RuntimeException failure) implements Handled {
        public Broken {
            requireNonNull(message, "message is null");
            requireNonNull(failure, "failure is null");
        }
    }

    /// What `step` does with the message, whose event and delivery the lines of the log bear meanwhile.
    static Handled of(DeliveryMessage message, Supplier<Step> step) {
        try (var _ = MDC.putCloseable("event", message.event().text());
                var _ = MDC.putCloseable("delivery", message.delivery().text())) {
            return new Done(message, step.get());
        } catch (RuntimeException e) {
            return new Broken(message, e);
        }
    }
}

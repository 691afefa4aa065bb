package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import io.penstock.event.Event;
import io.penstock.subscription.Destination;
import io.penstock.tenant.Tenant;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hands events to queues, topics, buses and functions.
public interface Targets {
    /// Most events that are handed over together.
    int MAX_PARCELS = 10;

    /// An event on its way.
    ///
    /// @param message which attempt this is; its delivery is what the receiver tells a repetition by
    /// @param event what is to be handed over
    record Parcel(DeliveryMessage message, Event event) {
        public Parcel {
            requireNonNull(message, "message is null");
            requireNonNull(event, "event is null");
        }
    }

    /// Events for the same target, in the name of the same tenant.
    ///
    /// @param target where to
    /// @param tenant whose events these are
    /// @param parcels 1 to [#MAX_PARCELS]
    /// @param timeout for all of it
    record Shipment(Destination.Target target, Tenant tenant, List<Parcel> parcels, Duration timeout) {
        public Shipment {
            requireNonNull(target, "target is null");
            requireNonNull(tenant, "tenant is null");
            parcels = List.copyOf(parcels);
            requireNonNull(timeout, "timeout is null");
            if (parcels.isEmpty() || parcels.size() > MAX_PARCELS) {
                throw new IllegalArgumentException(
                        "1 to %d parcels are sent together, not %d".formatted(MAX_PARCELS, parcels.size()));
            }
        }
    }

    /// What came of a parcel.
    sealed interface Answer {
        /// How long it took.
        Duration took();
    }

    /// The service has it.
    ///
    /// @param receipt what the service calls it
    /// @param took until that was known
    record Taken(String receipt, Duration took) implements Answer {
        public Taken {
            requireNonNull(receipt, "receipt is null");
            requireNonNull(took, "took is null");
        }
    }

    /// The service has not taken it, or has not said so; it may do better later.
    ///
    /// @param reason in a few words, without anything secret
    /// @param status the HTTP status, if the service answered and this parcel has one of its own
    /// @param detail what the service says, if it says something
    /// @param took until that was known
    record Failed(String reason, @Nullable Integer status, String detail, Duration took) implements Answer {
        public Failed {
            requireNonNull(reason, "reason is null");
            requireNonNull(detail, "detail is null");
            requireNonNull(took, "took is null");
        }
    }

    /// The service takes no event like this, however often it is tried: it is too large, say. Others it may take.
    ///
    /// @param reason in a few words, without anything secret
    /// @param took until that was known
    record Unfit(String reason, Duration took) implements Answer {
        public Unfit {
            requireNonNull(reason, "reason is null");
            requireNonNull(took, "took is null");
        }
    }

    /// How many events for `target` are handed over together: its service takes so many in one request.
    static int together(Destination.Target target) {
        return switch (target) {
            case Destination.Queue _, Destination.Topic _, Destination.Bus _ -> MAX_PARCELS;
            case Destination.Function _ -> 1;
        };
    }

    /// Hands a shipment over and waits for what comes of it, for no longer than its timeout. Whatever the target and
    /// its service do is an [Answer]; exceptions are failures of our own.
    ///
    /// @return as many as there are parcels, in their order
    List<Answer> send(Shipment shipment);
}

package io.penstock.delivery;

import io.penstock.delivery.Deliverer.Prepared;
import io.penstock.delivery.Deliverer.Ready;
import io.penstock.delivery.Deliverer.Settled;
import io.penstock.subscription.Destination;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The messages of one [Deliverer#deliver(List, Concurrency)]: all are looked at first, since only then it is known what
/// can be handed over together; then all is sent.
final class DeliveryBatch {
    private static final String TOO_LATE = "there was no time for it, or not enough";

    private final Deliverer deliverer;
    private final List<DeliveryMessage> messages;
    private final AtomicReferenceArray<@Nullable Prepared> prepared;
    private final AtomicReferenceArray<@Nullable Handled> handled;

    /// The subscriptions of these messages, each read once, and not before the messages were here.
    private final Map<SubscriptionUid, Optional<Subscription>> subscriptions = new ConcurrentHashMap<>();

    /// What begins, for as long as it is under way.
    private final Queue<Deliverer.Admission> admitted = new ConcurrentLinkedQueue<>();

    /// What is sent together has all of this in common.
    private record Together(TenantUid tenant, Destination.Target target, Duration timeout) {}

    /// Of which subscription attempts were made.
    private record Made(SubscriptionUid subscription, long version) {}

    DeliveryBatch(Deliverer deliverer, List<DeliveryMessage> messages) {
        this.deliverer = deliverer;
        this.messages = List.copyOf(messages);
        this.prepared = new AtomicReferenceArray<>(messages.size());
        this.handled = new AtomicReferenceArray<>(messages.size());
    }

    List<Handled> run(Concurrency concurrency) {
        var looks = new ArrayList<Runnable>();
        for (int i = 0; i < messages.size(); i++) {
            int place = i;
            looks.add(() -> prepare(place));
        }
        concurrency.run(looks);
        var admissions = admissions();
        if (!admissions.isEmpty()) {
            concurrency.run(admissions);
        }
        concurrency.run(sends());
        made();
        admitted.forEach(deliverer::ended);
        var all = new ArrayList<Handled>();
        for (int i = 0; i < messages.size(); i++) {
            var one = handled.get(i);
            all.add(one == null ? new Handled.Broken(messages.get(i), new IllegalStateException(TOO_LATE)) : one);
        }
        return all;
    }

    /// Lets begin what may, once for each subscription that has a throttle, as it was found.
    private List<Runnable> admissions() {
        var groups = new LinkedHashMap<Made, List<Integer>>();
        for (int i = 0; i < messages.size(); i++) {
            if (prepared.get(i) instanceof Ready ready && ready.isThrottled()) {
                groups.computeIfAbsent(made(ready), _ -> new ArrayList<>()).add(i);
            }
        }
        return groups.values().stream()
                .<Runnable>map(places -> () -> admit(places))
                .toList();
    }

    private void admit(List<Integer> places) {
        var ready = ready(places);
        // What is not admitted because of a failure is not begun.
        places.forEach(place -> prepared.set(place, null));
        try {
            var admission = deliverer.admit(ready);
            for (int i = 0; i < places.size(); i++) {
                prepared.set(places.get(i), admission.prepared().get(i));
            }
            admitted.add(admission);
        } catch (RuntimeException e) {
            for (int place : places) {
                handled.set(place, new Handled.Broken(messages.get(place), e));
            }
        }
    }

    private List<Ready> ready(List<Integer> places) {
        var ready = new ArrayList<Ready>();
        for (int place : places) {
            if (prepared.get(place) instanceof Ready one) {
                ready.add(one);
            }
        }
        return ready;
    }

    private static Made made(Ready ready) {
        return new Made(ready.subscription().uid(), ready.subscription().version());
    }

    /// Sees to what follows from the attempts, once for each subscription as it was when they were admitted.
    private void made() {
        var ready = new LinkedHashMap<Made, List<Ready>>();
        var steps = new LinkedHashMap<Made, List<Step>>();
        for (int i = 0; i < messages.size(); i++) {
            if (prepared.get(i) instanceof Ready attempted && handled.get(i) instanceof Handled.Done(var _, var step)) {
                var made = made(attempted);
                ready.computeIfAbsent(made, _ -> new ArrayList<>()).add(attempted);
                steps.computeIfAbsent(made, _ -> new ArrayList<>()).add(step);
            }
        }
        ready.forEach((made, attempted) -> deliverer.made(attempted, steps.getOrDefault(made, List.of())));
    }

    private void prepare(int place) {
        var message = messages.get(place);
        try {
            prepared.set(place, deliverer.prepare(message, this::inForce));
        } catch (RuntimeException e) {
            handled.set(place, new Handled.Broken(message, e));
        }
    }

    private Optional<Subscription> inForce(SubscriptionUid uid) {
        return subscriptions.computeIfAbsent(uid, deliverer::inForce);
    }

    private List<Runnable> sends() {
        var sends = new ArrayList<Runnable>();
        var groups = new LinkedHashMap<Together, List<Integer>>();
        for (int i = 0; i < messages.size(); i++) {
            int place = i;
            switch (prepared.get(i)) {
                case null -> {}
                case Settled(var step) -> handled.set(i, new Handled.Done(messages.get(i), step));
                case Ready ready -> {
                    switch (ready.subscription().destination()) {
                        case Destination.Webhook _ ->
                            sends.add(() ->
                                    handled.set(place, Handled.of(ready.message(), () -> deliverer.attempt(ready))));
                        case Destination.Target target ->
                            groups.computeIfAbsent(together(ready, target), _ -> new ArrayList<>())
                                    .add(place);
                    }
                }
            }
        }
        groups.forEach((together, places) -> {
            int most = Targets.together(together.target());
            for (int from = 0; from < places.size(); from += most) {
                var some = places.subList(from, Math.min(places.size(), from + most));
                sends.add(() -> handOver(together.target(), some));
            }
        });
        return sends;
    }

    private static Together together(Ready ready, Destination.Target target) {
        return new Together(
                ready.subscription().tenant(),
                target,
                ready.subscription().policy().timeout());
    }

    private void handOver(Destination.Target target, List<Integer> places) {
        var done = deliverer.handOver(ready(places), target);
        for (int i = 0; i < places.size(); i++) {
            handled.set(places.get(i), done.get(i));
        }
    }
}

package io.penstock.destination;

import io.penstock.delivery.Targets.Answer;
import io.penstock.delivery.Targets.Taken;
import io.penstock.delivery.Targets.Unfit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/// Sends items in as few requests as a service's limit on a request's size allows, and finds each item's outcome.
///
/// @param <T> what is sent
final class Batches<T> {
    /// What a service says of an item.
    sealed interface Result {}

    /// It has it.
    ///
    /// @param receipt what it calls it
    record Accepted(String receipt) implements Result {}

    /// It has not.
    ///
    /// @param code of the error
    /// @param message of the error
    record Rejected(String code, String message) implements Result {}

    private final String service;
    private final int maxBytes;
    private final ToIntFunction<T> bytes;
    private final Function<List<T>, List<Result>> request;
    private final Supplier<Duration> took;

    /// @param service what it is called
    /// @param maxBytes most bytes of an item, and of all in a request
    /// @param bytes what an item counts as
    /// @param request sends items, and answers as many results in their order
    /// @param took how long it has taken by now
    Batches(
            String service,
            int maxBytes,
            ToIntFunction<T> bytes,
            Function<List<T>, List<Result>> request,
            Supplier<Duration> took) {
        this.service = service;
        this.maxBytes = maxBytes;
        this.bytes = bytes;
        this.request = request;
        this.took = took;
    }

    /// @return as many as there are items, in their order
    /// @throws SdkException if credentials were refused
    List<Answer> send(List<T> items) {
        var answers = new @Nullable Answer[items.size()];
        var together = new ArrayList<Integer>();
        long total = 0;
        for (int i = 0; i < items.size(); i++) {
            int size = bytes.applyAsInt(items.get(i));
            if (size > maxBytes) {
                answers[i] = new Unfit(
                        "%,d bytes are more than the %,d that %s takes".formatted(size, maxBytes, service), took.get());
                continue;
            }
            if (total + size > maxBytes) {
                send(items, together, answers);
                together.clear();
                total = 0;
            }
            together.add(i);
            total += size;
        }
        send(items, together, answers);
        return Arrays.stream(answers).map(Batches::known).toList();
    }

    private static Answer known(@Nullable Answer answer) {
        if (answer == null) {
            throw new IllegalStateException("an item was left out");
        }
        return answer;
    }

    private void send(List<T> items, List<Integer> places, @Nullable Answer[] answers) {
        if (places.isEmpty()) {
            return;
        }
        try {
            var results = request.apply(places.stream().map(items::get).toList());
            for (int i = 0; i < places.size(); i++) {
                answers[places.get(i)] = answer(results.get(i));
            }
        } catch (SdkException e) {
            if (Errors.isOfCredentials(e)) {
                throw e;
            }
            if (places.size() > 1 && Errors.isOfAnItem(e)) {
                places.forEach(place -> send(items, List.of(place), answers));
                return;
            }
            var answer = Errors.answer(service, e, took.get());
            places.forEach(place -> answers[place] = answer);
        }
    }

    private Answer answer(Result result) {
        return switch (result) {
            case Accepted(var receipt) -> new Taken(receipt, took.get());
            case Rejected(var code, var message) -> Errors.answer(service, code, message, took.get());
        };
    }
}

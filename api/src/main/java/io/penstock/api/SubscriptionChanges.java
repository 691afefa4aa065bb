package io.penstock.api;

import io.penstock.api.Problem.Kind;
import io.penstock.input.InvalidInputException;
import io.penstock.subscription.ChangedMeanwhileException;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionAdministration;
import io.penstock.subscription.Subscriptions;
import io.penstock.tenant.TenantUid;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Changes of what the owner of a subscription says of it, in competition with others.
final class SubscriptionChanges {
    /// How often a change is decided anew because someone else was quicker.
    static final int MAX_TRIES = 5;

    private static final List<String> ALL_FIELDS = Stream.of(SubscriptionJson.FIELDS, SubscriptionJson.READ_ONLY_FIELDS)
            .flatMap(List::stream)
            .toList();

    private final Subscriptions subscriptions;
    private final SubscriptionAdministration administration;
    private final RandomGenerator random;

    SubscriptionChanges(ApiServices services) {
        this.subscriptions = services.subscriptions();
        this.administration = services.subscriptionAdministration();
        this.random = services.random();
    }

    ApiResponse put(TenantUid tenant, Call call) {
        var object = call.json();
        return decide(tenant, call, present -> {
            if (present.isPresent()) {
                return Optional.of(replace(present.get(), object));
            }
            SubscriptionRoutes.refuseReadOnly(object);
            var fields = new Fields(object, "", SubscriptionJson.FIELDS);
            checkId(fields, call.id());
            return SubscriptionRoutes.create(administration, random, tenant, call.id(), fields);
        });
    }

    ApiResponse patch(TenantUid tenant, Call call) {
        var patch = call.patch();
        return decide(tenant, call, present -> {
            var subscription = present.orElseThrow(() -> SubscriptionRoutes.notFound(call.id()));
            return Optional.of(
                    replace(subscription, SubscriptionJson.tree(subscription).patchedWith(patch)));
        });
    }

    ApiResponse delete(TenantUid tenant, Call call) {
        call.noBody();
        return decide(tenant, call, present -> {
            var subscription = present.orElseThrow(() -> SubscriptionRoutes.notFound(call.id()));
            return administration.delete(subscription) ? Optional.of(Answers.noContent()) : Optional.empty();
        });
    }

    /// Decides on the subscription as it is, and again if it is not so any more; empty counts as that.
    private ApiResponse decide(
            TenantUid tenant, Call call, Function<Optional<Subscription>, Optional<ApiResponse>> decision) {
        var precondition = Precondition.of(call.request().headers());
        for (int i = 0; i < MAX_TRIES; i++) {
            var present = subscriptions.find(tenant, call.id());
            precondition.check(present);
            try {
                var response = decision.apply(present);
                if (response.isPresent()) {
                    return response.get();
                }
            } catch (ChangedMeanwhileException e) {
                // Someone else was quicker: what the request asks for is decided on what is there now.
            }
        }
        throw new ProblemException(Problem.of(
                Kind.CONFLICT, "The subscription '%s' is being changed by others; try again".formatted(call.id())));
    }

    private ApiResponse replace(Subscription present, JsonValue.Obj object) {
        var fields = new Fields(object, "", ALL_FIELDS);
        checkId(fields, present.id());
        checkUnchanged(fields, SubscriptionJson.tree(present));
        checkSigning(fields, present);
        var spec = SubscriptionJson.read(fields, Optional.of(present));
        return SubscriptionRoutes.shown(200, administration.replace(present, spec));
    }

    private static void checkId(Fields fields, String id) {
        fields.text("id").filter(said -> !said.equals(id)).ifPresent(_ -> {
            throw new InvalidInputException(
                    "id", "is '%s' and stays so; leave it out, or make another subscription".formatted(id));
        });
    }

    /// What is shown may be sent back, but not changed.
    private static void checkUnchanged(Fields fields, JsonValue.Obj shown) {
        for (var name : SubscriptionJson.READ_ONLY_FIELDS) {
            fields.value(name)
                    .filter(said -> !said.equals(shown.members().get(name)))
                    .ifPresent(_ -> {
                        throw new InvalidInputException(
                                name,
                                name.equals("status")
                                        ? "is changed by POST …/pause and POST …/resume; leave it out"
                                        : "is set by Penstock, and is not what was sent; leave it out");
                    });
        }
    }

    private static void checkSigning(Fields fields, Subscription present) {
        var newest = present.keys().newest();
        var advice = "is changed by POST …/rotate-secret, so that receivers can change over; leave it out";
        Signature.read(fields).filter(said -> said != Signature.of(newest)).ifPresent(_ -> {
            throw new InvalidInputException("signature", advice);
        });
        Signature.readSecret(fields).filter(said -> !said.equals(newest)).ifPresent(_ -> {
            throw new InvalidInputException("secret", advice);
        });
    }
}

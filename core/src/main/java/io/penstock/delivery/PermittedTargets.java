package io.penstock.delivery;

import static java.util.Objects.requireNonNull;

import io.penstock.subscription.Destination;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.TargetPermissions;
import io.penstock.tenant.Tenants;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/// [Targets] that are asked at every attempt whether the tenant may send to them: what was allowed when a subscription
/// was made need not be so any more.
public final class PermittedTargets {
    private final Tenants tenants;
    private final TargetPermissions permissions;
    private final Targets targets;

    public PermittedTargets(Tenants tenants, TargetPermissions permissions, Targets targets) {
        this.tenants = requireNonNull(tenants, "tenants is null");
        this.permissions = requireNonNull(permissions, "permissions is null");
        this.targets = requireNonNull(targets, "targets is null");
    }

    /// Hands `parcels` over, if that is allowed.
    ///
    /// @param subscription whose target it is
    /// @param target its destination
    /// @return as many as there are parcels, in their order
    List<Targets.Answer> send(Subscription subscription, Destination.Target target, List<Targets.Parcel> parcels) {
        var tenant = tenants.find(subscription.tenant());
        if (tenant.isEmpty()) {
            return failed("its tenant has ended", parcels.size());
        }
        var obstacle = permissions.obstacle(tenant.get(), target);
        if (obstacle.isPresent()) {
            return failed(obstacle.get().field() + " " + obstacle.get().reason(), parcels.size());
        }
        var shipment = new Targets.Shipment(
                target, tenant.get(), parcels, subscription.policy().timeout());
        var answers = targets.send(shipment);
        if (answers.size() != parcels.size()) {
            throw new IllegalStateException("%d answers to %d parcels".formatted(answers.size(), parcels.size()));
        }
        return answers;
    }

    private static List<Targets.Answer> failed(String reason, int count) {
        return Collections.nCopies(count, new Targets.Failed(reason, null, "", Duration.ZERO));
    }
}

package io.penstock.webhook;

import static java.util.Objects.requireNonNull;

import io.penstock.input.InvalidInputException;
import io.penstock.subscription.Destination;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionRules;
import io.penstock.subscription.TargetPermissions;
import io.penstock.tenant.TenantEndedException;
import io.penstock.tenant.Tenants;

/// What a subscription may be: its URL leads where webhooks may go, and its tenant may send to its target.
public final class DestinationRules implements SubscriptionRules {
    private final AddressPolicy addresses;
    private final Tenants tenants;
    private final TargetPermissions permissions;

    /// @param addresses where webhooks may go
    /// @param tenants to ask for a subscription's tenant
    /// @param permissions which targets a tenant may send to
    public DestinationRules(AddressPolicy addresses, Tenants tenants, TargetPermissions permissions) {
        this.addresses = requireNonNull(addresses, "addresses is null");
        this.tenants = requireNonNull(tenants, "tenants is null");
        this.permissions = requireNonNull(permissions, "permissions is null");
    }

    /// @throws InvalidInputException if the destination may not be sent to
    /// @throws TenantEndedException if there is no such tenant any more
    @Override
    public void check(Subscription subscription) {
        switch (subscription.destination()) {
            case Destination.Webhook webhook -> checkUrl(webhook);
            case Destination.Target target -> {
                var tenant = tenants.find(subscription.tenant())
                        .orElseThrow(() -> new TenantEndedException(subscription.tenant()));
                permissions.check(tenant, target);
            }
        }
    }

    private void checkUrl(Destination.Webhook webhook) {
        try {
            var _ = WebhookUrl.parse(webhook.url().toString(), addresses);
        } catch (InvalidUrlException e) {
            throw new InvalidInputException("destination.url", e.detail());
        }
    }
}

package io.penstock.function.admin;

import io.penstock.input.InvalidInputException;
import io.penstock.subscription.Destination;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionRules;
import io.penstock.subscription.TargetPermissions;
import io.penstock.tenant.TenantEndedException;
import io.penstock.tenant.Tenants;
import io.penstock.webhook.AddressPolicy;
import io.penstock.webhook.InvalidUrlException;
import io.penstock.webhook.WebhookUrl;

/// What a subscription may be: its URL leads where webhooks may go, and its tenant may send to its target.
final class DestinationRules implements SubscriptionRules {
    private final AddressPolicy addresses;
    private final Tenants tenants;
    private final TargetPermissions permissions;

    DestinationRules(AddressPolicy addresses, Tenants tenants, TargetPermissions permissions) {
        this.addresses = addresses;
        this.tenants = tenants;
        this.permissions = permissions;
    }

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

package io.penstock.server;

import io.penstock.input.InvalidInputException;
import io.penstock.subscription.Destination;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionRules;
import io.penstock.webhook.AddressPolicy;
import io.penstock.webhook.InvalidUrlException;
import io.penstock.webhook.WebhookUrl;

/// What a subscription may be on one machine: its URL leads where webhooks may go.
final class LocalRules implements SubscriptionRules {
    private final AddressPolicy addresses;

    LocalRules(AddressPolicy addresses) {
        this.addresses = addresses;
    }

    @Override
    public void check(Subscription subscription) {
        switch (subscription.destination()) {
            case Destination.Webhook webhook -> checkUrl(webhook);
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

package io.penstock.distributed.registry;

import io.penstock.distributed.Item;
import io.penstock.distributed.SealBrokenException;
import io.penstock.distributed.Vault;
import io.penstock.distributed.registry.Change.Stored;
import io.penstock.identity.Id128;
import io.penstock.subscription.Ordering;
import io.penstock.subscription.Selection;
import io.penstock.subscription.Status;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;

/// How subscriptions stand in items. The item of one that was deleted stays for a while: it says what it was called, and
/// is in the way of whoever is late with an earlier change of it.
final class SubscriptionItems {
    private static final int FORM = 1;

    private final Vault vault;

    SubscriptionItems(Vault vault) {
        this.vault = vault;
    }

    /// How `subscription` is to stand.
    Stored stored(Subscription subscription) {
        return new Stored(
                SubscriptionJson.write(subscription),
                vault.seal(subscription.tenant(), SecretJson.write(subscription)),
                subscription.bytes());
    }

    /// How the one in `item` is to stand with another status: what is secret stays as it is sealed.
    static Stored stored(Item item, Status status) {
        var body = SubscriptionJson.read(item.in(FORM).text("body")).with(status);
        return new Stored(SubscriptionJson.write(selection(item), body), item.bytes("sealed"), bytes(item));
    }

    /// How it stands after `change`; without its time, if it was deleted.
    static Item write(TenantUid tenant, Change change) {
        var item = Item.at(RegistryPlaces.subscription(change.uid()), FORM)
                .with(Item.REVISION, change.version())
                .with("tenant", tenant.value().text())
                .with("uid", change.uid().value().text())
                .with("id", change.id());
        var after = change.after();
        return after == null
                ? item.with("ended", change.at())
                : item.with("selected", change.selected())
                        .with("bytes", after.bytes())
                        .with("body", after.body())
                        .with("sealed", after.sealed());
    }

    static boolean isInForce(Item item) {
        return !item.in(FORM).has("ended");
    }

    static TenantUid tenant(Item item) {
        return new TenantUid(Id128.parse(item.in(FORM).text("tenant")));
    }

    static SubscriptionUid uid(Item item) {
        return new SubscriptionUid(Id128.parse(item.in(FORM).text("uid")));
    }

    static String id(Item item) {
        return item.in(FORM).text("id");
    }

    static long version(Item item) {
        return item.in(FORM).number(Item.REVISION);
    }

    /// Since which version it wants what it wants.
    static long selected(Item item) {
        return item.in(FORM).number("selected");
    }

    /// What it takes of its tenant's room.
    static long bytes(Item item) {
        return item.in(FORM).number("bytes");
    }

    /// Which events it wants.
    static Selection selection(Item item) {
        return selection(item, body(item));
    }

    /// Which events one wants of which this may be read.
    static Selection selection(Item item, String body) {
        return SelectionJson.read(body).by(uid(item), id(item));
    }

    /// What may be read of it.
    static String body(Item item) {
        return item.in(FORM).text("body");
    }

    static Status status(Item item) {
        return status(body(item));
    }

    /// That of a subscription of which this may be read.
    static Status status(String body) {
        return SubscriptionJson.read(body).status();
    }

    /// The order of a subscription of which this may be read.
    static Ordering ordering(String body) {
        return SubscriptionJson.read(body).policy().ordering();
    }

    /// The subscription.
    ///
    /// @throws SealBrokenException if what is secret of it cannot be its own
    Subscription read(Item item) {
        var tenant = tenant(item);
        var selection = selection(item);
        var body = SubscriptionJson.read(item.text("body"));
        var secret = SecretJson.read(vault.open(tenant, item.bytes("sealed")));
        if (!secret.uid().equals(selection.uid().value().text())) {
            throw new SealBrokenException(tenant);
        }
        return new Subscription(
                selection.uid(),
                tenant,
                selection.id(),
                version(item),
                selection.types(),
                selection.filter(),
                secret.destination(),
                body.policy(),
                body.status(),
                secret.keys(),
                body.createdAt(),
                body.updatedAt());
    }
}

package io.penstock.subscription;

import io.penstock.input.InvalidInputException;

/// How many subscriptions there may be, and how much memory they may take: all are held in memory, and a server
/// whose memory they fill could not start any more.
///
/// @param perTenant most subscriptions of a tenant
/// @param bytesPerTenant most bytes of a tenant's, as [Subscription#bytes] counts them
/// @param bytes most bytes of all
public record SubscriptionLimits(int perTenant, long bytesPerTenant, long bytes) {
    /// Most subscriptions of a tenant, if nothing else is said.
    public static final int STANDARD_PER_TENANT = 200_000;

    /// Of a server with a heap of 512 MiB.
    public static final SubscriptionLimits STANDARD = ofHeap(512L * 1_024 * 1_024);

    private static final long MIB = 1_024 * 1_024;

    public SubscriptionLimits {
        if (perTenant < 1 || bytesPerTenant < 1 || bytes < bytesPerTenant) {
            throw new IllegalArgumentException("%d subscriptions of %d bytes a tenant, %d bytes in all"
                    .formatted(perTenant, bytesPerTenant, bytes));
        }
    }

    /// What a heap of `heapBytes` has room for: five eighths of it for all subscriptions, of which one tenant may have
    /// nine tenths.
    public static SubscriptionLimits ofHeap(long heapBytes) {
        return new SubscriptionLimits(STANDARD_PER_TENANT, heapBytes / 16 * 9, heapBytes / 16 * 10);
    }

    /// Checks what would be.
    ///
    /// @param ofTenant how many subscriptions the tenant would have
    /// @param bytesOfTenant and how many bytes of them
    /// @param bytesOfAll how many bytes all subscriptions would have
    /// @throws InvalidInputException if that is more than the tenant may have
    /// @throws NoRoomException if that is more than there is room for
    public void check(long ofTenant, long bytesOfTenant, long bytesOfAll) {
        if (ofTenant > perTenant) {
            throw new InvalidInputException(
                    "", "a tenant may have %,d subscriptions; delete one first".formatted(perTenant));
        }
        if (bytesOfTenant > bytesPerTenant) {
            throw new InvalidInputException(
                    "",
                    "a tenant's subscriptions may take %s of memory, and these would take more; delete some, or give them smaller filters, fewer types or headers"
                            .formatted(shown(bytesPerTenant)));
        }
        if (bytesOfAll > bytes) {
            throw new NoRoomException(
                    "all subscriptions together may take %s of memory, and these would take more; whoever runs this server can give it a larger heap, or delete subscriptions"
                            .formatted(shown(bytes)));
        }
    }

    private static String shown(long bytes) {
        return bytes < MIB ? "%,d bytes".formatted(bytes) : "%,d MiB".formatted(bytes / MIB);
    }
}

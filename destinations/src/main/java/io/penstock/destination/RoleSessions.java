package io.penstock.destination;

import io.penstock.arn.Arn;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantUid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/// Credentials of roles that were assumed, for as long as they are valid. A session is of one tenant: it was begun with its
/// external id, and bears its name in the logs of the account that the role is of.
final class RoleSessions {
    /// How long a session lasts: the shortest that there is, so that a role that trusts Penstock no more is soon of no use.
    static final Duration LIFETIME = Duration.ofMinutes(15);

    /// How long before its end a session is not used any more.
    static final Duration MARGIN = Duration.ofMinutes(2);

    /// Most sessions that are kept.
    static final int MAX_SESSIONS = 1_000;

    private static final int SHORTEST_NAME = 2;

    private final Clients clients;
    private final InstantSource clock;
    private final Map<Key, Session> sessions = new ConcurrentHashMap<>();

    private record Key(Arn role, TenantUid tenant) {}

    private record Session(AwsSessionCredentials credentials, Instant expires) {}

    RoleSessions(Clients clients, InstantSource clock) {
        this.clients = clients;
        this.clock = clock;
    }

    /// The credentials of `role`, assumed for `tenant`.
    ///
    /// @param region where to ask for them
    /// @throws software.amazon.awssdk.core.exception.SdkException if it cannot be assumed
    AwsSessionCredentials credentials(Arn role, Tenant tenant, String region, Duration timeout) {
        var key = new Key(role, tenant.uid());
        var present = sessions.get(key);
        if (present != null && clock.instant().isBefore(present.expires().minus(MARGIN))) {
            return present.credentials();
        }
        var assumed = clients.roles(region)
                .assumeRole(AssumeRoleRequest.builder()
                        .roleArn(role.text())
                        .roleSessionName(sessionName(tenant))
                        .externalId(tenant.externalId())
                        .durationSeconds(Math.toIntExact(LIFETIME.toSeconds()))
                        .overrideConfiguration(AwsRequestOverrideConfiguration.builder()
                                .apiCallTimeout(timeout)
                                .build())
                        .build())
                .credentials();
        var session = new Session(
                AwsSessionCredentials.create(assumed.accessKeyId(), assumed.secretAccessKey(), assumed.sessionToken()),
                assumed.expiration());
        if (sessions.size() >= MAX_SESSIONS) {
            sessions.clear();
        }
        sessions.put(key, session);
        return session.credentials();
    }

    /// Forgets the session, since its credentials are refused.
    void forget(Arn role, Tenant tenant) {
        sessions.remove(new Key(role, tenant.uid()));
    }

    /// A session's name has two characters at least, a tenant's id has one. No id has a `=`.
    private static String sessionName(Tenant tenant) {
        return tenant.id().length() < SHORTEST_NAME ? "tenant=" + tenant.id() : tenant.id();
    }
}

package io.penstock.subscription;

import static java.util.Objects.requireNonNull;

import io.penstock.arn.Arn;
import io.penstock.arn.ArnPattern;
import io.penstock.input.InvalidInputException;
import io.penstock.tenant.Tenant;
import java.util.List;
import java.util.Optional;

/// Which targets a tenant may send to: those that the operator allows it, with Penstock's own rights; and any by a role
/// that the operator lets be assumed, since that role says whom it trusts, and with which external id
/// ([Tenant#externalId]). What is Penstock's own is no target of anyone's.
///
/// @param everyones which targets every tenant may send to
/// @param roles which roles may be assumed
/// @param own what is Penstock's own
public record TargetPermissions(List<ArnPattern> everyones, List<ArnPattern> roles, List<ArnPattern> own) {
    /// Only what a tenant is allowed, and no roles.
    public static final TargetPermissions NONE = new TargetPermissions(List.of(), List.of(), List.of());

    public TargetPermissions {
        everyones = List.copyOf(everyones);
        roles = List.copyOf(roles);
        own = List.copyOf(own);
    }

    /// Why something may not be sent.
    ///
    /// @param field of the destination: `arn` or `roleArn`
    /// @param reason in a few words
    public record Obstacle(String field, String reason) {
        public Obstacle {
            requireNonNull(field, "field is null");
            requireNonNull(reason, "reason is null");
        }
    }

    /// Why `tenant` may not send to `target`; empty if it may.
    public Optional<Obstacle> obstacle(Tenant tenant, Destination.Target target) {
        if (matches(own, target.arn())) {
            return Optional.of(new Obstacle("arn", "is one of Penstock's own resources, which are no destinations"));
        }
        var role = target.role();
        if (role != null) {
            return matches(roles, role) && !matches(own, role)
                    ? Optional.empty()
                    : Optional.of(new Obstacle("roleArn", "is no role that the operator lets be assumed"));
        }
        return matches(everyones, target.arn()) || matches(tenant.destinations(), target.arn())
                ? Optional.empty()
                : Optional.of(new Obstacle(
                        "arn",
                        "is not among the destinations that the operator allows this tenant, and there is no roleArn"));
    }

    /// Checks what is to be put in force.
    ///
    /// @throws InvalidInputException naming the field, if `tenant` may not send to `target`
    public void check(Tenant tenant, Destination.Target target) {
        obstacle(tenant, target).ifPresent(obstacle -> {
            throw new InvalidInputException("destination." + obstacle.field(), obstacle.reason());
        });
    }

    private static boolean matches(List<ArnPattern> patterns, Arn arn) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(arn));
    }
}

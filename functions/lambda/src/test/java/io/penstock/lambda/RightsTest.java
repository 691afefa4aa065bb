package io.penstock.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.distributed.LedgerRequests;
import io.penstock.distributed.registry.RegistryRequests;
import io.penstock.lambda.Template.Grant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The roles of the template allow what functions ask for on the ways that are seldom taken, too: after a crash, when two
/// come upon the same, or hours later. What they do in the tests of what is deployed is held to them by `AuditIT`.
class RightsTest {
    private static final Map<String, String> EVERYTHING = Map.of("Ordered", "true");

    private static final Set<String> ASKED = asked();

    private static Set<String> asked() {
        var asked = new TreeSet<>(LedgerRequests.all());
        asked.addAll(RegistryRequests.all());
        return asked;
    }

    @Test
    void whateverAFunctionAsksForIsAllowed() throws Exception {
        var allowed =
                Template.with(EVERYTHING).grants().stream().map(Grant::toString).toList();

        assertThat(ASKED).contains("Route dynamodb:DeleteItem Ledger").isSubsetOf(allowed);
    }

    /// Of tables and objects: what is sent, and what AWS asks for in a function's place, is not seen here.
    @Test
    void noMoreIsAllowedOfTablesAndObjects() throws Exception {
        var allowed = Template.with(EVERYTHING).grants().stream()
                .filter(grant -> Set.of("Ledger", "Registry").contains(grant.resource())
                        || grant.action().matches("s3:\\w+Object"))
                .map(Grant::toString)
                .toList();
        // Lambda does it, when it gives up what it cannot announce.
        var byLambda = List.of("Announce s3:PutObject Bucket/aws/lambda/*");

        assertThat(ASKED)
                .containsAll(allowed.stream()
                        .filter(each -> !byLambda.contains(each))
                        .toList());
    }
}

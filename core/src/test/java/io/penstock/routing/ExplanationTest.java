package io.penstock.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.event.EventJson;
import io.penstock.filter.Mismatch;
import io.penstock.subscription.SubscriptionFixture;
import io.penstock.subscription.TypePattern;
import io.penstock.tenant.TestTenants;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final String FILTER = """
            {
              "source": [{"prefix": "/"}],
              "data": {
                "amount": [{"numeric": [">", 100]}],
                "state": ["paid"],
                "$or": [{"country": ["CH"]}, {"vip": [true], "country": [{"exists": true}]}]
              }
            }
            """;

    private final RoutingTable table = new RoutingTable(EventJson::write);
    private final SubscriptionFixture subscription =
            SubscriptionFixture.of(TestTenants.uid()).types("order.*").filter(FILTER);

    @Test
    void aTypeThatIsNotWantedIsSaid() {
        assertThat(explain("invoice.paid", "{}"))
                .isEqualTo(new Explanation.TypeNotWanted(List.of(TypePattern.parse("order.*"))));
    }

    @Test
    void withoutAFilterTheTypeIsEnough() {
        var unfiltered = subscription.filter(null).subscription();

        assertThat(table.explain(unfiltered.selection(), RoutedEvents.event("order.x")))
                .isEqualTo(new Explanation.Matched());
    }

    @Test
    void whatMatchesIsSaidToMatch() {
        assertThat(explain("order.x", "{\"amount\":101,\"state\":\"paid\",\"vip\":true,\"country\":\"FR\"}"))
                .isEqualTo(new Explanation.Matched());
    }

    @Test
    void theMembersThatDoNotMatchAreNamed() {
        assertThat(explain("order.x", "{\"amount\":100,\"state\":\"paid\",\"country\":\"CH\"}"))
                .isEqualTo(notMatched("data.amount"));
        assertThat(explain("order.x", "{\"amount\":101,\"vip\":true}")).isEqualTo(notMatched("data.state", "data.$or"));
    }

    @Test
    void membersThatMatchInDifferentElementsOnlyAreToldApart() {
        var lines = subscription.filter("{\"data\":{\"lines\":{\"sku\":[\"a\"],\"count\":[2]}}}");
        var event =
                RoutedEvents.event("order.x", "{\"lines\":[{\"sku\":\"a\",\"count\":1},{\"sku\":\"b\",\"count\":2}]}");

        assertThat(table.explain(lines.subscription().selection(), event))
                .isEqualTo(new Explanation.FilterNotMatched(new Mismatch.Apart()));
    }

    @Test
    void whatIsGivenUpIsSaidAndCountsAsNotMatched() {
        var deep = subscription
                .filter("{\"data\":{\"l\":{\"a\":{\"x\":[1]},\"b\":{\"x\":[1]},\"c\":[1]}}}")
                .subscription();
        var ones = IntStream.range(0, 2_000).mapToObj(_ -> "{\"x\":1}").collect(Collectors.joining(","));
        var event = RoutedEvents.event("order.x", "{\"l\":[{\"a\":[%1$s],\"b\":[%1$s]},{\"c\":1}]}".formatted(ones));

        table.put(deep);

        assertThat(table.explain(deep.selection(), event))
                .isEqualTo(new Explanation.FilterNotMatched(new Mismatch.GivenUp()));
        assertThat(table.route(deep.tenant(), event).subscriptions()).isEmpty();
    }

    private static Explanation notMatched(String... paths) {
        return new Explanation.FilterNotMatched(new Mismatch.Members(List.of(paths)));
    }

    private Explanation explain(String type, String data) {
        return table.explain(subscription.subscription().selection(), RoutedEvents.event(type, data));
    }
}

package io.penstock.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.event.Event;
import io.penstock.event.EventJson;
import io.penstock.filter.Engine;
import io.penstock.filter.Filter;
import io.penstock.filter.RandomJson;
import io.penstock.subscription.Subscription;
import io.penstock.subscription.SubscriptionFixture;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.tenant.TenantUid;
import io.penstock.tenant.TestTenants;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.event.ruler.JsonRuleCompiler;

/// The index finds what asking AWS's engine about each subscription alone finds, whatever was changed before.
class RandomRoutingTest {
    private static final int STEPS = 400;
    private static final List<String> TYPES = List.of("a", "a.b", "a.b.c", "a.c", "b.a");
    private static final List<String> PATTERNS = List.of("a", "a.b", "a.b.c", "a.*", "a.b.*", "b.*", "*");

    private final TenantUid tenant = TestTenants.uid();
    private final RoutingTable table = new RoutingTable(EventJson::write);
    /// In the order in which they were made, so that a seed makes the same run again.
    private final Map<SubscriptionUid, SubscriptionFixture> expected = new LinkedHashMap<>();
    private final Map<Filter, Engine> engines = new HashMap<>();
    private final List<String> filters = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theIndexFindsWhatAskingEachSubscriptionFinds(long seed) {
        var random = new Random(seed);
        var json = new RandomJson(random);
        while (filters.size() < 40) {
            var filter = "{\"data\":%s}".formatted(json.pattern());
            if (JsonRuleCompiler.check(filter, false) == null) {
                filters.add(filter);
            }
        }
        int found = 0;
        for (int version = 1; version <= STEPS; version++) {
            change(random, version);
            var event = RoutedEvents.event(TYPES.get(random.nextInt(TYPES.size())), json.event());
            var plan = table.route(tenant, event);
            assertThat(plan.registryVersion()).isEqualTo(version);
            assertThat(plan.subscriptions()).containsExactlyInAnyOrderElementsOf(naively(event));
            found += plan.subscriptions().size();
        }
        assertThat(table.size(tenant)).isEqualTo(expected.size());
        assertThat(found).isGreaterThan(STEPS);
    }

    private void change(Random random, int version) {
        var fixtures = new ArrayList<>(expected.values());
        switch (fixtures.isEmpty() ? 0 : random.nextInt(4)) {
            case 0, 1 -> put(random, SubscriptionFixture.of(tenant).version(version));
            case 2 -> put(random, fixtures.get(random.nextInt(fixtures.size())).version(version));
            default -> {
                var uid = fixtures.get(random.nextInt(fixtures.size()))
                        .subscription()
                        .uid();
                expected.remove(uid);
                table.remove(tenant, uid, version);
            }
        }
    }

    private void put(Random random, SubscriptionFixture base) {
        var types = random.ints(1 + random.nextInt(3), 0, PATTERNS.size())
                .mapToObj(PATTERNS::get)
                .toArray(String[]::new);
        var filter = random.nextInt(4) == 0 ? null : filters.get(random.nextInt(filters.size()));
        var fixture = base.types(types).filter(filter);
        expected.put(fixture.subscription().uid(), fixture);
        table.put(fixture.subscription());
    }

    private List<SubscriptionUid> naively(Event event) {
        var json = new String(EventJson.write(event), StandardCharsets.UTF_8);
        return expected.values().stream()
                .map(SubscriptionFixture::subscription)
                .filter(subscription -> subscription.selection().wantsType(event) && matches(subscription, json))
                .map(Subscription::uid)
                .toList();
    }

    private boolean matches(Subscription subscription, String json) {
        var filter = subscription.filter();
        return filter == null
                || engines.computeIfAbsent(filter, f -> new Engine(f.pattern())).matches(json);
    }
}

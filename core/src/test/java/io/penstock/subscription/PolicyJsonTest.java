package io.penstock.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import io.penstock.retry.RetrySchedule;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyJsonTest {
    private static final JsonFactory JSON = new JsonFactory();

    private static final String FULL = """
            {"retry":{"exponential":{"base":"PT1S","factor":1.5,"cap":"PT1H","count":12},"jitter":0.1,"retryAfter":false},\
            "timeout":"PT5S","success":["2xx","409"],"final":["404"],"ttl":"PT48H","delay":"PT10S",\
            "window":{"from":"22:00","to":"06:30","zone":"Europe/Berlin"},\
            "circuitBreaker":{"enabled":false,"failureRate":0.25,"attempts":7,"window":"PT10S","pause":"PT5S"},\
            "disableAfter":"PT36H"}""";

    @Test
    void whatWasWrittenIsReadBack() throws IOException {
        assertThat(write(read(FULL))).isEqualTo(FULL);
        var listed = new Policy(new RetrySchedule(List.of(Duration.ofMillis(100)), 0), Duration.ofSeconds(1));
        assertThat(read(write(listed))).isEqualTo(listed);
    }

    @Test
    void theStandardPolicyIsThereOnce() throws IOException {
        assertThat(read(write(Policy.STANDARD))).isSameAs(Policy.STANDARD);
    }

    @Test
    void whatIsMissingHasItsDefaultAndWhatIsUnknownIsPassedOver() throws IOException {
        assertThat(read("{}")).isSameAs(Policy.STANDARD);
        assertThat(read("""
                {"new":{"a":[1,{}]},"retry":{"newer":[2],"schedule":["PT1S"]}}"""))
                .isEqualTo(new Policy(new RetrySchedule(List.of(Duration.ofSeconds(1)), 0.2), Duration.ofSeconds(15)));
    }

    private static String write(Policy policy) throws IOException {
        var text = new StringWriter();
        try (var out = JSON.createGenerator(text)) {
            PolicyJson.write(out, policy);
        }
        return text.toString();
    }

    private static Policy read(String text) throws IOException {
        try (var json = JSON.createParser(text)) {
            json.nextToken();
            var policy = PolicyJson.read(json);
            assertThat(json.nextToken()).as("what stands behind the policy").isNull();
            return policy;
        }
    }
}

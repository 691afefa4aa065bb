package io.penstock.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.penstock.arn.Arn;
import io.penstock.input.InvalidInputException;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a subscription delivers.
public sealed interface Destination {
    /// How a CloudEvent stands in what is sent ([HTTP binding 1.0.2](https://github.com/cloudevents/spec),
    /// section 3).
    enum Mode {
        /// The data as body, attributes beside it: in a request, as `ce-` headers.
        BINARY,
        /// One JSON document with everything.
        STRUCTURED
    }

    /// What it takes in memory beyond what every destination does, in bytes, roughly.
    int bytes();

    /// A signed POST.
    ///
    /// @param url of at most [#MAX_URL] characters; where it may lead is for [SubscriptionRules] to say. It may hold a
    ///     secret in its path or query, so it is not in [#toString]
    /// @param headers sent along, by name; the values may be secrets, and are not in [#toString]
    /// @param mode how the event stands in the request
    record Webhook(URI url, Map<String, String> headers, Mode mode) implements Destination {
        /// Longest URL, in characters.
        public static final int MAX_URL = 2_048;

        private static final int BYTES_PER_HEADER = 150;

        public Webhook {
            int length = url.toString().length();
            if (length > MAX_URL) {
                throw new InvalidInputException(
                        "url", "may have %,d characters; this one has %,d".formatted(MAX_URL, length));
            }
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
            requireNonNull(mode, "mode is null");
            WebhookHeaders.check(headers);
        }

        @Override
        public int bytes() {
            int bytes = 2 * url.toString().length();
            for (var header : headers.entrySet()) {
                bytes += BYTES_PER_HEADER
                        + header.getKey().length()
                        + header.getValue().length();
            }
            return bytes;
        }

        @Override
        public String toString() {
            return "Webhook[host=%s, mode=%s]".formatted(url.getHost(), mode);
        }
    }

    /// A resource on AWS: an event is handed to its service, and it is that which has taken it.
    sealed interface Target extends Destination {
        /// Which one.
        Arn arn();

        /// The role that is assumed to send to it; null for Penstock's own rights.
        @Nullable
        Arn role();

        @Override
        default int bytes() {
            var role = role();
            return 2 * (arn().text().length() + (role == null ? 0 : role.text().length()));
        }
    }

    /// A queue of SQS.
    ///
    /// @param arn of the queue; a name that ends in `.fifo` is that of a FIFO queue
    /// @param role to be assumed, if one is
    record Queue(Arn arn, @Nullable Arn role) implements Target {
        /// @throws InvalidInputException naming the field, if either is something else
        public Queue {
            TargetArns.checkQueue(arn);
            TargetArns.checkRole(role);
        }
    }

    /// A topic of SNS.
    ///
    /// @param arn of the topic; a name that ends in `.fifo` is that of a FIFO topic
    /// @param role to be assumed, if one is
    record Topic(Arn arn, @Nullable Arn role) implements Target {
        /// @throws InvalidInputException naming the field, if either is something else
        public Topic {
            TargetArns.checkTopic(arn);
            TargetArns.checkRole(role);
        }
    }

    /// An event bus of EventBridge.
    ///
    /// @param arn of the bus
    /// @param role to be assumed, if one is
    /// @param source what the entries have as source, at most [#MAX_SOURCE] bytes; null for the events' own
    /// @param detailType what they have as detail type, at most [#MAX_DETAIL_TYPE] bytes; null for the events' type
    /// @param mode whether an entry's detail is the data, where that is a JSON object, or always the CloudEvent
    record Bus(
            Arn arn,
            @Nullable Arn role,
            @Nullable String source,
            @Nullable String detailType,
            Mode mode) implements Target {
        /// Longest source of an entry
        /// ([PutEventsRequestEntry](https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html)).
        public static final int MAX_SOURCE = 256;

        /// Longest detail type of an entry.
        public static final int MAX_DETAIL_TYPE = 128;

        /// What no source may begin with but those of AWS itself.
        public static final String OF_AWS = "aws.";

        /// @throws InvalidInputException naming the field, if one of them is something else
        public Bus {
            TargetArns.checkBus(arn);
            TargetArns.checkRole(role);
            checkText("source", source, MAX_SOURCE);
            checkText("detailType", detailType, MAX_DETAIL_TYPE);
            requireNonNull(mode, "mode is null");
            if (source != null && source.startsWith(OF_AWS)) {
                throw new InvalidInputException("source", "begins with '%s', which is for AWS".formatted(OF_AWS));
            }
        }

        private static void checkText(String field, @Nullable String text, int limit) {
            if (text == null) {
                return;
            }
            int length = text.getBytes(UTF_8).length;
            if (text.isBlank() || length > limit) {
                throw new InvalidInputException(
                        field, "must have 1 to %d bytes in UTF-8; this has %,d".formatted(limit, length));
            }
        }

        @Override
        public int bytes() {
            return Target.super.bytes()
                    + (source == null ? 0 : source.length())
                    + (detailType == null ? 0 : detailType.length());
        }
    }

    /// A function of Lambda, which is invoked asynchronously.
    ///
    /// @param arn of the function, with a version or an alias if that is meant
    /// @param role to be assumed, if one is
    record Function(Arn arn, @Nullable Arn role) implements Target {
        /// @throws InvalidInputException naming the field, if either is something else
        public Function {
            TargetArns.checkFunction(arn);
            TargetArns.checkRole(role);
        }
    }
}

package io.penstock.webhook;

import static java.util.Objects.requireNonNull;

import io.penstock.subscription.Destination;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/// Where a webhook goes: an absolute `https` URL, or `http` where the policy allows it.
///
/// A valid one has a host name or an IP address, no user information and no fragment. Forms of IPv4 addresses other
/// than four decimal numbers (`2130706433`, `0x7f.1`) are no host. What a name resolves to is judged at each attempt.
public final class WebhookUrl {
    /// Longest URL, in characters, as given and with everything outside ASCII encoded.
    public static final int MAX_LENGTH = Destination.Webhook.MAX_URL;

    private static final int MAX_HOST_LENGTH = 253;
    private static final int MAX_PORT = 65_535;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(^|\\.)(\\d+|0[xX]\\p{XDigit}*)\\.?$");
    private static final Pattern DOTTED_QUAD = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

    private final String text;
    private final Route route;
    private final String authority;
    private final String target;

    private WebhookUrl(String text, Route route, String authority, String target) {
        this.text = text;
        this.route = route;
        this.authority = authority;
        this.target = target;
    }

    /// Reads a URL that was checked before, when the subscription was made. Looks up no name.
    ///
    /// @throws InvalidUrlException if it is not valid; it names the part and its limit
    public static WebhookUrl parse(String text) {
        requireNonNull(text, "text is null");
        if (text.length() > MAX_LENGTH) {
            throw invalid("is %,d characters long; at most %,d are allowed".formatted(text.length(), MAX_LENGTH));
        }
        URI uri;
        try {
            uri = new URI(text);
            // What is outside ASCII is encoded as UTF-8 once, here, so that the request line needs no care.
            String ascii = uri.toASCIIString();
            if (!ascii.equals(text)) {
                uri = new URI(ascii);
            }
        } catch (URISyntaxException e) {
            throw invalid("is not a URI: " + e.getReason());
        }
        int length = uri.toString().length();
        if (length > MAX_LENGTH) {
            throw invalid("is %,d characters long when encoded; at most %,d are allowed".formatted(length, MAX_LENGTH));
        }
        return of(text, uri);
    }

    /// Reads a URL that somebody configures now, and also refuses what `policy` would refuse at every attempt: an
    /// address that is not allowed, and `http` if no network is.
    ///
    /// @throws InvalidUrlException if it is not valid; it names the part and its limit
    public static WebhookUrl parse(String text, AddressPolicy policy) {
        WebhookUrl url = parse(text);
        if (!url.route.tls() && !policy.allowsSomeNetwork()) {
            throw invalid("must have the scheme https");
        }
        if (url.route.hasLiteralAddress()) {
            switch (policy.check(url.route.literalAddress(), url.route.port())) {
                case AddressPolicy.Verdict.Forbidden forbidden ->
                    throw invalid("must lead to a public address: " + forbidden.why());
                case AddressPolicy.Verdict.Allowed allowed -> {
                    if (!url.route.tls() && !allowed.plainHttp()) {
                        throw invalid("must have the scheme https");
                    }
                }
            }
        }
        return url;
    }

    private static WebhookUrl of(String text, URI uri) {
        boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        if (!tls && !"http".equalsIgnoreCase(uri.getScheme())) {
            throw invalid("must have the scheme https");
        }
        String rawAuthority = uri.getRawAuthority();
        if (rawAuthority != null && rawAuthority.indexOf('@') >= 0) {
            throw invalid("must have no user information (user:password@)");
        }
        if (uri.getRawFragment() != null) {
            throw invalid("must have no fragment (#…)");
        }
        String host = uri.getHost();
        if (host == null || host.indexOf('%') >= 0 || isOddAddress(host)) {
            throw invalid("must have a host: a name of letters, digits and hyphens, an IPv4 address of four decimal"
                    + " numbers, or an IPv6 address in brackets without a zone");
        }
        if (host.length() > MAX_HOST_LENGTH) {
            throw invalid(
                    "has a host of %,d characters; at most %d are allowed".formatted(host.length(), MAX_HOST_LENGTH));
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
        if (port < 1 || port > MAX_PORT) {
            throw invalid("has port %d; a port is 1 to %,d".formatted(port, MAX_PORT));
        }
        Route route = new Route(tls, host.toLowerCase(Locale.ROOT), port);
        String authority = uri.getPort() < 0 ? route.name() : route.name() + ":" + port;
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        return new WebhookUrl(text, route, authority, target);
    }

    /// Resolvers read such hosts as IPv4 addresses, each in its own way; the URI grammar takes some of them for names.
    private static boolean isOddAddress(String host) {
        return ENDS_IN_NUMBER.matcher(host).find() && !DOTTED_QUAD.matcher(host).matches();
    }

    private static InvalidUrlException invalid(String why) {
        return new InvalidUrlException(why);
    }

    /// The URL as given.
    public String text() {
        return text;
    }

    Route route() {
        return route;
    }

    /// The Host header.
    String authority() {
        return authority;
    }

    /// Path and query, as they stand in the request line.
    String target() {
        return target;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WebhookUrl that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /// Scheme, host and port. Path and query often are the receiver's secret, so they stay out of logs.
    @Override
    public String toString() {
        return (route.tls() ? "https://" : "http://") + authority;
    }
}

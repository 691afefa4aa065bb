package io.penstock.server;

/// Which Penstock this is.
public final class Version {
    /// As in the jar's manifest; `development` outside of one.
    public static final String TEXT = text();

    private Version() {}

    private static String text() {
        var version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}

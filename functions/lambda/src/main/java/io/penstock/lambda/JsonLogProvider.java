package io.penstock.lambda;

import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/// Makes the log of a function: lines of JSON on the standard output, which Lambda takes as they are, from the level
/// that the environment variable `AWS_LAMBDA_LOG_LEVEL` names (`INFO`). What the SDK says is left out below `WARN`.
///
/// SLF4J finds it by its name under `META-INF/services`.
public final class JsonLogProvider implements SLF4JServiceProvider {
    private static final String LIBRARIES = "software.amazon.";

    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter about = new BasicMDCAdapter();
    private final JsonLog log;
    private final JsonLog ofLibraries;

    /// For SLF4J.
    public JsonLogProvider() {
        var level = level(System.getenv("AWS_LAMBDA_LOG_LEVEL"));
        log = new JsonLog(System.out, InstantSource.system(), level);
        ofLibraries = new JsonLog(
                System.out, InstantSource.system(), level.toInt() > Level.WARN.toInt() ? level : Level.WARN);
    }

    private static Level level(@Nullable String name) {
        if (name == null) {
            return Level.INFO;
        }
        try {
            return Level.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            // FATAL, of which Lambda knows and SLF4J does not.
            return Level.ERROR;
        }
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return name -> loggers.computeIfAbsent(
                name, each -> new JsonLogger(each, each.startsWith(LIBRARIES) ? ofLibraries : log));
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return about;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {}
}

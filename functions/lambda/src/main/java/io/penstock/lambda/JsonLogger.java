package io.penstock.lambda;

import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/// A logger of one name, to [JsonLog].
@SuppressWarnings("serial") // No logger is ever serialised.
final class JsonLogger extends LegacyAbstractLogger {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient JsonLog log;

    JsonLogger(String name, JsonLog log) {
        this.name = name;
        this.log = log;
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        var message = arguments == null ? pattern : MessageFormatter.basicArrayFormat(pattern, arguments);
        var about = MDC.getCopyOfContextMap();
        log.write(level, name, message, about == null ? Map.of() : new LinkedHashMap<>(about), thrown);
    }

    @Override
    public boolean isTraceEnabled() {
        return log.writes(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return log.writes(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return log.writes(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return log.writes(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return log.writes(Level.ERROR);
    }
}

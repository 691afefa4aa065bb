package io.penstock.server;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;

/// Closes connections whose next request takes too long to arrive, byte by byte: Jetty's own timeout begins anew with
/// each byte.
final class ReadTimes extends AbstractLifeCycle implements Connection.Listener {
    private final Map<Connection, Long> waitingSince = new ConcurrentHashMap<>();
    private final long limitNanos;
    private final Scheduler scheduler = new ScheduledExecutorScheduler("read-times", true);

    ReadTimes(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    /// Its request has arrived, whole.
    void arrived(Connection connection) {
        waitingSince.remove(connection);
    }

    /// Its request was answered: the next one may arrive.
    void answered(Connection connection) {
        if (connection.getEndPoint().isOpen()) {
            waitingSince.put(connection, System.nanoTime());
        }
    }

    @Override
    public void onOpened(Connection connection) {
        waitingSince.put(connection, System.nanoTime());
    }

    @Override
    public void onClosed(Connection connection) {
        waitingSince.remove(connection);
    }

    @Override
    protected void doStart() throws Exception {
        scheduler.start();
        again();
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        scheduler.stop();
    }

    private void look() {
        try {
            long now = System.nanoTime();
            waitingSince.forEach((connection, since) -> {
                if (now - since > limitNanos) {
                    waitingSince.remove(connection);
                    connection.getEndPoint().close();
                }
            });
        } finally {
            again();
        }
    }

    private void again() {
        scheduler.schedule(this::look, Math.max(limitNanos / 4, 1), TimeUnit.NANOSECONDS);
    }
}

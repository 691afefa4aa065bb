package io.penstock.aws;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Something that is made when it is asked for first, and once. Safe for use by many threads.
final class Lazy<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private volatile @Nullable T made;

    Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public T get() {
        var present = made;
        return present == null ? make() : present;
    }

    private synchronized T make() {
        var present = made;
        if (present == null) {
            present = maker.get();
            made = present;
        }
        return present;
    }
}

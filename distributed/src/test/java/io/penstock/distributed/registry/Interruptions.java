package io.penstock.distributed.registry;

import io.penstock.distributed.Blobs;
import io.penstock.distributed.ChangedTable;
import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.Table;
import java.io.Serial;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// What can happen at an effect: the process dies before it or after it, and others go on meanwhile. Of what is written
/// together, any part may be written.
final class Interruptions {
    private static final int MAX_DEPTH = 3;
    private static final double DEATH = 0.02;
    private static final double OTHERS = 0.15;

    private final Random random;
    private Runnable others = () -> {};
    private boolean calm = true;
    private int depth;

    /// The end of a process between two effects. Nothing may catch it but whoever starts the next one.
    static final class Death extends Error {
        @Serial
        private static final long serialVersionUID = 1;

        Death() {
            super("it died", null, false, false);
        }
    }

    Interruptions(Random random) {
        this.random = random;
    }

    /// What goes on meanwhile: each call does one thing.
    void meanwhile(Runnable others) {
        this.others = others;
    }

    /// From now on everything can happen.
    void begin() {
        calm = false;
    }

    /// From now on nothing happens any more.
    void calm() {
        calm = true;
    }

    private void others() {
        while (!calm && depth < MAX_DEPTH && random.nextDouble() < OTHERS) {
            depth++;
            try {
                others.run();
            } finally {
                depth--;
            }
        }
    }

    private void mayDie() {
        if (!calm && random.nextDouble() < DEATH) {
            throw new Death();
        }
    }

    private void before() {
        others();
        mayDie();
    }

    /// `table` with all that can happen.
    Table of(Table table) {
        return new Interrupted(table);
    }

    /// `blobs` with all that can happen.
    Blobs of(Blobs blobs) {
        return new Blobs() {
            @Override
            public void put(String name, byte[] bytes) {
                before();
                blobs.put(name, bytes);
                mayDie();
            }

            @Override
            public Optional<byte[]> get(String name) {
                others();
                return blobs.get(name);
            }

            @Override
            public void delete(String name) {
                before();
                blobs.delete(name);
                mayDie();
            }
        };
    }

    private final class Interrupted extends ChangedTable {
        Interrupted(Table table) {
            super(table);
        }

        @Override
        public Optional<Item> get(Key key) {
            others();
            return super.get(key);
        }

        @Override
        public Map<Key, Item> get(Collection<Key> keys) {
            others();
            return super.get(keys);
        }

        @Override
        public Put put(Item item, Condition condition) {
            before();
            var put = super.put(item, condition);
            mayDie();
            return put;
        }

        @Override
        public void putAll(List<Item> items) {
            items.forEach(item -> put(item, new Condition.Any()));
        }

        @Override
        public boolean delete(Key key, Condition condition) {
            before();
            boolean deleted = super.delete(key, condition);
            mayDie();
            return deleted;
        }

        @Override
        public void deleteAll(List<Key> keys) {
            keys.forEach(key -> delete(key, new Condition.Any()));
        }

        @Override
        public List<Item> query(Range range, int limit) {
            others();
            return super.query(range, limit);
        }
    }
}

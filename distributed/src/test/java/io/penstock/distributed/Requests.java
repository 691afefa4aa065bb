package io.penstock.distributed;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Notes what functions ask of the ports, as the actions that a role on AWS has to allow for it:
/// `Route dynamodb:PutItem Ledger`, say. Which function is at work is said with [#by].
///
/// An operation of a table is what [the adapter](../../../../../../../../aws/src/main/java/io/penstock/aws/DynamoTable.java)
/// makes of it. Blobs are noted by the first part of their names: `Bucket/events/*`.
public final class Requests {
    private final Set<String> noted = new TreeSet<>();
    private List<String> atWork = List.of();

    /// All that was noted.
    public Set<String> noted() {
        return Set.copyOf(noted);
    }

    /// Does `action`, which is done in the same way by all of `functions`.
    public void by(List<String> functions, Runnable action) {
        var before = atWork;
        atWork = functions;
        try {
            action.run();
        } finally {
            atWork = before;
        }
    }

    /// That whoever is at work asked for `action`.
    public void note(String action, String resource) {
        if (atWork.isEmpty()) {
            throw new IllegalStateException("nobody is at work who asks for %s %s".formatted(action, resource));
        }
        atWork.forEach(function -> noted.add(function + ' ' + action + ' ' + resource));
    }

    /// `table`, whose requests are noted under `name`.
    public Table table(String name, Table table) {
        return new NotedTable(name, table);
    }

    /// `queue`, whose requests are noted under `name`.
    public MessageQueue queue(String name, MessageQueue queue) {
        return messages -> {
            note("sqs:SendMessage", name);
            return queue.send(messages);
        };
    }

    /// `blobs`, whose requests are noted.
    public Blobs blobs(Blobs blobs) {
        return new Blobs() {
            @Override
            public void put(String name, byte[] bytes) {
                note("s3:PutObject", place(name));
                blobs.put(name, bytes);
            }

            @Override
            public Optional<byte[]> get(String name) {
                note("s3:GetObject", place(name));
                return blobs.get(name);
            }

            @Override
            public void delete(String name) {
                note("s3:DeleteObject", place(name));
                blobs.delete(name);
            }
        };
    }

    private static String place(String blob) {
        return "Bucket/" + blob.substring(0, blob.indexOf('/')) + "/*";
    }

    private final class NotedTable extends ChangedTable {
        private final String name;

        NotedTable(String name, Table table) {
            super(table);
            this.name = name;
        }

        private void note(String operation) {
            Requests.this.note("dynamodb:" + operation, name);
        }

        @Override
        public Optional<Item> get(Key key) {
            note("GetItem");
            return super.get(key);
        }

        @Override
        public Map<Key, Item> get(Collection<Key> keys) {
            if (!keys.isEmpty()) {
                note("BatchGetItem");
            }
            return super.get(keys);
        }

        @Override
        public Put put(Item item, Condition condition) {
            note("PutItem");
            return super.put(item, condition);
        }

        @Override
        public void putAll(List<Item> items) {
            if (!items.isEmpty()) {
                note(items.size() == 1 ? "PutItem" : "BatchWriteItem");
            }
            super.putAll(items);
        }

        @Override
        public boolean delete(Key key, Condition condition) {
            note("DeleteItem");
            return super.delete(key, condition);
        }

        @Override
        public void deleteAll(List<Key> keys) {
            if (!keys.isEmpty()) {
                note("BatchWriteItem");
            }
            super.deleteAll(keys);
        }

        @Override
        public List<Item> query(Range range, int limit) {
            note("Query");
            return super.query(range, limit);
        }
    }
}

package io.penstock.distributed.registry;

import io.penstock.distributed.Blobs;
import io.penstock.distributed.ChangedTable;
import io.penstock.distributed.Item;
import io.penstock.distributed.Key;
import io.penstock.distributed.Table;
import io.penstock.distributed.memory.InMemoryBlobs;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A mistake in how the registry writes, made at its effects. This one makes none.
class RegistryMutant {
    /// What the registry takes for the table.
    Table table(Table table) {
        return table;
    }

    /// What the registry takes for its blobs.
    Blobs blobs(Blobs blobs) {
        return blobs;
    }

    private static RegistryMutant changing(UnaryOperator<Table> change) {
        return new RegistryMutant() {
            @Override
            Table table(Table table) {
                return change.apply(table);
            }
        };
    }

    private static boolean isHead(Key key) {
        return key.partition().startsWith("tenant#") && key.sort().equals("head");
    }

    private static Item without(Item item, Set<String> names) {
        var fewer = new HashMap<>(item.attributes());
        fewer.keySet().removeAll(names);
        return new Item(item.key(), fewer);
    }

    private static final Set<String> CHANGE = Set.of(
            "change",
            "changeUid",
            "changeId",
            "changeSelected",
            "changeAt",
            "changeBody",
            "changeSealed",
            "changeBytes");

    /// A head is written whoever has written it since it was read.
    static RegistryMutant headWithoutCondition() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                return super.put(item, isHead(item.key()) ? new Condition.Any() : condition);
            }
        });
    }

    /// A change does not stay in the head until it is done.
    static RegistryMutant nothingToBeDoneAgain() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                return super.put(isHead(item.key()) ? without(item, CHANGE) : item, condition);
            }
        });
    }

    /// Whoever reads a head does not do what is to be done.
    static RegistryMutant readersLeaveItToOthers() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Optional<Item> get(Key key) {
                return super.get(key).map(item -> isHead(key) ? without(item, CHANGE) : item);
            }
        });
    }

    /// Whoever is late writes over what came later.
    static RegistryMutant lateEffectsWin() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                return super.put(
                        item, item.key().partition().startsWith("subscription#") ? new Condition.Any() : condition);
            }
        });
    }

    /// What is deleted is in nobody's way.
    static RegistryMutant deletedWithoutTrace() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                boolean deleted = item.has("ended")
                        && (item.key().partition().startsWith("subscription#")
                                || item.key().partition().startsWith("subscriptions#"));
                if (!deleted) {
                    return super.put(item, condition);
                }
                super.delete(item.key(), new Condition.Any());
                return new Put.Written();
            }
        });
    }

    /// What was wanted before is not kept.
    static RegistryMutant forgetsWhatWasWanted() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                return item.key().partition().startsWith("wanted#") ? new Put.Written() : super.put(item, condition);
            }
        });
    }

    /// The log is cut at the new snapshot, one that is not used yet included.
    static RegistryMutant cutsTheLogTooEarly() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                if (item.key().sort().equals("snapshot") && item.has("next")) {
                    var tenant = item.key().partition().substring("tenant#".length());
                    super.deleteAll(super.query(Range.of("changes#" + tenant, ""), 1_000).stream()
                            .map(Item::key)
                            .filter(key -> Long.parseLong(key.sort()) <= version(item.text("next")))
                            .toList());
                }
                return super.put(item, condition);
            }
        });
    }

    private static long version(String blob) {
        return Long.parseLong(blob.substring(blob.lastIndexOf('/') + 1, blob.lastIndexOf('-')));
    }

    /// Snapshots of a version have the same name, whoever makes them.
    static RegistryMutant snapshotsOfTheSameName() {
        return new RegistryMutant() {
            @Override
            Blobs blobs(Blobs blobs) {
                return new Blobs() {
                    @Override
                    public void put(String name, byte[] bytes) {
                        blobs.put(same(name), bytes);
                    }

                    @Override
                    public Optional<byte[]> get(String name) {
                        return blobs.get(same(name));
                    }

                    @Override
                    public void delete(String name) {
                        blobs.delete(same(name));
                    }

                    private static String same(String name) {
                        return name.substring(0, name.lastIndexOf('-'));
                    }
                };
            }
        };
    }

    /// The place of a snapshot is used before it is there.
    static RegistryMutant usesSnapshotsBeforeTheyAreThere() {
        return new RegistryMutant() {
            private final InMemoryBlobs late = new InMemoryBlobs();

            @Override
            Blobs blobs(Blobs blobs) {
                return new Blobs() {
                    @Override
                    public void put(String name, byte[] bytes) {
                        for (var other : late.names()) {
                            blobs.put(other, late.get(other).orElseThrow());
                            late.delete(other);
                        }
                        late.put(name, bytes);
                    }

                    @Override
                    public Optional<byte[]> get(String name) {
                        return blobs.get(name);
                    }

                    @Override
                    public void delete(String name) {
                        blobs.delete(name);
                    }
                };
            }
        };
    }

    /// Others' snapshots that are not used yet are removed without a word.
    static RegistryMutant removesSnapshotsOfOthers() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                boolean again = item.key().sort().equals("snapshot")
                        && item.has("next")
                        && super.get(item.key())
                                .filter(present -> item.text("next").equals(present.textOrNull("next")))
                                .isPresent();
                return again ? new Put.Written() : super.put(item, condition);
            }
        });
    }
}

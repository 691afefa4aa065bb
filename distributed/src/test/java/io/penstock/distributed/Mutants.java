package io.penstock.distributed;

import io.penstock.delivery.Attempt;
import io.penstock.delivery.Beginning;
import io.penstock.delivery.DeliveryLedger;
import io.penstock.delivery.DeliveryMessage;
import io.penstock.delivery.Next;
import io.penstock.identity.Id128;
import io.penstock.operation.Announcer;
import io.penstock.replay.ReplayPages;
import io.penstock.subscription.Status;
import io.penstock.subscription.SubscriptionUid;
import io.penstock.subscription.Subscriptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Mistakes that can be made in the protocol.
final class Mutants {
    private Mutants() {}

    /// An event is taken for younger than it is, or for older by a negative time.
    static Mutant mistakesAge(Duration younger) {
        return new Mutant() {
            @Override
            DeliveryLedger deliveries(DeliveryLedger ledger) {
                return new ChangedLedger(ledger) {
                    @Override
                    public Beginning begin(DeliveryMessage message) {
                        return super.begin(message)
                                        instanceof Beginning.Begun(var event, var acceptedAt, var expires, var waited)
                                ? new Beginning.Begun(event, acceptedAt.plus(younger), expires, waited)
                                : new Beginning.Passed();
                    }
                };
            }
        };
    }

    /// Who tries an open circuit takes no lease: others may do so at the same time.
    static Mutant triesWithoutLease() {
        return changingStatus((before, after) -> before.circuit() != null
                && after.circuit() != null
                && before.circuit().tries() == after.circuit().tries());
    }

    /// A circuit that was open once stays open.
    static Mutant neverCloses() {
        return changingStatus((before, after) -> before.circuit() != null && after.circuit() == null);
    }

    /// Whether a change of status is not made.
    private interface Forgotten {
        boolean isSo(Status before, Status after);
    }

    private static Mutant changingStatus(Forgotten forgotten) {
        return new Mutant() {
            @Override
            Subscriptions subscriptions(Subscriptions subscriptions) {
                return new ChangedSubscriptions(subscriptions) {
                    @Override
                    public long setStatus(SubscriptionUid uid, Status status, long expected) {
                        return forgotten.isSo(status(uid).orElseThrow(), status)
                                ? expected
                                : super.setStatus(uid, status, expected);
                    }
                };
            }
        };
    }

    /// What an open circuit waits for is that it closes by itself.
    static Mutant nobodyTries() {
        return new Mutant() {
            @Override
            Subscriptions subscriptions(Subscriptions subscriptions) {
                return new ChangedSubscriptions(subscriptions) {
                    @Override
                    public Optional<Status> status(SubscriptionUid uid) {
                        return super.status(uid).map(Mutants::untried);
                    }
                };
            }
        };
    }

    private static Status untried(Status status) {
        return status.failing() == null || status.circuit() == null
                ? status
                : status.with(status.failing().with(status.circuit().until(Instant.MAX)));
    }

    /// The message is deleted before its effects are there.
    static final class DeletesFirst extends Mutant {
        @Override
        boolean deletesFirst() {
            return true;
        }
    }

    /// The table changes nothing but this.
    private interface TableChange {
        Table of(Table table);
    }

    private static Mutant changing(TableChange change) {
        return new Mutant() {
            @Override
            Table table(Table table) {
                return change.of(table);
            }
        };
    }

    private static boolean isDelivery(Key key) {
        return key.partition().startsWith("event#") && key.sort().startsWith(Places.DELIVERIES);
    }

    private static boolean isEvent(Key key) {
        return key.partition().startsWith("event#") && key.sort().equals("event");
    }

    private static boolean isInLot(Key key) {
        return key.partition().startsWith("lot#");
    }

    private static boolean isLane(Key key) {
        return key.partition().startsWith("lane#") && key.sort().equals("lane");
    }

    /// A lane is written whatever was written since it was read.
    static Mutant lanesWithoutCondition() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                return super.put(item, isLane(item.key()) ? new Condition.Any() : condition);
            }
        });
    }

    /// A lane goes on before what is first in it has ended: when an attempt of that fails.
    static Mutant advancesTooEarly() {
        return passingAt(item -> isDelivery(item.key())
                && item.has("lane")
                && item.text("state").equals("waiting")
                && item.number("next") > 1);
    }

    /// A lane goes on although what is first in it failed for good.
    static Mutant passesBlockers() {
        return passingAt(item -> item.key().partition().startsWith("blockers#"));
    }

    /// Whether the lane of what is written in an item goes on.
    private interface Passing {
        boolean isAt(Item item);
    }

    private static Mutant passingAt(Passing passing) {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                var put = super.put(item, condition);
                if (put instanceof Put.Written && passing.isAt(item)) {
                    get(lane(item)).ifPresent(this::pass);
                }
                return put;
            }

            private void pass(Item lane) {
                var unchanged = new Condition.Unchanged(lane.number(Item.REVISION));
                long first = lane.number("first");
                if (first == lane.number("last")) {
                    delete(lane.key(), unchanged);
                } else {
                    super.put(lane.with("first", first + 1).with(Item.REVISION, -first), unchanged);
                }
            }
        });
    }

    private static Key lane(Item item) {
        var subscription = isDelivery(item.key())
                ? DeliveryItems.subscription(item, Places.DELIVERIES)
                : new SubscriptionUid(Id128.parse(item.key().partition().substring("blockers#".length())));
        return Places.lane(new Lane.Id(subscription, Id128.parse(item.text("lane"))));
    }

    /// Nobody finds what waits in lanes.
    static Mutant forgetsWhatWaitsInLanes() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                return isInLot(item.key()) && item.key().partition().endsWith("#lane")
                        ? new Put.Written()
                        : super.put(item, condition);
            }
        });
    }

    /// What begins again in its lane says nothing of it there: it is taken out by who has seen it ended.
    static Mutant beginsAgainUnseen() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                var present = isLane(item.key()) ? get(item.key()).orElse(null) : null;
                boolean isTouch = present != null
                        && present.number("first") == item.number("first")
                        && present.number("last") == item.number("last");
                return isTouch ? new Put.Written() : super.put(item, condition);
            }
        });
    }

    /// An outcome is written whatever was written since the record was read.
    static Mutant outcomeWithoutCondition() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                return super.put(item, isDelivery(item.key()) ? new Condition.Any() : condition);
            }
        });
    }

    /// An outcome is written if the run is the message's, whichever attempt comes next.
    static final class OutcomeWithoutNext extends Mutant {
        private @Nullable Table table;

        @Override
        Table table(Table table) {
            this.table = table;
            return table;
        }

        @Override
        DeliveryLedger deliveries(DeliveryLedger ledger) {
            return new ChangedLedger(ledger) {
                @Override
                public boolean finish(DeliveryMessage message, Attempt attempt, Next next) {
                    int present = presentNext(message);
                    return super.finish(
                            new DeliveryMessage(message.event(), message.subscription(), message.run(), present),
                            new Attempt(
                                    attempt.run(),
                                    present,
                                    attempt.startedAt(),
                                    attempt.took(),
                                    attempt.outcome(),
                                    attempt.status(),
                                    attempt.response()),
                            next);
                }
            };
        }

        private int presentNext(DeliveryMessage message) {
            return Objects.requireNonNull(table)
                    .get(Places.delivery(message.event(), message.subscription()))
                    .filter(item -> item.small("run") == message.run())
                    .map(item -> item.small("next"))
                    .orElse(message.n());
        }
    }

    /// What is removed of a lot is removed for the delivery, rather than for the number.
    static Mutant removesByDelivery() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public boolean delete(Key key, Condition condition) {
                if (isInLot(key)) {
                    all(key).forEach(same -> super.delete(same, condition));
                }
                return super.delete(key, condition);
            }

            @Override
            public void deleteAll(List<Key> keys) {
                super.deleteAll(keys.stream()
                        .flatMap(key -> isInLot(key) ? all(key).stream() : List.of(key).stream())
                        .toList());
            }

            private List<Key> all(Key key) {
                var delivery = key.sort().substring(0, key.sort().lastIndexOf('#'));
                return query(Range.of(key.partition(), delivery), 100).stream()
                        .map(Item::key)
                        .toList();
            }
        });
    }

    /// The cursor passes what was looked at, be it empty and old or not.
    static Mutant cursorTooEarly() {
        return changing(table -> new ChangedTable(table) {
            private long looked;

            @Override
            public List<Item> query(Range range, int limit) {
                if (range.partition().startsWith("due#")) {
                    looked = Long.parseLong(
                            range.partition().substring(range.partition().lastIndexOf('#') + 1));
                }
                return super.query(range, limit);
            }

            @Override
            public Put put(Item item, Condition condition) {
                boolean returns = item.key().partition().equals("sweep")
                        && item.number("leasedUntil") == 0
                        && condition instanceof Condition.Unchanged;
                return super.put(returns ? item.with("minute", looked + 1) : item, condition);
            }
        });
    }

    /// Wake-ups are removed before they are sent.
    static Mutant sweepRemovesFirst() {
        return changing(table -> removingWhatIsRead(table, "due#"));
    }

    /// What is parked is removed before it is sent.
    static Mutant releaseRemovesFirst() {
        return changing(table -> removingWhatIsRead(table, "lot#"));
    }

    private static Table removingWhatIsRead(Table table, String partition) {
        return new ChangedTable(table) {
            @Override
            public List<Item> query(Range range, int limit) {
                var found = super.query(range, limit);
                // One is read to see whether there is any.
                if (limit > 1 && range.partition().startsWith(partition)) {
                    super.deleteAll(found.stream().map(Item::key).toList());
                }
                return found;
            }
        };
    }

    /// An event that is there already is written over, plan and all.
    static Mutant plansAgain() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                return super.put(item, isEvent(item.key()) ? new Condition.Any() : condition);
            }
        });
    }

    /// There is nothing that repairs a replay.
    static Mutant replaysWithoutWakeUp() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                boolean repairs = item.key().partition().startsWith("due#") && item.number("n") == 1;
                return repairs ? new Put.Written() : super.put(item, condition);
            }
        });
    }

    /// No delivery keeps the job that has begun it.
    static Mutant forgetsJobs() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                return super.put(without(item, "job"), condition);
            }
        });
    }

    private static Item without(Item item, String attribute) {
        var left = new HashMap<>(item.attributes());
        left.remove(attribute);
        return new Item(item.key(), left);
    }

    /// A replay knows its own deliveries, and takes those of all others.
    static final class TakesOver extends Mutant {
        private long job;

        @Override
        ReplayPages replayPages(ReplayPages pages) {
            return page -> {
                job = page.job();
                return pages.replay(page);
            };
        }

        @Override
        Table table(Table table) {
            return new ChangedTable(table) {
                @Override
                public Map<Key, Item> get(Collection<Key> keys) {
                    var found = new HashMap<>(super.get(keys));
                    found.replaceAll(
                            (_, item) -> item.has("job") && item.number("job") > job ? without(item, "job") : item);
                    return found;
                }
            };
        }
    }

    /// Who lets attempts begin does so whoever has written since.
    static Mutant admitsWithoutCondition() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                return super.put(
                        item, item.key().partition().startsWith("throttle#") ? new Condition.Any() : condition);
            }
        });
    }

    /// What is under way is not counted.
    static Mutant countsNoAttempts() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                return super.put(item.has("leases") ? item.with("leases", "") : item, condition);
            }
        });
    }

    /// Who takes a turn leaves it to the next one as well.
    static Mutant takesNoTurns() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                return super.put(item.has("turn") ? item.with("turn", Long.MIN_VALUE) : item, condition);
            }
        });
    }

    /// Nobody finds a replay that nobody was told of.
    static Mutant forgetsRunningReplays() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                return item.key().sort().startsWith(Places.RUNNING_REPLAYS)
                        ? new Put.Written()
                        : super.put(item, condition);
            }
        });
    }

    /// A lot that looks empty is taken off the list at once.
    static Mutant lotsGoAtOnce() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public List<Item> query(Range range, int limit) {
                var found = super.query(range, limit);
                if (found.isEmpty() && range.partition().startsWith("lot#")) {
                    super.delete(
                            new Key(Places.LOTS, range.partition().substring("lot#".length())), new Condition.Any());
                }
                return found;
            }
        });
    }

    /// Whoever hands an event in again sends nothing, since it is there.
    static final class SendsOnlyNewPlans extends Mutant {
        private boolean isThere;

        @Override
        Table table(Table table) {
            return new ChangedTable(table) {
                @Override
                public Put put(Item item, Condition condition) {
                    var put = super.put(item, condition);
                    if (isEvent(item.key())) {
                        isThere = put instanceof Put.Refused;
                    }
                    return put;
                }
            };
        }

        @Override
        MessageQueue queue(MessageQueue queue) {
            return messages -> isThere && messages.stream().allMatch(SendsOnlyNewPlans::isFirst)
                    ? List.of()
                    : queue.send(messages);
        }

        private static boolean isFirst(MessageQueue.Message message) {
            var read = Envelopes.delivery(message.body());
            return read.run() == 1 && read.n() == 1 && message.delay().isZero();
        }
    }

    /// What a queue did not take is taken for sent.
    static Mutant ignoresFailures() {
        return new Mutant() {
            @Override
            MessageQueue queue(MessageQueue queue) {
                return messages -> {
                    queue.send(messages);
                    return List.of();
                };
            }
        };
    }

    /// A page of a plan that a queue of events did not take is taken for sent.
    static Mutant ignoresPagesThatFailed() {
        return new Mutant() {
            @Override
            MessageQueue events(MessageQueue queue) {
                return messages -> {
                    queue.send(messages);
                    return List.of();
                };
            }
        };
    }

    /// What failed is deleted, and nothing is sent in its place.
    static Mutant forgetsWhatFailed() {
        return new Mutant() {
            @Override
            MessageQueue sentAgain(MessageQueue queue) {
                return _ -> List.of();
            }
        };
    }

    /// The pages of all plans of an event have the same places, so that one which comes to nothing changes another.
    static Mutant onePlanForAll() {
        return changing(table -> new ChangedTable(table) {
            private Key same(Key key) {
                return key.sort().startsWith("plan#")
                        ? new Key(
                                key.partition(),
                                "plan#" + key.sort().substring(key.sort().lastIndexOf('#')))
                        : key;
            }

            @Override
            public Optional<Item> get(Key key) {
                return super.get(same(key));
            }

            @Override
            public void putAll(List<Item> items) {
                super.putAll(items.stream()
                        .map(item -> new Item(same(item.key()), item.attributes()))
                        .toList());
            }
        });
    }

    /// An erased event leaves nothing that would tell a duplicate.
    static Mutant erasesWithoutTombstone() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                if (isEvent(item.key()) && item.has("erasedAt")) {
                    super.delete(item.key(), new Condition.Any());
                    return new Put.Written();
                }
                return super.put(item, condition);
            }
        });
    }

    /// The blob of an erased event, or of its duplicate, is left.
    static Mutant leavesBlobs() {
        return new Mutant() {
            @Override
            Blobs blobs(Blobs blobs) {
                return new Blobs() {
                    @Override
                    public void put(String name, byte[] bytes) {
                        blobs.put(name, bytes);
                    }

                    @Override
                    public Optional<byte[]> get(String name) {
                        return blobs.get(name);
                    }

                    @Override
                    public void delete(String name) {}
                };
            }
        };
    }

    /// Deliveries of an erased event are not marked, so that attempts which are under way are recorded as they come.
    static Mutant marksNoDeliveries() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                return isDelivery(item.key()) && item.has("erased") ? new Put.Written() : super.put(item, condition);
            }
        });
    }

    /// What was answered to the attempts of an erased event is left, where they have items of their own.
    static Mutant leavesAnswers() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                boolean isThere = item.key().sort().startsWith(Places.ATTEMPTS)
                        && super.get(item.key()).isPresent();
                return isThere ? new Put.Written() : super.put(item, condition);
            }
        });
    }

    /// Deliveries of an erased event are sought in its plan only.
    static Mutant erasesOnlyWhatWasPlanned() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public List<Item> query(Range range, int limit) {
                return range.prefix().equals(Places.DELIVERIES) ? List.of() : super.query(range, limit);
            }
        });
    }

    /// Who writes a delivery again, since the first answer was lost, takes what is there for another's.
    static Mutant meetsItself() {
        return changing(table -> new ChangedTable(table) {
            @Override
            public Put put(Item item, Condition condition) {
                return super.put(item, condition) instanceof Put.Refused(var present)
                        ? new Put.Refused(present == null ? null : present.with("another", 1))
                        : new Put.Written();
            }
        });
    }

    /// Does nothing that follows while it is muted.
    abstract static class Muted extends Mutant {
        private boolean muted;

        @Override
        Table table(Table table) {
            return new ChangedTable(table) {
                @Override
                public Put put(Item item, Condition condition) {
                    boolean follows = item.key().partition().startsWith("due#") || isInLot(item.key());
                    return muted && follows ? new Put.Written() : super.put(item, condition);
                }
            };
        }

        @Override
        MessageQueue queue(MessageQueue queue) {
            return messages -> muted ? List.of() : queue.send(messages);
        }

        final <T> T mute(Effect<T> effect) {
            boolean before = muted;
            muted = true;
            try {
                return effect.get();
            } finally {
                muted = before;
            }
        }

        interface Effect<T> {
            T get();
        }
    }

    /// Whoever comes upon a record that is further on does not do again what follows from it.
    static final class RepeatsNothing extends Muted {
        @Override
        DeliveryLedger deliveries(DeliveryLedger ledger) {
            return new ChangedLedger(ledger) {
                @Override
                public Beginning begin(DeliveryMessage message) {
                    return mute(() -> super.begin(message));
                }
            };
        }
    }

    /// Whoever comes upon a record that has come to its end does not announce that again.
    static final class AnnouncesOnce extends Mutant {
        private boolean muted;

        @Override
        Announcer announcer(Announcer announcer) {
            return events -> {
                if (!muted) {
                    announcer.announce(events);
                }
            };
        }

        @Override
        DeliveryLedger deliveries(DeliveryLedger ledger) {
            return new ChangedLedger(ledger) {
                @Override
                public Beginning begin(DeliveryMessage message) {
                    muted = true;
                    try {
                        return super.begin(message);
                    } finally {
                        muted = false;
                    }
                }
            };
        }
    }

    /// Whoever loses a condition does not do again what follows from what the winner wrote.
    static final class LosesInSilence extends Muted {
        private @Nullable Table table;

        @Override
        Table table(Table table) {
            this.table = table;
            return super.table(table);
        }

        @Override
        DeliveryLedger deliveries(DeliveryLedger ledger) {
            return new ChangedLedger(ledger) {
                @Override
                public boolean finish(DeliveryMessage message, Attempt attempt, Next next) {
                    return isPassed(message)
                            ? mute(() -> super.finish(message, attempt, next))
                            : super.finish(message, attempt, next);
                }
            };
        }

        private boolean isPassed(DeliveryMessage message) {
            Optional<Item> present =
                    Objects.requireNonNull(table).get(Places.delivery(message.event(), message.subscription()));
            return present.isPresent()
                    && (present.get().small("run") != message.run()
                            || present.get().small("next") != message.n());
        }
    }

    /// A ledger that does all as another one does, but for what a mutant does differently.
    private static class ChangedLedger implements DeliveryLedger {
        private final DeliveryLedger ledger;

        ChangedLedger(DeliveryLedger ledger) {
            this.ledger = ledger;
        }

        @Override
        public Beginning begin(DeliveryMessage message) {
            return ledger.begin(message);
        }

        @Override
        public boolean finish(DeliveryMessage message, Attempt attempt, Next next) {
            return ledger.finish(message, attempt, next);
        }

        @Override
        public boolean move(DeliveryMessage message, Next next) {
            return ledger.move(message, next);
        }
    }
}

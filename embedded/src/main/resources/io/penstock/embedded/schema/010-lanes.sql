-- Deliveries in order: those that have not ended, and those that failed for good and hold back the others (blocks), of
-- subscriptions that have an order. lane: a hash of the events' partition key. The first of a lane is sent, the others are
-- parked: state 5. State 13: skipped.
CREATE TABLE lanes (
    subscription_seq INTEGER NOT NULL,
    lane INTEGER NOT NULL,
    place INTEGER NOT NULL,
    event_seq INTEGER NOT NULL,
    blocks INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (subscription_seq, lane, place)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX lanes_by_delivery ON lanes (event_seq, subscription_seq);
CREATE INDEX lanes_blocked ON lanes (subscription_seq, lane) WHERE blocks <> 0;

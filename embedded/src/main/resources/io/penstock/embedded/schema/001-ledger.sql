-- Times are milliseconds since 1970. A number named seq stands for a uid: it is shorter, and grows with time.

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tenant_names (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE
) STRICT;

CREATE TABLE subscription_names (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    uid BLOB NOT NULL UNIQUE,
    tenant INTEGER NOT NULL,
    id TEXT NOT NULL
) STRICT;

-- The data come last: what a list looks at is in the row's first page. The hashes are of (tenant, value), for indices
-- of a few bytes an entry; who looks there compares the value itself.
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    tenant INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    type_hash INTEGER NOT NULL,
    source_hash INTEGER NOT NULL,
    subject_hash INTEGER,
    matched INTEGER NOT NULL,
    registry_version INTEGER NOT NULL,
    accept_id BLOB NOT NULL,
    content_hash BLOB NOT NULL,
    type TEXT NOT NULL,
    source TEXT NOT NULL,
    subject TEXT,
    id TEXT NOT NULL,
    time TEXT,
    content_type TEXT,
    data_schema TEXT,
    extensions TEXT,
    data_form INTEGER,
    data BLOB
) STRICT;

CREATE INDEX events_of_tenant ON events (tenant);
CREATE INDEX events_of_type ON events (type_hash);
CREATE INDEX events_of_source ON events (source_hash);
CREATE INDEX events_of_subject ON events (subject_hash) WHERE subject_hash IS NOT NULL;

-- How often an event was handed in again: apart, so that counting does not write its data again.
CREATE TABLE repeats (
    event_seq INTEGER PRIMARY KEY,
    duplicates INTEGER NOT NULL,
    conflicts INTEGER NOT NULL
) STRICT;

-- Names of events that are accepted once only, and were erased already.
CREATE TABLE tombstones (
    key BLOB NOT NULL PRIMARY KEY,
    content_hash BLOB NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX tombstones_expiring ON tombstones (expires);

CREATE TABLE event_types (
    tenant INTEGER NOT NULL,
    type TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    PRIMARY KEY (tenant, type)
) STRICT, WITHOUT ROWID;

-- State: 0 waiting; 1, 2, 3 parked (paused, disabled, backlog); from 8 on final: 8 delivered, 9 exhausted, 10 refused,
-- 11 expired, 12 cancelled. id_hash: the first 32 bits of the delivery's id.
CREATE TABLE deliveries (
    event_seq INTEGER NOT NULL,
    subscription_seq INTEGER NOT NULL,
    state INTEGER NOT NULL,
    run INTEGER NOT NULL,
    next INTEGER NOT NULL,
    due INTEGER,
    expires INTEGER NOT NULL,
    tenant INTEGER NOT NULL,
    id_hash INTEGER NOT NULL,
    reason TEXT,
    PRIMARY KEY (event_seq, subscription_seq)
) STRICT, WITHOUT ROWID;

-- The queue, and what is parked.
CREATE INDEX deliveries_unfinished ON deliveries (subscription_seq, state, due) WHERE state < 8;
CREATE INDEX deliveries_of_subscription ON deliveries (subscription_seq, event_seq);
-- In blocks of 16,384 events: new entries stay close together, and a look-up asks each block.
CREATE INDEX deliveries_by_id ON deliveries (event_seq >> 14, id_hash);
CREATE INDEX deliveries_rare_of_subscription ON deliveries (subscription_seq, state, event_seq)
    WHERE state <> 0 AND state <> 8;
CREATE INDEX deliveries_rare_of_tenant ON deliveries (tenant, state, event_seq) WHERE state <> 0 AND state <> 8;
CREATE INDEX deliveries_parked ON deliveries (expires) WHERE state > 0 AND state < 8;

-- copy: 0, or more for an attempt that was made again because its first outcome was not known.
CREATE TABLE attempts (
    event_seq INTEGER NOT NULL,
    subscription_seq INTEGER NOT NULL,
    run INTEGER NOT NULL,
    n INTEGER NOT NULL,
    copy INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    took INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    status INTEGER,
    retry_after INTEGER,
    reason TEXT,
    response BLOB,
    PRIMARY KEY (event_seq, subscription_seq, run, n, copy)
) STRICT, WITHOUT ROWID;

-- Jobs that begin many deliveries again. request: what is to be done, progress: how far it has come, both in JSON. state:
-- 0 running, 1 finished, 2 cancelled, 3 failed. A later one has a larger seq, also when the last one is gone.
CREATE TABLE replays (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant BLOB NOT NULL,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    state INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    due INTEGER NOT NULL,
    ended_at INTEGER,
    reason TEXT,
    request TEXT NOT NULL,
    progress TEXT NOT NULL,
    UNIQUE (tenant, id)
) STRICT;

CREATE INDEX replays_due ON replays (due) WHERE state = 0;

-- The newest job that has begun a delivery again; 0 for none.
ALTER TABLE deliveries ADD COLUMN job INTEGER NOT NULL DEFAULT 0;

-- ended: its subscriptions and keys are being removed.
CREATE TABLE tenants (
    uid BLOB NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ended INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX tenants_in_force ON tenants (id) WHERE ended = 0;

CREATE TABLE keys (
    id TEXT NOT NULL PRIMARY KEY,
    tenant BLOB NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER
) STRICT, WITHOUT ROWID;

-- body: what may be read; sealed: destination and signing secrets, encrypted.
CREATE TABLE subscriptions (
    uid BLOB NOT NULL PRIMARY KEY,
    tenant BLOB NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    body TEXT NOT NULL,
    sealed BLOB NOT NULL,
    UNIQUE (tenant, id)
) STRICT, WITHOUT ROWID;

-- What a subscription was from one registry version on until before another; ended_at: when that ended.
CREATE TABLE subscription_versions (
    tenant BLOB NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    until INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    uid BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    body TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (tenant, id, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX subscription_versions_ended ON subscription_versions (ended_at);

-- What a subscription wanted from one registry version on until before another; ended_at: when that ended. It takes the
-- place of whole subscriptions, which held their secrets longer than they were in force.
CREATE TABLE selections (
    tenant BLOB NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    until INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    uid BLOB NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, id, version)
) STRICT, WITHOUT ROWID;

INSERT INTO selections (tenant, id, version, until, ended_at, uid, body)
SELECT tenant, id, version, until, ended_at, uid,
    json_object('form', 1, 'types', json(body -> '$.types'), 'filter', body ->> '$.filter')
FROM subscription_versions;

DROP TABLE subscription_versions;

CREATE INDEX selections_ended ON selections (ended_at);

-- selected: the registry version since which it wants what it wants.
ALTER TABLE subscriptions ADD COLUMN selected INTEGER NOT NULL DEFAULT 0;

UPDATE subscriptions SET selected = version;

-- What Penstock says about itself, and has not accepted yet as events of its own tenant: CloudEvents in JSON.
CREATE TABLE outbox (
    seq INTEGER NOT NULL PRIMARY KEY,
    event BLOB NOT NULL
) STRICT;

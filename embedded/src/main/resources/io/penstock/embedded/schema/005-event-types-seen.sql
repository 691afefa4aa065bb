-- last_seen: when an event of the type was accepted last, an hour or less before.
ALTER TABLE event_types ADD COLUMN last_seen INTEGER NOT NULL DEFAULT 0;

-- It was not written down until now: it was when the last event was accepted, at the latest.
UPDATE event_types SET last_seen = coalesce((SELECT accepted_at FROM events ORDER BY seq DESC LIMIT 1), first_seen);

DELETE FROM event_types WHERE tenant NOT IN (
    SELECT seq FROM tenant_names JOIN tenants ON tenants.uid = tenant_names.uid WHERE tenants.ended = 0);

CREATE INDEX event_types_seen ON event_types (last_seen);

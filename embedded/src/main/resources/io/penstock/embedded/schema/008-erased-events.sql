-- erased_at: since when it has neither data nor attributes but id, source and type; its content_hash is empty then.
ALTER TABLE events ADD COLUMN erased_at INTEGER;

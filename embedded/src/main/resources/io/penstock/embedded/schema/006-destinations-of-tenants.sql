-- destinations: patterns of ARNs, a line each.
ALTER TABLE tenants ADD COLUMN destinations TEXT NOT NULL DEFAULT '';

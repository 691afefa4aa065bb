-- What was put below a tenant while it ended: nobody reaches it any more.
DELETE FROM keys WHERE tenant NOT IN (SELECT uid FROM tenants WHERE ended = 0);
DELETE FROM subscriptions WHERE tenant NOT IN (SELECT uid FROM tenants);

CREATE INDEX keys_of_tenant ON keys (tenant);

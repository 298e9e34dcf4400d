-- Which processes work on the database, so that what a dead one held is free at once.

CREATE TABLE instance (
    id INTEGER NOT NULL,
    beats INTEGER NOT NULL DEFAULT 0,
    has_gateway INTEGER NOT NULL DEFAULT 0,
    alive_file TEXT,
    started_at INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX instance_gateway ON instance (has_gateway) WHERE has_gateway;

-- Who holds the lease.
ALTER TABLE job ADD COLUMN instance_id INTEGER;
ALTER TABLE outbox ADD COLUMN instance_id INTEGER;
CREATE INDEX outbox_leased ON outbox (leased_until_at) WHERE leased_until_at IS NOT NULL;

-- How often in a row a delivery was begun and nobody said how it ended.
ALTER TABLE outbox ADD COLUMN unfinished INTEGER NOT NULL DEFAULT 0;

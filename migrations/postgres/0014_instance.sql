-- Which processes work on the database, so that what a dead one held is free at once.

CREATE TABLE instance (
    id BIGINT NOT NULL,
    beats BIGINT NOT NULL DEFAULT 0,
    has_gateway BOOLEAN NOT NULL DEFAULT false,
    alive_file TEXT,
    started_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX instance_gateway ON instance (has_gateway) WHERE has_gateway;

-- Who holds the lease.
ALTER TABLE job ADD COLUMN instance_id BIGINT;
ALTER TABLE outbox ADD COLUMN instance_id BIGINT;
CREATE INDEX outbox_leased ON outbox (leased_until_at) WHERE leased_until_at IS NOT NULL;

-- How often in a row a delivery was begun and nobody said how it ended.
ALTER TABLE outbox ADD COLUMN unfinished BIGINT NOT NULL DEFAULT 0;

-- What somebody has chosen about their morning digest, and the last local day that was told.
CREATE TABLE digest_person (
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    is_on BOOLEAN NOT NULL,
    start_minute BIGINT,
    days TEXT,
    last_day TEXT,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, user_id)
);

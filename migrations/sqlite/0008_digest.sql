-- What somebody has chosen about their morning digest, and the last local day that was told.
CREATE TABLE digest_person (
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    is_on INTEGER NOT NULL,
    start_minute INTEGER,
    days TEXT,
    last_day TEXT,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id)
) STRICT, WITHOUT ROWID;

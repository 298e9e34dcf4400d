-- The card that a message is about: what becomes of its delivery is shown there.
ALTER TABLE outbox ADD COLUMN about TEXT;

-- What could not be delivered as it was meant, by the card that it is about: of each target the first trouble, until something
-- arrives there again.
CREATE TABLE delivery_problem (
    guild_id INTEGER NOT NULL,
    about TEXT NOT NULL,
    target_kind TEXT NOT NULL CHECK (target_kind IN ('channel', 'person', 'thread')),
    target_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    since_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, about, target_kind, target_id)
) STRICT, WITHOUT ROWID;

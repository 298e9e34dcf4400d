-- What was removed for good, and that it was: of a guild everything, by whoever runs docket; of a member or a customer what tells who they are, by an admin. `rows_json` says how many rows
-- of which tables; it is empty and `done_at` is not set while that is under way.
CREATE TABLE erasure (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    subject TEXT NOT NULL CHECK (subject IN ('guild', 'member', 'customer')),
    asked_at INTEGER NOT NULL,
    done_at INTEGER,
    rows_json TEXT,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;

-- The record of events is removed by an erasure alone.
DROP TRIGGER event_is_never_deleted;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.guild_id = OLD.guild_id AND erasure.done_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

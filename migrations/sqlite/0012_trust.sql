-- Discord roles that docket itself gives to people, and for what: no such role decides what people may do in docket. A
-- room that hands out a role keeps its row here.
CREATE TABLE handed_role (
    guild_id INTEGER NOT NULL,
    subject TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    role_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, subject, subject_id)
) STRICT, WITHOUT ROWID;
INSERT INTO handed_role (guild_id, subject, subject_id, role_id)
SELECT guild_id, 'rotation', id, role_id FROM rotation WHERE role_id IS NOT NULL AND state = 'active';

-- What was removed for good, and that it was: of a guild everything, by whoever runs docket. `rows_json` says how many rows
-- of which tables; it is empty and `done_at` is not set while that is under way.
CREATE TABLE erasure (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    subject TEXT NOT NULL CHECK (subject IN ('guild')),
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

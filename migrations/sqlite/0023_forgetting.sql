-- A member or a customer is forgotten as well, by a guild's admins: what they are called, what they said and what was said
-- for them goes, and what counts stays. `subject_id` is the customer's number; of a member none is kept. `rows_json` then
-- says how many rows of which rooms.
DROP TRIGGER event_is_never_changed;
DROP TRIGGER event_is_never_deleted;

ALTER TABLE erasure RENAME TO erasure_of_guilds;
CREATE TABLE erasure (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    subject TEXT NOT NULL CHECK (subject IN ('guild', 'member', 'customer')),
    asked_at INTEGER NOT NULL,
    done_at INTEGER,
    rows_json TEXT,
    subject_id INTEGER,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;
INSERT INTO erasure (guild_id, id, subject, asked_at, done_at, rows_json)
SELECT guild_id, id, subject, asked_at, done_at, rows_json FROM erasure_of_guilds;
DROP TABLE erasure_of_guilds;

-- While somebody is being forgotten, what an event tells may change; that it happened, when and to what may not.
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
WHEN (OLD.guild_id, OLD.id, OLD.happened_at, OLD.subject, OLD.verb)
    <> (NEW.guild_id, NEW.id, NEW.happened_at, NEW.subject, NEW.verb)
    OR NOT EXISTS (SELECT 1 FROM erasure WHERE erasure.guild_id = OLD.guild_id AND erasure.done_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
WHEN NOT EXISTS (SELECT 1 FROM erasure
    WHERE erasure.guild_id = OLD.guild_id AND erasure.done_at IS NULL AND erasure.subject = 'guild')
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

-- What people say about their own day: their zone, and when they do not want to be disturbed.
CREATE TABLE person (
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    zone TEXT,
    quiet TEXT,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id)
) STRICT, WITHOUT ROWID;

-- What somebody wants to be told, once or again and again. `due_at` is the next occurrence, empty when there is none.
CREATE TABLE reminder (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('me', 'channel', 'checklist')),
    owner_user_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    items_json TEXT NOT NULL,
    people_json TEXT NOT NULL,
    channel_id INTEGER,
    origin_channel_id INTEGER NOT NULL,
    zone TEXT NOT NULL,
    timetable_json TEXT,
    due_at INTEGER,
    missed INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'over', 'deleted')),
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_of ON reminder (guild_id, owner_user_id, state, id);

-- An occurrence that was told: the living card that it became. One for each reminder and instant, so that nothing is
-- told twice, also when the clock is set back.
CREATE TABLE reminder_occurrence (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    reminder_id INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    told_at INTEGER NOT NULL,
    missed INTEGER NOT NULL,
    times_told INTEGER NOT NULL,
    ticks_json TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'snoozed', 'done', 'left')),
    wakes_at INTEGER,
    done_by_user_id INTEGER,
    done_at INTEGER,
    version INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, reminder_id) REFERENCES reminder (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX reminder_occurrence_once ON reminder_occurrence (guild_id, reminder_id, due_at);
CREATE INDEX reminder_occurrence_waiting ON reminder_occurrence (guild_id, state, reminder_id) WHERE state IN ('open', 'snoozed');

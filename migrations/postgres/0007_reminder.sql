-- What people say about their own day: their zone, and when they do not want to be disturbed.
CREATE TABLE person (
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    zone TEXT,
    quiet TEXT,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, user_id)
);

-- What somebody wants to be told, once or again and again. `due_at` is the next occurrence, empty when there is none.
CREATE TABLE reminder (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('me', 'channel', 'checklist')),
    owner_user_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    items_json JSONB NOT NULL,
    people_json JSONB NOT NULL,
    channel_id BIGINT,
    origin_channel_id BIGINT NOT NULL,
    zone TEXT NOT NULL,
    timetable_json JSONB,
    due_at TIMESTAMPTZ,
    missed BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'over', 'deleted')),
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id)
);
CREATE INDEX reminder_of ON reminder (guild_id, owner_user_id, state, id);

-- An occurrence that was told: the living card that it became. One for each reminder and instant, so that nothing is
-- told twice, also when the clock is set back.
CREATE TABLE reminder_occurrence (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    reminder_id BIGINT NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    told_at TIMESTAMPTZ NOT NULL,
    missed BIGINT NOT NULL,
    times_told BIGINT NOT NULL,
    ticks_json JSONB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'snoozed', 'done', 'left')),
    wakes_at TIMESTAMPTZ,
    done_by_user_id BIGINT,
    done_at TIMESTAMPTZ,
    version BIGINT NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, reminder_id) REFERENCES reminder (guild_id, id)
);
CREATE UNIQUE INDEX reminder_occurrence_once ON reminder_occurrence (guild_id, reminder_id, due_at);
CREATE INDEX reminder_occurrence_waiting ON reminder_occurrence (guild_id, state, reminder_id) WHERE state IN ('open', 'snoozed');

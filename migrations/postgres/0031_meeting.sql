-- A series of meetings. `timetable_json` has its rule, local time and zone; `other_json` says which of its occurrences take
-- place at another hour. `remind_json` says what docket says by itself before one.
CREATE TABLE meeting_series (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    template TEXT NOT NULL CHECK (template IN ('sync', 'sales', 'retro', 'review', 'kaizen', 'plain')),
    channel_id BIGINT NOT NULL,
    private_channel_id BIGINT,
    timetable_json JSONB NOT NULL,
    other_json JSONB,
    duration_minutes BIGINT NOT NULL,
    attendees_json JSONB NOT NULL,
    chair_user_id BIGINT NOT NULL,
    note_takers_json JSONB NOT NULL,
    sections_json JSONB NOT NULL,
    standing_json JSONB NOT NULL,
    place TEXT,
    place_channel_id BIGINT,
    remind_json JSONB NOT NULL,
    quorum BIGINT,
    is_self_starting BOOLEAN NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'withdrawn')),
    created_by_user_id BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (guild_id, id)
);
CREATE INDEX meeting_series_active ON meeting_series (guild_id, state, id);

-- An occurrence of a series that somebody touched, or that is near. `original_local` is the local time that the rule gives
-- it, its name for ever; `is_moved`: it takes place at `starts_at` instead; `is_extra`: the rule has none there.
CREATE TABLE meeting_occurrence (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    series_id BIGINT NOT NULL,
    original_local TEXT NOT NULL,
    starts_at TIMESTAMPTZ NOT NULL,
    duration_minutes BIGINT NOT NULL,
    is_moved BOOLEAN NOT NULL,
    is_extra BOOLEAN NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'collecting', 'live', 'wrapping', 'published', 'skipped', 'not_held')),
    reason TEXT,
    chair_user_id BIGINT,
    note_taker_user_id BIGINT,
    started_at TIMESTAMPTZ,
    started_by_user_id BIGINT,
    thread_id BIGINT,
    current_item_id BIGINT,
    item_started_at TIMESTAMPTZ,
    item_extra_minutes BIGINT NOT NULL,
    ended_at TIMESTAMPTZ,
    published_at TIMESTAMPTZ,
    frozen_json JSONB,
    version BIGINT NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, series_id) REFERENCES meeting_series (guild_id, id)
);
CREATE UNIQUE INDEX meeting_occurrence_original ON meeting_occurrence (guild_id, series_id, original_local);
CREATE INDEX meeting_occurrence_start ON meeting_occurrence (guild_id, series_id, starts_at);
CREATE INDEX meeting_occurrence_state ON meeting_occurrence (guild_id, state, starts_at);
CREATE INDEX meeting_occurrence_thread ON meeting_occurrence (guild_id, thread_id) WHERE thread_id IS NOT NULL;

-- Something to speak about, in an occurrence or, without one, later. `first_at` is when the first meeting began that it was
-- queued for.
CREATE TABLE agenda_item (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    series_id BIGINT NOT NULL,
    occurrence_id BIGINT,
    topic TEXT NOT NULL,
    minutes BIGINT,
    presenter_user_id BIGINT,
    link TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('inform', 'discuss', 'decide')),
    is_confidential BOOLEAN NOT NULL,
    is_standing BOOLEAN NOT NULL,
    position BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'discussed', 'withdrawn', 'dropped')),
    carried BIGINT NOT NULL,
    first_at TIMESTAMPTZ,
    is_asked BOOLEAN NOT NULL,
    raised_by_user_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    message_id BIGINT,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, series_id) REFERENCES meeting_series (guild_id, id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id)
);
CREATE INDEX agenda_item_of ON agenda_item (guild_id, occurrence_id, state, position, id);
CREATE INDEX agenda_item_queued ON agenda_item (guild_id, state, id);
CREATE INDEX agenda_item_later ON agenda_item (guild_id, series_id, state, id);

-- Who wants an item to be spoken about, and who has read what there is to read before.
CREATE TABLE agenda_vote (
    guild_id BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    voted_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, item_id, user_id),
    FOREIGN KEY (guild_id, item_id) REFERENCES agenda_item (guild_id, id)
);
CREATE TABLE agenda_reader (
    guild_id BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    read_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, item_id, user_id),
    FOREIGN KEY (guild_id, item_id) REFERENCES agenda_item (guild_id, id)
);

-- What became of an item in a meeting for which it was queued.
CREATE TABLE agenda_outcome (
    guild_id BIGINT NOT NULL,
    occurrence_id BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    became TEXT NOT NULL CHECK (became IN ('discussed', 'carried', 'deferred', 'withdrawn', 'dropped')),
    began_at TIMESTAMPTZ,
    decided_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, occurrence_id, item_id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id),
    FOREIGN KEY (guild_id, item_id) REFERENCES agenda_item (guild_id, id)
);

-- Who comes.
CREATE TABLE meeting_answer (
    guild_id BIGINT NOT NULL,
    occurrence_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('yes', 'no', 'late')),
    reason TEXT,
    answered_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, occurrence_id, user_id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id)
);

-- Series that are being set up and not saved yet.
CREATE TABLE meeting_draft (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    draft_json JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id)
);

-- Addresses of calendar feeds.
CREATE TABLE meeting_feed (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    series_id BIGINT NOT NULL,
    token TEXT NOT NULL,
    created_by_user_id BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, series_id) REFERENCES meeting_series (guild_id, id)
);
CREATE UNIQUE INDEX meeting_feed_token ON meeting_feed (guild_id, token);
CREATE INDEX meeting_feed_of ON meeting_feed (guild_id, series_id);

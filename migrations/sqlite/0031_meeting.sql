-- A series of meetings. `timetable_json` has its rule, local time and zone; `other_json` says which of its occurrences take
-- place at another hour. `remind_json` says what docket says by itself before one.
CREATE TABLE meeting_series (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    template TEXT NOT NULL CHECK (template IN ('sync', 'sales', 'retro', 'review', 'kaizen', 'plain')),
    channel_id INTEGER NOT NULL,
    private_channel_id INTEGER,
    timetable_json TEXT NOT NULL,
    other_json TEXT,
    duration_minutes INTEGER NOT NULL,
    attendees_json TEXT NOT NULL,
    chair_user_id INTEGER NOT NULL,
    note_takers_json TEXT NOT NULL,
    sections_json TEXT NOT NULL,
    standing_json TEXT NOT NULL,
    place TEXT,
    place_channel_id INTEGER,
    remind_json TEXT NOT NULL,
    quorum INTEGER,
    is_self_starting INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'withdrawn')),
    created_by_user_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_series_active ON meeting_series (guild_id, state, id);

-- An occurrence of a series that somebody touched, or that is near. `original_local` is the local time that the rule gives
-- it, its name for ever; `is_moved`: it takes place at `starts_at` instead; `is_extra`: the rule has none there.
CREATE TABLE meeting_occurrence (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    series_id INTEGER NOT NULL,
    original_local TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    duration_minutes INTEGER NOT NULL,
    is_moved INTEGER NOT NULL,
    is_extra INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'collecting', 'live', 'wrapping', 'published', 'skipped', 'not_held')),
    reason TEXT,
    chair_user_id INTEGER,
    note_taker_user_id INTEGER,
    started_at INTEGER,
    started_by_user_id INTEGER,
    thread_id INTEGER,
    current_item_id INTEGER,
    item_started_at INTEGER,
    item_extra_minutes INTEGER NOT NULL,
    ended_at INTEGER,
    published_at INTEGER,
    frozen_json TEXT,
    version INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, series_id) REFERENCES meeting_series (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX meeting_occurrence_original ON meeting_occurrence (guild_id, series_id, original_local);
CREATE INDEX meeting_occurrence_start ON meeting_occurrence (guild_id, series_id, starts_at);
CREATE INDEX meeting_occurrence_state ON meeting_occurrence (guild_id, state, starts_at);
CREATE INDEX meeting_occurrence_thread ON meeting_occurrence (guild_id, thread_id) WHERE thread_id IS NOT NULL;

-- Something to speak about, in an occurrence or, without one, later. `first_at` is when the first meeting began that it was
-- queued for.
CREATE TABLE agenda_item (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    series_id INTEGER NOT NULL,
    occurrence_id INTEGER,
    topic TEXT NOT NULL,
    minutes INTEGER,
    presenter_user_id INTEGER,
    link TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('inform', 'discuss', 'decide')),
    is_confidential INTEGER NOT NULL,
    is_standing INTEGER NOT NULL,
    position INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'discussed', 'withdrawn', 'dropped')),
    carried INTEGER NOT NULL,
    first_at INTEGER,
    is_asked INTEGER NOT NULL,
    raised_by_user_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    message_id INTEGER,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, series_id) REFERENCES meeting_series (guild_id, id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX agenda_item_of ON agenda_item (guild_id, occurrence_id, state, position, id);
CREATE INDEX agenda_item_queued ON agenda_item (guild_id, state, id);
CREATE INDEX agenda_item_later ON agenda_item (guild_id, series_id, state, id);

-- Who wants an item to be spoken about, and who has read what there is to read before.
CREATE TABLE agenda_vote (
    guild_id INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    voted_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, item_id, user_id),
    FOREIGN KEY (guild_id, item_id) REFERENCES agenda_item (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE agenda_reader (
    guild_id INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    read_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, item_id, user_id),
    FOREIGN KEY (guild_id, item_id) REFERENCES agenda_item (guild_id, id)
) STRICT, WITHOUT ROWID;

-- What became of an item in a meeting for which it was queued.
CREATE TABLE agenda_outcome (
    guild_id INTEGER NOT NULL,
    occurrence_id INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    became TEXT NOT NULL CHECK (became IN ('discussed', 'carried', 'deferred', 'withdrawn', 'dropped')),
    began_at INTEGER,
    decided_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, occurrence_id, item_id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id),
    FOREIGN KEY (guild_id, item_id) REFERENCES agenda_item (guild_id, id)
) STRICT, WITHOUT ROWID;

-- Who comes.
CREATE TABLE meeting_answer (
    guild_id INTEGER NOT NULL,
    occurrence_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('yes', 'no', 'late')),
    reason TEXT,
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, occurrence_id, user_id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id)
) STRICT, WITHOUT ROWID;

-- Series that are being set up and not saved yet.
CREATE TABLE meeting_draft (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    draft_json TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;

-- Addresses of calendar feeds.
CREATE TABLE meeting_feed (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    series_id INTEGER NOT NULL,
    token TEXT NOT NULL,
    created_by_user_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, series_id) REFERENCES meeting_series (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX meeting_feed_token ON meeting_feed (guild_id, token);
CREATE INDEX meeting_feed_of ON meeting_feed (guild_id, series_id);

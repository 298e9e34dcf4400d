-- Whose turn it is. Epochs are only ever added; an override or a pause is shortened, never removed, and never in the past.

CREATE TABLE rotation (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    channel_id INTEGER,
    role_id INTEGER,
    deadline_json TEXT,
    expected_json TEXT NOT NULL,
    handover_json TEXT,
    state TEXT NOT NULL CHECK (state IN ('active', 'ended')),
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX rotation_name ON rotation (guild_id, name_key) WHERE state = 'active';

CREATE TABLE rotation_draft (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    draft_json TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE rotation_epoch (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    rotation_id INTEGER NOT NULL,
    effective_at INTEGER NOT NULL,
    seats INTEGER NOT NULL,
    first_index INTEGER NOT NULL,
    members_json TEXT NOT NULL,
    rhythm_json TEXT NOT NULL,
    edits_json TEXT NOT NULL,
    created_by_user_id INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, rotation_id) REFERENCES rotation (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX rotation_epoch_of ON rotation_epoch (guild_id, rotation_id, id);

CREATE TABLE rotation_ask (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    rotation_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('cover', 'swap')),
    user_id INTEGER NOT NULL,
    other_user_id INTEGER,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    other_starts_at INTEGER,
    other_ends_at INTEGER,
    state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn')),
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, rotation_id) REFERENCES rotation (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX rotation_ask_of ON rotation_ask (guild_id, rotation_id, id);

CREATE TABLE rotation_override (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    rotation_id INTEGER NOT NULL,
    ask_id INTEGER,
    kind TEXT NOT NULL CHECK (kind IN ('slot', 'stay', 'cover', 'away', 'left')),
    seat INTEGER,
    user_id INTEGER NOT NULL,
    for_user_id INTEGER,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER,
    taken_back_at INTEGER,
    created_by_user_id INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, rotation_id) REFERENCES rotation (guild_id, id),
    FOREIGN KEY (guild_id, ask_id) REFERENCES rotation_ask (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX rotation_override_of ON rotation_override (guild_id, rotation_id, id);

CREATE TABLE rotation_pause (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    rotation_id INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER,
    created_by_user_id INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, rotation_id) REFERENCES rotation (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX rotation_pause_of ON rotation_pause (guild_id, rotation_id, id);

CREATE TABLE rotation_note (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    rotation_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, rotation_id) REFERENCES rotation (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX rotation_note_of ON rotation_note (guild_id, rotation_id, id);

-- What has been told already, so that nothing is told twice, also when the clock is set back.
CREATE TABLE rotation_notice (
    guild_id INTEGER NOT NULL,
    rotation_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, rotation_id, key),
    FOREIGN KEY (guild_id, rotation_id) REFERENCES rotation (guild_id, id)
) STRICT, WITHOUT ROWID;

-- Who has a Discord role from docket, because they are on duty.
CREATE TABLE rotation_role (
    guild_id INTEGER NOT NULL,
    rotation_id INTEGER NOT NULL,
    role_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, rotation_id, role_id, user_id),
    FOREIGN KEY (guild_id, rotation_id) REFERENCES rotation (guild_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE rotation_feed (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    rotation_id INTEGER NOT NULL,
    token TEXT NOT NULL,
    created_by_user_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, rotation_id) REFERENCES rotation (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX rotation_feed_token ON rotation_feed (guild_id, token);

-- Names for calendars, which are read outside Discord.
CREATE TABLE rotation_person (
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id)
) STRICT, WITHOUT ROWID;

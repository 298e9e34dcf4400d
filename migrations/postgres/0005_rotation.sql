-- Whose turn it is. Epochs are only ever added; an override or a pause is shortened, never removed, and never in the past.

CREATE TABLE rotation (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    channel_id BIGINT,
    role_id BIGINT,
    deadline_json JSONB,
    expected_json JSONB NOT NULL,
    handover_json JSONB,
    state TEXT NOT NULL CHECK (state IN ('active', 'ended')),
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id)
);
CREATE UNIQUE INDEX rotation_name ON rotation (guild_id, name_key) WHERE state = 'active';

CREATE TABLE rotation_draft (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    draft_json JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id)
);

CREATE TABLE rotation_epoch (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    rotation_id BIGINT NOT NULL,
    effective_at TIMESTAMPTZ NOT NULL,
    seats BIGINT NOT NULL,
    first_index BIGINT NOT NULL,
    members_json JSONB NOT NULL,
    rhythm_json JSONB NOT NULL,
    edits_json JSONB NOT NULL,
    created_by_user_id BIGINT,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, rotation_id) REFERENCES rotation (guild_id, id)
);
CREATE INDEX rotation_epoch_of ON rotation_epoch (guild_id, rotation_id, id);

CREATE TABLE rotation_ask (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    rotation_id BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('cover', 'swap')),
    user_id BIGINT NOT NULL,
    other_user_id BIGINT,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    other_starts_at TIMESTAMPTZ,
    other_ends_at TIMESTAMPTZ,
    state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn')),
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, rotation_id) REFERENCES rotation (guild_id, id)
);
CREATE INDEX rotation_ask_of ON rotation_ask (guild_id, rotation_id, id);

CREATE TABLE rotation_override (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    rotation_id BIGINT NOT NULL,
    ask_id BIGINT,
    kind TEXT NOT NULL CHECK (kind IN ('slot', 'stay', 'cover', 'away', 'left')),
    seat BIGINT,
    user_id BIGINT NOT NULL,
    for_user_id BIGINT,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ,
    taken_back_at TIMESTAMPTZ,
    created_by_user_id BIGINT,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, rotation_id) REFERENCES rotation (guild_id, id),
    FOREIGN KEY (guild_id, ask_id) REFERENCES rotation_ask (guild_id, id)
);
CREATE INDEX rotation_override_of ON rotation_override (guild_id, rotation_id, id);

CREATE TABLE rotation_pause (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    rotation_id BIGINT NOT NULL,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ,
    created_by_user_id BIGINT,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, rotation_id) REFERENCES rotation (guild_id, id)
);
CREATE INDEX rotation_pause_of ON rotation_pause (guild_id, rotation_id, id);

CREATE TABLE rotation_note (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    rotation_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, rotation_id) REFERENCES rotation (guild_id, id)
);
CREATE INDEX rotation_note_of ON rotation_note (guild_id, rotation_id, id);

-- What has been told already, so that nothing is told twice, also when the clock is set back.
CREATE TABLE rotation_notice (
    guild_id BIGINT NOT NULL,
    rotation_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, rotation_id, key),
    FOREIGN KEY (guild_id, rotation_id) REFERENCES rotation (guild_id, id)
);

-- Who has a Discord role from docket, because they are on duty.
CREATE TABLE rotation_role (
    guild_id BIGINT NOT NULL,
    rotation_id BIGINT NOT NULL,
    role_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, rotation_id, role_id, user_id),
    FOREIGN KEY (guild_id, rotation_id) REFERENCES rotation (guild_id, id)
);

CREATE TABLE rotation_feed (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    rotation_id BIGINT NOT NULL,
    token TEXT NOT NULL,
    created_by_user_id BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, rotation_id) REFERENCES rotation (guild_id, id)
);
CREATE UNIQUE INDEX rotation_feed_token ON rotation_feed (guild_id, token);

-- Names for calendars, which are read outside Discord.
CREATE TABLE rotation_person (
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, user_id)
);

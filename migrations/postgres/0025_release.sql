-- A release: its target date, and its other dates as working days from that (`milestones_json`). Days are dates of the
-- calendar without a time.
CREATE TABLE release (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('major', 'minor', 'dot')),
    state TEXT NOT NULL CHECK (state IN ('planned', 'cut', 'shipped', 'withdrawn')),
    manager_user_id BIGINT NOT NULL,
    validator_user_id BIGINT,
    target_day TEXT NOT NULL,
    target_rule TEXT,
    milestones_json JSONB NOT NULL,
    sync_json JSONB,
    channel_id BIGINT NOT NULL,
    created_by_user_id BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (guild_id, id)
);
CREATE INDEX release_target ON release (guild_id, state, target_day, id);

-- What a release is to bring; without a release, a later one. `asked_at` is when its owner was last asked how it stands,
-- `is_waiting` says that they have not answered.
CREATE TABLE release_item (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    text TEXT NOT NULL,
    release_id BIGINT,
    owner_user_id BIGINT,
    kind TEXT NOT NULL CHECK (kind IN ('feature', 'fix', 'deprecation', 'promotion', 'breaking')),
    health TEXT NOT NULL CHECK (health IN ('at_risk', 'attention', 'on_track', 'done')),
    note TEXT,
    reported_at TIMESTAMPTZ,
    reported_by_user_id BIGINT,
    ticket TEXT,
    design TEXT,
    is_public BOOLEAN NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'withdrawn')),
    asked_at TIMESTAMPTZ,
    is_waiting BOOLEAN NOT NULL,
    created_by_user_id BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, release_id) REFERENCES release (guild_id, id)
);
CREATE INDEX release_item_in ON release_item (guild_id, release_id, state, id);
CREATE INDEX release_item_of ON release_item (guild_id, owner_user_id, state, id);
CREATE INDEX release_item_waiting ON release_item (guild_id, is_waiting, owner_user_id, id);

-- Who is told when an item is postponed.
CREATE TABLE release_follower (
    guild_id BIGINT NOT NULL,
    item_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    followed_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, item_id, user_id),
    FOREIGN KEY (guild_id, item_id) REFERENCES release_item (guild_id, id)
);

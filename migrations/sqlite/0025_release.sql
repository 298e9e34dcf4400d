-- A release: its target date, and its other dates as working days from that (`milestones_json`). Days are dates of the
-- calendar without a time.
CREATE TABLE release (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('major', 'minor', 'dot')),
    state TEXT NOT NULL CHECK (state IN ('planned', 'cut', 'shipped', 'withdrawn')),
    manager_user_id INTEGER NOT NULL,
    validator_user_id INTEGER,
    target_day TEXT NOT NULL,
    target_rule TEXT,
    milestones_json TEXT NOT NULL,
    sync_json TEXT,
    channel_id INTEGER NOT NULL,
    created_by_user_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX release_target ON release (guild_id, state, target_day, id);

-- What a release is to bring; without a release, a later one. `asked_at` is when its owner was last asked how it stands,
-- `is_waiting` says that they have not answered.
CREATE TABLE release_item (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    text TEXT NOT NULL,
    release_id INTEGER,
    owner_user_id INTEGER,
    kind TEXT NOT NULL CHECK (kind IN ('feature', 'fix', 'deprecation', 'promotion', 'breaking')),
    health TEXT NOT NULL CHECK (health IN ('at_risk', 'attention', 'on_track', 'done')),
    note TEXT,
    reported_at INTEGER,
    reported_by_user_id INTEGER,
    ticket TEXT,
    design TEXT,
    is_public INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'withdrawn')),
    asked_at INTEGER,
    is_waiting INTEGER NOT NULL,
    created_by_user_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, release_id) REFERENCES release (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX release_item_in ON release_item (guild_id, release_id, state, id);
CREATE INDEX release_item_of ON release_item (guild_id, owner_user_id, state, id);
CREATE INDEX release_item_waiting ON release_item (guild_id, is_waiting, owner_user_id, id);

-- Who is told when an item is postponed.
CREATE TABLE release_follower (
    guild_id INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    followed_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, item_id, user_id),
    FOREIGN KEY (guild_id, item_id) REFERENCES release_item (guild_id, id)
) STRICT, WITHOUT ROWID;

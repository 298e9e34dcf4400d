-- A guild's own set-up: settings, areas of ownership, customers, and what was typed and refused.

CREATE TABLE guild (
    guild_id INTEGER NOT NULL,
    is_active INTEGER NOT NULL,
    owner_user_id INTEGER,
    joined_at INTEGER NOT NULL,
    left_at INTEGER,
    greeted_at INTEGER,
    PRIMARY KEY (guild_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    guild_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (guild_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE area (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    owner_user_id INTEGER NOT NULL,
    backup_user_id INTEGER,
    keywords_json TEXT NOT NULL,
    is_archived INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX area_name ON area (guild_id, name_key);

CREATE TABLE customer (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    alias TEXT NOT NULL,
    alias_key TEXT NOT NULL,
    tier TEXT CHECK (tier IN ('strategic', 'enterprise', 'business', 'standard')),
    value INTEGER CHECK (value >= 0),
    account_owner_user_id INTEGER,
    merged_into_id INTEGER,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, merged_into_id) REFERENCES customer (guild_id, id) DEFERRABLE
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX customer_name ON customer (guild_id, name_key);
CREATE INDEX customer_alias ON customer (guild_id, alias_key);
CREATE INDEX customer_recency ON customer (guild_id, used_at);
CREATE INDEX customer_merged ON customer (guild_id, merged_into_id) WHERE merged_into_id IS NOT NULL;

CREATE TABLE customer_channel (
    guild_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, channel_id),
    FOREIGN KEY (guild_id, customer_id) REFERENCES customer (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_channel_customer ON customer_channel (guild_id, customer_id);

CREATE TABLE problem (
    guild_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    reported_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    line TEXT NOT NULL,
    values_json TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_age ON draft (created_at);

-- A guild's own set-up: settings, areas of ownership, customers, and what was typed and refused.

CREATE TABLE guild (
    guild_id BIGINT NOT NULL,
    is_active BOOLEAN NOT NULL,
    owner_user_id BIGINT,
    joined_at TIMESTAMPTZ NOT NULL,
    left_at TIMESTAMPTZ,
    greeted_at TIMESTAMPTZ,
    PRIMARY KEY (guild_id)
);

CREATE TABLE setting (
    guild_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (guild_id, key)
);

CREATE TABLE area (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    owner_user_id BIGINT NOT NULL,
    backup_user_id BIGINT,
    keywords_json JSONB NOT NULL,
    is_archived BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id)
);
CREATE UNIQUE INDEX area_name ON area (guild_id, name_key);

CREATE TABLE customer (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    alias TEXT NOT NULL,
    alias_key TEXT NOT NULL,
    tier TEXT CHECK (tier IN ('strategic', 'enterprise', 'business', 'standard')),
    value BIGINT CHECK (value >= 0),
    account_owner_user_id BIGINT,
    merged_into_id BIGINT,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, merged_into_id) REFERENCES customer (guild_id, id) DEFERRABLE
);
CREATE UNIQUE INDEX customer_name ON customer (guild_id, name_key);
CREATE INDEX customer_alias ON customer (guild_id, alias_key);
CREATE INDEX customer_recency ON customer (guild_id, used_at);
CREATE INDEX customer_merged ON customer (guild_id, merged_into_id) WHERE merged_into_id IS NOT NULL;

CREATE TABLE customer_channel (
    guild_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    PRIMARY KEY (guild_id, channel_id),
    FOREIGN KEY (guild_id, customer_id) REFERENCES customer (guild_id, id)
);
CREATE INDEX customer_channel_customer ON customer_channel (guild_id, customer_id);

CREATE TABLE problem (
    guild_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    reported_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, key)
);

CREATE TABLE draft (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    line TEXT NOT NULL,
    values_json JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id)
);
CREATE INDEX draft_age ON draft (created_at);

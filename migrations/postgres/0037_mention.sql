-- What is watched on public networks. `mark` is where the network goes on, `session_bytes` is sealed with what only the
-- environment knows.
CREATE TABLE mention_source (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    network TEXT NOT NULL CHECK (network IN ('x', 'bluesky', 'mastodon')),
    kind TEXT NOT NULL CHECK (kind IN ('mentions', 'words')),
    host TEXT NOT NULL,
    what TEXT NOT NULL,
    what_key TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'removed')),
    pause TEXT CHECK (pause IN ('person', 'ceiling', 'credits', 'cap', 'login', 'refused')),
    pause_note TEXT,
    paused_at TIMESTAMPTZ,
    filters_json JSONB NOT NULL,
    ceiling_mills BIGINT NOT NULL,
    mark TEXT,
    session_bytes BYTEA,
    since_at TIMESTAMPTZ NOT NULL,
    next_poll_at TIMESTAMPTZ,
    next_wide_at TIMESTAMPTZ NOT NULL,
    polled_at TIMESTAMPTZ,
    heard_at TIMESTAMPTZ,
    trouble TEXT,
    trouble_since_at TIMESTAMPTZ,
    failures BIGINT NOT NULL,
    day TEXT NOT NULL,
    posts_today BIGINT NOT NULL,
    month TEXT NOT NULL,
    cost_mills BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id)
);
CREATE UNIQUE INDEX mention_source_watch ON mention_source (guild_id, network, kind, host, what_key);

-- Posts that belong together, on one card.
CREATE TABLE mention (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    network TEXT NOT NULL,
    thread TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'escalated', 'ignored', 'no_action', 'gone')),
    reason TEXT,
    decided_by_user_id BIGINT,
    decided_at TIMESTAMPTZ,
    escalation_id BIGINT,
    card_channel_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id)
);
CREATE UNIQUE INDEX mention_thread ON mention (guild_id, network, thread);
CREATE INDEX mention_by_state ON mention (guild_id, state, id);

-- Every post that was seen, once. One that a filter left out is on no card and keeps no text.
CREATE TABLE mention_post (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    network TEXT NOT NULL,
    post_key TEXT NOT NULL,
    source_id BIGINT NOT NULL,
    mention_id BIGINT,
    url TEXT NOT NULL,
    author_key TEXT NOT NULL,
    author TEXT NOT NULL,
    handle TEXT NOT NULL,
    text TEXT,
    posted_at TIMESTAMPTZ,
    seen_at TIMESTAMPTZ NOT NULL,
    checked_at TIMESTAMPTZ NOT NULL,
    billed_day TEXT NOT NULL,
    PRIMARY KEY (guild_id, id)
);
CREATE UNIQUE INDEX mention_post_key ON mention_post (guild_id, network, post_key);
CREATE INDEX mention_post_of ON mention_post (guild_id, mention_id, id);
CREATE INDEX mention_post_by_author ON mention_post (guild_id, network, author_key, billed_day);
CREATE INDEX mention_post_unread ON mention_post (guild_id, checked_at, id) WHERE text IS NOT NULL;

-- Authors that nobody wants to hear of, until when.
CREATE TABLE mention_mute (
    guild_id BIGINT NOT NULL,
    network TEXT NOT NULL,
    handle_key TEXT NOT NULL,
    handle TEXT NOT NULL,
    until_at TIMESTAMPTZ NOT NULL,
    muted_by_user_id BIGINT NOT NULL,
    PRIMARY KEY (guild_id, network, handle_key)
);

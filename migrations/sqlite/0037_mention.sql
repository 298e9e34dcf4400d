-- What is watched on public networks. `mark` is where the network goes on, `session_bytes` is sealed with what only the
-- environment knows.
CREATE TABLE mention_source (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    network TEXT NOT NULL CHECK (network IN ('x', 'bluesky', 'mastodon')),
    kind TEXT NOT NULL CHECK (kind IN ('mentions', 'words')),
    host TEXT NOT NULL,
    what TEXT NOT NULL,
    what_key TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'removed')),
    pause TEXT CHECK (pause IN ('person', 'ceiling', 'credits', 'cap', 'login', 'refused')),
    pause_note TEXT,
    paused_at INTEGER,
    filters_json TEXT NOT NULL,
    ceiling_mills INTEGER NOT NULL,
    mark TEXT,
    session_bytes BLOB,
    since_at INTEGER NOT NULL,
    next_poll_at INTEGER,
    next_wide_at INTEGER NOT NULL,
    polled_at INTEGER,
    heard_at INTEGER,
    trouble TEXT,
    trouble_since_at INTEGER,
    failures INTEGER NOT NULL,
    day TEXT NOT NULL,
    posts_today INTEGER NOT NULL,
    month TEXT NOT NULL,
    cost_mills INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX mention_source_watch ON mention_source (guild_id, network, kind, host, what_key);

-- Posts that belong together, on one card.
CREATE TABLE mention (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    network TEXT NOT NULL,
    thread TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'escalated', 'ignored', 'no_action', 'gone')),
    reason TEXT,
    decided_by_user_id INTEGER,
    decided_at INTEGER,
    escalation_id INTEGER,
    card_channel_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX mention_thread ON mention (guild_id, network, thread);
CREATE INDEX mention_by_state ON mention (guild_id, state, id);

-- Every post that was seen, once. One that a filter left out is on no card and keeps no text.
CREATE TABLE mention_post (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    network TEXT NOT NULL,
    post_key TEXT NOT NULL,
    source_id INTEGER NOT NULL,
    mention_id INTEGER,
    url TEXT NOT NULL,
    author_key TEXT NOT NULL,
    author TEXT NOT NULL,
    handle TEXT NOT NULL,
    text TEXT,
    posted_at INTEGER,
    seen_at INTEGER NOT NULL,
    checked_at INTEGER NOT NULL,
    billed_day TEXT NOT NULL,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX mention_post_key ON mention_post (guild_id, network, post_key);
CREATE INDEX mention_post_of ON mention_post (guild_id, mention_id, id);
CREATE INDEX mention_post_by_author ON mention_post (guild_id, network, author_key, billed_day);
CREATE INDEX mention_post_unread ON mention_post (guild_id, checked_at, id) WHERE text IS NOT NULL;

-- Authors that nobody wants to hear of, until when.
CREATE TABLE mention_mute (
    guild_id INTEGER NOT NULL,
    network TEXT NOT NULL,
    handle_key TEXT NOT NULL,
    handle TEXT NOT NULL,
    until_at INTEGER NOT NULL,
    muted_by_user_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, network, handle_key)
) STRICT, WITHOUT ROWID;

-- What every room stands on: numbers, the record of events, durable jobs and messages.

CREATE TABLE counter (
    guild_id INTEGER NOT NULL,
    noun TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (guild_id, noun)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    happened_at INTEGER NOT NULL,
    actor_user_id INTEGER,
    interaction_id INTEGER,
    subject TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    verb TEXT NOT NULL,
    before_json TEXT,
    after_json TEXT,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_subject ON event (guild_id, subject, subject_id, id);

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

CREATE TABLE invocation (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    happened_at INTEGER NOT NULL,
    reply_json TEXT NOT NULL,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX invocation_age ON invocation (happened_at);

CREATE TABLE job (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    run_at INTEGER NOT NULL,
    payload_json TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    leased_until_at INTEGER,
    lease INTEGER,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX job_key ON job (guild_id, key);
CREATE INDEX job_due ON job (run_at) WHERE state = 'waiting';
CREATE INDEX job_leased ON job (leased_until_at) WHERE leased_until_at IS NOT NULL;
CREATE INDEX job_dead ON job (guild_id, id) WHERE state = 'dead';

CREATE TABLE outbox (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    target_kind TEXT NOT NULL CHECK (target_kind IN ('channel', 'person')),
    target_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    body_json TEXT NOT NULL,
    card TEXT,
    fallback_json TEXT,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    run_at INTEGER NOT NULL,
    first_sent_at INTEGER,
    leased_until_at INTEGER,
    lease INTEGER,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_line ON outbox (guild_id, target_kind, target_id, place, id) WHERE state = 'waiting';
CREATE UNIQUE INDEX outbox_card ON outbox (guild_id, card)
    WHERE card IS NOT NULL AND first_sent_at IS NULL AND state = 'waiting';
CREATE INDEX outbox_dead ON outbox (guild_id, id) WHERE state = 'dead';

-- The first waiting message of every target, by one step along outbox_line per target, however many wait behind.
CREATE VIEW outbox_head AS
WITH RECURSIVE head (guild_id, target_kind, target_id, id) AS (
    SELECT * FROM (
        SELECT guild_id, target_kind, target_id, id FROM outbox WHERE state = 'waiting'
        ORDER BY guild_id, target_kind, target_id, place, id LIMIT 1
    )
    UNION ALL
    SELECT following.guild_id, following.target_kind, following.target_id, following.id
    FROM head CROSS JOIN outbox AS following
    WHERE (following.guild_id, following.id) = (
        -- The next target of this kind, else the next kind, else the next guild. One comparison of all three columns would
        -- be the same, but SQLite then seeks by the first column alone and walks over everything that waits.
        SELECT guild_id, id FROM (
            SELECT 1 AS step, * FROM (
                SELECT guild_id, id FROM outbox WHERE state = 'waiting' AND guild_id = head.guild_id
                AND target_kind = head.target_kind AND target_id > head.target_id
                ORDER BY target_id, place, id LIMIT 1
            )
            UNION ALL SELECT 2, * FROM (
                SELECT guild_id, id FROM outbox WHERE state = 'waiting' AND guild_id = head.guild_id
                AND target_kind > head.target_kind
                ORDER BY target_kind, target_id, place, id LIMIT 1
            )
            UNION ALL SELECT 3, * FROM (
                SELECT guild_id, id FROM outbox WHERE state = 'waiting' AND guild_id > head.guild_id
                ORDER BY guild_id, target_kind, target_id, place, id LIMIT 1
            )
        ) ORDER BY step LIMIT 1
    )
)
SELECT guild_id, id FROM head;

CREATE TABLE card (
    guild_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    channel_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    outbox_id INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, key)
) STRICT, WITHOUT ROWID;

-- What every room stands on: numbers, the record of events, durable jobs and messages.

CREATE TABLE counter (
    guild_id BIGINT NOT NULL,
    noun TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (guild_id, noun)
);

CREATE TABLE event (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    happened_at TIMESTAMPTZ NOT NULL,
    actor_user_id BIGINT,
    interaction_id BIGINT,
    subject TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    verb TEXT NOT NULL,
    before_json JSONB,
    after_json JSONB,
    PRIMARY KEY (guild_id, id)
);
CREATE INDEX event_subject ON event (guild_id, subject, subject_id, id);

CREATE FUNCTION refuse_change_of_event() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$;
CREATE TRIGGER event_is_never_changed BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_event();
CREATE TRIGGER event_is_never_emptied BEFORE TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_event();

CREATE TABLE invocation (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    happened_at TIMESTAMPTZ NOT NULL,
    reply_json JSONB NOT NULL,
    PRIMARY KEY (guild_id, id)
);
CREATE INDEX invocation_age ON invocation (happened_at);

CREATE TABLE job (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    run_at TIMESTAMPTZ NOT NULL,
    payload_json JSONB NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'dead')),
    attempts BIGINT NOT NULL DEFAULT 0,
    leased_until_at TIMESTAMPTZ,
    lease BIGINT,
    last_error TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id)
);
CREATE UNIQUE INDEX job_key ON job (guild_id, key);
CREATE INDEX job_due ON job (run_at) WHERE state = 'waiting';
CREATE INDEX job_leased ON job (leased_until_at) WHERE leased_until_at IS NOT NULL;
CREATE INDEX job_dead ON job (guild_id, id) WHERE state = 'dead';

CREATE TABLE outbox (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    target_kind TEXT NOT NULL CHECK (target_kind IN ('channel', 'person')),
    target_id BIGINT NOT NULL,
    place BIGINT NOT NULL,
    body_json JSONB NOT NULL,
    card TEXT,
    fallback_json JSONB,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'dead')),
    attempts BIGINT NOT NULL DEFAULT 0,
    run_at TIMESTAMPTZ NOT NULL,
    first_sent_at TIMESTAMPTZ,
    leased_until_at TIMESTAMPTZ,
    lease BIGINT,
    last_error TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id)
);
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
    ) AS foremost
    UNION ALL
    SELECT following.guild_id, following.target_kind, following.target_id, following.id
    FROM head CROSS JOIN LATERAL (
        SELECT guild_id, target_kind, target_id, id FROM outbox WHERE state = 'waiting'
        AND (guild_id, target_kind, target_id) > (head.guild_id, head.target_kind, head.target_id)
        ORDER BY guild_id, target_kind, target_id, place, id LIMIT 1
    ) AS following
)
SELECT guild_id, id FROM head;

CREATE TABLE card (
    guild_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    channel_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    outbox_id BIGINT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, key)
);

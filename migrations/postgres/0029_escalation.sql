-- Topics that stand above areas: whoever may answer them, in the order in which they are asked.
CREATE TABLE escalation_topic (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    keywords_json JSONB NOT NULL,
    responders_json JSONB NOT NULL,
    informed_json JSONB NOT NULL,
    channel_id BIGINT,
    template TEXT NOT NULL,
    is_archived BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (guild_id, id)
);
CREATE UNIQUE INDEX escalation_topic_name ON escalation_topic (guild_id, name_key);

-- A public question that waits for an answer. `asked_json` is the ladder so far, `next_step_at` its next step.
CREATE TABLE escalation (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    question TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('new', 'routed', 'acknowledged', 'answered', 'closed', 'not_ours', 'duplicate')),
    severity TEXT NOT NULL CHECK (severity IN ('low', 'normal', 'high', 'critical')),
    area_id BIGINT,
    area_keyword TEXT,
    topic_id BIGINT,
    topic_keyword TEXT,
    owner_user_id BIGINT,
    snoozed_until_at TIMESTAMPTZ,
    outcome TEXT CHECK (outcome IN ('answered', 'liked', 'reposted', 'redirected', 'none')),
    outcome_note TEXT,
    duplicate_of_id BIGINT,
    draft TEXT,
    drafted_by_user_id BIGINT,
    answer_url TEXT,
    network TEXT,
    post_key TEXT,
    url TEXT,
    posted_at TIMESTAMPTZ,
    raised_by_user_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    message_id BIGINT,
    card_channel_id BIGINT NOT NULL,
    is_area_asked BOOLEAN NOT NULL,
    step BIGINT NOT NULL,
    round BIGINT NOT NULL,
    steps_taken BIGINT NOT NULL,
    next_step_at TIMESTAMPTZ,
    asked_json JSONB NOT NULL,
    pauses_json JSONB NOT NULL,
    acknowledged_at TIMESTAMPTZ,
    answered_at TIMESTAMPTZ,
    closed_at TIMESTAMPTZ,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, area_id) REFERENCES area (guild_id, id),
    FOREIGN KEY (guild_id, topic_id) REFERENCES escalation_topic (guild_id, id)
);
CREATE INDEX escalation_by_state ON escalation (guild_id, state, created_at, id);
CREATE INDEX escalation_by_owner ON escalation (guild_id, owner_user_id, state, created_at);
CREATE INDEX escalation_by_area ON escalation (guild_id, area_id, state, created_at);
CREATE INDEX escalation_by_topic ON escalation (guild_id, topic_id);
CREATE INDEX escalation_by_post ON escalation (guild_id, post_key, id) WHERE post_key IS NOT NULL;
CREATE INDEX escalation_by_message ON escalation (guild_id, message_id, id) WHERE message_id IS NOT NULL;
CREATE INDEX escalation_by_time ON escalation (guild_id, created_at);

-- Who brought it, each person once.
CREATE TABLE escalation_person (
    guild_id BIGINT NOT NULL,
    escalation_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    joined_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, escalation_id, user_id),
    FOREIGN KEY (guild_id, escalation_id) REFERENCES escalation (guild_id, id)
);

CREATE TABLE escalation_note (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    escalation_id BIGINT NOT NULL,
    author_user_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    written_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, escalation_id) REFERENCES escalation (guild_id, id)
);
CREATE INDEX escalation_note_of ON escalation_note (guild_id, escalation_id, id);

-- Who is asked after whom, for an area (0: any) and a severity ('any').
CREATE TABLE escalation_ladder (
    guild_id BIGINT NOT NULL,
    area_id BIGINT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('any', 'low', 'normal', 'high', 'critical')),
    steps TEXT NOT NULL,
    rounds BIGINT NOT NULL,
    PRIMARY KEY (guild_id, area_id, severity)
);

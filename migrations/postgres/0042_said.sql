-- What was heard in the conversation of the post behind a public question, by whoever: each post once, and of it the address
-- alone.
CREATE TABLE escalation_said (
    guild_id BIGINT NOT NULL,
    post_key TEXT NOT NULL,
    escalation_id BIGINT NOT NULL,
    who TEXT NOT NULL CHECK (who IN ('asker', 'team', 'other')),
    url TEXT NOT NULL,
    said_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, post_key),
    FOREIGN KEY (guild_id, escalation_id) REFERENCES escalation (guild_id, id)
);
CREATE INDEX escalation_said_of ON escalation_said (guild_id, escalation_id, said_at);

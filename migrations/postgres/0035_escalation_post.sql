-- The post behind a public question, as its network showed it last. Of one that is gone nothing is kept.
CREATE TABLE escalation_post (
    guild_id BIGINT NOT NULL,
    escalation_id BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('unread', 'public', 'gone', 'protected')),
    author TEXT NOT NULL,
    handle TEXT NOT NULL,
    text TEXT NOT NULL,
    is_edited BOOLEAN NOT NULL,
    conversation_key TEXT,
    read_at TIMESTAMPTZ,
    reads BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    PRIMARY KEY (guild_id, escalation_id),
    FOREIGN KEY (guild_id, escalation_id) REFERENCES escalation (guild_id, id)
);
CREATE INDEX escalation_post_conversation ON escalation_post (guild_id, conversation_key, escalation_id)
    WHERE conversation_key IS NOT NULL;

-- A reply to a card is about what the card shows.
CREATE INDEX card_message ON card (guild_id, message_id);

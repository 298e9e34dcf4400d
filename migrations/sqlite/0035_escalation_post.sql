-- The post behind a public question, as its network showed it last. Of one that is gone nothing is kept.
CREATE TABLE escalation_post (
    guild_id INTEGER NOT NULL,
    escalation_id INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('unread', 'public', 'gone', 'protected')),
    author TEXT NOT NULL,
    handle TEXT NOT NULL,
    text TEXT NOT NULL,
    is_edited INTEGER NOT NULL,
    conversation_key TEXT,
    read_at INTEGER,
    reads INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    PRIMARY KEY (guild_id, escalation_id),
    FOREIGN KEY (guild_id, escalation_id) REFERENCES escalation (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX escalation_post_conversation ON escalation_post (guild_id, conversation_key, escalation_id)
    WHERE conversation_key IS NOT NULL;

-- A reply to a card is about what the card shows.
CREATE INDEX card_message ON card (guild_id, message_id);

-- Triage: what is put off, what waits for its reporter, who has which request in hand.

ALTER TABLE request ADD COLUMN snoozed_until_at INTEGER;
-- The question that waits for an answer. No foreign key: questions refer to their request already.
ALTER TABLE request ADD COLUMN question_id INTEGER;
ALTER TABLE request ADD COLUMN answered_at INTEGER;

CREATE TABLE request_question (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    request_id INTEGER NOT NULL,
    asked_by_user_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    answered_at INTEGER,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, request_id) REFERENCES request (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_question_request ON request_question (guild_id, request_id, id);

-- Who has a request in hand; it counts until the instant, then anyone may take it.
CREATE TABLE request_claim (
    guild_id INTEGER NOT NULL,
    request_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    claimed_until_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, request_id),
    FOREIGN KEY (guild_id, request_id) REFERENCES request (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_claim_user ON request_claim (guild_id, user_id);

-- What one person does not want to see for some hours.
CREATE TABLE request_skip (
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    request_id INTEGER NOT NULL,
    skipped_until_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id, request_id),
    FOREIGN KEY (guild_id, request_id) REFERENCES request (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_skip_request ON request_skip (guild_id, request_id);

-- Owners proposed for many requests at once, and what became of each proposal.
CREATE TABLE request_sweep (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    items_json TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_sweep_age ON request_sweep (guild_id, created_at);

-- Who does what by when. `for_role_id` is the role of which somebody is to take it. What is confidential is shown to its
-- owner, its author, and in the channel where it was made.
CREATE TABLE action (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    text TEXT NOT NULL,
    owner_user_id INTEGER,
    for_role_id INTEGER,
    due_at INTEGER,
    state TEXT NOT NULL CHECK (state IN ('open', 'done', 'dropped', 'withdrawn')),
    snoozes INTEGER NOT NULL,
    closed_at INTEGER,
    channel_id INTEGER NOT NULL,
    message_id INTEGER,
    is_confidential INTEGER NOT NULL,
    created_by_user_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX action_of ON action (guild_id, owner_user_id, state, due_at);
CREATE INDEX action_open ON action (guild_id, state, id);
CREATE INDEX action_due ON action (guild_id, state, due_at, owner_user_id);

-- What was said about an action.
CREATE TABLE action_comment (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    action_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, action_id) REFERENCES action (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX action_comment_on ON action_comment (guild_id, action_id, id);

-- What was decided; the text never changes.
CREATE TABLE decision (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    text TEXT NOT NULL,
    channel_id INTEGER NOT NULL,
    message_id INTEGER,
    is_confidential INTEGER NOT NULL,
    recorded_by_user_id INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    superseded_by_id INTEGER,
    state TEXT NOT NULL CHECK (state IN ('recorded', 'withdrawn')),
    version INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, superseded_by_id) REFERENCES decision (guild_id, id) DEFERRABLE
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_superseded ON decision (guild_id, superseded_by_id);

-- The words by which decisions are found.
CREATE TABLE decision_term (
    guild_id INTEGER NOT NULL,
    term TEXT NOT NULL,
    decision_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, term, decision_id),
    FOREIGN KEY (guild_id, decision_id) REFERENCES decision (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_term_of ON decision_term (guild_id, decision_id);

-- Whether somebody looks at an answer before it goes out: since when it waits for that, when and by whom it was let go (by
-- nobody: their time was over), and since when it counts as of wide impact, which no silence lets go.
ALTER TABLE escalation ADD COLUMN review_since_at INTEGER;
ALTER TABLE escalation ADD COLUMN approved_at INTEGER;
ALTER TABLE escalation ADD COLUMN approved_by_user_id INTEGER;
ALTER TABLE escalation ADD COLUMN wide_since_at INTEGER;

-- Who looks at answers of an area (0: of any).
CREATE TABLE escalation_reviewer (
    guild_id INTEGER NOT NULL,
    area_id INTEGER NOT NULL,
    people_json TEXT NOT NULL,
    PRIMARY KEY (guild_id, area_id)
) STRICT, WITHOUT ROWID;

-- Answers that the team gives again and again.
CREATE TABLE escalation_answer (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    area_id INTEGER,
    text TEXT NOT NULL,
    author_user_id INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    is_archived INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, area_id) REFERENCES area (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX escalation_answer_title ON escalation_answer (guild_id, title_key);

-- Whether somebody looks at an answer before it goes out: since when it waits for that, when and by whom it was let go (by
-- nobody: their time was over), and since when it counts as of wide impact, which no silence lets go.
ALTER TABLE escalation ADD COLUMN review_since_at TIMESTAMPTZ;
ALTER TABLE escalation ADD COLUMN approved_at TIMESTAMPTZ;
ALTER TABLE escalation ADD COLUMN approved_by_user_id BIGINT;
ALTER TABLE escalation ADD COLUMN wide_since_at TIMESTAMPTZ;

-- Who looks at answers of an area (0: of any).
CREATE TABLE escalation_reviewer (
    guild_id BIGINT NOT NULL,
    area_id BIGINT NOT NULL,
    people_json JSONB NOT NULL,
    PRIMARY KEY (guild_id, area_id)
);

-- Answers that the team gives again and again.
CREATE TABLE escalation_answer (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    area_id BIGINT,
    text TEXT NOT NULL,
    author_user_id BIGINT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    is_archived BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, area_id) REFERENCES area (guild_id, id)
);
CREATE UNIQUE INDEX escalation_answer_title ON escalation_answer (guild_id, title_key);

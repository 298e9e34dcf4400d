-- What somebody is to hear of what others did: everything of a few minutes is one message.
CREATE TABLE news (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    about TEXT NOT NULL,
    key TEXT NOT NULL,
    news_json TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX news_person ON news (guild_id, user_id, about, key);

-- Whether somebody hears news where they come from, not by direct message; NULL while they have not said.
ALTER TABLE person ADD COLUMN has_news_in_place INTEGER;

-- Whether somebody was last seen with the role of leads; NULL while they were not. Discord lists nobody by role.
ALTER TABLE person ADD COLUMN is_lead INTEGER;

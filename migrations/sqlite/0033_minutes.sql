-- Minutes as they were published, one row for each revision; the confidential one is for the private channel. `changed` says
-- what is different from the revision before.
CREATE TABLE meeting_minutes (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    occurrence_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    is_confidential INTEGER NOT NULL,
    minutes_json TEXT NOT NULL,
    markdown TEXT NOT NULL,
    changed TEXT,
    published_by_user_id INTEGER,
    published_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX meeting_minutes_of ON meeting_minutes (guild_id, occurrence_id, is_confidential, revision);

-- Where the recording of a meeting is, and what was said in it. `began_at` is when the recording began.
CREATE TABLE meeting_recording (
    guild_id INTEGER NOT NULL,
    occurrence_id INTEGER NOT NULL,
    url TEXT,
    transcript TEXT,
    transcript_name TEXT,
    began_at INTEGER,
    added_by_user_id INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, occurrence_id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id)
) STRICT, WITHOUT ROWID;

-- Minutes as they were published, one row for each revision; the confidential one is for the private channel. `changed` says
-- what is different from the revision before.
CREATE TABLE meeting_minutes (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    occurrence_id BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    is_confidential BOOLEAN NOT NULL,
    minutes_json JSONB NOT NULL,
    markdown TEXT NOT NULL,
    changed TEXT,
    published_by_user_id BIGINT,
    published_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id)
);
CREATE UNIQUE INDEX meeting_minutes_of ON meeting_minutes (guild_id, occurrence_id, is_confidential, revision);

-- Where the recording of a meeting is, and what was said in it. `began_at` is when the recording began.
CREATE TABLE meeting_recording (
    guild_id BIGINT NOT NULL,
    occurrence_id BIGINT NOT NULL,
    url TEXT,
    transcript TEXT,
    transcript_name TEXT,
    began_at TIMESTAMPTZ,
    added_by_user_id BIGINT NOT NULL,
    added_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, occurrence_id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id)
);

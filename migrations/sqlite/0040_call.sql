-- Whether those who were in a meeting are asked two questions after it, and whether their names stand beside what they say.
ALTER TABLE meeting_series ADD COLUMN survey TEXT NOT NULL DEFAULT 'none' CHECK (survey IN ('none', 'named', 'anonymous'));
UPDATE meeting_series SET survey = 'anonymous' WHERE template = 'sales';

-- Who has watched the recording of a meeting.
CREATE TABLE meeting_watcher (
    guild_id INTEGER NOT NULL,
    occurrence_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    watched_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, occurrence_id, user_id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id)
) STRICT, WITHOUT ROWID;

-- The two questions after a meeting; `is_anonymous` is as it said so when it was asked.
CREATE TABLE meeting_survey (
    guild_id INTEGER NOT NULL,
    occurrence_id INTEGER NOT NULL,
    is_anonymous INTEGER NOT NULL,
    closes_at INTEGER NOT NULL,
    closed_at INTEGER,
    PRIMARY KEY (guild_id, occurrence_id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id)
) STRICT, WITHOUT ROWID;

-- What was answered. An anonymous answer has no `user_id`, and its `id` is drawn by lot, so that nothing tells when it was given.
CREATE TABLE meeting_survey_answer (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    occurrence_id INTEGER NOT NULL,
    question TEXT NOT NULL CHECK (question IN ('useful', 'next')),
    useful INTEGER,
    said TEXT,
    user_id INTEGER,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_survey (guild_id, occurrence_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_survey_answer_of ON meeting_survey_answer (guild_id, occurrence_id, question, id);

-- Who has answered a question; not what.
CREATE TABLE meeting_survey_voter (
    guild_id INTEGER NOT NULL,
    occurrence_id INTEGER NOT NULL,
    question TEXT NOT NULL CHECK (question IN ('useful', 'next')),
    user_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, occurrence_id, question, user_id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_survey (guild_id, occurrence_id)
) STRICT, WITHOUT ROWID;

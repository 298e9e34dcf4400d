-- A meeting while it is held. `active_at` is when somebody last did something in it; `is_late`: it was begun late because
-- docket was down.
CREATE TABLE meeting_live (
    guild_id INTEGER NOT NULL,
    occurrence_id INTEGER NOT NULL,
    active_at INTEGER NOT NULL,
    is_late INTEGER NOT NULL,
    PRIMARY KEY (guild_id, occurrence_id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id)
) STRICT, WITHOUT ROWID;

-- What is noted in a meeting; without an item, of the meeting as a whole. `decision_id` and `action_id` are what was recorded or
-- made with it.
CREATE TABLE meeting_note (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    occurrence_id INTEGER NOT NULL,
    item_id INTEGER,
    kind TEXT NOT NULL CHECK (kind IN ('note', 'decision', 'agreed', 'rejected', 'info', 'idea', 'question', 'link')),
    text TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    message_id INTEGER,
    decision_id INTEGER,
    action_id INTEGER,
    is_confidential INTEGER NOT NULL,
    is_withdrawn INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id),
    FOREIGN KEY (guild_id, item_id) REFERENCES agenda_item (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_note_of ON meeting_note (guild_id, occurrence_id, id);

-- Who would like to speak, in the order of `id`, and who has the floor.
CREATE TABLE meeting_speaker (
    guild_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    occurrence_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    has_floor INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX meeting_speaker_of ON meeting_speaker (guild_id, occurrence_id, user_id);

-- Who was there, and who let it be known that they could not come.
CREATE TABLE meeting_attendance (
    guild_id INTEGER NOT NULL,
    occurrence_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    is_present INTEGER NOT NULL,
    reason TEXT,
    noted_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, occurrence_id, user_id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id)
) STRICT, WITHOUT ROWID;

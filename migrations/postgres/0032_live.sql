-- A meeting while it is held. `active_at` is when somebody last did something in it; `is_late`: it was begun late because
-- docket was down.
CREATE TABLE meeting_live (
    guild_id BIGINT NOT NULL,
    occurrence_id BIGINT NOT NULL,
    active_at TIMESTAMPTZ NOT NULL,
    is_late BOOLEAN NOT NULL,
    PRIMARY KEY (guild_id, occurrence_id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id)
);

-- What is noted in a meeting; without an item, of the meeting as a whole. `decision_id` and `action_id` are what was recorded or
-- made with it.
CREATE TABLE meeting_note (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    occurrence_id BIGINT NOT NULL,
    item_id BIGINT,
    kind TEXT NOT NULL CHECK (kind IN ('note', 'decision', 'agreed', 'rejected', 'info', 'idea', 'question', 'link')),
    text TEXT NOT NULL,
    user_id BIGINT NOT NULL,
    message_id BIGINT,
    decision_id BIGINT,
    action_id BIGINT,
    is_confidential BOOLEAN NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id),
    FOREIGN KEY (guild_id, item_id) REFERENCES agenda_item (guild_id, id)
);
CREATE INDEX meeting_note_of ON meeting_note (guild_id, occurrence_id, id);

-- Who would like to speak, in the order of `id`, and who has the floor.
CREATE TABLE meeting_speaker (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    occurrence_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    has_floor BOOLEAN NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id)
);
CREATE UNIQUE INDEX meeting_speaker_of ON meeting_speaker (guild_id, occurrence_id, user_id);

-- Who was there, and who let it be known that they could not come.
CREATE TABLE meeting_attendance (
    guild_id BIGINT NOT NULL,
    occurrence_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    is_present BOOLEAN NOT NULL,
    reason TEXT,
    noted_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, occurrence_id, user_id),
    FOREIGN KEY (guild_id, occurrence_id) REFERENCES meeting_occurrence (guild_id, id)
);

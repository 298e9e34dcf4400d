-- How long a public question waited: one row for each time that it came up. Minutes are working time of whoever owns the
-- area, without those in which its clock stood still.
CREATE TABLE escalation_clock (
    guild_id INTEGER NOT NULL,
    escalation_id INTEGER NOT NULL,
    round INTEGER NOT NULL,
    began_at INTEGER NOT NULL,
    is_in_hours INTEGER NOT NULL,
    area_id INTEGER,
    owner_user_id INTEGER,
    severity TEXT NOT NULL CHECK (severity IN ('low', 'normal', 'high', 'critical')),
    taken_at INTEGER,
    taken_minutes INTEGER,
    answered_at INTEGER,
    answered_minutes INTEGER,
    ended_at INTEGER,
    take_due_at INTEGER,
    answer_due_at INTEGER,
    is_take_late INTEGER NOT NULL,
    is_answer_late INTEGER NOT NULL,
    PRIMARY KEY (guild_id, escalation_id, round),
    FOREIGN KEY (guild_id, escalation_id) REFERENCES escalation (guild_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX escalation_clock_by_time ON escalation_clock (guild_id, began_at, escalation_id, round);

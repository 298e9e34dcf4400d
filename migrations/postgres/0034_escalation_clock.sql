-- How long a public question waited: one row for each time that it came up. Minutes are working time of whoever owns the
-- area, without those in which its clock stood still.
CREATE TABLE escalation_clock (
    guild_id BIGINT NOT NULL,
    escalation_id BIGINT NOT NULL,
    round BIGINT NOT NULL,
    began_at TIMESTAMPTZ NOT NULL,
    is_in_hours BOOLEAN NOT NULL,
    area_id BIGINT,
    owner_user_id BIGINT,
    severity TEXT NOT NULL CHECK (severity IN ('low', 'normal', 'high', 'critical')),
    taken_at TIMESTAMPTZ,
    taken_minutes BIGINT,
    answered_at TIMESTAMPTZ,
    answered_minutes BIGINT,
    ended_at TIMESTAMPTZ,
    take_due_at TIMESTAMPTZ,
    answer_due_at TIMESTAMPTZ,
    is_take_late BOOLEAN NOT NULL,
    is_answer_late BOOLEAN NOT NULL,
    PRIMARY KEY (guild_id, escalation_id, round),
    FOREIGN KEY (guild_id, escalation_id) REFERENCES escalation (guild_id, id)
);
CREATE INDEX escalation_clock_by_time ON escalation_clock (guild_id, began_at, escalation_id, round);

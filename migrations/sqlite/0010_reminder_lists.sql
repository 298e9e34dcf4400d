-- What is due next, in lists, completions and digests, without what is over.
CREATE INDEX reminder_due ON reminder (guild_id, due_at, id) WHERE state = 'active';

-- Checklists stay in the day until they are done, however old they are; there are few of them.
CREATE INDEX reminder_checklist ON reminder (guild_id, id) WHERE kind = 'checklist';

-- What was told lately and is not done, and what comes again.
CREATE INDEX reminder_occurrence_told ON reminder_occurrence (guild_id, told_at) WHERE state = 'open';
CREATE INDEX reminder_occurrence_wakes ON reminder_occurrence (guild_id, wakes_at) WHERE state = 'snoozed';

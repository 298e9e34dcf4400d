-- Who has confirmed a decision, and when.
ALTER TABLE decision ADD COLUMN confirmed_by_user_id INTEGER;
ALTER TABLE decision ADD COLUMN confirmed_at INTEGER;
CREATE INDEX decision_confirmed ON decision (guild_id, confirmed_at);

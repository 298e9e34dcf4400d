-- A thread on a card, and what is said in it.
ALTER TABLE card ADD COLUMN thread_id INTEGER;
CREATE INDEX card_thread ON card (guild_id, thread_id) WHERE thread_id IS NOT NULL;
ALTER TABLE outbox ADD COLUMN thread_of TEXT;

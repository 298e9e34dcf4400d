-- What could not be delivered stays on the list until it is delivered or discarded.

-- When a message was first put aside; kept while it is tried again.
ALTER TABLE outbox ADD COLUMN put_aside_at TIMESTAMPTZ;
-- After this it would not help any more.
ALTER TABLE outbox ADD COLUMN helps_until_at TIMESTAMPTZ;
UPDATE outbox SET put_aside_at = created_at WHERE state = 'dead';

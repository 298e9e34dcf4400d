-- Counts the changes of a guild's set-up: its settings, areas and customers. What was read under one count need not be
-- read again.
ALTER TABLE guild ADD COLUMN setup_version INTEGER NOT NULL DEFAULT 0;

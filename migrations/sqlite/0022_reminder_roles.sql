-- Roles that a reminder mentions; none when nothing is there.
ALTER TABLE reminder ADD COLUMN roles_json TEXT;

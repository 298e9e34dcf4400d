-- Discord roles that docket itself gives to people, and for what: no such role decides what people may do in docket. A
-- room that hands out a role keeps its row here.
CREATE TABLE handed_role (
    guild_id INTEGER NOT NULL,
    subject TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    role_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, subject, subject_id)
) STRICT, WITHOUT ROWID;
INSERT INTO handed_role (guild_id, subject, subject_id, role_id)
SELECT guild_id, 'rotation', id, role_id FROM rotation WHERE role_id IS NOT NULL AND state = 'active';

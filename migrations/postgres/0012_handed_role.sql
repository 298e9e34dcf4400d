-- Discord roles that docket itself gives to people, and for what: no such role decides what people may do in docket. A
-- room that hands out a role keeps its row here.
CREATE TABLE handed_role (
    guild_id BIGINT NOT NULL,
    subject TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    role_id BIGINT NOT NULL,
    PRIMARY KEY (guild_id, subject, subject_id)
);
INSERT INTO handed_role (guild_id, subject, subject_id, role_id)
SELECT guild_id, 'rotation', id, role_id FROM rotation WHERE role_id IS NOT NULL AND state = 'active';

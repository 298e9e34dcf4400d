-- What is told once, whoever tells it: about what, and a key that stands for what is said.
CREATE TABLE told (
    guild_id INTEGER NOT NULL,
    about TEXT NOT NULL,
    key TEXT NOT NULL,
    told_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, about, key)
) STRICT, WITHOUT ROWID;

INSERT INTO told (guild_id, about, key, told_at)
SELECT guild_id, 'rotation:' || rotation_id, key, created_at FROM rotation_notice;
INSERT INTO told (guild_id, about, key, told_at)
SELECT guild_id, 'problem', key, reported_at FROM problem;

DROP TABLE rotation_notice;
DROP TABLE problem;

-- What two rooms share about each other's things: that one has to do with the other, and how. Both ends are a noun and a
-- number; they are no foreign keys, because a room knows only the rooms below it.
CREATE TABLE link (
    guild_id INTEGER NOT NULL,
    from_noun TEXT NOT NULL,
    from_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    to_noun TEXT NOT NULL,
    to_id INTEGER NOT NULL,
    linked_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, from_noun, from_id, kind, to_noun, to_id)
) STRICT, WITHOUT ROWID;
-- The links of a thing are asked for from either end.
CREATE INDEX link_to ON link (guild_id, to_noun, to_id, kind, from_noun, from_id);

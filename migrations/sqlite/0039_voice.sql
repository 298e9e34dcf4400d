-- Who is in a voice or stage channel in which meetings are held.
CREATE TABLE meeting_voice (
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_voice_in ON meeting_voice (guild_id, channel_id, user_id);

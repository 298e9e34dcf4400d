-- Who is in a voice or stage channel in which meetings are held.
CREATE TABLE meeting_voice (
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    PRIMARY KEY (guild_id, user_id)
);
CREATE INDEX meeting_voice_in ON meeting_voice (guild_id, channel_id, user_id);

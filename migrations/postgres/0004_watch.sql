-- How far the messages of a watched channel have been read.
CREATE TABLE watch (
    guild_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    last_message_id BIGINT NOT NULL,
    PRIMARY KEY (guild_id, channel_id)
);

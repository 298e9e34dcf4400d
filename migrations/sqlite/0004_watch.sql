-- How far the messages of a watched channel have been read.
CREATE TABLE watch (
    guild_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    last_message_id INTEGER NOT NULL,
    PRIMARY KEY (guild_id, channel_id)
) STRICT;

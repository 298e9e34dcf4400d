-- What people say after a release. Of what was said anonymously nothing is kept that tells who said it: neither a person nor
-- the time of day.
CREATE TABLE release_retro (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    release_id BIGINT NOT NULL,
    user_id BIGINT,
    went_well TEXT,
    went_badly TEXT,
    to_change TEXT,
    said_day TEXT NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, release_id) REFERENCES release (guild_id, id)
);
CREATE INDEX release_retro_of ON release_retro (guild_id, release_id, id);

-- How many bytes the files of requests have, for each reporter and, as user 0, for the guild as a whole: a limit is looked
-- up and never counted.
CREATE TABLE request_storage (
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    length BIGINT NOT NULL,
    PRIMARY KEY (guild_id, user_id)
);

INSERT INTO request_storage (guild_id, user_id, length)
SELECT r.guild_id, r.reporter_user_id, CAST(SUM(f.length) AS BIGINT)
FROM request_file AS f JOIN request AS r ON r.guild_id = f.guild_id AND r.id = f.request_id
WHERE f.state <> 'failed' AND r.reporter_user_id <> 0
GROUP BY r.guild_id, r.reporter_user_id;
INSERT INTO request_storage (guild_id, user_id, length)
SELECT guild_id, 0, CAST(SUM(length) AS BIGINT) FROM request_file WHERE state <> 'failed' GROUP BY guild_id;

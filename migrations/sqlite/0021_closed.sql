-- When a request was closed, to be told with how it ended.
ALTER TABLE request ADD COLUMN closed_at INTEGER;
UPDATE request SET closed_at = updated_at WHERE state = 'closed';

-- Lists of one importance, newest first.
CREATE INDEX request_importance ON request (guild_id, importance, state, created_at, id);

-- What other rooms count of a customer: what they pay as well.
DROP VIEW customer_now;
CREATE VIEW customer_now AS
SELECT asked.guild_id, asked.id, COALESCE(asked.merged_into_id, asked.id) AS live_id,
    CASE WHEN asked.merged_into_id IS NULL THEN asked.name ELSE (SELECT live.name FROM customer AS live
        WHERE live.guild_id = asked.guild_id AND live.id = asked.merged_into_id) END AS name,
    CASE WHEN asked.merged_into_id IS NULL THEN asked.alias ELSE (SELECT live.alias FROM customer AS live
        WHERE live.guild_id = asked.guild_id AND live.id = asked.merged_into_id) END AS alias,
    CASE WHEN asked.merged_into_id IS NULL THEN asked.account_owner_user_id ELSE (
        SELECT live.account_owner_user_id FROM customer AS live
        WHERE live.guild_id = asked.guild_id AND live.id = asked.merged_into_id) END AS account_owner_user_id,
    CASE WHEN asked.merged_into_id IS NULL THEN asked.value ELSE (SELECT live.value FROM customer AS live
        WHERE live.guild_id = asked.guild_id AND live.id = asked.merged_into_id) END AS value
FROM customer AS asked;

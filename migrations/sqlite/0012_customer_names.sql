-- Every name that a customer has or had, so that texts can hide all of them, and what other rooms may read of this one.

CREATE TABLE customer_known_as (
    guild_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (guild_id, customer_id, name),
    FOREIGN KEY (guild_id, customer_id) REFERENCES customer (guild_id, id)
) STRICT, WITHOUT ROWID;

INSERT INTO customer_known_as (guild_id, customer_id, name)
SELECT guild_id, id, name FROM customer
UNION
SELECT customer.guild_id, customer.id, json_extract(event.before_json, '$.name')
FROM event JOIN customer ON customer.guild_id = event.guild_id AND customer.id = event.subject_id
WHERE event.subject = 'customer' AND json_extract(event.before_json, '$.name') IS NOT NULL
UNION
SELECT customer.guild_id, customer.id, json_extract(event.after_json, '$.name')
FROM event JOIN customer ON customer.guild_id = event.guild_id AND customer.id = event.subject_id
WHERE event.subject = 'customer' AND json_extract(event.after_json, '$.name') IS NOT NULL;

-- Each customer as it is now: one that was merged is the one that it was merged into. No join, which SQLite would not
-- look up by number behind a `LEFT JOIN`.
CREATE VIEW customer_now AS
SELECT asked.guild_id, asked.id, COALESCE(asked.merged_into_id, asked.id) AS live_id,
    CASE WHEN asked.merged_into_id IS NULL THEN asked.name ELSE (SELECT live.name FROM customer AS live
        WHERE live.guild_id = asked.guild_id AND live.id = asked.merged_into_id) END AS name,
    CASE WHEN asked.merged_into_id IS NULL THEN asked.alias ELSE (SELECT live.alias FROM customer AS live
        WHERE live.guild_id = asked.guild_id AND live.id = asked.merged_into_id) END AS alias,
    CASE WHEN asked.merged_into_id IS NULL THEN asked.account_owner_user_id ELSE (
        SELECT live.account_owner_user_id FROM customer AS live
        WHERE live.guild_id = asked.guild_id AND live.id = asked.merged_into_id) END AS account_owner_user_id
FROM customer AS asked;

-- What other rooms show of an area.
CREATE VIEW area_now AS SELECT guild_id, id, name, owner_user_id FROM area;

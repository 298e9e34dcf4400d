-- Transcripts count among the files: how many bytes one has, and for whom it counts.
ALTER TABLE meeting_recording ADD COLUMN transcript_length BIGINT NOT NULL DEFAULT 0;
ALTER TABLE meeting_recording ADD COLUMN transcript_by_user_id BIGINT NOT NULL DEFAULT 0;
UPDATE meeting_recording SET transcript_length = OCTET_LENGTH(transcript), transcript_by_user_id = added_by_user_id
WHERE transcript IS NOT NULL;

INSERT INTO request_storage (guild_id, user_id, length)
SELECT guild_id, transcript_by_user_id, CAST(SUM(transcript_length) AS BIGINT) FROM meeting_recording
WHERE transcript_length > 0 AND transcript_by_user_id <> 0 GROUP BY guild_id, transcript_by_user_id
ON CONFLICT (guild_id, user_id) DO UPDATE SET length = request_storage.length + excluded.length;
INSERT INTO request_storage (guild_id, user_id, length)
SELECT guild_id, 0, CAST(SUM(transcript_length) AS BIGINT) FROM meeting_recording WHERE transcript_length > 0 GROUP BY guild_id
ON CONFLICT (guild_id, user_id) DO UPDATE SET length = request_storage.length + excluded.length;

-- Where the transcript of a meeting is, when it was given as a link.
ALTER TABLE meeting_recording ADD COLUMN transcript_url TEXT;

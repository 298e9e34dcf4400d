-- What one person has typed in vain, newest first, to be bounded.
CREATE INDEX draft_of_user ON draft (guild_id, user_id, id);

-- Whose answer is waited for: one step along this for each reporter, and their questions in order.
CREATE INDEX request_asked ON request (guild_id, reporter_user_id, question_id)
    WHERE question_id IS NOT NULL AND state IN ('new', 'assigned');

-- Indexes in the order in which requests are asked for, so that no question costs more the more requests there are.

DROP INDEX request_area;
DROP INDEX request_customer;
DROP INDEX request_unassigned;
DROP INDEX request_assignee;
DROP INDEX request_reporter;
DROP INDEX request_duplicate;

-- Lists: the newest of a kind first. Each state is walked by itself, and what is found is put together.
CREATE INDEX request_state ON request (guild_id, state, created_at, id);
CREATE INDEX request_area ON request (guild_id, area_id, state, created_at, id);
CREATE INDEX request_customer ON request (guild_id, customer_id, state, created_at, id);
CREATE INDEX request_reporter ON request (guild_id, reporter_user_id, state, created_at, id);
CREATE INDEX request_assignee ON request (guild_id, assignee_user_id, state, created_at, id, reporter_user_id)
    WHERE assignee_user_id IS NOT NULL;
CREATE INDEX request_duplicate ON request (guild_id, duplicate_of_id, id) WHERE duplicate_of_id IS NOT NULL;

-- Triage: what waits for a decision, in the order of the queue. The columns of the condition are there so that SQLite can
-- count along the index without looking at the requests.
CREATE INDEX request_waiting ON request (guild_id, importance DESC, created_at, id, state, snoozed_until_at, answered_at)
    WHERE state = 'new' AND snoozed_until_at IS NULL;
CREATE INDEX request_area_waiting
    ON request (guild_id, area_id, importance DESC, created_at, id, state, snoozed_until_at, answered_at)
    WHERE state = 'new' AND snoozed_until_at IS NULL;
-- Whose reporter has answered comes first; there are few of them at a time.
CREATE INDEX request_answered ON request (guild_id, importance DESC, created_at, id)
    WHERE state = 'new' AND answered_at IS NOT NULL;
-- What is put off, by when it comes back.
CREATE INDEX request_put_off ON request (guild_id, snoozed_until_at, question_id, created_at, state)
    WHERE state = 'new' AND snoozed_until_at IS NOT NULL;
CREATE INDEX request_area_put_off
    ON request (guild_id, area_id, snoozed_until_at, question_id, created_at, state, importance)
    WHERE state = 'new' AND snoozed_until_at IS NOT NULL;

-- Digests: what of somebody's has not been touched for long, the most important first; and everybody who has something.
CREATE INDEX request_untouched ON request (guild_id, assignee_user_id, importance DESC, updated_at, id, state)
    WHERE state = 'assigned';

-- Whose reporter has answered, in the order of the queue of one area.
CREATE INDEX request_area_answered
    ON request (guild_id, area_id, importance DESC, created_at, id, state, answered_at)
    WHERE state = 'new' AND answered_at IS NOT NULL;
-- The +1s of a request with the customers who ask, without looking at the requests.
DROP INDEX request_duplicate;
CREATE INDEX request_duplicate ON request (guild_id, duplicate_of_id, id, customer_id) WHERE duplicate_of_id IS NOT NULL;

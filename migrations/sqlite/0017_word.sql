-- The words that the requests of a guild have, by pieces: the word itself, and for words of four letters and more what is
-- left of it without one of its letters. Two words of which one is a misspelling of the other have a piece in common.
CREATE TABLE request_word (
    guild_id INTEGER NOT NULL,
    piece TEXT NOT NULL,
    term TEXT NOT NULL,
    PRIMARY KEY (guild_id, piece, term)
) STRICT, WITHOUT ROWID;

INSERT INTO request_word (guild_id, piece, term)
WITH RECURSIVE word AS (SELECT DISTINCT guild_id, term FROM request_term),
    piece (guild_id, term, place) AS (
        SELECT guild_id, term, 0 FROM word
        UNION ALL SELECT guild_id, term, place + 1 FROM piece WHERE place < length(term) AND length(term) >= 4
    )
SELECT DISTINCT guild_id, CASE place WHEN 0 THEN term ELSE substr(term, 1, place - 1) || substr(term, place + 1) END, term
FROM piece;

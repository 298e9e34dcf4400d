-- The words that the requests of a guild have, by pieces: the word itself, and for words of four letters and more what is
-- left of it without one of its letters. Two words of which one is a misspelling of the other have a piece in common.
CREATE TABLE request_word (
    guild_id BIGINT NOT NULL,
    piece TEXT COLLATE "C" NOT NULL,
    term TEXT NOT NULL,
    PRIMARY KEY (guild_id, piece, term)
);

INSERT INTO request_word (guild_id, piece, term)
SELECT DISTINCT guild_id, CASE place WHEN 0 THEN term ELSE substr(term, 1, place - 1) || substr(term, place + 1) END, term
FROM (SELECT DISTINCT guild_id, term FROM request_term) AS word
CROSS JOIN LATERAL generate_series(0, CASE WHEN length(term) >= 4 THEN length(term) ELSE 0 END) AS place;

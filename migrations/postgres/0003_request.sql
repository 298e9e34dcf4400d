-- Customer requests: what was asked, notes, kept files, and the words they are found by.

CREATE TABLE request (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('new', 'assigned', 'closed', 'withdrawn')),
    close_reason TEXT CHECK (close_reason IN ('done', 'duplicate', 'declined')),
    importance BIGINT NOT NULL CHECK (importance >= 0 AND importance <= 3),
    area_id BIGINT,
    area_keyword TEXT,
    customer_id BIGINT,
    assignee_user_id BIGINT,
    duplicate_of_id BIGINT,
    link TEXT,
    reporter_user_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    snapshot_json JSONB,
    version BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, area_id) REFERENCES area (guild_id, id),
    FOREIGN KEY (guild_id, customer_id) REFERENCES customer (guild_id, id),
    -- A request may become a duplicate of a later one, so an import may meet it first.
    FOREIGN KEY (guild_id, duplicate_of_id) REFERENCES request (guild_id, id) DEFERRABLE,
    CHECK ((state = 'closed') = (close_reason IS NOT NULL)),
    CHECK ((state = 'assigned') <= (assignee_user_id IS NOT NULL)),
    CHECK ((duplicate_of_id IS NOT NULL) <= (state = 'closed'))
);
CREATE INDEX request_area ON request (guild_id, area_id, id);
CREATE INDEX request_customer ON request (guild_id, customer_id, id);
CREATE INDEX request_unassigned ON request (guild_id, id) WHERE state = 'new';
CREATE INDEX request_assignee ON request (guild_id, assignee_user_id, id);
CREATE INDEX request_reporter ON request (guild_id, reporter_user_id, id);
CREATE INDEX request_duplicate ON request (guild_id, duplicate_of_id) WHERE duplicate_of_id IS NOT NULL;
CREATE INDEX request_link ON request (guild_id, link) WHERE link IS NOT NULL;

CREATE TABLE request_note (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    request_id BIGINT NOT NULL,
    author_user_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, request_id) REFERENCES request (guild_id, id)
);
CREATE INDEX request_note_request ON request_note (guild_id, request_id, id);

CREATE TABLE request_file (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    request_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    content_type TEXT,
    length BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'kept', 'failed')),
    problem TEXT,
    content_bytes BYTEA,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (guild_id, id),
    FOREIGN KEY (guild_id, request_id) REFERENCES request (guild_id, id)
);
CREATE INDEX request_file_request ON request_file (guild_id, request_id, id);

-- The words of each request's text, so that look-alikes are found alike on both engines.
CREATE TABLE request_term (
    guild_id BIGINT NOT NULL,
    term TEXT NOT NULL,
    request_id BIGINT NOT NULL,
    PRIMARY KEY (guild_id, term, request_id),
    FOREIGN KEY (guild_id, request_id) REFERENCES request (guild_id, id)
);
CREATE INDEX request_term_request ON request_term (guild_id, request_id);

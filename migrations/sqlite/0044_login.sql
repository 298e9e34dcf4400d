-- Logins to networks that the operator has made, sealed with what only the environment knows. The one that renews a login holds
-- it until `leased_until_at`: what renews it is good for once.
CREATE TABLE social_login (
    network TEXT NOT NULL,
    account TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'renewing', 'lost')),
    sealed_bytes BLOB NOT NULL,
    opens_until_at INTEGER NOT NULL,
    leased_until_at INTEGER,
    version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (network)
) STRICT, WITHOUT ROWID;

-- Who watches what a network tells of by itself.
CREATE INDEX mention_source_everywhere ON mention_source (network, kind, host, what_key) WHERE state = 'active';

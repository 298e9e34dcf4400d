-- What was removed for good, and that it was: of a guild everything, by whoever runs docket; of a member or a customer what tells who they are, by an admin. `rows_json` says how many rows
-- of which tables; it is empty and `done_at` is not set while that is under way.
CREATE TABLE erasure (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    subject TEXT NOT NULL CHECK (subject IN ('guild', 'member', 'customer')),
    asked_at TIMESTAMPTZ NOT NULL,
    done_at TIMESTAMPTZ,
    rows_json JSONB,
    PRIMARY KEY (guild_id, id)
);

-- The record of events is removed by an erasure alone.
CREATE FUNCTION refuse_removal_of_event() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF EXISTS (SELECT 1 FROM erasure WHERE erasure.guild_id = OLD.guild_id AND erasure.done_at IS NULL) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'events are append-only';
END $$;
DROP TRIGGER event_is_never_changed ON event;
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_event();
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION refuse_removal_of_event();

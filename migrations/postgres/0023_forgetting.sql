-- A member or a customer is forgotten as well, by a guild's admins: what they are called, what they said and what was said
-- for them goes, and what counts stays. `subject_id` is the customer's number; of a member none is kept. `rows_json` then
-- says how many rows of which rooms.
ALTER TABLE erasure DROP CONSTRAINT erasure_subject_check;
ALTER TABLE erasure ADD CONSTRAINT erasure_subject_check CHECK (subject IN ('guild', 'member', 'customer'));
ALTER TABLE erasure ADD COLUMN subject_id BIGINT;

-- While somebody is being forgotten, what an event tells may change; that it happened, when and to what may not.
CREATE FUNCTION refuse_update_of_event() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF (OLD.guild_id, OLD.id, OLD.happened_at, OLD.subject, OLD.verb)
        = (NEW.guild_id, NEW.id, NEW.happened_at, NEW.subject, NEW.verb)
        AND EXISTS (SELECT 1 FROM erasure WHERE erasure.guild_id = OLD.guild_id AND erasure.done_at IS NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'events are append-only';
END $$;
DROP TRIGGER event_is_never_changed ON event;
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
    FOR EACH ROW EXECUTE FUNCTION refuse_update_of_event();
CREATE OR REPLACE FUNCTION refuse_removal_of_event() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF EXISTS (SELECT 1 FROM erasure
        WHERE erasure.guild_id = OLD.guild_id AND erasure.done_at IS NULL AND erasure.subject = 'guild') THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'events are append-only';
END $$;

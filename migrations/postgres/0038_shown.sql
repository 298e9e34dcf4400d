-- Whether Discord's own events are published for the next dates of a series.
ALTER TABLE meeting_series ADD COLUMN has_events BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX meeting_series_place ON meeting_series (guild_id, place_channel_id) WHERE place_channel_id IS NOT NULL;

-- The event of a date of a series. `event_id` is Discord's; `shown` stands for what it shows; `deleted` counts how often
-- somebody deleted it, and at the second time it is left alone.
CREATE TABLE meeting_event (
    guild_id BIGINT NOT NULL,
    series_id BIGINT NOT NULL,
    original_local TEXT NOT NULL,
    event_id BIGINT,
    shown TEXT NOT NULL,
    deleted BIGINT NOT NULL,
    PRIMARY KEY (guild_id, series_id, original_local),
    FOREIGN KEY (guild_id, series_id) REFERENCES meeting_series (guild_id, id)
);
CREATE INDEX meeting_event_of ON meeting_event (guild_id, event_id) WHERE event_id IS NOT NULL;

//! What people come to this room for.

use crate::contract::{Errand, Level};

/// What people come here for, as `/help` tells it.
pub const ERRANDS: &[Errand] = &[TAKE_PART, BRING, HOLD, SERIES];

const TAKE_PART: Errand = Errand {
    key: "take-part",
    title: "Know when you meet, and what came of it",
    how: "`/meeting next` shows the next dates, and takes whether you come. `/agenda show` has what will be spoken about, `/meeting \
          minutes` what was said, and `/decision find` what was decided. In the meeting's thread, `/note` notes what is said.",
    words: "meeting sync call agenda minutes decision rsvp calendar attend",
    begins: &[("Next dates", "meeting next"), ("Agenda", "agenda show"), ("Minutes", "meeting minutes")],
    people: &[(Level::Everyone, 4), (Level::Reporter, 4)],
};

const BRING: Errand = Errand {
    key: "bring",
    title: "Bring a topic to the sync, and do what it gave you",
    how: "`/agenda add` puts a topic with its minutes on the next agenda; a message's menu does too, **Apps**, then **Add to agenda**. \
          The day before you hear in one message what the meeting needs from you. `/action mine` has what it gave you to do, \
          `/release mine` how your items stand.",
    words: "meeting sync call agenda topic action minutes update release item",
    begins: &[
        ("Add a topic", "agenda add"),
        ("Your actions", "action mine"),
        ("Your release items", "release mine"),
    ],
    people: &[(Level::Pm, 2)],
};

const HOLD: Errand = Errand {
    key: "hold",
    title: "Hold a meeting",
    how: "`/meeting start` opens a thread with the agenda. **Next** goes from topic to topic, docket keeps the time, `/note` takes notes, and \
          `/meeting round` walks the release plan. **End** sends you the draft of the minutes; **Publish** puts them into the channel.\n\
          `/meeting skip` and `/meeting move` change one date, `/meeting history` tells who changed what.",
    words: "sync call chair start run lead minutes agenda time box recording",
    begins: &[("Start", "meeting start"), ("Agenda", "agenda show"), ("Set up a series", "meeting create")],
    people: &[(Level::Lead, 2)],
};

const SERIES: Errand = Errand {
    key: "series",
    title: "Set up a meeting that comes again",
    how: "`/meeting create` takes a template, such as the PM weekly sync or the product–sales call, or a rhythm like `every Wednesday \
          9am`, and shows the next dates before anything is saved. `/meeting edit` changes it later.",
    words: "series recurring weekly sync call schedule template retrospective",
    begins: &[("Set up a series", "meeting create"), ("All meetings", "meeting list")],
    people: &[(Level::Admin, 4)],
};

//! What people come to this room for.

use crate::contract::{Errand, Level};

/// What people come here for, as `/help` tells it.
pub const ERRANDS: &[Errand] = &[REMIND];

const REMIND: Errand = Errand {
    key: "remind",
    title: "Be reminded, once or again and again",
    how: "`/remind me` takes a text and a time as you would say it: `in 3d`, `next wed 9am`, `every second Tuesday 10:00`.\n\
          `/remind list` shows what is coming, to change, skip or delete.",
    words: "reminder alarm later snooze recurring todo checklist",
    begins: &[("New reminder", "remind me"), ("Your reminders", "remind list")],
    people: &[(Level::Everyone, 3), (Level::Reporter, 3)],
};

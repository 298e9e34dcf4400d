//! What people come to this room for.

use crate::contract::{Errand, Level};

/// What people come here for, as `/help` tells it.
pub const ERRANDS: &[Errand] = &[DUTY, COVER, ROTATION];

const DUTY: Errand = Errand {
    key: "duty",
    title: "See whose turn it is",
    how: "`/rotation who` tells who is on duty, now or at another time, and why. `/rotation next` lists the next shifts; \
          `/area list` says who owns which part of the product.",
    words: "on call oncall schedule shift owner area who",
    begins: &[("Who is on", "rotation who"), ("Owners", "area list")],
    people: &[(Level::Everyone, 5)],
};

const COVER: Errand = Errand {
    key: "cover",
    title: "Hand over a shift you cannot take",
    how: "`/rotation cover` asks the others for some days, `/rotation swap` proposes a trade with one of them, `/rotation away` says \
          when you are gone: somebody stands in, and nobody else's dates move.\n`/rotation mine` shows your next shifts.",
    words: "vacation holiday ill sick leave absence away swap trade on call oncall",
    begins: &[("Ask for cover", "rotation cover"), ("Your shifts", "rotation mine")],
    people: &[(Level::Pm, 4)],
};

const ROTATION: Errand = Errand {
    key: "rotation",
    title: "Set up who takes turns, and when",
    how: "`/rotation setup` takes a name, the members in order and a handoff such as `every Wednesday 09:30`, and shows the dates \
          before anything is saved. By its name it changes one that is there; the dates that move are shown first.",
    words: "on call oncall schedule members handoff order fair",
    begins: &[("Set up a rotation", "rotation setup"), ("All rotations", "rotation list")],
    people: &[(Level::Lead, 3), (Level::Admin, 3)],
};

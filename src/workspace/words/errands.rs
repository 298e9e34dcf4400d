//! What people come to this room for.

use crate::contract::{Errand, Level};

/// What people come here for, as `/help` tells it.
pub const ERRANDS: &[Errand] = &[AREAS, SET_UP];

const AREAS: Errand = Errand {
    key: "areas",
    title: "Say who owns what",
    how: "`/area add` names a part of the product, its owner, a backup, and the words in feedback that mean it. New requests find \
          their owner by these.\n`/customer add` does the same for customers.",
    words: "area owner backup keyword routing customer alias",
    begins: &[("Add an area", "area add"), ("All areas", "area list"), ("Add a customer", "customer add")],
    people: &[(Level::Lead, 4), (Level::Admin, 2)],
};

const SET_UP: Errand = Errand {
    key: "setup",
    title: "Set docket up, and see that it works",
    how: "`/settings show` has every setting, with the next step. `/settings check` tells what is missing in Discord: channels, \
          roles, permissions. `/settings undelivered` has what could not be delivered, to try again.",
    words: "configure install permissions roles channel zone language hours holidays admin",
    begins: &[("Settings", "settings show"), ("Check", "settings check")],
    people: &[(Level::Admin, 1)],
};

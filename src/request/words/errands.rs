//! What people come to this room for.

use crate::contract::{Errand, Level};

/// What people come here for, as `/help` tells it.
pub const ERRANDS: &[Errand] = &[FILE, MINE, TRIAGE, OVERSEE];

const FILE: Errand = Errand {
    key: "file",
    title: "File what a customer said",
    how: "Type `/feedback` and what they said, in one line: `/feedback text:Acme cannot export their calendar`. docket finds the \
          customer and the area, and shows requests that look alike.\n\
          A message says it already? Open its menu, choose **Apps**, then **File feedback**. Or mention docket in a reply.",
    words: "report bug idea complaint wish ticket customer message menu",
    begins: &[("File feedback", "feedback")],
    people: &[
        (Level::Everyone, 1),
        (Level::Reporter, 1),
        (Level::Pm, 5),
        (Level::Lead, 5),
        (Level::Admin, 5),
    ],
};

const MINE: Errand = Errand {
    key: "mine",
    title: "See what became of your requests",
    how: "`/request list mine:yes` lists what you filed and what is assigned to you. `/request show` tells everything about one: \
          who has it, what was noted, how it ended.\nSomething new to add? **Add note** on its card.",
    words: "status find search follow up open closed assigned",
    begins: &[("Your requests", "request list mine:yes")],
    people: &[(Level::Everyone, 2), (Level::Reporter, 2), (Level::Pm, 3)],
};

const TRIAGE: Errand = Errand {
    key: "triage",
    title: "Work through new requests",
    how: "`/triage next` shows one unassigned request at a time, the most important first: take it, give it to its owner, ask the \
          reporter, snooze it, or say what it is the same as.\n`/triage sweep` proposes an owner for all at once.",
    words: "queue unassigned assign inbox backlog",
    begins: &[("Triage", "triage next"), ("Sweep", "triage sweep"), ("Queue", "triage queue")],
    people: &[(Level::Pm, 1)],
};

const OVERSEE: Errand = Errand {
    key: "oversee",
    title: "See what nobody has taken",
    how: "`/triage queue` counts what waits, by age and area. `/triage sweep` proposes an owner for every request whose area is \
          known, to accept all at once; `/triage next` goes through the rest one at a time.",
    words: "late overdue unassigned team overview metrics backlog queue",
    begins: &[("Queue", "triage queue"), ("Sweep", "triage sweep"), ("Triage", "triage next")],
    people: &[(Level::Lead, 1)],
};

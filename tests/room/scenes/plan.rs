//! Scenes of releases, actions and decisions.

use super::Scene;

const PLANNED: &str = "release plan name:v26.12 target:2026-12-16 channel:20";
const NEXT: &str = "release plan name:v27.01 target:2027-01-15 channel:20";
const ADDED: &str = "release add text:Calendar%20export release:v26.12";
const DATED: &str = "release edit release:v26.12 freeze:T-7";
const REPORTED: &str = "release update item:1 health:attention note:Slow";

const ACTION: &str = "action add what:Send%20the%20numbers who:me due:in%209%20days";
const COMMENTED: &str = "action comment action:1 text:May%20is%20missing";

pub const SCENES: &[Scene] = &[
    Scene {
        path: "action take",
        before: &["action add what:Send%20them"],
        press: "action:1",
        typed: &[],
        others: &[COMMENTED],
    },
    Scene { path: "action done", before: &[ACTION], press: "action:1", typed: &[], others: &[COMMENTED] },
    Scene {
        path: "action snooze",
        before: &[ACTION],
        press: "action:1 until:in%2014%20days",
        typed: &[("until", "in 12 days")],
        others: &[COMMENTED],
    },
    Scene { path: "action drop", before: &[ACTION], press: "action:1", typed: &[], others: &[COMMENTED] },
    Scene {
        path: "action reassign",
        before: &[ACTION],
        press: "action:1 to:<@13>",
        typed: &[("to", "<@14>")],
        others: &[COMMENTED],
    },
    Scene {
        path: "action reopen",
        before: &[ACTION, "action done action:1"],
        press: "action:1",
        typed: &[],
        others: &[COMMENTED],
    },
    Scene {
        path: "action undo",
        before: &[ACTION, "action done action:1"],
        press: "action:1",
        typed: &[],
        others: &[COMMENTED],
    },
    Scene {
        path: "decision withdraw",
        before: &["decision record text:Exports%20are%20CSV"],
        press: "decision:1",
        typed: &[],
        others: &["decision record text:JSON%20too supersedes:1"],
    },
    Scene {
        path: "release edit",
        before: &[PLANNED],
        press: "release:#1 name:v26.12a",
        typed: &[
            ("name", "v26.12b"),
            ("freeze", "T-8"),
            ("milestones", "T-8 Code freeze"),
            ("sync", "every Monday 10am"),
        ],
        others: &[DATED],
    },
    Scene {
        path: "release retarget",
        before: &[PLANNED],
        press: "release:#1 to:2026-12-23",
        typed: &[],
        others: &[DATED],
    },
    Scene { path: "release cut", before: &[PLANNED], press: "release:#1", typed: &[], others: &[DATED] },
    Scene { path: "release ship", before: &[PLANNED], press: "release:#1", typed: &[], others: &[DATED] },
    Scene {
        path: "release undo",
        before: &[PLANNED, "release cut release:v26.12"],
        press: "release:#1",
        typed: &[],
        others: &[DATED],
    },
    Scene {
        path: "release revise",
        before: &[PLANNED, ADDED],
        press: "item:1 kind:fix",
        typed: &[("text", "Export of calendars"), ("kind", "fix"), ("ticket", "https://example.org/1")],
        others: &[REPORTED],
    },
    Scene {
        path: "release update",
        before: &[PLANNED, ADDED],
        press: "item:1 health:done",
        typed: &[("note", "It works")],
        others: &[REPORTED],
    },
    Scene {
        path: "release answer",
        before: &[PLANNED, ADDED],
        press: "item:1 health:done",
        typed: &[("note", "It works")],
        others: &[REPORTED],
    },
    Scene {
        path: "release postpone",
        before: &[PLANNED, NEXT, ADDED],
        press: "item:1 to:#2",
        typed: &[],
        others: &[REPORTED],
    },
    Scene {
        path: "release withdraw",
        before: &[PLANNED, ADDED],
        press: "item:1",
        typed: &[],
        others: &[REPORTED],
    },
    Scene {
        path: "release revert",
        before: &[PLANNED, ADDED, "release update item:1 health:at_risk note:Late"],
        press: "item:1",
        typed: &[],
        others: &[REPORTED],
    },
];

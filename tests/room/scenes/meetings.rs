//! Scenes of meetings and their topics.

use super::Scene;

const CREATED: &str = "meeting create template:sync channel:20";
const SAVED: &str = "meeting save draft:1";
const TOPIC: &str = "agenda add topic:Prices minutes:10";
const LATER: &str = "agenda add topic:Prices for:later";
const LONGER: &str = "agenda edit item:1 minutes:15";

pub const SCENES: &[Scene] = &[
    Scene {
        path: "meeting pause",
        before: &[CREATED, SAVED],
        press: "meeting:#1",
        typed: &[],
        others: &["meeting edit meeting:#1 minutes:45", "meeting save draft:2"],
    },
    Scene {
        path: "meeting resume",
        before: &[CREATED, SAVED, "meeting pause meeting:#1"],
        press: "meeting:#1",
        typed: &[],
        others: &["meeting resume meeting:#1", "meeting pause meeting:#1"],
    },
    Scene {
        path: "meeting undo",
        before: &[CREATED, SAVED, "meeting pause meeting:#1"],
        press: "meeting:#1",
        typed: &[],
        others: &["meeting resume meeting:#1"],
    },
    Scene {
        path: "agenda edit",
        before: &[CREATED, SAVED, TOPIC],
        press: "item:1 minutes:20",
        typed: &[("topic", "Prices of the export"), ("minutes", "20"), ("kind", "decide")],
        others: &[LONGER],
    },
    Scene {
        path: "agenda defer",
        before: &[CREATED, SAVED, TOPIC],
        press: "item:1 to:later",
        typed: &[],
        others: &[LONGER],
    },
    Scene {
        path: "agenda pull",
        before: &[CREATED, SAVED, LATER],
        press: "item:1",
        typed: &[],
        others: &[LONGER],
    },
    Scene {
        path: "agenda withdraw",
        before: &[CREATED, SAVED, TOPIC],
        press: "item:1",
        typed: &[],
        others: &[LONGER],
    },
    Scene {
        path: "agenda undo",
        before: &[CREATED, SAVED, TOPIC, LONGER],
        press: "item:1",
        typed: &[],
        others: &["agenda edit item:1 minutes:20"],
    },
    Scene {
        path: "agenda drop",
        before: &[CREATED, SAVED, TOPIC],
        press: "item:1",
        typed: &[],
        others: &[LONGER],
    },
    Scene {
        path: "agenda slot",
        before: &[CREATED, SAVED, TOPIC],
        press: "item:1 at:2026-11-27%2010:00 minutes:20",
        typed: &[("at", "2026-11-27 11:00"), ("minutes", "30")],
        others: &[LONGER],
    },
];

//! Scenes of escalations.

use super::Scene;

const AREA: &str = "area add name:Billing keywords:invoice";
const ASKED: &str = "escalate url:Where%20is%20my%20invoice?";
const TAKEN: &str = "escalation take escalation:1";
const TOPIC: &str = "escalation topic name:privacy responders:<@11> keywords:GDPR";
const REVIEWED: &str = "escalation reviewers people:<@12>";
const HANDED: &str = "escalation hand-to escalation:1 to:12";

pub const SCENES: &[Scene] = &[
    Scene {
        path: "escalation take",
        before: &[AREA, ASKED],
        press: "escalation:1",
        typed: &[],
        others: &[HANDED],
    },
    Scene {
        path: "escalation area",
        before: &[AREA, ASKED],
        press: "escalation:1 area:none",
        typed: &[],
        others: &[HANDED],
    },
    Scene {
        path: "escalation hand-to",
        before: &[AREA, ASKED],
        press: "escalation:1 to:13",
        typed: &[],
        others: &[HANDED],
    },
    Scene {
        path: "escalation snooze-until",
        before: &[AREA, ASKED, TAKEN],
        press: "escalation:1 until:in%203%20hours",
        typed: &[],
        others: &[HANDED],
    },
    Scene {
        path: "escalation classify",
        before: &[TOPIC, AREA, ASKED],
        press: "escalation:1 topic:privacy",
        typed: &[],
        others: &[HANDED],
    },
    Scene {
        path: "escalation undo",
        before: &[AREA, ASKED, TAKEN],
        press: "escalation:1",
        typed: &[],
        others: &[HANDED],
    },
    Scene {
        path: "escalation draft",
        before: &[AREA, ASKED, TAKEN],
        press: "escalation:1 text:It%20is%20in%20your%20account",
        typed: &[("text", "It is in your account")],
        others: &["escalation area escalation:1 area:none"],
    },
    Scene {
        path: "escalation close",
        before: &[AREA, ASKED],
        press: "escalation:1 reason:spam",
        typed: &[],
        others: &[HANDED],
    },
    Scene {
        path: "escalation reopen",
        before: &[AREA, ASKED, "escalation close escalation:1 reason:spam"],
        press: "escalation:1",
        typed: &[],
        others: &["escalation reopen escalation:1", "escalation close escalation:1 reason:praise"],
    },
    Scene {
        path: "escalation same",
        before: &[AREA, ASKED, "escalate url:Is%20an%20invoice%20late?"],
        press: "escalation:1 as:2",
        typed: &[],
        others: &[HANDED],
    },
    Scene {
        path: "escalation approve",
        before: &[REVIEWED, AREA, ASKED, "escalation draft escalation:1 text:It%20is%20there"],
        press: "escalation:1",
        typed: &[],
        others: &[HANDED],
    },
    Scene {
        path: "escalation wide",
        before: &[AREA, ASKED],
        press: "escalation:1 on:yes",
        typed: &[],
        others: &[HANDED],
    },
];

//! For every command whose buttons carry a version: something to press it about, what is given, and how somebody else
//! changes the thing meanwhile. Each scene plays in a guild of its own, so that its numbers begin at 1.

mod escalations;
mod meetings;
mod mentions;
mod plan;

use crate::desk::{MANAGES, TestDesk, WRITES};
use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    app::ROOMS,
    contract::{Leaf, Line, MANIFESTS, Timer},
    db::Db,
    queue, workspace,
};
use std::sync::Arc;

/// Who presses, and who changes things meanwhile.
pub const ME: i64 = 11;
pub const OTHER: i64 = 12;

/// One versioned command.
pub struct Scene {
    pub path: &'static str,
    /// Lines that are typed first. `+10m` lets that time pass.
    before: &'static [&'static str],
    /// What the button is about and gives; empty when it has to be a form.
    press: &'static str,
    /// What is typed into its form; empty when it has none.
    pub typed: &'static [(&'static str, &'static str)],
    /// Lines by which somebody else changes the thing.
    others: &'static [&'static str],
}

const FILED: &str = "feedback text:SSO%20login%20loops";
const NOTED: &str = "request note request:1 text:Happens%20with%20Okta";
const AREA: &str = "area add name:Billing keywords:invoice";
const CUSTOMER: &str = "customer add name:Acme";
const MINE: &str = "remind me text:Call%20Acme when:in%205m";
const DAILY: &str = "remind me text:Call%20Acme when:daily%209am zone:UTC";
const PUBLIC: &str = "remind channel text:Lunch when:daily%209am channel:20";
const EDITED: &str = "remind edit reminder:#1 text:Call%20them";
const EDITED_MORE: &str = "remind edit reminder:#1 text:Write%20to%20them";
const REQUEST: &[(&str, &str)] =
    &[("text", "SAML loops"), ("importance", "3"), ("link", "https://example.org/1")];

const SCENES: &[Scene] = &[
    Scene {
        path: "area edit",
        before: &[AREA],
        press: "area:#1 owner:12",
        typed: &[("name", "Payments"), ("keywords", "invoice, refund")],
        others: &["area edit area:#1 keywords:price"],
    },
    Scene {
        path: "customer edit",
        before: &[CUSTOMER],
        press: "customer:#1 tier:business",
        typed: &[("name", "Acme Corp"), ("alias", "A maker"), ("tier", "strategic"), ("value", "1200")],
        others: &["customer edit customer:#1 owner:11"],
    },
    Scene {
        path: "rotation apply",
        before: &[
            "rotation setup name:triage members:<@11>%20<@12> handoff:every%20Wednesday%2009:30 zone:UTC channel:20",
            "rotation save draft:1",
        ],
        press: "of:1 change:add who:13 when:now",
        typed: &[],
        others: &["rotation apply of:1 change:add who:14 when:now"],
    },
    Scene {
        path: "request edit",
        before: &[FILED],
        press: "request:1 importance:3",
        typed: REQUEST,
        others: &[NOTED],
    },
    Scene {
        path: "request revise",
        before: &[FILED],
        press: "request:1 text:SAML",
        typed: REQUEST,
        others: &[NOTED],
    },
    Scene {
        path: "request assign",
        before: &[FILED],
        press: "request:1 to:11",
        typed: &[],
        others: &[NOTED],
    },
    Scene {
        path: "request close",
        before: &[FILED],
        press: "request:1 reason:done",
        typed: &[],
        others: &[NOTED],
    },
    Scene {
        path: "request decline",
        before: &[FILED],
        press: "request:1 reason:Works%20as%20meant",
        typed: &[("reason", "Works as meant")],
        others: &[NOTED],
    },
    Scene {
        path: "request reopen",
        before: &[FILED, "request close request:1"],
        press: "request:1",
        typed: &[],
        others: &[NOTED],
    },
    Scene {
        path: "request same",
        before: &[FILED, "feedback text:Login%20goes%20in%20circles"],
        press: "request:1 as:2",
        typed: &[("as", "REQ-2")],
        others: &[NOTED],
    },
    Scene {
        path: "request undo",
        before: &[FILED, "request edit request:1 importance:3"],
        press: "request:1",
        typed: &[],
        others: &[NOTED],
    },
    Scene { path: "triage assign", before: &[FILED], press: "request:1 to:11", typed: &[], others: &[NOTED] },
    Scene {
        path: "triage same",
        before: &[FILED, "feedback text:Login%20goes%20in%20circles"],
        press: "request:1 as:2",
        typed: &[("as", "REQ-2")],
        others: &[NOTED],
    },
    Scene {
        path: "triage snooze",
        before: &[FILED],
        press: "request:1 until:tomorrow",
        typed: &[("until", "in 9 days")],
        others: &[NOTED],
    },
    Scene {
        path: "triage ask",
        before: &[FILED],
        press: "request:1 text:Which%20version?",
        typed: &[("text", "Which version?")],
        others: &[NOTED],
    },
    Scene {
        path: "triage undo",
        before: &[FILED, "triage assign request:1 to:12"],
        press: "request:1",
        typed: &[],
        others: &[NOTED],
    },
    Scene {
        path: "remind edit",
        before: &[MINE],
        press: "reminder:#1 text:Call%20Globex",
        typed: &[("text", "Call Globex"), ("when", "in 3 days")],
        others: &[EDITED],
    },
    Scene {
        path: "remind revise",
        before: &[PUBLIC],
        press: "reminder:#1 text:Early%20lunch",
        typed: &[("text", "Early lunch"), ("when", "daily 11am"), ("people", "<@12>")],
        others: &[EDITED],
    },
    Scene { path: "remind delete", before: &[MINE], press: "reminder:#1", typed: &[], others: &[EDITED] },
    Scene {
        path: "remind undelete",
        before: &[MINE, "remind delete reminder:#1"],
        press: "reminder:#1",
        typed: &[],
        others: &["remind undelete reminder:#1", "remind delete reminder:#1"],
    },
    Scene { path: "remind skip", before: &[DAILY], press: "reminder:#1", typed: &[], others: &[EDITED] },
    Scene {
        path: "remind move",
        before: &[DAILY],
        press: "reminder:#1 to:in%203%20days",
        typed: &[],
        others: &[EDITED],
    },
    Scene {
        path: "remind undo",
        before: &[DAILY, EDITED],
        press: "reminder:#1",
        typed: &[],
        others: &[EDITED_MORE],
    },
    Scene {
        path: "remind unskip",
        before: &[DAILY, "remind skip reminder:#1"],
        press: "reminder:#1 at:2026-11-19T09:00:00",
        typed: &[],
        others: &[EDITED],
    },
    Scene {
        path: "remind done",
        before: &[MINE, "+10m"],
        press: "occurrence:{}",
        typed: &[],
        others: &["remind snooze occurrence:{} until:hour"],
    },
    Scene {
        path: "remind reopen",
        before: &[MINE, "+10m", "remind done occurrence:{}"],
        press: "occurrence:{}",
        typed: &[],
        others: &["remind reopen occurrence:{}", "remind done occurrence:{}"],
    },
    Scene {
        path: "remind snooze",
        before: &[MINE, "+10m"],
        press: "occurrence:{} until:tomorrow",
        typed: &[],
        others: &["remind snooze occurrence:{} until:hour"],
    },
];

/// Every command of the manifests that takes a version, with its scene.
pub fn all() -> impl Iterator<Item = &'static Scene> {
    let versioned = MANIFESTS.iter().flat_map(|manifest| manifest.leaves).filter(|leaf| leaf.is_versioned);
    versioned.map(|leaf: &Leaf| {
        let path = leaf.words();
        let own = [plan::SCENES, escalations::SCENES, meetings::SCENES, mentions::SCENES];
        let scene = SCENES.iter().chain(own.into_iter().flatten()).find(|scene| scene.path == path);
        let scene =
            scene.unwrap_or_else(|| panic!("`{path}` takes a version: say here what it is pressed about"));
        assert_eq!(scene.typed.is_empty(), leaf.form.is_none(), "`{path}`: what is typed into its form");
        scene
    })
}

/// A desk at which nothing has happened yet. Everybody is an admin.
pub fn desk(db: &Db) -> TestDesk {
    let now: DateTime<Utc> = "2026-11-18T18:00:00Z".parse().expect("an instant");
    let desk = TestDesk::new(db, 1, 20, now, |_| (Vec::new(), MANAGES | WRITES));
    desk.reading(Arc::new(mentions::OnePost))
}

impl Scene {
    /// Plays what comes before, and returns the line of the button as it is drawn then.
    pub async fn set(&self, desk: &TestDesk) -> Line {
        for line in self.before {
            self.play(desk, ME, line).await;
        }
        let line = self.line(desk, &format!("{} {}", self.path, self.press)).await;
        let (noun, _) = line.options().next().expect("it is about something");
        let version = match noun {
            "request" => "SELECT version FROM request WHERE guild_id = $1 AND id = 1",
            "action" => "SELECT version FROM action WHERE guild_id = $1 AND id = 1",
            "decision" => "SELECT version FROM decision WHERE guild_id = $1 AND id = 1",
            "release" => "SELECT version FROM release WHERE guild_id = $1 AND id = 1",
            "escalation" => "SELECT version FROM escalation WHERE guild_id = $1 AND id = 1",
            "mention" => "SELECT version FROM mention WHERE guild_id = $1 AND id = 1",
            "item" if self.path.starts_with("agenda ") => {
                "SELECT version FROM agenda_item WHERE guild_id = $1 AND id = 1"
            }
            "meeting" => "SELECT version FROM meeting_series WHERE guild_id = $1 AND id = 1",
            "item" => "SELECT version FROM release_item WHERE guild_id = $1 AND id = 1",
            "area" => "SELECT version FROM area WHERE guild_id = $1 AND id = 1",
            "customer" => "SELECT version FROM customer WHERE guild_id = $1 AND id = 1",
            "reminder" => "SELECT version FROM reminder WHERE guild_id = $1 AND id = 1",
            "of" => "SELECT version FROM rotation WHERE guild_id = $1 AND id = 1",
            "occurrence" => "SELECT MAX(version) FROM reminder_occurrence WHERE guild_id = $1",
            other => panic!("which row is {other}?"),
        };
        line.version(desk.number(version).await)
    }

    /// The same button without what its form asks for.
    pub fn unfilled(&self, line: &Line) -> Line {
        let kept = line.options().filter(|(name, _)| !self.typed.iter().any(|(typed, _)| typed == name));
        let bare = kept.fold(Line::new(self.path), |bare, (name, value)| bare.with(name, value));
        bare.version(line.row_version().expect("it has one"))
    }

    /// Who changes the thing meanwhile. A private reminder is changed by nobody but its owner, on another device.
    fn other(&self) -> i64 {
        if self.before[0].starts_with("remind me") { ME } else { OTHER }
    }

    /// Somebody else changes the thing.
    pub async fn changes(&self, desk: &TestDesk) {
        let before = desk.events().await.len();
        for line in self.others {
            self.play(desk, self.other(), line).await;
        }
        assert!(desk.events().await.len() > before, "{}: it was changed", self.path);
    }

    /// Somebody else tries to change the thing after it was pressed, as far as that is possible then.
    pub async fn meddles(&self, desk: &TestDesk) {
        for line in self.others {
            desk.say(self.other(), &self.line(desk, line).await).await;
        }
    }

    async fn play(&self, desk: &TestDesk, user_id: i64, text: &str) {
        if let Some(minutes) = text.strip_prefix('+').and_then(|rest| rest.strip_suffix('m')) {
            desk.turn(TimeDelta::minutes(minutes.parse().expect("a number")));
            return run_jobs(desk).await;
        }
        desk.does(user_id, &self.line(desk, text).await).await;
    }

    /// A line in which `{}` is the occurrence of a reminder that was told last.
    async fn line(&self, desk: &TestDesk, text: &str) -> Line {
        let mut text = text.to_owned();
        if text.contains("{}") {
            let id = desk.number("SELECT MAX(id) FROM reminder_occurrence WHERE guild_id = $1").await;
            text = text.replace("{}", &id.to_string());
        }
        Line::parse(&text).unwrap_or_else(|_| panic!("`{text}` is no line"))
    }
}

/// Tells the reminders that are due, and asks sources.
async fn run_jobs(desk: &TestDesk) {
    let due = queue::lease(&desk.db, desk.now(), 1_000, TimeDelta::minutes(3)).await.expect("jobs");
    let is_played = |kind: &str| kind.starts_with("reminder.") || kind.starts_with("mention.");
    for job in due.jobs.into_iter().filter(|job| is_played(&job.kind)) {
        let guild = workspace::guild(&desk.db, job.guild_id).await.expect("its settings");
        let timer = Timer { db: desk.db.clone(), now: desk.now(), guild, job };
        ROOMS.run(&timer, &desk.ports()).await.expect("it is told");
    }
}

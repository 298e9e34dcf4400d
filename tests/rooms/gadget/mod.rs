//! A room that stands only here. It has all that a room can have, and nothing outside this folder knows of it but the
//! list of rooms.

use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    contract::{
        AgendaAsk, AgendaEntry, AgendaSection, Answer, Button, Called, Choice, Completion, Context, DayOf,
        Guild, Line, Naming, Noun, Purpose, Reply, Section, Settable, Timer,
    },
    db::Tx,
    error::Error,
    room::{self, Calls, Completes, Day, Face, Job, JobKind, Ports},
};
use futures::{FutureExt, future::ready};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Who has gadgets.
pub const OWNER: i64 = 900;

/// What this room shows.
pub const FACE: Face = Face {
    jobs: &[JobKind::of::<Polish>()],
    nouns: &[Completes { noun: GADGET, choices: |_, _, completion| ready(Ok(choices(completion))).boxed() }],
    day: Some(Day {
        sections: |of| ready(Ok(sections(of))).boxed(),
        people: |_, _, _| ready(Ok(BTreeSet::from([OWNER]))).boxed(),
    }),
    agenda: &[DULL],
    calls: &[Calls { noun: GADGET, called: |_, naming| ready(Ok(called(naming))).boxed() }],
    purposes: &[WORKBENCH],
    settings: &[COLOUR],
    ..Face::of("gadget")
};

/// Where gadgets are shown.
pub const WORKBENCH: Purpose =
    Purpose { label: "The workbench", is_needed: true, ..Purpose::of("workbench", "gadgets") };

/// What an agenda says of gadgets.
pub const DULL: AgendaSection = AgendaSection {
    key: "gadget.dull",
    title: "Gadgets that have lost their shine",
    order: 200,
    nothing: "All gadgets shine.",
    entries: |_, _, ask| ready(Ok(dull(ask))).boxed(),
    above: None,
};

/// One, made for a customer.
fn dull(ask: &AgendaAsk<'_>) -> Vec<AgendaEntry> {
    let text = ask.sight.text("**GAD-1** for Acme").into_owned();
    let entry = AgendaEntry::new("gadget:1", text).owned_by(Some(OWNER));
    let entry = entry.shown_by(Line::new("gadget show").with("gadget", 1));
    if ask.owed_by().is_none_or(|user_id| user_id == OWNER) { vec![entry] } else { Vec::new() }
}

/// What gadgets are painted in.
pub const COLOUR: Settable = Settable {
    parse: Some(parse_colour),
    shown: |set_up| set_up.guild.setting(&COLOUR).unwrap_or("unpainted").to_owned(),
    check: |set_up, _| match set_up.guild.setting(&COLOUR) {
        Some("pink") => {
            vec!["Pink gadgets are hard to sell. Choose another colour in `/settings show`.".to_owned()]
        }
        _ => Vec::new(),
    },
    ..Settable::of("gadget.colour", "Colour of gadgets")
};

fn parse_colour(_: &Guild, typed: &str) -> Result<Option<String>, String> {
    match typed {
        "none" => Ok(None),
        "red" | "pink" => Ok(Some(typed.to_owned())),
        _ => Err("Gadgets are red or pink, or none of them.".to_owned()),
    }
}

/// As `nouns.toml` would have it generated.
pub const GADGET: Noun = Noun { word: "gadget", called: "a gadget", sample: "GAD-1" };

/// What `/gadget show` runs, by the manifest beside this file.
#[expect(dead_code, reason = "the build writes what calls it, for rooms of docket itself")]
pub async fn show(_cx: &Context, gadget: i64) -> Answer {
    Ok(Reply::private(format!("GAD-{gadget} shines.")))
}

/// A gadget is polished, and again a day later.
#[derive(Serialize, Deserialize)]
pub struct Polish {
    pub gadget: i64,
}

impl Job for Polish {
    const KIND: &'static str = "gadget.polish";

    fn occurrence(&self, run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.gadget, run_at.timestamp())
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        let mut tx = timer.begin().await?;
        set(&mut tx, timer.guild.id, self.gadget, timer.now + TimeDelta::days(1), timer.now).await?;
        timer.finish(tx).await
    }
}

/// Has a gadget polished at `at`.
pub async fn set(
    tx: &mut Tx,
    guild_id: i64,
    gadget: i64,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    room::enqueue(tx, guild_id, &Polish { gadget }, at, now).await?;
    Ok(())
}

/// There are two gadgets, and what they are made for is a customer's.
fn called(naming: Naming<'_>) -> Vec<Called> {
    let there = naming.ids.iter().filter(|id| (1..=2).contains(*id));
    let called = |id: &i64| {
        let text = naming.sight.text(&format!("**GAD-{id}** for Acme")).into_owned();
        let show = Line::new("gadget show").with("gadget", id);
        Called { noun: GADGET, id: *id, text, shipped_in: None, has_ended: false, show }
    };
    there.map(called).collect()
}

fn choices(completion: &Completion) -> Vec<Choice> {
    let all = ["GAD-1", "GAD-2"].into_iter().filter(|name| name.contains(&completion.typed));
    all.map(|name| Choice { label: name.to_owned(), value: name.to_owned() }).collect()
}

fn sections(of: &DayOf<'_>) -> Vec<Section> {
    let open = Button::run("GAD-1", Line::new("gadget show").with("gadget", 1));
    let line = ("GAD-1 is to be polished".to_owned(), open);
    let lines = if of.user_id == OWNER { vec![line] } else { Vec::new() };
    Section::new("Gadgets", lines, 5).into_iter().collect()
}

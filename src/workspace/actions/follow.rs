//! Lets the rooms follow a change of the settings, once it is committed.

use crate::{
    contract::{Context, Settable, Timer},
    db::Tx,
    error::Error,
    room::{self, Job, Ports, Setting, Walk},
    workspace::settings::{HOLIDAY, HOURS, INTERNAL, LANGUAGE},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The team works at other hours or on other days: each room that goes by them follows.
#[derive(Serialize, Deserialize)]
pub struct HoursChanged {
    /// The event that records the change.
    change: i64,
}

/// The team writes in another language: each room that goes by its words follows.
#[derive(Serialize, Deserialize)]
pub struct LanguageChanged {
    /// The event that records the change.
    change: i64,
    /// Where the rooms go on. Rows of former versions, which went through the texts themselves, say so.
    #[serde(default, skip_serializing)]
    after: i64,
}

/// A channel was marked internal, or is so no longer: each room draws anew what it has drawn there.
#[derive(Serialize, Deserialize)]
pub struct InternalChanged {
    /// The event that records the change.
    change: i64,
    channel: i64,
    /// Where the rooms go on, as for the language.
    #[serde(default, skip_serializing)]
    after: i64,
}

impl Job for HoursChanged {
    const KIND: &'static str = "workspace.hours_changed";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        self.change.to_string()
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        follow(timer, ports, Setting::Hours, Walk { change: self.change, channel: None, after: 0 }).await
    }
}

impl Job for LanguageChanged {
    const KIND: &'static str = "workspace.language_changed";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        self.change.to_string()
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        follow(
            timer,
            ports,
            Setting::Language,
            Walk { change: self.change, channel: None, after: self.after },
        )
        .await
    }
}

impl Job for InternalChanged {
    const KIND: &'static str = "workspace.internal_changed";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.change, self.channel)
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let walk = Walk { change: self.change, channel: Some(self.channel), after: self.after };
        follow(timer, ports, Setting::Internal, walk).await
    }
}

async fn follow(timer: &Timer, ports: &Ports, setting: Setting, walk: Walk) -> Result<(), Error> {
    let mut tx = timer.begin().await?;
    ports.rooms.follow(setting, timer, &mut tx, walk).await?;
    timer.finish(tx).await
}

/// Lets the rooms follow the change of `keys` that the event `change` records.
pub async fn let_follow(cx: &Context, tx: &mut Tx, keys: &[String], change: i64) -> Result<(), Error> {
    let is_one_of = |settable: &Settable| keys.iter().any(|key| settable.name_in(key).is_some());
    if is_one_of(&HOURS) || is_one_of(&HOLIDAY) {
        room::enqueue(tx, cx.guild.id, &HoursChanged { change }, cx.now, cx.now).await?;
    }
    if is_one_of(&LANGUAGE) {
        room::enqueue(tx, cx.guild.id, &LanguageChanged { change, after: 0 }, cx.now, cx.now).await?;
    }
    for channel in keys.iter().filter_map(|key| INTERNAL.name_in(key)?.parse().ok()) {
        let job = InternalChanged { change, channel, after: 0 };
        room::enqueue(tx, cx.guild.id, &job, cx.now, cx.now).await?;
    }
    Ok(())
}

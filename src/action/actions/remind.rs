//! The owner of an action is reminded once, before it is due.

use crate::{
    action::{Action, rules, store, words},
    contract::{Guild, Timer, has_left},
    db::{At, Tx},
    error::Error,
    queue::Target,
    room::{self, Actor, Job, Ports, tell_in_private},
    workspace,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Reminds the owner of an action that is due, if it is still open, theirs, and due then.
#[derive(Serialize, Deserialize)]
pub struct Remind {
    action: i64,
    owner: i64,
    due: DateTime<Utc>,
}

impl Job for Remind {
    const KIND: &'static str = "action.remind";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}:{}", self.action, self.owner, self.due.timestamp_micros())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let is_gone = has_left(&*ports.members, timer.guild.id, self.owner, timer.now).await;
        let (guild, by) = (&timer.guild, &Actor::from(timer));
        let mut tx = timer.begin().await?;
        let action = store::lock(&mut tx, guild.id, self.action).await?;
        let is_meant = |action: &Action| {
            let facts = &action.facts;
            action.is_open()
                && facts.owner_user_id == Some(self.owner)
                && facts.due_at == Some(At::from(self.due))
                // What is due already stands in the digest.
                && by.now < self.due
        };
        if let Some(action) = action.filter(is_meant).filter(|_| !is_gone) {
            let seen = words::Seen { guild, sight: guild.sight_anywhere(), now: by.now };
            let hint = (Target::Channel(action.channel_id), words::dms_are_closed(self.owner));
            tell_in_private(&mut tx, by, self.owner, &words::reminder(&seen, &action), Some(hint))?;
        }
        timer.finish(tx).await
    }
}

/// Sets the reminder of an action.
pub async fn arm(tx: &mut Tx, by: &Actor, guild: &Guild, action: &Action) -> Result<(), Error> {
    let (Some(owner), Some(due)) = (action.facts.owner_user_id, action.facts.due_at) else { return Ok(()) };
    if !action.is_open() {
        return Ok(());
    }
    let own = workspace::person(tx, guild.id, owner).await?;
    if let Some(at) = rules::remind_at(guild, &own, due.utc(), by.now) {
        let remind = Remind { action: action.id, owner, due: due.utc() };
        room::enqueue(tx, guild.id, &remind, at, by.now).await?;
    }
    Ok(())
}

//! Telling the rooms above that something has come to its end.

use crate::{
    contract::Timer,
    db::Tx,
    error::Error,
    room::{self, Actor, Job, Ports, Thing, links_of},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Says, as part of the change that ends it, that a thing is done: to whatever room has to do with it. A thing that is linked
/// with nothing ends in silence.
///
/// # Errors
/// When the database does not answer.
pub async fn ended(tx: &mut Tx, by: &Actor, thing: Thing) -> Result<(), Error> {
    if links_of(tx, by.guild_id, thing, 1).await?.is_empty() {
        return Ok(());
    }
    let job = Ended { noun: thing.noun.word.to_owned(), id: thing.id, at: by.now };
    room::enqueue(tx, by.guild_id, &job, by.now, by.now).await?;
    Ok(())
}

/// A thing has come to its end.
#[derive(Serialize, Deserialize)]
pub struct Ended {
    noun: String,
    id: i64,
    at: DateTime<Utc>,
}

impl Job for Ended {
    const KIND: &'static str = "workspace.ended";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}:{}", self.noun, self.id, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let mut tx = timer.begin().await?;
        // A noun of a newer version that shares the database is that version's to tell.
        if let Some(noun) = ports.rooms.noun(&self.noun) {
            ports.rooms.ended(&mut tx, &timer.guild, timer.now, Thing { noun, id: self.id }).await?;
        }
        timer.finish(tx).await
    }
}

//! Following a change of the guild's settings.

use super::{Job, Pending, enqueue};
use crate::{
    contract::Timer,
    db::{self, Tx},
    error::Error,
};
use serde::{Deserialize, Serialize};

/// What rooms can follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The team's hours and holidays.
    Hours,
    /// What the team writes in.
    Language,
    /// In which channels customers' real names may be written; [`Walk::channel`] says which of them has changed.
    Internal,
}

/// That a room follows the changes of a setting.
#[derive(Clone, Copy)]
pub struct Follows {
    pub setting: Setting,
    /// Follows one change, as part of the transaction of the job that the settings have set for it. What is more than
    /// one transaction's work sets a job of the room's own.
    pub follow: for<'a> fn(&'a Timer, &'a mut Tx, Walk) -> Pending<'a, ()>,
}

/// How far a change of the settings has been followed through a room's rows, so many in one transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walk {
    /// The event that records the change.
    pub change: i64,
    /// The channel whose setting has changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<i64>,
    /// The number of the last row that is done.
    #[serde(default)]
    pub after: i64,
}

impl Walk {
    /// Rows that are looked at in one transaction; so many hold up nobody who waits.
    pub const STEP: usize = 100;

    /// [`Job::occurrence`] of a job that walks.
    pub fn occurrence(self) -> String {
        match self.channel {
            Some(channel) => format!("{}:{channel}:{}", self.change, self.after),
            None => format!("{}:{}", self.change, self.after),
        }
    }

    /// Sets the job for the next rows, if the last step found [`STEP`](Self::STEP) of them, of which `last` was the last.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn go_on<J: Job>(
        self,
        timer: &Timer,
        tx: &mut Tx,
        (found, last): (usize, Option<i64>),
        job: impl FnOnce(Walk) -> J,
    ) -> Result<(), Error> {
        let Some(last) = last.filter(|_| found == Self::STEP) else { return Ok(()) };
        let next = job(Walk { after: last, ..self });
        enqueue(tx, timer.guild.id, &next, timer.now, timer.now).await?;
        Ok(())
    }
}

/// The next numbers of a walk through a table: up to `most` after the number `after`, in order. `sql` takes the guild, `after`
/// and `most`, and gives one column.
///
/// # Errors
/// When the database does not answer.
pub async fn next_ids(
    tx: &mut Tx,
    sql: &'static str,
    guild_id: i64,
    (after, most): (i64, usize),
) -> db::Result<Vec<i64>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows: Vec<(i64,)> = tx.q(sql).bind(guild_id).bind(after).bind(most).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

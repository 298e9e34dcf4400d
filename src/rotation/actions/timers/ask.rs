//! Cover that nobody has answered: the others are reminded once, then the lead hears of it.

use super::{
    super::{
        cover::{close, covers_of, others, still_open},
        effects::{announce, as_called},
    },
    by, give_up, lock_active,
};
use crate::{
    contract::{Level, Timer},
    error::Error,
    room::{Job, Ports},
    rotation::{
        rules,
        store::{self, AskState},
        words,
    },
    workspace,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Somebody waits for cover.
#[derive(Serialize, Deserialize)]
pub struct Remind {
    pub rotation: i64,
    pub ask: i64,
    /// The others are reminded in the first; the lead hears of it in the second, and in the third, of a cover that was
    /// dropped.
    pub step: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<i64>,
}

impl Job for Remind {
    const KIND: &'static str = "rotation.ask";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.rotation, self.cover.unwrap_or(self.ask) * 10 + self.step)
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        remind(timer, self).await
    }
}

async fn remind(timer: &Timer, Remind { rotation, ask: id, step, cover }: Remind) -> Result<(), Error> {
    let by = by(timer, rotation);
    let mut tx = timer.begin().await?;
    let Some(loaded) = lock_active(&mut tx, by).await? else { return timer.finish(tx).await };
    let found = store::find_ask(&mut tx, by.guild_id, id).await?;
    let Some(ask) = found.filter(|ask| ask.state() == AskState::Open) else { return timer.finish(tx).await };
    let open = still_open(ask.span(), &covers_of(&mut tx, by, id).await?, by.now);
    let open = rules::needed(loaded.plan(), ask.user_id, ask.span(), &open);
    if open.is_empty() {
        // Everything that was open has passed, or somebody else is on then by now.
        close(&mut tx, by, &timer.guild, &loaded, id).await?;
        return timer.finish(tx).await;
    }
    // Each cover that is dropped is told once.
    let of_cover = cover.map(|cover| format!(":{cover}")).unwrap_or_default();
    if !store::first_time(&mut tx, by, &format!("ask:{id}:{step}{of_cover}")).await? {
        drop(tx);
        return give_up(timer).await;
    }
    if step == 1 {
        let others = others(&mut tx, by, loaded.plan(), &ask).await?;
        let message = words::cover_reminder(&as_called(&timer.guild, &loaded.row), &ask, &open, &others);
        announce(&mut tx, by, &timer.guild, &loaded.row, &message, None)?;
    } else {
        let lead = timer.guild.roles.get(&Level::Lead).copied();
        let message = words::cover_unanswered(&as_called(&timer.guild, &loaded.row), &ask, &open, lead);
        announce(&mut tx, by, &timer.guild, &loaded.row, &message, None)?;
        workspace::report_problem(&mut tx, by.now, &timer.guild, &message.text).await?;
    }
    timer.finish(tx).await
}

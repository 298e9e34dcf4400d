//! `/settings undelivered`: what docket had to put aside, to be tried again or discarded.

use super::record::{Row, begin, record};
use crate::{
    contract::{
        Answer, Context,
        args::{SettingsDiscard, SettingsRetry, SettingsUndelivered},
    },
    db::Tx,
    error::Error,
    queue::{self, DeadJob, DeadMessage},
    room::Fields,
    workspace::{
        rules::Pick,
        words::{self, MOST_UNDELIVERED},
    },
};
use serde_json::Value;

/// What was put aside has no number of its own as far as events are concerned.
const ROW: Row = Row("undelivered", 0);
/// Messages that are looked at; more than that stay for the next time.
const MOST: i64 = 1_000;

/// `/settings undelivered`: messages and work that were put aside, each of which can be tried again or discarded.
pub async fn settings_undelivered(cx: &Context, _args: SettingsUndelivered) -> Answer {
    let messages = queue::dead_messages(&mut &cx.db, cx.guild.id, MOST).await?;
    let jobs = queue::dead(&mut &cx.db, cx.guild.id, MOST_UNDELIVERED).await?;
    Ok(cx.in_place(words::undelivered(&messages, &jobs, cx.now)))
}

/// What was chosen under the list is tried again, one after the other.
pub async fn settings_retry(cx: &Context, args: SettingsRetry) -> Answer {
    let Some(pick) = Pick::parse(args.what.as_deref()) else {
        return settings_undelivered(cx, SettingsUndelivered {}).await;
    };
    let mut tx = begin(cx).await?;
    let picked = picked(&mut tx, cx.guild.id, pick).await?;
    let ids: Vec<i64> = picked.messages.iter().filter(|one| one.helps(cx.now)).map(|one| one.id).collect();
    queue::try_chosen(&mut tx, cx.guild.id, &ids, cx.now, cx.now).await?;
    for job in &picked.jobs {
        queue::revive(&mut tx, cx.guild.id, job.id, cx.now).await?;
    }
    note(&mut tx, cx, "retried", ids.len(), picked.jobs.len())?;
    cx.commit(tx, cx.in_place(words::tried_again(ids.len(), picked.jobs.len()))).await
}

/// What was chosen under the list is given up for good.
pub async fn settings_discard(cx: &Context, args: SettingsDiscard) -> Answer {
    let Some(pick) = Pick::parse(args.what.as_deref()) else {
        return settings_undelivered(cx, SettingsUndelivered {}).await;
    };
    let mut tx = begin(cx).await?;
    let mut picked = picked(&mut tx, cx.guild.id, pick).await?;
    if pick == Pick::Useless {
        picked.messages.retain(|one| !one.helps(cx.now));
    }
    let ids: Vec<i64> = picked.messages.iter().map(|one| one.id).collect();
    queue::discard_messages(&mut tx, cx.guild.id, &ids).await?;
    for job in &picked.jobs {
        queue::discard(&mut tx, cx.guild.id, job.id).await?;
    }
    note(&mut tx, cx, "discarded", ids.len(), picked.jobs.len())?;
    cx.commit(tx, cx.in_place(words::discarded(ids.len(), picked.jobs.len()))).await
}

/// What was put aside and is meant.
#[derive(Default)]
struct Picked {
    messages: Vec<DeadMessage>,
    jobs: Vec<DeadJob>,
}

/// What `pick` means now: something of it may be gone since the list was drawn.
async fn picked(tx: &mut Tx, guild_id: i64, pick: Pick) -> Result<Picked, Error> {
    if let Pick::Job(id) = pick {
        let mut jobs = queue::dead(tx, guild_id, MOST).await?;
        jobs.retain(|job| job.id == id);
        return Ok(Picked { jobs, ..Picked::default() });
    }
    let mut messages = queue::dead_messages(tx, guild_id, MOST).await?;
    messages.retain(|one| pick.means(one));
    Ok(Picked { messages, ..Picked::default() })
}

fn note(tx: &mut Tx, cx: &Context, verb: &str, messages: usize, jobs: usize) -> Result<(), Error> {
    if messages + jobs == 0 {
        return Ok(());
    }
    let counts = [("messages", messages), ("jobs", jobs)];
    let counts = counts.map(|(what, count)| (what.to_owned(), Value::from(count)));
    record(tx, cx, ROW, verb, None, Some(&Fields::from_iter(counts)))?;
    Ok(())
}

//! Whether a source is asked.

use super::{
    poll::{noted, set},
    source::as_of,
};
use crate::{
    contract::{
        Answer, Context,
        args::{SourcePause, SourceRemove, SourceResume},
    },
    db::Tx,
    error::Error,
    mention::{
        Pause, Source, SourceState,
        rules::poll::{self, month},
        store, words,
    },
    room::{Actor, difference, fields},
};

async fn begin(cx: &Context, id: i64) -> Result<(Tx, Source), Error> {
    let mut tx = cx.begin().await?;
    let held = store::lock_source(&mut tx, cx.guild.id, id).await?;
    let found = held.filter(|source| source.facts.state != SourceState::Removed);
    match found {
        Some(source) => Ok((tx, source)),
        None => {
            drop(tx);
            match cx.first_answer().await? {
                Some(first) => Err(Error::Answered(Box::new(first))),
                None => Err(words::unknown_source(id).into()),
            }
        }
    }
}

async fn keep(cx: &Context, mut tx: Tx, before: &Source, mut row: Source, verb: &str) -> Answer {
    row.version += 1;
    store::save_source(&mut tx, cx.guild.id, &row);
    let change = difference(&fields(&before.facts)?, &fields(&row.facts)?);
    noted(&mut tx, &Actor::from(cx), &row, verb, change);
    set(&mut tx, cx.guild.id, &row, cx.now).await?;
    let row = as_of(row, &cx.guild, cx.now);
    let terms = cx.posts.sources().terms(&row.watch());
    let reply = cx.in_place(words::source_changed(cx, &row, &terms));
    cx.commit(tx, reply).await
}

/// **Pause**: it is not asked until somebody resumes it; what is posted meanwhile is heard then.
pub async fn pause(cx: &Context, args: SourcePause) -> Answer {
    let (tx, before) = begin(cx, args.source.0).await?;
    let mut row = before.clone();
    poll::pause(&mut row, Pause::Person, None, cx.now);
    keep(cx, tx, &before, row, "paused").await
}

/// **Resume**: it is asked now.
pub async fn resume(cx: &Context, args: SourceResume) -> Answer {
    let (tx, before) = begin(cx, args.source.0).await?;
    let mut row = before.clone();
    poll::go_on(&mut row, cx.now);
    let is_full = row.month == month(cx.now) && row.cost_mills >= row.facts.ceiling_mills;
    if before.facts.pause == Some(Pause::Ceiling) && is_full {
        return Err(words::still_at_ceiling(&before).into());
    }
    keep(cx, tx, &before, row, "resumed").await
}

/// **Remove**: it is watched no more. What was heard stays.
pub async fn remove(cx: &Context, args: SourceRemove) -> Answer {
    let (mut tx, before) = begin(cx, args.source.0).await?;
    let mut row = before.clone();
    row.facts.state = SourceState::Removed;
    (row.next_poll_at, row.session_bytes, row.mark) = (None, None, None);
    row.version += 1;
    store::save_source(&mut tx, cx.guild.id, &row);
    let change = difference(&fields(&before.facts)?, &fields(&row.facts)?);
    noted(&mut tx, &Actor::from(cx), &row, "removed", change);
    let reply = cx.in_place(words::removed(cx, &row));
    cx.commit(tx, reply).await
}

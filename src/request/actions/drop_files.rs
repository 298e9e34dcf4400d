//! Files of withdrawn requests go, once it is no longer likely that the withdrawal is taken back.

use super::{copy::record, post};
use crate::{
    contract::{Context, Timer},
    db::Tx,
    error::Error,
    queue::{self, NewJob},
    request::{State, rules::change::verb, store, store::View, words},
};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// Kind of the job that removes the files of one request.
pub const DROP_FILES: &str = "request.drop_files";

/// How long they are kept after the request was withdrawn.
const KEPT: TimeDelta = TimeDelta::days(7);

#[derive(Serialize, Deserialize)]
struct Payload {
    request: i64,
}

/// Sets the timer for a request that has just been withdrawn.
pub async fn drop_later(cx: &Context, tx: &mut Tx, view: &View) -> Result<(), Error> {
    if view.files_kept + view.files_waiting == 0 {
        return Ok(());
    }
    let key = format!("{DROP_FILES}:{}", view.request.id);
    let run_at = cx.now + KEPT;
    // It may have been withdrawn before, and been opened again.
    if !queue::reschedule(tx, cx.guild.id, &key, run_at).await? {
        let payload = serde_json::to_value(Payload { request: view.request.id })?;
        let job = NewJob { guild_id: cx.guild.id, kind: DROP_FILES, key: &key, run_at, payload };
        queue::enqueue(tx, job, cx.now).await?;
    }
    Ok(())
}

/// Removes docket's copies of the request's files, if it is still withdrawn.
pub async fn drop_files(timer: &Timer) -> Result<(), Error> {
    let Payload { request } = serde_json::from_value(timer.job.payload.clone())?;
    let mut tx = timer.begin().await?;
    let view = store::lock(&mut tx, timer.guild.id, request).await?;
    if view.is_some_and(|view| view.request.facts.state == State::Withdrawn) {
        let why = words::file_withdrawn();
        for file in store::drop_files(&mut tx, timer.guild.id, request, &why).await? {
            record(timer, &mut tx, &file, verb::FILE_DROPPED, Some(&why));
        }
        if let Some(view) = store::lock(&mut tx, timer.guild.id, request).await? {
            post::card(&mut tx, &timer.guild, timer.now, &view)?;
        }
    }
    timer.finish(tx).await
}

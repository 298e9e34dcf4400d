//! The words by which requests are found, after the team has changed its language.

use crate::{
    contract::Timer,
    error::Error,
    queue::{NewJob, enqueue},
    request::{rules::input, store},
    workspace::LANGUAGE_CHANGED,
};
use serde::Deserialize;
use serde_json::json;

/// Requests whose words are found anew in one transaction; so many hold up nobody who waits.
const BATCH: usize = 100;

#[derive(Deserialize)]
struct Payload {
    /// Which change of the language it follows.
    change: i64,
    /// The number of the last request that is done.
    #[serde(default)]
    after: i64,
}

/// Takes the words from the next requests' texts by the rules of the guild's language, and sets a job for the rest.
pub async fn reindex(timer: &Timer) -> Result<(), Error> {
    let Payload { change, after } = serde_json::from_value(timer.job.payload.clone())?;
    let guild = &timer.guild;
    let mut tx = timer.begin().await?;
    let texts = store::texts_after(&mut tx, guild.id, after, BATCH).await?;
    for (request_id, text) in &texts {
        store::replace_terms(&mut tx, guild.id, *request_id, input::terms(text, guild.language));
    }
    if let Some((last, _)) = texts.last().filter(|_| texts.len() == BATCH) {
        let job = NewJob {
            guild_id: guild.id,
            kind: LANGUAGE_CHANGED,
            key: &format!("{LANGUAGE_CHANGED}:{change}:{last}"),
            run_at: timer.now,
            payload: json!({ "change": change, "after": last }),
        };
        enqueue(&mut tx, job, timer.now).await?;
    }
    timer.finish(tx).await
}

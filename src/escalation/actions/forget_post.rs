//! Letting go of what the post behind an escalation says: by a person, or when it was over long ago.

use super::{
    around::Around,
    change::{begin, keep_with},
    post,
};
use crate::{
    contract::{Answer, Context, Guild, Timer, args::EscalationForget},
    db::{Tx, event},
    error::Error,
    escalation::{
        Escalation, SUBJECT,
        rules::{
            lifecycle::{ended_at, verb},
            post::{Reading, TEXT_KEPT},
        },
        store, words,
    },
    room::{self, Actor, Change, Job, Ports},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// `/escalation forget`: what the post says goes, and what its author is called; the link stays.
pub async fn forget_post(cx: &Context, args: EscalationForget) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let (mut tx, mut row) = begin(cx, &around, args.escalation.0).await?;
    if row.post_key.is_none() {
        return Err(words::has_no_post(row.id).into());
    }
    let_go(&mut tx, &Actor::from(cx), &cx.guild, &around, &mut row).await?;
    let view = post::view(&mut tx, &cx.guild, &around, &row).await?;
    cx.commit(tx, words::post_forgotten(cx, &view)).await
}

/// The post's text and author go for good, and the question where it is the post's own words; the card is drawn without.
pub async fn let_go(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    around: &Around,
    row: &mut Escalation,
) -> Result<(), Error> {
    let mut reading = store::post(tx, guild.id, row.id).await?.unwrap_or_else(Reading::unread);
    if is_of_post(tx, guild.id, row, &reading).await? {
        row.facts.question.clear();
    }
    reading.forget();
    store::set_post(tx, guild.id, row.id, &reading);
    keep_with(tx, by, row, verb::POST_FORGOTTEN, Change::default());
    post::card(tx, guild, by.now, around, row).await
}

/// The post is not there any more, or not for everybody: a question that is its own words goes with it. `was` is what was known
/// of the post until then.
pub async fn unquote(tx: &mut Tx, guild_id: i64, row: &mut Escalation, was: &Reading) -> Result<(), Error> {
    if !row.facts.question.is_empty() && is_of_post(tx, guild_id, row, was).await? {
        row.facts.question.clear();
        store::save(tx, guild_id, row);
    }
    Ok(())
}

/// Whether the question is the post's own words, as far as they are known, or was brought as such.
async fn is_of_post(tx: &mut Tx, guild_id: i64, row: &Escalation, reading: &Reading) -> Result<bool, Error> {
    Ok(reading.says(&row.facts.question) || is_quoted(tx, guild_id, row.id).await?)
}

/// Whether the question was brought as the post's own words: then the event that raised it does not hold them.
async fn is_quoted(tx: &mut Tx, guild_id: i64, id: i64) -> Result<bool, Error> {
    let traces = event::traces_of(tx, guild_id, SUBJECT, &[id]).await?;
    let raised = traces.into_iter().find(|trace| trace.verb == verb::RAISED);
    let told = raised.and_then(|trace| trace.after);
    Ok(told.is_some_and(|told| told.0.get("question").is_none()))
}

/// An escalation was over long ago: nothing is kept any more of what its post says.
#[derive(Serialize, Deserialize)]
pub struct ForgetPost {
    pub escalation: i64,
    /// The instant for which it was set; it may have been opened again since.
    pub at: DateTime<Utc>,
}

impl ForgetPost {
    /// Sees to it that what the post of something that is over says is let go of in time.
    pub async fn set(tx: &mut Tx, by: &Actor, row: &Escalation) -> Result<(), Error> {
        let Some(ended_at) = ended_at(row).filter(|_| row.post_key.is_some()) else { return Ok(()) };
        let at = ended_at + TEXT_KEPT;
        room::enqueue(tx, by.guild_id, &Self { escalation: row.id, at }, at, by.now).await?;
        Ok(())
    }
}

impl Job for ForgetPost {
    const KIND: &'static str = "escalation.forget_post";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.escalation, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, _: &Ports) -> Result<(), Error> {
        let (by, guild) = (&Actor::from(timer), &timer.guild);
        let around = Around::look(&timer.db, guild, by.now).await?;
        let mut tx = timer.begin().await?;
        let found = store::lock(&mut tx, guild.id, self.escalation).await?;
        let is_over_long =
            |row: &Escalation| ended_at(row).is_some_and(|ended_at| by.now - ended_at >= TEXT_KEPT);
        if let Some(mut row) = found.filter(is_over_long) {
            let known = store::post(&mut tx, guild.id, row.id).await?;
            if known.is_none_or(|reading| !reading.is_forgotten()) {
                let_go(&mut tx, by, guild, &around, &mut row).await?;
            }
        }
        timer.finish(tx).await
    }
}

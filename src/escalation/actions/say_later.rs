//! It is quiet for somebody no more: what waited is said, if it still holds.

use super::{
    answer_notices,
    around::Around,
    chain::{ended_thing, tell},
    later::{Later, SayLater},
    notices,
};
use crate::{
    base::post::PostLink,
    contract::{Guild, Timer},
    db::{At, Tx, event},
    error::Error,
    escalation::{
        Escalation, SUBJECT,
        rules::{review, sent_back::sent_back, told},
        store,
    },
    room::{Actor, Job, Ports},
};
use chrono::{DateTime, Utc};

/// Newest events among which what became of an answer is looked for.
const MOST_EVENTS: i64 = 50;

impl Job for SayLater {
    const KIND: &'static str = "escalation.say_later";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        let what = match &self.what {
            Later::FollowedUp(_) => "followed_up".to_owned(),
            Later::Ready => "ready".to_owned(),
            Later::Review { since, .. } => format!("review:{}", since.timestamp_micros()),
            Later::NeedsAChange { note, .. } => format!("needs_a_change:{note}"),
            Later::Done { noun, id, .. } => format!("done:{noun}:{id}"),
        };
        format!("{}:{what}:{}", self.escalation, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let (by, guild) = (&Actor::from(timer), &timer.guild);
        let around = Around::look(&timer.db, guild, by.now).await?;
        let ended = match &self.what {
            Later::Done { noun, id, .. } => ended_thing(timer, ports, noun, *id).await?,
            _ => None,
        };
        let mut tx = timer.begin().await?;
        let found = store::lock(&mut tx, guild.id, self.escalation).await?;
        // That whoever asked has written again, and what came of it, is said of what is over as well.
        let is_of_all = matches!(self.what, Later::FollowedUp(_) | Later::Done { .. });
        let still = found.filter(|row| is_of_all || row.facts.state.is_open());
        let Some(row) = still else { return timer.finish(tx).await };
        match self.what {
            Later::FollowedUp(url) => {
                if let Some(said) = PostLink::parse(&url) {
                    notices::followed_up(&mut tx, guild, by.now, &around, &row, &said).await?;
                }
            }
            Later::Ready => ready(&mut tx, guild, by.now, &around, &row).await?,
            Later::Review { who, since, again } => {
                if row.facts.review_since_at == Some(At::from(since)) {
                    answer_notices::asks_review(&mut tx, guild, by.now, &around, &row, (&who, again)).await?;
                }
            }
            Later::NeedsAChange { drafted_by, note } => {
                needs_a_change(&mut tx, guild, by.now, &around, &row, (drafted_by, note)).await?;
            }
            Later::Done { who, .. } => {
                let who = told::who_by_now(&who, row.raised_by_user_id, row.facts.owner_user_id);
                if let Some(ended) = &ended {
                    tell(&mut tx, by, guild, &around, &row, (ended, &who)).await?;
                }
            }
        }
        timer.finish(tx).await
    }
}

/// The answer can be posted, if it still can.
async fn ready(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
) -> Result<(), Error> {
    let reviewers = store::reviewers_for(&mut *tx, guild.id, row.facts.area_id).await?;
    let who = review::who(&reviewers, row.facts.drafted_by_user_id);
    let can_be_posted = row.facts.draft.is_some() && !review::is_held(&row.facts, !who.is_empty());
    if can_be_posted && notes_of_change(tx, guild.id, row.id).await?.is_empty() {
        answer_notices::draft_is_ready(tx, guild, now, around, row).await?;
    }
    Ok(())
}

/// The answer needs a change, if nobody has written another since.
async fn needs_a_change(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    around: &Around,
    row: &Escalation,
    (drafted_by, note): (i64, i64),
) -> Result<(), Error> {
    if row.facts.drafted_by_user_id != Some(drafted_by) {
        return Ok(());
    }
    if !notes_of_change(tx, guild.id, row.id).await?.contains(&note) {
        return Ok(());
    }
    let why = store::note_text(&mut *tx, guild.id, note).await?.unwrap_or_default();
    answer_notices::needs_a_change(tx, guild, now, around, row, (drafted_by, note, &why)).await
}

/// The notes with which the newest answer to an escalation was sent back.
async fn notes_of_change(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Vec<i64>, Error> {
    Ok(sent_back(&event::history(tx, guild_id, SUBJECT, id, None, MOST_EVENTS).await?))
}

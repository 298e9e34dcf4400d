//! The questions after a meeting close: their results are there for all, and a topic of the next planning.

use super::{
    super::{
        apply::{add_item, end_of},
        follow::next_row,
    },
    survey::{show, survey_key},
};
use crate::{
    contract::{Guild, Timer, message_address},
    db::{At, Tx, next_number},
    error::Error,
    meeting::{Answered, Asked, ITEM, Item, ItemFacts, ItemKind, Occurrence, Series, Template, store, words},
    queue,
    room::{Actor, Job, Ports},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Minutes of the topic.
const MINUTES: i64 = 5;

/// Puts the results of the questions together.
#[derive(Serialize, Deserialize)]
pub struct SurveyClose {
    pub occurrence: i64,
    pub at: DateTime<Utc>,
}

impl Job for SurveyClose {
    const KIND: &'static str = "meeting.survey";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.occurrence, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        let (guild, by, on) = (&timer.guild, &Actor::from(timer), &mut &timer.db);
        let found = store::find_with_series(on, guild.id, self.occurrence).await?;
        let Some((series, row)) = found else { return timer.nothing_to_do().await };
        let target = planning(timer, &series).await?;
        let mut tx = timer.begin().await?;
        let target = store::lock_series(&mut tx, guild.id, target).await?;
        let asked = store::lock_survey(&mut tx, guild.id, row.id).await?;
        if let Some(asked) = asked.filter(|asked| asked.closed_at.is_none()) {
            let asked = Asked { closed_at: Some(At::from(timer.now)), ..asked };
            store::close_survey(&mut tx, guild.id, row.id, At::from(timer.now));
            show(&mut tx, by, guild, (&series, &row), &asked).await?;
            let answers = store::survey_answers(&mut tx, guild.id, row.id).await?;
            if let Some(target) = target.filter(|_| !answers.is_empty()) {
                bring(&mut tx, by, guild, (&series, &row), (&target, &answers)).await?;
            }
        }
        timer.finish(tx).await
    }
}

/// The series that speaks about the results: the weekly sync, else the same one.
async fn planning(timer: &Timer, series: &Series) -> Result<i64, Error> {
    let all = store::all_series(&mut &timer.db, timer.guild.id).await?;
    let is_sync = |it: &&Series| it.is_active() && it.facts.template == Template::Sync;
    Ok(all.iter().find(is_sync).map_or(series.id, |sync| sync.id))
}

/// Makes the results a topic of the next meeting of a held series.
async fn bring(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (series, row): (&Series, &Occurrence),
    (target, answers): (&Series, &[Answered]),
) -> Result<(), Error> {
    let to = next_row(tx, by, guild, (target, by.now)).await?;
    let card = queue::card(tx, guild.id, &survey_key(row.id)).await?;
    let place = (to.as_ref().map(|to| to.id), end_of(tx, guild.id, to.as_ref()).await?);
    let facts = ItemFacts {
        minutes: Some(MINUTES),
        link: card.map(|card| message_address(guild.id, card.channel_id, card.message_id)),
        ..ItemFacts::queued(words::survey_topic(series, row, answers), ItemKind::Inform, place)
    };
    let id = next_number(tx, guild.id, ITEM).await?;
    // It came up in the channel of the series that was asked after.
    let item = Item::raised(id, (target.id, series.facts.channel_id), facts, (row.chair(series), by.now));
    add_item(tx, by, &item).await
}

//! What was made of a topic shows on its message at once.

use super::{
    apply::touch,
    draw::{Draws, look, round_key, topic_key},
};
use crate::{
    contract::{Guild, Noun, Timer},
    db::Tx,
    error::Error,
    meeting::{
        State,
        actions::{apply::redraw_all, open::rows},
        store,
    },
    queue,
    room::{Actor, Job, Ports, Thing, enqueue},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Draws the message of a topic anew.
#[derive(Serialize, Deserialize)]
pub struct ShowTopic {
    pub item: i64,
    /// Tells it from every other: what is made while the message is drawn sets a job of its own.
    #[serde(default)]
    nonce: i64,
}

/// An action or a decision was made of a thing, or is not any more; a decision was confirmed; or somebody said how an
/// item of a release stands, and a meeting that asked for it is not idle.
pub async fn made_of(tx: &mut Tx, guild: &Guild, now: DateTime<Utc>, thing: Thing) -> Result<(), Error> {
    if thing.noun == Noun::AGENDA_ITEM {
        let job = ShowTopic { item: thing.id, nonce: tx.next_id(now) };
        enqueue(tx, guild.id, &job, now, now).await?;
    }
    if thing.noun == Noun::RELEASE_ITEM {
        for id in store::held(tx, guild.id).await? {
            if queue::card(tx, guild.id, &round_key(id, thing.id)).await?.is_some() {
                touch(tx, &Actor::docket(guild.id, now), id);
            }
        }
    }
    if thing.noun == Noun::DECISION {
        // Once it is confirmed no board asks about it.
        let by = &Actor::docket(guild.id, now);
        for series in store::all_series(tx, guild.id).await? {
            let rows = rows(tx, guild.id, &series, now).await?;
            let shown = rows.iter().filter(|row| row.facts.state == State::Collecting);
            redraw_all(tx, by, shown.map(|row| Some(row.id))).await?;
        }
    }
    Ok(())
}

impl Job for ShowTopic {
    const KIND: &'static str = "meeting.topic";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.item, self.nonce)
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let (guild, on) = (&timer.guild, &mut &timer.db);
        let item = store::find_item(on, guild.id, self.item).await?;
        let series = match &item {
            Some(item) => store::find_series(on, guild.id, item.series_id).await?,
            None => None,
        };
        let Some((item, series)) = item.zip(series) else { return timer.nothing_to_do().await };
        let draws = Draws::by_itself(guild, Actor::from(timer), ports, &series).await;
        let mut tx = timer.begin().await?;
        let series = store::lock_series(&mut tx, guild.id, series.id).await?;
        let row = match item.facts.occurrence_id {
            Some(id) => store::lock_occurrence(&mut tx, guild.id, id).await?,
            None => None,
        };
        let is_shown = |state: State| matches!(state, State::Live | State::Wrapping | State::Published);
        let shown = series.zip(row.filter(|row| is_shown(row.facts.state)));
        if let Some((_, row)) = shown.as_ref().filter(|(_, row)| row.facts.state == State::Live) {
            touch(&mut tx, &draws.by, row.id);
        }
        if let Some((series, row)) = shown
            && queue::card(&mut tx, guild.id, &topic_key(row.id, self.item)).await?.is_some()
        {
            let scene = look(&mut tx, guild.id, (&series, &row), draws.private).await?;
            if let Some(item) = scene.items.iter().find(|item| item.id == self.item) {
                draws.topic(&mut tx, &scene, item, None)?;
            }
        }
        timer.finish(tx).await
    }
}

//! A meeting begins: the agenda is frozen, and its thread opens.

use super::{
    apply::{arrive, keep},
    clock,
    draw::{Draws, look},
    open::lead,
    voice,
};
use crate::{
    contract::{AgendaAsk, AgendaScope, Answer, Context, Guild, Neighbours, Timer, args::MeetingStart},
    db::{At, Db, Json, Reads, Tx},
    error::Error,
    meeting::{
        Computed, Live, Occurrence, OccurrenceFacts, Series, State,
        actions::{
            agenda::{about, sections},
            apply::{add_standing, materialise},
            events::Events,
            open::{dates, find, hold},
        },
        rules::{self, Slot, verb},
        store, words,
    },
    room::{Actor, Job, Ports},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Entries of one section.
const MOST: usize = 10;
/// After its planned end a meeting can still be begun for so long.
const STILL: TimeDelta = TimeDelta::minutes(15);
/// The longest that a meeting lasts.
const LONGEST: TimeDelta = TimeDelta::minutes(480);

/// `/meeting start`.
pub async fn start(cx: &Context, args: MeetingStart) -> Answer {
    let series = find(cx, args.meeting.as_ref()).await?;
    let comes = near(&mut &cx.db, &cx.guild, &series, cx.now).await?.and_then(|slot| slot.occurrence_id);
    let frozen = freeze((&cx.db, &cx.guild), &*cx.neighbours, (&series, comes), cx.now).await?;
    let draws = Draws::of(cx, &series).await;
    let (mut tx, series) = hold(cx, series.id).await?;
    let by = &Actor::from(cx);
    let Some(slot) = near(&mut tx, &cx.guild, &series, cx.now).await? else {
        let next = dates(&mut tx, &cx.guild, &series, (cx.now, 1)).await?.first().map(|slot| slot.at);
        return Err(refused(cx, tx, &series, next).await?);
    };
    let occurrence = materialise(&mut tx, by, &series, &slot).await?;
    let occurrence = lead(cx, &mut tx, (&series, occurrence)).await?;
    let occurrence = begin(&mut tx, &draws, (&series, occurrence), &frozen, false).await?;
    let scene = look(&mut tx, cx.guild.id, (&series, &occurrence), draws.private).await?;
    let reply = cx.in_place(words::begun(&words::Seen::of(cx), &scene));
    cx.commit(tx, reply).await
}

/// Why nothing was begun.
async fn refused(
    cx: &Context,
    mut tx: Tx,
    series: &Series,
    next: Option<DateTime<Utc>>,
) -> Result<Error, Error> {
    let held = store::held(&mut tx, cx.guild.id).await?;
    let mut is_on = false;
    for id in held {
        is_on |= store::find_occurrence(&mut tx, cx.guild.id, id)
            .await?
            .is_some_and(|it| it.series_id == series.id);
    }
    drop(tx);
    if let Some(first) = cx.first_answer().await? {
        return Ok(Error::Answered(Box::new(first)));
    }
    Ok(if is_on { words::is_live(series).into() } else { words::not_yet(next).into() })
}

/// The date of a series that can be begun now: the one that it is time for, or that comes soon.
async fn near(
    on: &mut impl Reads,
    guild: &Guild,
    series: &Series,
    now: DateTime<Utc>,
) -> Result<Option<Slot>, Error> {
    let all = dates(on, guild, series, (now - LONGEST - STILL, 4)).await?;
    Ok(all.into_iter().find(|slot| slot.at - rules::EARLY <= now && now < slot.ends_at() + STILL))
}

/// What rooms offer to the agenda of an occurrence, as it is now; one without a row has no topics. Asked outside any transaction.
pub async fn freeze(
    (db, guild): (&Db, &Guild),
    neighbours: &dyn Neighbours,
    (series, occurrence_id): (&Series, Option<i64>),
    now: DateTime<Utc>,
) -> Result<Vec<Computed>, Error> {
    let on = &mut { db };
    let about = match occurrence_id {
        Some(id) => about(on, guild.id, id).await?,
        None => BTreeSet::new(),
    };
    let since = store::last_started(on, guild.id, series.id, now).await?;
    let sight = guild.sight_in(series.facts.channel_id);
    let ask = AgendaAsk { now, since, sight, scope: AgendaScope::All, most: MOST };
    Ok(sections((db, guild), &neighbours.agenda(), series, (&ask, about)).await)
}

/// Begins a held meeting: its thread opens with the agenda, and its clock runs.
pub async fn begin(
    tx: &mut Tx,
    draws: &Draws<'_>,
    (series, before): (&Series, Occurrence),
    frozen: &[Computed],
    is_late: bool,
) -> Result<Occurrence, Error> {
    let (by, guild) = (&draws.by, draws.guild);
    if before.facts.state == State::Planned {
        add_standing(tx, by, series, &before).await?;
    }
    let facts = OccurrenceFacts {
        state: State::Live,
        started_at: Some(At::from(by.now)),
        started_by_user_id: by.user_id,
        current_item_id: None,
        item_started_at: None,
        item_extra_minutes: 0,
        frozen_json: Some(Json(serde_json::to_value(frozen)?)),
        ..before.facts.clone()
    };
    let occurrence = keep(tx, by, (&before, facts), verb::STARTED)?;
    store::active(tx, guild.id, Live { occurrence_id: occurrence.id, active_at: At::from(by.now), is_late });
    if let Some(user_id) = by.user_id {
        arrive(tx, by, &occurrence, user_id).await?;
    }
    Events::set(tx, by, series).await?;
    voice::welcome(tx, by, (series, &occurrence)).await?;
    clock::arm(tx, by, &occurrence).await?;
    let scene = look(tx, guild.id, (series, &occurrence), draws.private).await?;
    draws.head(tx, &scene)?;
    draws.agenda(tx, &scene, frozen)?;
    Ok(occurrence)
}

/// A series that starts by itself starts.
#[derive(Serialize, Deserialize)]
pub struct Begin {
    pub occurrence: i64,
    /// When it was to start; it may have been moved since.
    pub at: DateTime<Utc>,
}

impl Job for Begin {
    const KIND: &'static str = "meeting.begin";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.occurrence, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let (guild, on) = (&timer.guild, &mut &timer.db);
        let found = store::find_with_series(on, guild.id, self.occurrence).await?;
        let is_meant = |it: &Occurrence| {
            it.facts.state.is_to_come() && it.facts.starts_at == At::from(self.at) && timer.now < it.ends_at()
        };
        let Some((series, _)) = found.filter(|(_, it)| is_meant(it)) else {
            return timer.nothing_to_do().await;
        };
        let comes = Some(self.occurrence);
        let frozen = freeze((&timer.db, guild), &ports.rooms, (&series, comes), timer.now).await?;
        let draws = Draws::by_itself(guild, Actor::from(timer), ports, &series).await;
        let mut tx = timer.begin().await?;
        let series = store::lock_series(&mut tx, guild.id, series.id).await?;
        let occurrence = store::lock_occurrence(&mut tx, guild.id, self.occurrence).await?.filter(is_meant);
        if let (Some(series), Some(occurrence)) = (series.filter(Series::is_active), occurrence) {
            let is_late = timer.now - self.at >= rules::LATE;
            begin(&mut tx, &draws, (&series, occurrence), &frozen, is_late).await?;
        }
        timer.finish(tx).await
    }
}

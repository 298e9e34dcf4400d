//! Doing what is due of a series, and setting the next time to look.

use super::{
    board::{Board, show_anew},
    owe::OwedRound,
};
use crate::{
    contract::{Guild, Timer},
    db::Tx,
    error::Error,
    meeting::{
        Occurrence, OccurrenceFacts, Series, State,
        actions::{
            apply::{add_standing, materialise, save_occurrence, tell_with_hint},
            call::FeatureRound,
            events::Events,
            follow::carry_over,
            live::Begin,
            open::{dates, rows},
        },
        rules::{self, Due, Slot, Step, verb},
        store, words,
    },
    queue::{self, Target},
    room::{self, Actor, Deed, Job, Ports, enqueue, tell, tell_until},
    workspace,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Dates among which the next step is looked for: of those of five working days, and those that a holiday's notice is about.
const NEAR: usize = 12;
/// Dates that are looked after at a time, after downtime as well.
const MOST_DATES: usize = 40;
/// A meeting that began so long ago is over in any case.
const LONGEST: TimeDelta = TimeDelta::hours(10);
/// After more downtime than this nobody asks any more what became of a meeting.
const FORGOTTEN: TimeDelta = TimeDelta::days(31);
/// So long after its end people are told that a meeting was not held.
const IS_NEWS: TimeDelta = TimeDelta::hours(24);
/// How long before a date that is a holiday its chair is told, best.
const HOLIDAY_NOTICE: TimeDelta = TimeDelta::days(10);

/// Does what is due of a series.
#[derive(Serialize, Deserialize)]
pub struct Tick {
    series: i64,
    /// Dates from then on count; earlier ones were nobody's to hold.
    since: DateTime<Utc>,
}

impl Job for Tick {
    const KIND: &'static str = "meeting.tick";

    fn occurrence(&self, run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.series, run_at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        let (guild, by) = (&timer.guild, &Actor::from(timer));
        let mut tx = timer.begin().await?;
        let series = store::lock_series(&mut tx, guild.id, self.series).await?;
        if let Some(series) = series.filter(Series::is_active) {
            let since = self.since.max(by.now - FORGOTTEN);
            for slot in dates(&mut tx, guild, &series, (since, MOST_DATES)).await? {
                look_after(&mut tx, by, guild, (&series, &slot)).await?;
            }
            // What is over was looked after; what is going on began before now.
            arm_since(&mut tx, by, guild, (&series, since.max(by.now - LONGEST))).await?;
        }
        timer.finish(tx).await
    }
}

/// Sets the next time to look at a series. Cheap enough to be asked whenever in doubt.
pub async fn arm(tx: &mut Tx, by: &Actor, guild: &Guild, series: &Series) -> Result<(), Error> {
    arm_since(tx, by, guild, (series, by.now)).await
}

async fn arm_since(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (series, since): (&Series, DateTime<Utc>),
) -> Result<(), Error> {
    Events::set(tx, by, series).await?;
    if !series.is_active() {
        return Ok(());
    }
    let zone = series.facts.timetable_json.0.series().zone();
    let mut all: Vec<Due> = Vec::new();
    let mut is_due_now = false;
    for slot in dates(tx, guild, series, (since, NEAR)).await? {
        let due = rules::due(&slot, series.facts.reminds(), zone, &guild.hours);
        for due in &due {
            is_due_now |= due.is_due(by.now) && !is_done(tx, guild.id, (series, &slot), due.step).await?;
        }
        all.extend(due);
        if let Some(from) = holiday_notice(tx, by.now, guild, (series, &slot)).await? {
            all.push(Due { step: Step::Ahead, from, until: None });
            is_due_now |= from <= by.now;
        }
    }
    let next = rules::next_step(&all, by.now);
    let Some(at) = (if is_due_now { Some(by.now) } else { next }) else { return Ok(()) };
    enqueue(tx, guild.id, &Tick { series: series.id, since }, at, by.now).await?;
    Ok(())
}

/// Does what is due of one date.
async fn look_after(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (series, slot): (&Series, &Slot),
) -> Result<(), Error> {
    let zone = series.facts.timetable_json.0.series().zone();
    let due = rules::due(slot, series.facts.reminds(), zone, &guild.hours);
    let notice = holiday_notice(tx, by.now, guild, (series, slot)).await?;
    if notice.is_some_and(|at| at <= by.now) {
        tell_of_holiday(tx, by, guild, (series, slot)).await?;
    }
    for due in due.iter().filter(|due| due.is_due(by.now)) {
        let (about, key) = mark(series, slot, due.step);
        if queue::once(tx, guild.id, (&about, &key), by.now).await? {
            let row = materialise(tx, by, series, slot).await?;
            if row.facts.state.is_to_come() {
                step(tx, by, guild, (series, &row, due.step)).await?;
            }
        }
    }
    Ok(())
}

async fn step(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (series, row, step): (&Series, &Occurrence, Step),
) -> Result<(), Error> {
    match step {
        Step::Features => {
            enqueue(tx, guild.id, &FeatureRound { occurrence: row.id }, by.now, by.now).await?;
            Ok(())
        }
        Step::Ahead => {
            // Moved to another day, it collects already.
            if row.facts.state == State::Planned {
                let facts = OccurrenceFacts { state: State::Collecting, ..row.facts.clone() };
                let row = save_occurrence(tx, by, (row, facts), Deed::of(verb::OPENED)).await?;
                add_standing(tx, by, series, &row).await?;
            }
            Ok(())
        }
        Step::Owed => {
            enqueue(tx, guild.id, &OwedRound { occurrence: row.id }, by.now, by.now).await?;
            Ok(())
        }
        Step::Last => Board::set(tx, by, row.id, true).await,
        Step::Begin if series.facts.is_self_starting => {
            let begin = Begin { occurrence: row.id, at: row.facts.starts_at.utc() };
            enqueue(tx, guild.id, &begin, by.now, by.now).await?;
            Ok(())
        }
        Step::Begin => Ok(()),
        // It is about to begin, late.
        Step::Unstarted if series.facts.is_self_starting && by.now < row.ends_at() => Ok(()),
        Step::Unstarted => {
            let answers = store::answers(tx, guild.id, row.id).await?;
            let seen = words::Seen { guild, sight: guild.sight_in(series.facts.channel_id), now: by.now };
            let message = words::unstarted(&seen, series, row, &answers);
            let helps = (Target::Channel(series.facts.channel_id), row.ends_at());
            tell_until(tx, by, helps, &message, None)
        }
        Step::NotHeld => {
            let facts = OccurrenceFacts { state: State::NotHeld, ..row.facts.clone() };
            let row = save_occurrence(tx, by, (row, facts), Deed::of(verb::NOT_HELD)).await?;
            let carried = carry_over(tx, by, guild, (series, &row)).await?;
            let seen = words::Seen { guild, sight: guild.sight_in(series.facts.channel_id), now: by.now };
            let message = words::not_held(&seen, series, &row, carried.len());
            match by.now - row.ends_at() < IS_NEWS {
                true => tell(tx, by, Target::Channel(series.facts.channel_id), &message, None),
                false => Ok(()),
            }
        }
    }
}

/// Under what a step of a date is marked as done. A date that is moved to another day is looked after anew.
pub fn mark(series: &Series, slot: &Slot, step: Step) -> (String, String) {
    let zone = series.facts.timetable_json.0.series().zone();
    let about = format!("meeting:{}", series.id);
    (about, format!("{}@{}:{}", slot.original, zone.date(slot.at), step.word()))
}

async fn is_done(
    tx: &mut Tx,
    guild_id: i64,
    (series, slot): (&Series, &Slot),
    step: Step,
) -> Result<bool, Error> {
    let (about, key) = mark(series, slot, step);
    Ok(queue::last_told(tx, guild_id, &about, &key).await?.is_some())
}

/// When the chair is to be told that a date which nobody has moved is a holiday of the team: well ahead and in their working
/// time, or when they next work where that has passed. `None` where they were told, or where it helps nobody any more.
async fn holiday_notice(
    tx: &mut Tx,
    now: DateTime<Utc>,
    guild: &Guild,
    (series, slot): (&Series, &Slot),
) -> Result<Option<DateTime<Utc>>, Error> {
    if slot.is_moved || slot.at <= now || !rules::is_holiday(&series.facts, slot, &guild.hours) {
        return Ok(None);
    }
    let (about, key) = holiday_mark(series, slot);
    if queue::last_told(tx, guild.id, &about, &key).await?.is_some() {
        return Ok(None);
    }
    let chair = workspace::person(tx, guild.id, series.facts.chair_user_id).await?;
    let ahead = chair.told_ahead(guild, slot.at - HOLIDAY_NOTICE, slot.at);
    let at = if ahead < now { chair.at_work(guild, now) } else { ahead };
    // Who does not work any more before the meeting is told all the same.
    Ok(Some(if at < slot.at { at } else { now }))
}

fn holiday_mark(series: &Series, slot: &Slot) -> (String, String) {
    (format!("meeting:{}", series.id), format!("{}:holiday", slot.original))
}

/// Tells the chair once that a date is a holiday, with what can be done about it.
async fn tell_of_holiday(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (series, slot): (&Series, &Slot),
) -> Result<(), Error> {
    let (about, key) = holiday_mark(series, slot);
    if !queue::once(tx, guild.id, (&about, &key), by.now).await? {
        return Ok(());
    }
    let seen = words::Seen::anywhere(guild, by.now);
    let message = words::holiday(&seen, series, slot);
    tell_with_hint(tx, by, series.facts.chair_user_id, (&message, series.facts.channel_id))
}

/// Hours or holidays have changed: working days lie elsewhere, so what comes next is looked for anew.
#[derive(Serialize, Deserialize)]
pub struct Follow(room::Walk);

impl Job for Follow {
    const KIND: &'static str = "meeting.follow";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        self.0.occurrence()
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        let (guild, by) = (&timer.guild, &Actor::from(timer));
        let mut tx = timer.begin().await?;
        let ids = store::all_after(&mut tx, guild.id, self.0.after, room::Walk::STEP).await?;
        for id in &ids {
            let Some(series) = store::lock_series(&mut tx, guild.id, *id).await? else { continue };
            if self.0.channel.is_none() {
                super::super::follow::rebase(&mut tx, by, guild, (&series, &series)).await?;
                arm(&mut tx, by, guild, &series).await?;
            }
            let is_meant = self.0.channel.is_none_or(|channel| {
                series.facts.channel_id == channel || series.facts.private_channel_id == Some(channel)
            });
            if !is_meant {
                continue;
            }
            if self.0.channel.is_some() {
                show_anew(&mut tx, by, &series).await?;
                continue;
            }
            // What is over does not go by the hours any more.
            let rows = rows(&mut tx, guild.id, &series, by.now).await?;
            let shown = rows.iter().filter(|row| row.facts.state == State::Collecting);
            super::super::apply::redraw_all(&mut tx, by, shown.map(|row| Some(row.id))).await?;
        }
        self.0.go_on(timer, &mut tx, (ids.len(), ids.last().copied()), Follow).await?;
        timer.finish(tx).await
    }
}

/// Hours, holidays or a channel's mark have changed: a job of this room's own goes through the series.
pub async fn follow_settings(timer: &Timer, tx: &mut Tx, walk: room::Walk) -> Result<(), Error> {
    enqueue(tx, timer.guild.id, &Follow(walk), timer.now, timer.now).await?;
    Ok(())
}

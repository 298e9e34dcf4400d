//! Owners of features are asked, some working days before a call, which of them they would show, and for how long.

use super::super::{
    apply::{add_item, tell_with_hint},
    open::{begin_occurrence, find_occurrence, masked},
    timers::to_come,
};
use crate::{
    base::text::{one_line, trim_to},
    contract::{Answer, Context, Level, Noun, Reply, Timer, args::MeetingDemo, has_left},
    db::{Reads, Tx, next_number},
    error::Error,
    meeting::{ITEM, Item, ItemFacts, ItemKind, ItemState, Occurrence, Series, rules, store, words},
    queue,
    release::{self, Feature},
    room::{Actor, Job, Ports, Thing, enqueue, link, links_of},
    workspace,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How a topic has to do with the feature that is shown in it.
const SHOWS: &str = "shows";
/// Characters of a topic, as its manifest says.
const LONGEST: usize = 200;
/// Features come before what is spoken about every time.
const FIRST: i64 = -1000;
/// Topics that a feature may have been shown in.
const MOST_SHOWN: i64 = 20;
/// Without an earlier call, features of releases of so many days before count as new.
const NEW_FOR: TimeDelta = TimeDelta::days(35);

/// Sets a job for each owner of a feature that could be shown, at their morning.
#[derive(Serialize, Deserialize)]
pub struct FeatureRound {
    pub occurrence: i64,
}

impl Job for FeatureRound {
    const KIND: &'static str = "meeting.features";

    fn occurrence(&self, run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.occurrence, run_at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        let guild = &timer.guild;
        let found = to_come(&timer.db, guild, self.occurrence).await?;
        let mut tx = timer.begin().await?;
        if let Some((series, row)) = found {
            let zone = series.facts.timetable_json.0.series().zone();
            let day = rules::features_day(zone.date(row.facts.starts_at.utc()), &guild.hours);
            let open = open_features(&mut tx, guild.id, (&series, &row)).await?;
            let owners: BTreeSet<i64> = open.iter().map(Feature::owner).collect();
            for user in owners.into_iter().filter(|user| *user != crate::contract::NOBODY) {
                let own = workspace::person(&mut tx, guild.id, user).await?;
                let ask = FeatureAsk { occurrence: row.id, user, day };
                let at = own.morning(guild, day).max(timer.now);
                enqueue(&mut tx, guild.id, &ask, at, timer.now).await?;
            }
        }
        timer.finish(tx).await
    }
}

/// Asks one owner about all of their features in one message.
#[derive(Serialize, Deserialize)]
pub struct FeatureAsk {
    occurrence: i64,
    user: i64,
    day: NaiveDate,
}

impl Job for FeatureAsk {
    const KIND: &'static str = "meeting.feature_ask";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}:{}", self.occurrence, self.user, self.day)
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let (guild, by) = (&timer.guild, &Actor::from(timer));
        let found = to_come(&timer.db, guild, self.occurrence).await?;
        let found = found.filter(|(_, row)| timer.now < row.facts.starts_at.utc());
        let is_gone = has_left(&*ports.members, guild.id, self.user, timer.now).await;
        let mut tx = timer.begin().await?;
        if let Some((series, row)) = found.filter(|_| !is_gone) {
            let left = left_of(&mut tx, guild.id, (&series, &row), self.user).await?;
            let about = format!("meeting:{}", series.id);
            let key = format!("features:{}:{}:{}", row.id, self.day, self.user);
            if !left.is_empty() && queue::once(&mut tx, guild.id, (&about, &key), timer.now).await? {
                let seen = words::Seen::anywhere(guild, timer.now);
                let message = words::features_asked(&seen, (&series, &row), &left);
                tell_with_hint(&mut tx, by, self.user, (&message, series.facts.channel_id))?;
            }
        }
        timer.finish(tx).await
    }
}

/// Features that nobody has shown in this series or is going to.
async fn open_features(
    on: &mut impl Reads,
    guild_id: i64,
    (series, row): (&Series, &Occurrence),
) -> Result<Vec<Feature>, Error> {
    let starts_at = row.facts.starts_at.utc();
    let since = store::last_started(on, guild_id, series.id, starts_at).await?;
    let zone = series.facts.timetable_json.0.series().zone();
    let since = zone.date(since.unwrap_or(starts_at - NEW_FOR));
    let mut open = Vec::new();
    for feature in release::features(on, guild_id, since).await? {
        if shown_in(on, guild_id, (series.id, feature.item.id)).await?.is_none() {
            open.push(feature);
        }
    }
    Ok(open)
}

/// The topic of a series in which a feature is or was shown.
async fn shown_in(
    on: &mut impl Reads,
    guild_id: i64,
    (series_id, item_id): (i64, i64),
) -> Result<Option<i64>, Error> {
    let thing = Thing { noun: Noun::RELEASE_ITEM, id: item_id };
    let links = links_of(&mut *on, guild_id, thing, MOST_SHOWN).await?;
    let shows = links.iter().filter(|link| link.comes_from && link.kind == SHOWS);
    let ids: Vec<i64> = shows.map(|link| link.id).collect();
    if ids.is_empty() {
        return Ok(None);
    }
    let topics = store::named_items(&mut *on, guild_id, &ids).await?;
    let counts = |it: &&Item| matches!(it.facts.state, ItemState::Queued | ItemState::Discussed);
    Ok(topics.iter().filter(counts).find(|it| it.series_id == series_id).map(|it| it.id))
}

/// The features of one owner about which they have not said anything for this call.
async fn left_of(
    on: &mut impl Reads,
    guild_id: i64,
    (series, row): (&Series, &Occurrence),
    user: i64,
) -> Result<Vec<Feature>, Error> {
    let about = format!("meeting:{}", series.id);
    let mut left = Vec::new();
    for feature in open_features(on, guild_id, (series, row)).await? {
        let key = declined(row, feature.item.id);
        if feature.owner() == user && queue::last_told(on, guild_id, &about, &key).await?.is_none() {
            left.push(feature);
        }
    }
    Ok(left)
}

/// The mark that a feature is not shown this time.
fn declined(row: &Occurrence, item_id: i64) -> String {
    format!("declined:{}:{item_id}:", row.id)
}

/// What an owner says: shown with a time box, or not this time.
pub async fn demo(cx: &Context, args: MeetingDemo) -> Answer {
    let (series, row) = find_occurrence(cx, args.occurrence).await?;
    let id = args.item.0;
    let feature =
        release::feature(&mut &cx.db, cx.guild.id, id).await?.ok_or_else(|| words::not_for_outside(id))?;
    let me = cx.caller.user_id;
    let is_theirs =
        [feature.owner(), feature.release.facts.manager_user_id, row.chair(&series)].contains(&me);
    if !is_theirs && cx.level < Level::Pm {
        return Err(words::not_your_feature(id, feature.owner()).into());
    }
    let (mut tx, series, row) = begin_occurrence(cx, args.occurrence).await?;
    if !row.facts.state.is_to_come() || row.facts.starts_at.utc() <= cx.now {
        return Err(words::is_over(&masked(cx, &series), &row).into());
    }
    let topic = match args.minutes {
        Some(_) if shown_in(&mut tx, cx.guild.id, (series.id, id)).await?.is_some() => {
            drop(tx);
            return match cx.first_answer().await? {
                Some(first) => Ok(first),
                None => Err(words::is_shown_already(id).into()),
            };
        }
        Some(minutes) => Some(queue_demo(cx, &mut tx, (&series, &row), (&feature, minutes)).await?),
        None => {
            let (about, key) = (format!("meeting:{}", series.id), declined(&row, id));
            queue::once(&mut tx, cx.guild.id, (&about, &key), cx.now).await?;
            None
        }
    };
    let left = left_of(&mut tx, cx.guild.id, (&series, &row), feature.owner()).await?;
    let message = words::feature_answered(&words::Seen::of(cx), (&series, &row), (id, topic.as_ref()), &left);
    // Its buttons stand on what docket asked in private.
    let reply = match cx.source.message_id() {
        Some(_) => Reply::Update(message),
        None => cx.in_place(message),
    };
    cx.commit(tx, reply).await
}

/// Puts a feature on the agenda of a call, behind those that are there.
async fn queue_demo(
    cx: &Context,
    tx: &mut Tx,
    (series, row): (&Series, &Occurrence),
    (feature, minutes): (&Feature, i64),
) -> Result<Item, Error> {
    let others = store::queued(tx, cx.guild.id, row.id).await?;
    let behind = others.iter().map(|it| it.facts.position).filter(|position| *position < FIRST / 2).max();
    let topic = trim_to(&one_line(&feature.item.facts.text), LONGEST).into_owned();
    let place = (Some(row.id), behind.unwrap_or(FIRST) + 1);
    let facts = ItemFacts {
        minutes: Some(minutes),
        presenter_user_id: Some(feature.owner()),
        link: feature.item.facts.design.clone(),
        ..ItemFacts::queued(topic, ItemKind::Inform, place)
    };
    let id = next_number(tx, cx.guild.id, ITEM).await?;
    let item = Item::raised(id, (series.id, series.facts.channel_id), facts, (cx.caller.user_id, cx.now));
    let by = &Actor::from(cx);
    add_item(tx, by, &item).await?;
    let shown = Thing { noun: Noun::RELEASE_ITEM, id: feature.item.id };
    link(tx, by, Thing { noun: Noun::AGENDA_ITEM, id: item.id }, SHOWS, shown).await?;
    Ok(item)
}

//! Minutes are published, and published again when they change: each revision is kept, and says what is different.

use super::{draft::may_publish, gather, names::Names};
use crate::{
    base::text::clean,
    contract::{
        Answer, Context, Timer,
        args::{MeetingAmend, MeetingPublish},
    },
    db::{At, Json, Tx},
    error::Error,
    meeting::{
        Amendment, Minutes, OCCURRENCE, Occurrence, OccurrenceFacts, Published, Series, State,
        actions::{
            agenda::offered,
            apply::tell_with_hint,
            live::{Draws, keep, redraw_held},
            open::{begin_occurrence, find_occurrence},
        },
        rules::verb,
        store,
        words::{self, Seen, Shown},
    },
    queue::{self, Target},
    room::{Actor, Job, Ports, draw, enqueue},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The card of minutes.
fn minutes_key(occurrence_id: i64, is_confidential: bool) -> String {
    let private = if is_confidential { ":private" } else { "" };
    format!("{OCCURRENCE}:{occurrence_id}:minutes{private}")
}

/// The cards of an occurrence's minutes, the confidential ones last.
pub fn cards_of(occurrence_id: i64) -> [String; 2] {
    [false, true].map(|is_confidential| minutes_key(occurrence_id, is_confidential))
}

/// The chair confirms the draft.
pub async fn publish_now(cx: &Context, args: MeetingPublish) -> Answer {
    let (series, occurrence) = find_occurrence(cx, args.occurrence).await?;
    if !may_publish(cx, &series, &occurrence) {
        return Err(words::not_your_minutes(&series, &occurrence).into());
    }
    let draws = Draws::of(cx, &series).await;
    let names = Names::of(cx, (&series, &occurrence)).await?;
    let (mut tx, series, occurrence) = begin_occurrence(cx, occurrence.id).await?;
    if occurrence.facts.state != State::Wrapping {
        drop(tx);
        return match cx.first_answer().await? {
            Some(first) => Ok(first),
            None => Err(words::no_draft(&occurrence).into()),
        };
    }
    let occurrence = publish(&mut tx, &draws, (&series, &occurrence), (&names, None, None)).await?;
    let reply = cx.in_place(words::published(&series, &occurrence));
    cx.commit(tx, reply).await
}

/// Something is added to minutes that were published. Typed in the private channel it stands in the private revision alone.
pub async fn amend(cx: &Context, args: MeetingAmend) -> Answer {
    let (series, occurrence) = find_occurrence(cx, args.occurrence).await?;
    if !may_publish(cx, &series, &occurrence) {
        return Err(words::not_your_minutes(&series, &occurrence).into());
    }
    let text = clean(&args.text).trim().to_owned();
    if text.is_empty() {
        return Err(words::no_text().into());
    }
    let draws = Draws::of(cx, &series).await;
    let names = Names::of(cx, (&series, &occurrence)).await?;
    let (mut tx, series, occurrence) = begin_occurrence(cx, occurrence.id).await?;
    if occurrence.facts.state != State::Published {
        return Err(words::not_published().into());
    }
    let is_confidential = series.facts.private_channel_id == Some(cx.caller.channel_id);
    let amendment = Amendment { text, user_id: cx.caller.user_id, at: At::from(cx.now), is_confidential };
    publish(&mut tx, &draws, (&series, &occurrence), (&names, None, Some(amendment))).await?;
    let reply = cx.in_place(words::amended(is_confidential));
    cx.commit(tx, reply).await
}

/// Publishes the next revision of the minutes of a held occurrence, `changed` saying what is different. Returns the
/// occurrence as it is now.
pub async fn publish(
    tx: &mut Tx,
    draws: &Draws<'_>,
    (series, occurrence): (&Series, &Occurrence),
    (names, changed, amendment): (&Names, Option<String>, Option<Amendment>),
) -> Result<Occurrence, Error> {
    let (by, guild) = (&draws.by, draws.guild);
    let inside = gather(tx, guild.id, (series, occurrence), true).await?;
    let mut outside = gather(tx, guild.id, (series, occurrence), false).await?;
    let last_inside = store::minutes(tx, guild.id, occurrence.id, true).await?;
    let last_outside = store::minutes(tx, guild.id, occurrence.id, false).await?;
    let is_private = amendment.as_ref().is_some_and(|it| it.is_confidential);
    let has_private = inside != outside || last_inside.is_some() || is_private;
    // A person can wait, and press again, until it is known who would read it.
    if has_private && by.user_id.is_some() && (draws.is_unsure || is_private && draws.private.is_none()) {
        return Err(words::private_is_not_sure(draws.is_unsure).into());
    }
    outside.is_withheld = has_private && draws.private.is_none() && last_inside.is_none();
    if outside.is_withheld {
        tell_of_withheld(tx, draws, (series, occurrence)).await?;
    }
    if !is_private {
        let kept = Kept {
            is_confidential: false,
            last: last_outside,
            changed: changed.clone(),
            amendment: amendment.clone(),
        };
        one(tx, draws, (series, occurrence), (series.facts.channel_id, outside, kept), names).await?;
    }
    if let Some(private) = draws.private.filter(|_| has_private) {
        let kept = Kept { is_confidential: true, last: last_inside, changed, amendment };
        one(tx, draws, (series, occurrence), (private, inside, kept), names).await?;
    }
    if occurrence.facts.state == State::Published {
        return Ok(occurrence.clone());
    }
    let facts = OccurrenceFacts {
        state: State::Published,
        published_at: Some(At::from(by.now)),
        ..occurrence.facts.clone()
    };
    keep(tx, by, (occurrence, facts), verb::PUBLISHED)
}

/// Tells the chair, once, that what is confidential stands in no minutes.
async fn tell_of_withheld(
    tx: &mut Tx,
    draws: &Draws<'_>,
    (series, occurrence): (&Series, &Occurrence),
) -> Result<(), Error> {
    let (by, guild) = (&draws.by, draws.guild);
    let (about, key) = (format!("meeting:{}", series.id), format!("withheld:{}", occurrence.id));
    if !queue::once(tx, guild.id, (&about, &key), by.now).await? {
        return Ok(());
    }
    let message = words::withheld(&Seen::anywhere(guild, by.now), series, occurrence);
    tell_with_hint(tx, by, occurrence.chair(series), (&message, series.facts.channel_id))
}

struct Kept {
    is_confidential: bool,
    last: Option<Published>,
    changed: Option<String>,
    amendment: Option<Amendment>,
}

async fn one(
    tx: &mut Tx,
    draws: &Draws<'_>,
    (series, occurrence): (&Series, &Occurrence),
    (channel_id, mut minutes, kept): (i64, Minutes, Kept),
    names: &Names,
) -> Result<(), Error> {
    let (by, guild) = (&draws.by, draws.guild);
    let earlier = kept.last.as_ref().map(|last| last.minutes_json.0.amendments.clone()).unwrap_or_default();
    minutes.amendments = earlier.into_iter().chain(kept.amendment.clone()).collect();
    let revision = kept.last.as_ref().map_or(1, |last| last.revision + 1);
    let added = kept.amendment.as_ref().map(|_| words::something_was_added());
    let changed = kept.changed.or(added);
    let mut published = Published {
        id: tx.next_id(by.now),
        occurrence_id: occurrence.id,
        revision,
        is_confidential: kept.is_confidential,
        markdown: String::new(),
        changed,
        published_by_user_id: by.user_id,
        published_at: At::from(by.now),
        minutes_json: Json(minutes),
    };
    let watched = store::watchers(tx, guild.id, occurrence.id).await?;
    let seen = Seen { guild, sight: guild.sight_in(channel_id), now: by.now };
    published.markdown =
        words::markdown(&seen, &Shown::of((series, occurrence), &published, watched), &names.0);
    store::insert_minutes(tx, guild.id, &published);
    show(tx, draws, (series, occurrence), (channel_id, &published, watched))
}

/// Draws a revision of the minutes in its channel.
fn show(
    tx: &mut Tx,
    draws: &Draws<'_>,
    (series, occurrence): (&Series, &Occurrence),
    (channel_id, published, watched): (i64, &Published, i64),
) -> Result<(), Error> {
    let (by, guild) = (&draws.by, draws.guild);
    let seen = Seen { guild, sight: guild.sight_in(channel_id), now: by.now };
    let file = words::kept_file(published);
    let message = words::minutes(&seen, &Shown::of((series, occurrence), published, watched), file);
    let key = minutes_key(occurrence.id, published.is_confidential);
    draw(tx, by, Target::Channel(channel_id), &key, &message, None)
}

/// Draws the minutes that are there anew, as they were published, where they are. Confidential ones in a channel that everybody
/// reads by now say that alone.
pub async fn redraw(
    tx: &mut Tx,
    draws: &Draws<'_>,
    (series, occurrence): (&Series, &Occurrence),
) -> Result<(), Error> {
    let guild_id = draws.guild.id;
    let watched = store::watchers(tx, guild_id, occurrence.id).await?;
    for (is_confidential, channel_id) in [(false, Some(series.facts.channel_id)), (true, draws.private)] {
        let Some(last) = store::minutes(tx, guild_id, occurrence.id, is_confidential).await? else {
            continue;
        };
        let key = minutes_key(occurrence.id, is_confidential);
        let there = queue::card(tx, guild_id, &key).await?.map(|card| card.channel_id);
        match (channel_id, there) {
            (Some(private), _) if is_confidential => {
                show(tx, draws, (series, occurrence), (private, &last, watched))?;
            }
            (Some(channel_id), _) => {
                show(tx, draws, (series, occurrence), (there.unwrap_or(channel_id), &last, watched))?;
            }
            // It may be private all the same.
            (None, Some(_)) if draws.is_unsure => {}
            (None, Some(open)) => {
                let seen = Seen { guild: draws.guild, sight: draws.guild.sight_in(open), now: draws.by.now };
                let message = words::not_private_any_more(&seen, series);
                draw(tx, &draws.by, Target::Channel(open), &key, &message, None)?;
            }
            (None, None) => {}
        }
    }
    Ok(())
}

/// Writes the files of the minutes that are there anew, as they may be read where they are by now. Where it is not known what
/// somebody in them is called, a file from which nothing is to be hidden stays as it is.
async fn rewrite(
    tx: &mut Tx,
    draws: &Draws<'_>,
    (series, occurrence): (&Series, &Occurrence),
    names: &Names,
) -> Result<(), Error> {
    let guild = draws.guild;
    for (is_confidential, key) in [false, true].into_iter().zip(cards_of(occurrence.id)) {
        let Some(last) = store::minutes(tx, guild.id, occurrence.id, is_confidential).await? else {
            continue;
        };
        let usual = if is_confidential { draws.private } else { Some(series.facts.channel_id) };
        let there = queue::card(tx, guild.id, &key).await?.map(|card| card.channel_id);
        let sight = there.or(usual).map_or(guild.sight_anywhere(), |channel_id| guild.sight_in(channel_id));
        let seen = Seen { guild, sight, now: draws.by.now };
        // What is hidden is looked for in what was said, since the file has it with the marks of Markdown taken out.
        let file = match names.are_of_all(&last.minutes_json.0) || !sight.shows_names() {
            true => words::markdown(&seen, &Shown::of((series, occurrence), &last, 0), &names.0),
            false => last.markdown.clone(),
        };
        if file != last.markdown {
            store::rewrite_file(tx, guild.id, last.id, &file);
        }
    }
    Ok(())
}

/// Draws anew what people see of a meeting that has begun, its minutes among it: somebody was forgotten who stood in it, or other
/// names may be read in its channel.
#[derive(Serialize, Deserialize)]
pub struct ShowHeld {
    pub occurrence: i64,
    pub at: DateTime<Utc>,
}

impl ShowHeld {
    /// Has them drawn anew, as part of the change that they will show.
    pub async fn set(tx: &mut Tx, guild_id: i64, occurrence: i64, now: DateTime<Utc>) -> Result<(), Error> {
        enqueue(tx, guild_id, &Self { occurrence, at: now }, now, now).await?;
        Ok(())
    }
}

impl Job for ShowHeld {
    const KIND: &'static str = "meeting.minutes";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.occurrence, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let (guild, on) = (&timer.guild, &mut &timer.db);
        let found = store::find_with_series(on, guild.id, self.occurrence).await?;
        let Some((series, row)) = found else { return timer.nothing_to_do().await };
        let draws = Draws::by_itself(guild, Actor::from(timer), ports, &series).await;
        draws.are_sure(timer)?;
        let names = Names::in_published(timer, ports, self.occurrence).await?;
        let sight = guild.sight_in(series.facts.channel_id);
        let rooms = ports.rooms.agenda();
        let sections = offered((&timer.db, guild), &rooms, (&series, &row), (sight, timer.now)).await?;
        let mut tx = timer.begin().await?;
        let series = store::lock_series(&mut tx, guild.id, series.id).await?;
        let occurrence = store::lock_occurrence(&mut tx, guild.id, self.occurrence).await?;
        if let Some((series, occurrence)) = series.zip(occurrence) {
            redraw_held(&mut tx, &draws, (&series, &occurrence), &sections).await?;
            rewrite(&mut tx, &draws, (&series, &occurrence), &names).await?;
            redraw(&mut tx, &draws, (&series, &occurrence)).await?;
        }
        timer.finish(tx).await
    }
}

/// Publishes minutes that nobody has confirmed for a day.
#[derive(Serialize, Deserialize)]
pub struct Publish {
    pub occurrence: i64,
    pub at: DateTime<Utc>,
}

impl Job for Publish {
    const KIND: &'static str = "meeting.publish";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.occurrence, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let (guild, on) = (&timer.guild, &mut &timer.db);
        let is_draft = |it: &Occurrence| it.facts.state == State::Wrapping;
        let found = store::find_with_series(on, guild.id, self.occurrence).await?;
        let Some((series, found)) = found.filter(|(_, it)| is_draft(it)) else {
            return timer.nothing_to_do().await;
        };
        let draws = Draws::by_itself(guild, Actor::from(timer), ports, &series).await;
        draws.are_sure(timer)?;
        let names = Names::by_itself(timer, ports, (&series, &found)).await?;
        let mut tx = timer.begin().await?;
        let series = store::lock_series(&mut tx, guild.id, series.id).await?;
        let occurrence = store::lock_occurrence(&mut tx, guild.id, found.id).await?.filter(is_draft);
        if let Some((series, occurrence)) = series.zip(occurrence) {
            publish(&mut tx, &draws, (&series, &occurrence), (&names, None, None)).await?;
        }
        timer.finish(tx).await
    }
}

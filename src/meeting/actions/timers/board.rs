//! The living boards of an occurrence. What rooms offer is asked for outside any transaction, so they are drawn by a job.

use super::super::{
    agenda::{Agenda, agenda, offered},
    call::survey_key,
    live::lost,
    minutes::{ShowHeld, cards_of},
};
use crate::{
    contract::{Directory, Guild, NOBODY, Timer},
    db::Tx,
    error::Error,
    meeting::{OCCURRENCE, Occurrence, SERIES, Series, State, store, words},
    queue::{self, Redrawn, Target},
    room::{Actor, Job, Ports, card_number, draw, draw_or_say_once, enqueue},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Discord's permission to see a channel, and the one that includes all.
const SEES: u64 = 1 << 10 | 1 << 3;

/// So long after a date what was said of it is still drawn anew.
const LATELY: TimeDelta = TimeDelta::days(31);

/// Draws the boards of an occurrence anew, and posts the final agenda if it is time for that.
#[derive(Serialize, Deserialize)]
pub struct Board {
    pub occurrence: i64,
    #[serde(default)]
    pub is_last: bool,
    /// Whether the final agenda is drawn anew as well, if it was posted.
    #[serde(default)]
    is_anew: bool,
    /// Tells it from every other: a change that comes while the boards are drawn sets a job of its own.
    #[serde(default)]
    nonce: i64,
}

impl Board {
    /// Lets the boards of an occurrence be drawn, as part of the change that they will show.
    pub async fn set(tx: &mut Tx, by: &Actor, occurrence: i64, is_last: bool) -> Result<(), Error> {
        let board = Self { occurrence, is_last, is_anew: false, nonce: tx.next_id(by.now) };
        enqueue(tx, by.guild_id, &board, by.now, by.now).await?;
        Ok(())
    }

    /// Lets all that shows the agenda of an occurrence be drawn anew, as far as it is there.
    async fn set_anew(tx: &mut Tx, by: &Actor, occurrence: i64) -> Result<(), Error> {
        let board = Self { occurrence, is_last: false, is_anew: true, nonce: tx.next_id(by.now) };
        enqueue(tx, by.guild_id, &board, by.now, by.now).await?;
        Ok(())
    }
}

impl Job for Board {
    const KIND: &'static str = "meeting.board";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.occurrence, self.nonce)
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let (guild, now) = (&timer.guild, timer.now);
        let by = &Actor::docket(guild.id, now);
        let db = &timer.db;
        let found = store::find_with_series(&mut { db }, guild.id, self.occurrence).await?;
        let Some((series, row)) = found else {
            return timer.nothing_to_do().await;
        };
        let sight = guild.sight_in(series.facts.channel_id);
        let sections = offered((db, guild), &ports.rooms.agenda(), (&series, &row), (sight, now)).await?;
        let private = match series.facts.private_channel_id {
            Some(channel_id) => Some((channel_id, is_open(&*ports.directory, guild.id, channel_id).await)),
            None => None,
        };
        let mut tx = timer.begin().await?;
        // Held, so that of two drawings the later one shows the newer state.
        let Some(row) = store::lock_occurrence(&mut tx, guild.id, row.id).await? else {
            return timer.finish(tx).await;
        };
        let found = agenda(&mut tx, guild, (&series, &row), sections).await?;
        let is_shown = !matches!(row.facts.state, State::Planned);
        if is_shown && !is_gone_unseen(&mut tx, guild.id, &found).await? {
            let seen = words::Seen { guild, sight, now };
            let target = Target::Channel(series.facts.channel_id);
            let (mark, instead) = lost(guild, &series);
            let board = words::board(&seen, &found);
            draw_or_say_once(&mut tx, by, target, &row.board_key(), &board, (&mark, instead))?;
            let is_due = self.is_last && row.facts.state.is_to_come() && now < row.facts.starts_at.utc();
            if is_due || self.is_anew && is_in(&mut tx, guild.id, &last_key(&row), target).await? {
                let (mark, instead) = lost(guild, &series);
                let last = words::last(&seen, &found);
                draw_or_say_once(&mut tx, by, target, &last_key(&row), &last, (&mark, instead))?;
            }
        }
        if let Some((channel_id, is_open)) = private {
            draw_private(&mut tx, by, guild, &found, (channel_id, is_open)).await?;
        }
        timer.finish(tx).await
    }
}

/// The card with the final agenda of a date; one that is moved to another time has another.
fn last_key(row: &Occurrence) -> String {
    format!("{OCCURRENCE}:{}:last:{}", row.id, row.facts.starts_at.utc().timestamp())
}

/// Whether a card was posted in this place, or waits to be.
async fn is_in(tx: &mut Tx, guild_id: i64, key: &str, target: Target) -> Result<bool, Error> {
    Ok(queue::place_of_card(tx, guild_id, key).await? == Some(target))
}

/// Whether a date that is over, or does not take place, was never shown. The board of one that is over does not follow its
/// series to another channel.
async fn is_gone_unseen(tx: &mut Tx, guild_id: i64, found: &Agenda) -> Result<bool, Error> {
    let row = &found.occurrence;
    if row.facts.state.is_ahead_or_on() {
        return Ok(false);
    }
    let place = queue::place_of_card(tx, guild_id, &row.board_key()).await?;
    Ok(match row.facts.state {
        State::Skipped | State::NotHeld => place.is_none(),
        _ => place != Some(Target::Channel(found.series.facts.channel_id)),
    })
}

/// The board with what is confidential, while there is something or it is there already. What everybody would read is not
/// written.
async fn draw_private(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    found: &Agenda,
    (channel_id, is_open): (i64, Option<bool>),
) -> Result<(), Error> {
    let row = &found.occurrence;
    let has_some = found.private_items().next().is_some();
    let place = queue::place_of_card(tx, guild.id, &row.private_board_key()).await?;
    // What is over stays among those who read it then.
    let is_elsewhere = !row.facts.state.is_ahead_or_on() && place != Some(Target::Channel(channel_id));
    if is_elsewhere || !has_some && place.is_none() {
        return Ok(());
    }
    let seen = words::Seen { guild, sight: guild.sight_in(channel_id), now: by.now };
    let message = match is_open {
        Some(false) => words::private_board(&seen, found),
        _ => words::not_private_any_more(&seen, &found.series),
    };
    draw(tx, by, Target::Channel(channel_id), &row.private_board_key(), &message, None)
}

/// Whether everybody sees a channel; `None` where that cannot be told.
async fn is_open(directory: &dyn Directory, guild_id: i64, channel_id: i64) -> Option<bool> {
    let facts = directory.facts_as(guild_id, NOBODY, Vec::new()).await.ok()??;
    let channel = facts.channels.iter().find(|channel| channel.id == channel_id)?;
    Some(channel.own_permissions & SEES != 0)
}

/// Lets all that people were shown of a series lately be drawn anew: what is to come, and what is over since at most a month.
pub async fn show_anew(tx: &mut Tx, by: &Actor, series: &Series) -> Result<(), Error> {
    for (id, began) in store::shown_since(tx, by.guild_id, series.id, by.now - LATELY).await? {
        Board::set_anew(tx, by, id).await?;
        if began.is_some() {
            ShowHeld::set(tx, by.guild_id, id, by.now).await?;
        }
    }
    Ok(())
}

/// Lets the card that `key` names be drawn anew, if it is one of a meeting and still helps: a job does it, because rooms have
/// to be asked.
pub async fn redraw_card(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    key: &str,
) -> Result<Redrawn, Error> {
    if let Some(id) = card_number(key, OCCURRENCE) {
        return redraw_held_card(tx, guild, now, (key, id)).await;
    }
    let Some(id) = card_number(key, SERIES) else { return Ok(Redrawn::AsItWas) };
    let row = store::find_occurrence(tx, guild.id, id).await?;
    let Some(row) = row.filter(|row| row.facts.state.is_ahead_or_on()) else { return Ok(Redrawn::Over) };
    Board::set(tx, &Actor::docket(guild.id, now), row.id, false).await?;
    Ok(Redrawn::Posted)
}

/// The same for what is shown of a date beside its board. Once it is over, nobody needs what never arrived, but its minutes and the
/// questions after it; what is in the channel already is brought up to date.
async fn redraw_held_card(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    (key, id): (&str, i64),
) -> Result<Redrawn, Error> {
    let Some(row) = store::find_occurrence(tx, guild.id, id).await? else { return Ok(Redrawn::Over) };
    let (state, [public, private]) = (row.facts.state, cards_of(id));
    if state == State::Published && key == public {
        ShowHeld::set(tx, guild.id, id, now).await?;
        return Ok(Redrawn::Posted);
    }
    let is_needed = match state {
        State::Live => true,
        State::Planned | State::Collecting => key == last_key(&row),
        _ => key == private || key == survey_key(id),
    };
    match is_needed || queue::card(tx, guild.id, key).await?.is_some() {
        true => Ok(Redrawn::AsItWas),
        false => Ok(Redrawn::Over),
    }
}

//! The living boards of an occurrence. What rooms offer is asked for outside any transaction, so they are drawn by a job.

use super::super::{
    agenda::{Agenda, agenda, offered},
    live::lost,
};
use crate::{
    contract::{Directory, Guild, NOBODY, Timer},
    db::Tx,
    error::Error,
    meeting::{SERIES, State, store, words},
    queue::{self, Redrawn, Target},
    room::{Actor, Job, Ports, card_number, draw, draw_or_say_once, enqueue, tell_or_say_once},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Discord's permission to see a channel, and the one that includes all.
const SEES: u64 = 1 << 10 | 1 << 3;

/// Draws the boards of an occurrence anew, and posts the final agenda if it is time for that.
#[derive(Serialize, Deserialize)]
pub struct Board {
    pub occurrence: i64,
    #[serde(default)]
    pub is_last: bool,
    /// Tells it from every other: a change that comes while the boards are drawn sets a job of its own.
    #[serde(default)]
    nonce: i64,
}

impl Board {
    /// Lets the boards of an occurrence be drawn, as part of the change that they will show.
    pub async fn set(tx: &mut Tx, by: &Actor, occurrence: i64, is_last: bool) -> Result<(), Error> {
        let board = Self { occurrence, is_last, nonce: tx.next_id(by.now) };
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
            if self.is_last && row.facts.state.is_to_come() && now < row.facts.starts_at.utc() {
                let (mark, instead) = lost(guild, &series);
                tell_or_say_once(&mut tx, by, target, &words::last(&seen, &found), (&mark, instead))?;
            }
        }
        if let Some((channel_id, is_open)) = private {
            draw_private(&mut tx, by, guild, &found, (channel_id, is_open)).await?;
        }
        timer.finish(tx).await
    }
}

/// Whether a date that does not take place was never shown.
async fn is_gone_unseen(tx: &mut Tx, guild_id: i64, found: &Agenda) -> Result<bool, Error> {
    let row = &found.occurrence;
    if !matches!(row.facts.state, State::Skipped | State::NotHeld) {
        return Ok(false);
    }
    Ok(queue::card(tx, guild_id, &row.board_key()).await?.is_none())
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
    let is_there = queue::card(tx, guild.id, &row.private_board_key()).await?.is_some();
    if !has_some && !is_there {
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

/// Lets the board that `key` names be drawn anew, if it is one: a job does it, because rooms have to be asked.
pub async fn redraw_card(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    key: &str,
) -> Result<Redrawn, Error> {
    let Some(id) = card_number(key, SERIES) else { return Ok(Redrawn::AsItWas) };
    let row = store::find_occurrence(tx, guild.id, id).await?;
    let Some(row) = row.filter(|row| !matches!(row.facts.state, State::Skipped | State::NotHeld)) else {
        return Ok(Redrawn::Over);
    };
    Board::set(tx, &Actor::docket(guild.id, now), row.id, false).await?;
    Ok(Redrawn::Posted)
}

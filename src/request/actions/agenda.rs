//! What the agenda of a meeting says of requests.

use crate::{
    contract::{AgendaAbove, AgendaAsk, AgendaEntry, AgendaSection, Guild, Line},
    db::Db,
    error::Error,
    request::{
        SUBJECT,
        store::triage::{Proposable, open_lines},
        words,
    },
    rotation,
};
use chrono::{DateTime, Utc};
use futures::FutureExt;
use std::collections::BTreeSet;

/// Requests that nobody has taken, and whose turn it is to look at them.
pub const UNASSIGNED: AgendaSection = AgendaSection {
    key: "request.unassigned",
    title: words::UNTAKEN_TITLE,
    order: 20,
    nothing: words::UNTAKEN_NOTHING,
    entries: |db, guild, ask| unassigned(db, guild, ask).boxed(),
    above: Some(AgendaAbove {
        line: |db, guild, ask| on_duty(db, guild, ask.now).boxed(),
        stands_alone: false,
    }),
};

/// Whose turn it is; `None` where no turns are taken.
async fn on_duty(db: &Db, guild: &Guild, now: DateTime<Utc>) -> Result<Option<String>, Error> {
    let duties = rotation::on_duty_now(db, guild.id, now).await?;
    let has_turns = !duties.is_empty();
    let people: BTreeSet<i64> = duties.into_iter().flat_map(|(_, _, seats)| seats).flatten().collect();
    Ok(has_turns.then(|| words::duty_line(&people)))
}

/// The first of them in the order of the queue. Whoever is on duty owes them; of several people on duty each owes all.
async fn unassigned(db: &Db, guild: &Guild, ask: &AgendaAsk<'_>) -> Result<Vec<AgendaEntry>, Error> {
    let duties = rotation::on_duty_now(db, guild.id, ask.now).await?;
    let on_duty: Vec<i64> = duties.into_iter().flat_map(|(_, _, seats)| seats).flatten().collect();
    let owner = match ask.owed_by() {
        Some(user_id) if !on_duty.contains(&user_id) => return Ok(Vec::new()),
        Some(user_id) => Some(user_id),
        None => on_duty.first().copied(),
    };
    let most = i64::try_from(ask.most).unwrap_or(i64::MAX);
    let rows = open_lines(db, guild.id, ask.now, most).await?;
    let entry = |row: &Proposable| {
        let show = Line::new("request show").with("request", row.id);
        let text = words::open_line(row, ask.sight);
        AgendaEntry::new(format!("{SUBJECT}:{}", row.id), text).owned_by(owner).shown_by(show)
    };
    Ok(rows.iter().map(entry).collect())
}

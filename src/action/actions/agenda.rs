//! What of the actions and decisions belongs into the agenda of a meeting. What is confidential stays where it was made.

use crate::{
    action::{Action, State, store, words},
    contract::{AgendaAbove, AgendaAsk, AgendaEntry, AgendaScope, AgendaSection, Guild},
    db::Db,
    error::Error,
};
use chrono::TimeDelta;
use futures::FutureExt;

/// So long meetings ask to confirm a decision; what nobody has spoken against by then stands.
const ASKED_FOR: TimeDelta = TimeDelta::days(28);

/// Before the first meeting it is told what was closed in so many days.
const CLOSED_WITHIN: TimeDelta = TimeDelta::days(7);

/// The sections of this room.
pub const AGENDA: &[AgendaSection] = &[
    AgendaSection {
        key: "action.open",
        title: words::OPEN_TITLE,
        order: 10,
        nothing: words::OPEN_NOTHING,
        entries: |db, guild, ask| open(db, guild, ask).boxed(),
        above: Some(AgendaAbove {
            line: |db, guild, ask| closed(db, guild, ask).boxed(),
            stands_alone: true,
        }),
    },
    AgendaSection {
        key: "action.decisions",
        title: words::DECIDED_TITLE,
        order: 70,
        nothing: words::DECIDED_NOTHING,
        entries: |db, guild, ask| decisions(db, guild, ask).boxed(),
        above: None,
    },
];

/// Open actions, what is overdue longest first; of one member those that are overdue.
async fn open(db: &Db, guild: &Guild, ask: &AgendaAsk<'_>) -> Result<Vec<AgendaEntry>, Error> {
    let mut actions = match ask.owed_by() {
        Some(user_id) => store::open_before(&mut { db }, guild.id, user_id, ask.now.into()).await?,
        None => store::open_page(&mut { db }, guild.id, 0).await?,
    };
    actions.sort_by_key(|action| (action.facts.due_at.is_none(), action.facts.due_at, action.id));
    let seen = words::Seen { guild, sight: ask.sight, now: ask.now };
    // One member hears that a confidential one is theirs; what it says stands on no agenda.
    let may_be_said = |action: &&Action| ask.scope != AgendaScope::All || !action.is_confidential;
    let entry = |action: &Action| match ask.owed_by() {
        Some(_) => words::owed_entry(&seen, action),
        None => words::entry(&seen, action),
    };
    Ok(actions.iter().filter(may_be_said).take(ask.most).map(entry).collect())
}

/// What was done or dropped since the last meeting.
async fn closed(db: &Db, guild: &Guild, ask: &AgendaAsk<'_>) -> Result<Option<String>, Error> {
    let since = ask.since.unwrap_or(ask.now - CLOSED_WITHIN);
    let mut closed = store::newest_in(&mut { db }, guild.id, State::Done).await?;
    closed.extend(store::newest_in(&mut { db }, guild.id, State::Dropped).await?);
    closed.retain(|action| !action.is_confidential);
    closed.retain(|action| action.facts.closed_at.is_some_and(|at| at.utc() >= since));
    closed.sort_by_key(|action| action.id);
    Ok(words::closed_line(&closed, ask.since.is_some()))
}

/// What was decided and nobody has confirmed, the latest last. Nobody owes it.
async fn decisions(db: &Db, guild: &Guild, ask: &AgendaAsk<'_>) -> Result<Vec<AgendaEntry>, Error> {
    if ask.owed_by().is_some() {
        return Ok(Vec::new());
    }
    let newest = store::newest(&mut { db }, guild.id, i64::MAX).await?;
    let counts = newest.iter().filter(|it| !it.is_confidential && it.counts());
    let from = ask.since.map(|since| since.min(ask.now - ASKED_FOR));
    let open = counts.filter(|it| it.confirmed_by_user_id.is_none());
    let since = open.filter(|it| from.is_none_or(|from| it.recorded_at.utc() > from));
    let seen = words::Seen { guild, sight: ask.sight, now: ask.now };
    let mut entries: Vec<AgendaEntry> =
        since.take(ask.most).map(|it| words::decision_entry(&seen, it)).collect();
    entries.reverse();
    Ok(entries)
}

//! What of the escalations belongs into the agenda of a meeting.

use crate::{
    contract::{AgendaAsk, AgendaEntry, AgendaSection, Guild},
    db::Db,
    error::Error,
    escalation::{
        State,
        store::{self, Key, Of},
        words,
    },
};
use futures::FutureExt;

/// Pages that are looked at: what is late is among those that have waited longest.
const MOST_PAGES: usize = 5;

/// The sections of this room.
pub const AGENDA: &[AgendaSection] = &[AgendaSection {
    key: "escalation.open",
    title: words::OPEN_TITLE,
    order: 30,
    nothing: words::OPEN_NOTHING,
    entries: |db, guild, ask| open(db, guild, ask).boxed(),
    above: None,
}];

/// What waits for an answer, what is late first, then what has waited longest; of one member what is with them.
async fn open(db: &Db, guild: &Guild, ask: &AgendaAsk<'_>) -> Result<Vec<AgendaEntry>, Error> {
    let (of, states): (Of, &[State]) = match ask.owed_by() {
        Some(user_id) => (Of::Owner(user_id), &[State::Routed, State::Acknowledged]),
        None => (Of::All, &[State::New, State::Routed, State::Acknowledged]),
    };
    let (mut rows, mut after) = (Vec::new(), None);
    for _ in 0..MOST_PAGES {
        let page = store::page(db, guild.id, of, states, after).await?;
        after = page.found.last().map(|row| Key { created_at: row.created_at, id: row.id });
        rows.extend(page.found);
        if !page.is_more {
            break;
        }
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let clocks = store::running_clocks(&mut { db }, guild.id, &ids).await?;
    let is_late = |id: i64| clocks.get(&id).is_some_and(|clock| clock.is_answer_late || clock.is_take_late);
    rows.sort_by_key(|row| (!is_late(row.id), row.waits_since(), row.id));
    let entries = rows.iter().map(|row| words::entry(row, clocks.get(&row.id), ask.sight));
    Ok(entries.take(ask.most).collect())
}

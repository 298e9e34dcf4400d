//! Forgetting somebody: what a member brought and wrote, and a customer's name in what others did.

use crate::{
    contract::{Guild, Timer},
    db::{Db, Tx, event::Trace},
    error::Error,
    escalation::{SUBJECT, store, words},
    room::{Forgetting, Step, forget_events, forget_texts},
};
use chrono::{DateTime, Utc};

/// The names under which events hold what people wrote.
const TEXTS: [&str; 3] = ["question", "outcome_note", "draft"];

/// The topics that the member answers for.
pub async fn duties_of(
    db: &Db,
    guild: &Guild,
    (user_id, _): (i64, DateTime<Utc>),
) -> Result<Vec<String>, Error> {
    let topics = store::topics(&mut &*db, guild.id).await?;
    let theirs = topics.iter().filter(|topic| !topic.is_archived && topic.responders == [user_id]);
    let mut duties: Vec<String> = theirs.map(words::answers_for).collect();
    let open = store::open_of(db, guild.id, user_id).await?;
    if !open.found.is_empty() {
        duties.push(words::has_open(&open));
    }
    Ok(duties)
}

/// Takes somebody out of everything that this room keeps.
pub async fn forget(tx: &mut Tx, timer: &Timer, who: &Forgetting) -> Result<Step, Error> {
    let guild_id = timer.guild.id;
    let mut rows = 0;
    if let Some(user_id) = who.member() {
        let own = store::ids_naming(tx, guild_id, user_id).await?;
        rows += store::forget_own(tx, guild_id, user_id).await?;
        let texts = |trace: &mut Trace| {
            trace.sides().fold(false, |is_changed, side| forget_texts(side, &TEXTS) | is_changed)
        };
        rows += forget_events(tx, guild_id, (SUBJECT, &own), texts).await?;
    }
    rows += store::forget_texts_in(tx, guild_id, who).await?;
    Ok(Step { rows, next: None })
}

//! Forgetting somebody: a member's place is nobody's; names of customers go out of all texts.

use super::{open::rows, settle::redraw_all};
use crate::{
    contract::{Guild, Timer},
    db::{Db, Tx},
    error::Error,
    meeting::{State, store, words},
    room::{Actor, Forgetting, Step},
};
use chrono::{DateTime, Utc};

/// The series that a member has the chair of, to be given to somebody else first.
pub async fn duties(
    db: &Db,
    guild: &Guild,
    (user_id, _): (i64, DateTime<Utc>),
) -> Result<Vec<String>, Error> {
    let all = store::all_series(&mut { db }, guild.id).await?;
    let chaired = all.iter().filter(|series| series.facts.chair_user_id == user_id);
    Ok(chaired.map(|series| words::duty(series, guild.sight_anywhere())).collect())
}

/// Takes somebody out of series, dates and topics, and draws the boards that people look at anew.
pub async fn forget(tx: &mut Tx, timer: &Timer, who: &Forgetting) -> Result<Step, Error> {
    let guild_id = timer.guild.id;
    let mut count = store::forget_texts_of(tx, guild_id, who).await?;
    count += store::forget_held_texts_of(tx, guild_id, who).await?;
    if let Some(user_id) = who.member() {
        count += store::nobody(tx, guild_id, user_id).await?;
        count += store::nobody_held(tx, guild_id, user_id).await?;
    }
    if count > 0 {
        for series in store::all_series(tx, guild_id).await? {
            let rows = rows(tx, guild_id, &series, timer.now).await?;
            let shown = rows.iter().filter(|row| row.facts.state == State::Collecting);
            redraw_all(tx, &Actor::from(timer), shown.map(|row| Some(row.id))).await?;
        }
    }
    Ok(Step { rows: count, next: None })
}

//! Putting a digest together, and looking at it at any time.

use crate::{
    contract::{Answer, Context, Guild, Reply, Section, Source, args::DigestNow},
    db::Db,
    digest::words,
    error::Error,
    reminder, request, rotation,
    workspace::{self, Own},
};
use chrono::{DateTime, Utc};

/// What every room has for the person, in the order in which it is told.
pub(super) async fn sections(
    db: &Db,
    guild: &Guild,
    own: &Own,
    user_id: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Section>, Error> {
    let zone = own.zone(guild);
    let mut sections = Vec::new();
    sections.extend(rotation::shift_ahead(db, guild.id, user_id, now, zone).await?);
    sections.extend(request::due_for(db, guild, user_id, now).await?);
    sections.extend(reminder::today(db, guild.id, user_id, now, zone).await?);
    Ok(sections)
}

/// `/digest now`: what the digest would say at this moment.
pub async fn now(cx: &Context, _args: DigestNow) -> Answer {
    let own = workspace::people(&cx.db, cx.guild.id).await?.remove(&cx.caller.user_id).unwrap_or_default();
    let sections = sections(&cx.db, &cx.guild, &own, cx.caller.user_id, cx.now).await?;
    let message = words::preview(&sections, own.zone(&cx.guild).date(cx.now));
    Ok(match cx.source {
        Source::Component { is_private: true, .. } => Reply::Update(message),
        _ => Reply::private(message),
    })
}

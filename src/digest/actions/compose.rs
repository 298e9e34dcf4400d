//! Putting a digest together, and looking at it at any time.

use crate::{
    contract::{Answer, Context, Guild, Section, args::DigestNow},
    db::Db,
    digest::{
        rules::told_since,
        store::{self, PersonRow},
        words,
    },
    error::Error,
    reminder, request, rotation,
    workspace::{self, Own},
};
use chrono::{DateTime, NaiveDate, Utc};

/// Whose digest it is, with what they have chosen.
pub(super) struct Reader {
    pub user_id: i64,
    pub own: Own,
    pub row: PersonRow,
}

impl Reader {
    pub async fn find(mut db: &Db, guild: &Guild, user_id: i64) -> Result<Self, Error> {
        let own = workspace::person(&mut db, guild.id, user_id).await?;
        let row = store::one(&mut db, guild.id, user_id).await?;
        Ok(Self { user_id, own, row })
    }
}

/// What every room has for the person in the digest of the local day `date`, in the order in which it is told.
pub(super) async fn sections(
    db: &Db,
    guild: &Guild,
    reader: &Reader,
    date: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<Section>, Error> {
    let Reader { user_id, own, row } = reader;
    let zone = own.zone(guild);
    let since = told_since(guild, own, &row.wish(), date, row.last());
    let mut sections = Vec::new();
    sections.extend(rotation::shift_ahead(db, guild.id, *user_id, now, zone).await?);
    sections.extend(request::due_for(db, guild, *user_id, now).await?);
    sections.extend(reminder::today(db, guild.id, *user_id, (since, now), zone).await?);
    Ok(sections)
}

/// `/digest now`: what the digest would say at this moment.
pub async fn now(cx: &Context, _args: DigestNow) -> Answer {
    let reader = Reader::find(&cx.db, &cx.guild, cx.caller.user_id).await?;
    let today = reader.own.zone(&cx.guild).date(cx.now);
    let sections = sections(&cx.db, &cx.guild, &reader, today, cx.now).await?;
    let message = words::preview(&sections, today);
    Ok(cx.in_place(message))
}

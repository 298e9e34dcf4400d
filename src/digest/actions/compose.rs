//! Putting a digest together, and looking at it at any time.

use crate::{
    contract::{Answer, Context, DayOf, Guild, args::DigestNow},
    db::Db,
    digest::{
        rules::told_since,
        store::{self, PersonRow},
        words,
    },
    error::Error,
    workspace::{self, Preferences},
};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeSet;

/// Who looks at their day sees all of it, whatever other messages say.
static ALL_OF_IT: BTreeSet<String> = BTreeSet::new();

/// Whose digest it is, with what they have chosen.
pub(super) struct Reader {
    pub user_id: i64,
    pub preferences: Preferences,
    pub row: PersonRow,
}

impl Reader {
    pub async fn find(mut db: &Db, guild: &Guild, user_id: i64) -> Result<Self, Error> {
        let preferences = workspace::person(&mut db, guild.id, user_id).await?;
        let row = store::one(&mut db, guild.id, user_id).await?;
        Ok(Self { user_id, preferences, row })
    }

    /// What the digest of the local day `date` is about, when it is put together at `now`.
    pub fn day<'a>(&'a self, db: &'a Db, guild: &'a Guild, date: NaiveDate, now: DateTime<Utc>) -> DayOf<'a> {
        let Self { user_id, preferences, row } = self;
        let since = told_since(guild, preferences, &row.wish(), date, row.last());
        DayOf { db, guild, user_id: *user_id, zone: preferences.zone(guild), since, apart: &ALL_OF_IT, now }
    }
}

/// `/digest now`: what the digest would say at this moment.
pub async fn now(cx: &Context, _args: DigestNow) -> Answer {
    let reader = Reader::find(&cx.db, &cx.guild, cx.caller.user_id).await?;
    let today = reader.preferences.zone(&cx.guild).date(cx.now);
    let sections = cx.neighbours.day(&reader.day(&cx.db, &cx.guild, today, cx.now)).await?;
    let message = words::preview(&sections, today);
    Ok(cx.in_place(message))
}

//! Calendar feeds: the shifts of the next year, at an address that only those know who were told it.

use super::{
    effects::record,
    open::{begin, by},
};
use crate::{
    contract::{
        Answer, Context, Reply,
        args::{RotationCalendarNew, RotationCalendarRevoke},
    },
    db::{Db, event},
    error::Error,
    room::{feed_token, guild_of_feed},
    rotation::{
        rules::ChangedRows,
        store,
        words::{self, Feed},
    },
    workspace,
};
use chrono::{DateTime, Utc};

/// A new address of a feed.
pub async fn calendar_new(cx: &Context, args: RotationCalendarNew) -> Answer {
    let (mut tx, loaded) = begin(cx, args.rotation.as_ref()).await?;
    let by = by(cx, loaded.row.id);
    let token = feed_token(cx.guild.id);
    store::insert_feed(&mut tx, by, cx.caller.user_id, &token);
    store::remember_name(&mut tx, cx.guild.id, cx.caller.user_id, &cx.caller.name, cx.now);
    record(&mut tx, by, Some(cx.interaction_id), "made a calendar", &ChangedRows::default())?;
    cx.commit(tx, Reply::new(words::calendar(&loaded.called(cx), &token, cx.public_url.as_deref()))).await
}

/// All addresses of the rotation's feeds stop working.
pub async fn calendar_revoke(cx: &Context, args: RotationCalendarRevoke) -> Answer {
    let (mut tx, loaded) = begin(cx, args.rotation.as_ref()).await?;
    let by = by(cx, loaded.row.id);
    let count = store::revoke_feeds(&mut tx, by).await?;
    record(&mut tx, by, Some(cx.interaction_id), "revoked all calendars", &ChangedRows::default())?;
    cx.commit(tx, Reply::new(words::calendar_revoked(&loaded.called(cx), count))).await
}

/// The feed of `token` as iCalendar text (RFC 5545); `None` when there is no such feed, it was revoked, or
/// docket is not in its guild any more.
pub async fn calendar(db: &Db, token: &str, now: DateTime<Utc>) -> Result<Option<String>, Error> {
    let Some(guild_id) = guild_of_feed(token) else { return Ok(None) };
    let mut reader = db;
    let Some(feed) = store::feed_by_token(&mut reader, guild_id, token).await? else { return Ok(None) };
    let guild = workspace::guild(db, guild_id).await?;
    if !guild.is_there {
        return Ok(None);
    }
    let Some(row) = store::find(&mut reader, guild_id, feed.rotation_id).await? else { return Ok(None) };
    let rows = store::rows(&mut reader, guild_id, row.id).await?;
    let names = store::names(&mut reader, guild_id).await?;
    let changes = event::history(&mut reader, guild_id, "rotation", row.id, None, 1).await?;
    let changed_at = changes.first().map_or(now, |event| event.happened_at);
    // Whoever knows the address reads it.
    let row = row.seen_with(guild.sight_anywhere());
    let feed = Feed { guild_id, row: &row, names: &names, changed_at };
    Ok(Some(words::feed(&feed, &rows.plan, now)))
}

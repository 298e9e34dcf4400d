//! Looking at releases, items, and what happened to them.

use super::open::{find, find_item, find_or_next, readable};
use crate::{
    contract::{
        Answer, Context, Noun, Reply,
        args::{ReleaseHistory, ReleaseItem, ReleaseList, ReleaseMine, ReleaseShow},
    },
    db::{Reads, event},
    error::Error,
    release::{ITEM, Item, SUBJECT, store, words},
    room::{Thing, linked},
};

/// Events that are told at once.
const MOST_TOLD: i64 = 25;
/// Links that are shown.
const MOST_LINKED: i64 = 10;

/// A release with its dates and items.
pub async fn show(cx: &Context, args: ReleaseShow) -> Answer {
    let release = find_or_next(cx, args.release.as_ref()).await?;
    let items = store::items_in(&mut &cx.db, cx.guild.id, Some(release.id)).await?;
    let seen = words::Seen::of(cx);
    Ok(cx.in_place(words::shown(&seen, &release, &items)))
}

/// One item.
pub async fn item(cx: &Context, args: ReleaseItem) -> Answer {
    let item = find_item(cx, args.item.0).await?;
    let db = &mut &cx.db;
    let release = match item.facts.release_id {
        Some(id) => store::find(db, cx.guild.id, id).await?,
        None => None,
    };
    readable(cx, &item, release.as_ref())?;
    let around = words::Around {
        followers: store::followers(db, cx.guild.id, item.id).await?,
        linked: linked(cx, Thing { noun: Noun::RELEASE_ITEM, id: item.id }, MOST_LINKED).await?,
        to_come: store::to_come(db, cx.guild.id).await?,
    };
    let seen = words::Seen::of(cx);
    Ok(cx.in_place(words::item_shown(&seen, &item, release.as_ref(), (&around, cx.caller.user_id))))
}

/// The releases to come with what was postponed without a date, or those that have shipped.
pub async fn list(cx: &Context, args: ReleaseList) -> Answer {
    let db = &mut &cx.db;
    let is_shipped = args.shipped.unwrap_or(false);
    let (releases, later) = match is_shipped {
        true => (store::shipped(db, cx.guild.id).await?, Vec::new()),
        false => (store::to_come(db, cx.guild.id).await?, store::items_in(db, cx.guild.id, None).await?),
    };
    let seen = words::Seen::of(cx);
    Ok(cx.in_place(words::list(&seen, &releases, &later, is_shipped)))
}

/// The caller's items in releases to come.
pub async fn mine(cx: &Context, _args: ReleaseMine) -> Answer {
    let mut items: Vec<Item> = store::open_of(&mut &cx.db, cx.guild.id, cx.caller.user_id).await?;
    // What somebody waits for goes first.
    items.sort_by_key(|item| (!item.is_waiting, item.facts.reported_at, item.id));
    let seen = words::Seen::of(cx);
    Ok(cx.in_place(words::mine(&seen, &items)))
}

/// What happened to a release or an item, the latest first.
pub async fn history(cx: &Context, args: ReleaseHistory) -> Answer {
    let db: &mut &crate::db::Db = &mut &cx.db;
    let (title, subject, id) = match (&args.item, &args.release) {
        (Some(item), _) => (words::code(item.0), ITEM, find_item(cx, item.0).await?.id),
        (None, Some(name)) => {
            let release = find(cx, name).await?;
            (release.facts.name.clone(), SUBJECT, release.id)
        }
        (None, None) => return Err(words::history_of_what().into()),
    };
    let events = told(db, cx.guild.id, (subject, id)).await?;
    Ok(Reply::private(words::history(cx.sight(), &title, &events)))
}

async fn told(
    on: &mut impl Reads,
    guild_id: i64,
    (subject, id): (&str, i64),
) -> Result<Vec<event::Event>, Error> {
    Ok(event::history(on, guild_id, subject, id, None, MOST_TOLD).await?)
}

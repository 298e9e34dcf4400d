//! Looking at one request.

use super::change::read;
use crate::{
    contract::{
        Answer, Called, Context, Naming, Noun,
        args::{RequestFiles, RequestShow, RequestText},
    },
    db::Reads,
    error::Error,
    request::{rules::lifecycle::Rights, store, words},
    room::{self, Thing},
};

/// Notes and +1s that are shown; there may be more.
const MOST_SHOWN: i64 = 10;
/// Discord attaches ten files to a message.
const MOST_FILES: i64 = 10;

/// Everything about one request.
pub async fn show(cx: &Context, args: RequestShow) -> Answer {
    let view = read(cx, args.request.0).await?;
    let notes = store::notes(&cx.db, cx.guild.id, view.request.id, MOST_SHOWN).await?;
    let merged = store::merged(&cx.db, cx.guild.id, view.request.id, MOST_SHOWN).await?;
    let thing = Thing { noun: Noun::REQUEST, id: view.request.id };
    let linked = room::linked(cx, thing, MOST_SHOWN).await?;
    Ok(words::shown(cx, &view, &words::Around { notes, merged, linked }, Rights::of(cx)))
}

/// What requests are called on the cards of other rooms: number and state. What they say is for those who may read them.
pub async fn called(on: &mut dyn Reads, naming: Naming<'_>) -> Result<Vec<Called>, Error> {
    let found = store::states(on, naming.guild.id, naming.ids).await?;
    Ok(found.into_iter().map(|request| words::called(request.id, request.state)).collect())
}

/// The kept files of a request, attached, and what became of the others.
pub async fn files(cx: &Context, args: RequestFiles) -> Answer {
    let view = read(cx, args.request.0).await?;
    let files = store::files(&cx.db, cx.guild.id, view.request.id, MOST_FILES).await?;
    Ok(words::files(cx, &view, &files))
}

/// The whole text, where the card has room for the beginning only.
pub async fn whole_text(cx: &Context, args: RequestText) -> Answer {
    let view = read(cx, args.request.0).await?;
    Ok(words::whole_text(cx, &view))
}

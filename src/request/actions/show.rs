//! Looking at one request.

use crate::{
    contract::{
        Answer, Context, RequestNumber,
        args::{RequestFiles, RequestShow, RequestText},
    },
    error::Error,
    request::{
        rules::lifecycle::Actor,
        store::{self, View},
        words,
    },
};

/// Notes and +1s that are shown; there may be more.
const MOST_SHOWN: i64 = 10;
/// Discord attaches ten files to a message.
const MOST_FILES: i64 = 10;

/// Everything about one request.
pub async fn show(cx: &Context, args: RequestShow) -> Answer {
    let view = read(cx, args.request).await?;
    let notes = store::notes(&cx.db, cx.guild.id, view.request.id, MOST_SHOWN).await?;
    let merged = store::merged(&cx.db, cx.guild.id, view.request.id, MOST_SHOWN).await?;
    Ok(words::shown(cx, &view, &notes, &merged, Actor::of(cx)))
}

/// The kept files of a request, attached, and what became of the others.
pub async fn files(cx: &Context, args: RequestFiles) -> Answer {
    let view = read(cx, args.request).await?;
    let files = store::files(&cx.db, cx.guild.id, view.request.id, MOST_FILES).await?;
    Ok(words::files(&view, &files))
}

/// The whole text, where the card has room for the beginning only.
pub async fn whole_text(cx: &Context, args: RequestText) -> Answer {
    let view = read(cx, args.request).await?;
    Ok(words::whole_text(cx, &view))
}

async fn read(cx: &Context, number: RequestNumber) -> Result<View, Error> {
    let found = store::view(&cx.db, cx.guild.id, number.0).await?;
    Ok(found.ok_or_else(|| words::unknown(number.0))?)
}

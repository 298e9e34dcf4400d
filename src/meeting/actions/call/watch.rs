//! Who has watched the recording of a meeting.

use crate::{
    contract::{Answer, Context, Reply, args::MeetingWatched},
    db::At,
    meeting::{
        actions::{
            live::Draws,
            minutes::redraw,
            open::{begin_occurrence, find_occurrence},
        },
        store, words,
    },
};

/// The caller has watched the recording.
pub async fn watched(cx: &Context, args: MeetingWatched) -> Answer {
    let (series, row) = find_occurrence(cx, args.occurrence).await?;
    let draws = Draws::of(cx, &series).await;
    let (mut tx, series, row) = begin_occurrence(cx, row.id).await?;
    let recording = store::recording(&mut tx, cx.guild.id, row.id).await?;
    if recording.is_none_or(|recording| recording.url.is_none()) {
        return Err(words::nothing_to_watch().into());
    }
    let who = (cx.caller.user_id, At::from(cx.now));
    if store::watch(&mut tx, cx.guild.id, row.id, who).await? {
        redraw(&mut tx, &draws, (&series, &row)).await?;
    }
    let count = store::watchers(&mut tx, cx.guild.id, row.id).await?;
    cx.commit(tx, Reply::private(words::has_watched(count))).await
}

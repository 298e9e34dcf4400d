//! The draft that the chair confirms.

use super::{gather, publish::Publish};
use crate::{
    contract::{Answer, Context, args::MeetingDraftMinutes},
    db::Tx,
    error::Error,
    meeting::{
        actions::{
            apply::tell_with_hint,
            live::Draws,
            open::{find_occurrence, masked, may_read, sees_private},
        },
        rules, store, words,
        words::{Scene, Seen},
    },
    room,
};

/// Sends the draft to the chair, without what is confidential, and sets when it is published.
pub async fn send_draft(tx: &mut Tx, draws: &Draws<'_>, scene: &Scene) -> Result<(), Error> {
    let (by, guild) = (&draws.by, draws.guild);
    let minutes = gather(tx, guild.id, (&scene.series, &scene.occurrence), false).await?;
    let at = by.now + rules::DRAFT_FOR;
    let seen = Seen { guild, sight: guild.sight_anywhere(), now: by.now };
    let message = words::draft_for_chair(&seen, scene, &minutes, at);
    let chair = scene.occurrence.chair(&scene.series);
    tell_with_hint(tx, by, chair, (&message, scene.series.facts.channel_id))?;
    let job = Publish { occurrence: scene.occurrence.id, at };
    room::enqueue(tx, guild.id, &job, at, by.now).await?;
    Ok(())
}

/// The draft as it is now, with what is confidential for whoever sees the private channel.
pub async fn draft_minutes(cx: &Context, args: MeetingDraftMinutes) -> Answer {
    let (series, occurrence) = find_occurrence(cx, args.occurrence).await?;
    if !may_read(cx, &series).await {
        return Err(words::minutes_are_for_others(&masked(cx, &series)).into());
    }
    let is_inside = sees_private(cx, &series).await;
    let on = &mut &cx.db;
    let minutes = gather(on, cx.guild.id, (&series, &occurrence), is_inside).await?;
    let published = store::minutes(on, cx.guild.id, occurrence.id, false).await?;
    Ok(cx.in_place(words::draft(&Seen::of(cx), (&series, &occurrence), &minutes, published.is_some())))
}

/// Who may confirm and amend minutes: the chair, whoever takes notes, and who leads the team.
pub fn may_publish(
    cx: &Context,
    series: &crate::meeting::Series,
    occurrence: &crate::meeting::Occurrence,
) -> bool {
    let me = cx.caller.user_id;
    crate::meeting::actions::live::is_chair(cx, series, occurrence)
        || occurrence.facts.note_taker_user_id == Some(me)
}

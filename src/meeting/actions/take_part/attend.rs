//! Who is there.

use crate::{
    contract::{
        Answer, Context,
        args::{MeetingPresent, MeetingRegrets},
    },
    db::{At, Tx},
    error::Error,
    meeting::{
        Attendance, Occurrence, Series,
        actions::live::{Draws, arrive, begin_live, find_live, look, touch},
        store, words,
    },
    room::Actor,
};

/// `/meeting present`.
pub async fn present(cx: &Context, args: MeetingPresent) -> Answer {
    let is_new = attend(cx, args.occurrence, None).await?;
    let (tx, is_new) = is_new;
    let reply = cx.in_place(words::attended(true, is_new));
    cx.commit(tx, reply).await
}

/// `/meeting regrets`.
pub async fn regrets(cx: &Context, args: MeetingRegrets) -> Answer {
    let reason = args.reason.unwrap_or_default();
    let (tx, is_new) = attend(cx, None, Some(reason)).await?;
    let reply = cx.in_place(words::attended(false, is_new));
    cx.commit(tx, reply).await
}

/// Somebody is here, or with `regrets` could not come. The change, not committed yet, and whether it is one.
pub async fn attend(
    cx: &Context,
    occurrence: Option<i64>,
    regrets: Option<String>,
) -> Result<(Tx, bool), Error> {
    let (series, _) = find_live(cx, occurrence).await?;
    let draws = Draws::of(cx, &series).await;
    let (mut tx, series, occurrence) = begin_live(cx, occurrence).await?;
    let is_new = note_attendance(cx, &mut tx, &occurrence, regrets).await?;
    if is_new {
        touch(&mut tx, &Actor::from(cx), occurrence.id);
        draw_head(cx, &mut tx, &draws, (&series, &occurrence)).await?;
    }
    Ok((tx, is_new))
}

async fn note_attendance(
    cx: &Context,
    tx: &mut Tx,
    occurrence: &Occurrence,
    regrets: Option<String>,
) -> Result<bool, Error> {
    let (by, user_id) = (&Actor::from(cx), cx.caller.user_id);
    let Some(reason) = regrets else { return arrive(tx, by, occurrence, user_id).await };
    let reason = Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    let who = Attendance { user_id, is_present: false, reason };
    Ok(store::attend(tx, cx.guild.id, occurrence.id, (&who, At::from(cx.now))).await?)
}

async fn draw_head(
    cx: &Context,
    tx: &mut Tx,
    draws: &Draws<'_>,
    (series, occurrence): (&Series, &Occurrence),
) -> Result<(), Error> {
    let scene = look(tx, cx.guild.id, (series, occurrence), draws.private).await?;
    draws.head(tx, &scene)
}

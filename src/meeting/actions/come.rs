//! Who comes.

use super::{
    apply::{materialise, redraw, save_occurrence},
    follow::carry_over,
    open::{begin, begin_occurrence, dates, find_occurrence, masked, pick},
    timers::arm,
};
use crate::{
    contract::{
        Answer, Context, Level, Reply,
        args::{MeetingCarry, MeetingCome, MeetingComing, MeetingReason, MeetingRefresh},
    },
    db::{At, Tx},
    error::Error,
    meeting::{Coming, Occurrence, OccurrenceFacts, Rsvp, Series, State, rules::verb, store, words},
    room::{Actor, Deed},
};

/// `/meeting come`: the caller comes, comes later, or does not.
pub async fn come(cx: &Context, args: MeetingCome) -> Answer {
    let (mut tx, series) = begin(cx, args.meeting.as_ref()).await?;
    let all = dates(&mut tx, &cx.guild, &series, (cx.now, super::open::AHEAD)).await?;
    let slot = pick(cx, &series, &all, (args.date.as_deref(), "date"))?;
    let row = materialise(&mut tx, &Actor::from(cx), &series, &slot).await?;
    let answer = Coming::from_word(args.answer.word()).unwrap_or(Coming::Yes);
    let reason = args.reason.as_deref().map(str::trim).map(str::to_owned);
    keep(cx, tx, (&series, &row), (answer, reason)).await
}

/// The buttons of a board.
pub async fn coming(cx: &Context, args: MeetingComing) -> Answer {
    let (tx, series, row) = begin_occurrence(cx, args.occurrence).await?;
    let answer = Coming::from_word(args.answer.word()).unwrap_or(Coming::Yes);
    keep(cx, tx, (&series, &row), (answer, None)).await
}

async fn keep(
    cx: &Context,
    mut tx: Tx,
    (series, row): (&Series, &Occurrence),
    (answer, reason): (Coming, Option<String>),
) -> Answer {
    if !row.facts.state.is_to_come() && row.facts.state != State::Live {
        return Err(words::is_over(&masked(cx, series), row).into());
    }
    let rsvp = Rsvp { user_id: cx.caller.user_id, answer, reason };
    store::answer(&mut tx, cx.guild.id, row.id, (&rsvp, At::from(cx.now)));
    redraw(&mut tx, &Actor::from(cx), row.id).await?;
    let reply = Reply::private(words::answered(&words::Seen::of(cx), series, row, &rsvp));
    cx.commit(tx, reply).await
}

/// Why the caller comes later or not.
pub async fn reason(cx: &Context, args: MeetingReason) -> Answer {
    let (mut tx, series, row) = begin_occurrence(cx, args.occurrence).await?;
    let answers = store::answers(&mut tx, cx.guild.id, row.id).await?;
    let own = answers.into_iter().find(|rsvp| rsvp.user_id == cx.caller.user_id);
    let answer = own.map_or(Coming::Late, |rsvp| rsvp.answer);
    keep_reason(cx, &mut tx, &row, (answer, args.why.trim())).await?;
    let rsvp = Rsvp { user_id: cx.caller.user_id, answer, reason: Some(args.why.trim().to_owned()) };
    let reply = cx.in_place(words::answered(&words::Seen::of(cx), &series, &row, &rsvp));
    cx.commit(tx, reply).await
}

async fn keep_reason(
    cx: &Context,
    tx: &mut Tx,
    row: &Occurrence,
    (answer, why): (Coming, &str),
) -> Result<(), Error> {
    let rsvp = Rsvp { user_id: cx.caller.user_id, answer, reason: Some(why.to_owned()) };
    store::answer(tx, cx.guild.id, row.id, (&rsvp, At::from(cx.now)));
    redraw(tx, &Actor::from(cx), row.id).await
}

/// Draws the board of a meeting anew.
pub async fn refresh(cx: &Context, args: MeetingRefresh) -> Answer {
    let (_, row) = find_occurrence(cx, args.occurrence).await?;
    let mut tx = cx.begin().await?;
    redraw(&mut tx, &Actor::from(cx), row.id).await?;
    cx.commit(tx, Reply::private(words::refreshed())).await
}

/// Too few people come: everything is carried over, and that is said.
pub async fn carry(cx: &Context, args: MeetingCarry) -> Answer {
    let (mut tx, series, row) = begin_occurrence(cx, args.occurrence).await?;
    if row.chair(&series) != cx.caller.user_id && cx.level < Level::Pm {
        return Err(words::not_the_chair(&masked(cx, &series)).into());
    }
    if !row.facts.state.is_to_come() {
        drop(tx);
        return match cx.first_answer().await? {
            Some(first) => Ok(first),
            None => Err(words::is_over(&masked(cx, &series), &row).into()),
        };
    }
    let by = &Actor::from(cx);
    let facts = OccurrenceFacts { state: State::NotHeld, ..row.facts.clone() };
    let row = save_occurrence(&mut tx, by, (&row, facts), Deed::of(verb::NOT_HELD)).await?;
    let carried = carry_over(&mut tx, by, &cx.guild, (&series, &row)).await?;
    arm(&mut tx, by, &cx.guild, &series).await?;
    let seen = words::Seen { sight: cx.guild.sight_in(series.facts.channel_id), ..words::Seen::of(cx) };
    let notice = words::not_held(&seen, &series, &row, carried.len());
    crate::room::tell(&mut tx, by, crate::queue::Target::Channel(series.facts.channel_id), &notice, None)?;
    cx.commit(tx, Reply::private(words::carried(carried.len()))).await
}

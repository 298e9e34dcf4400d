//! Taking, noting, closing and reopening a request.

use super::change::{apply_because, begin, change, differing, held, held_anyway, record};
use crate::{
    contract::{
        Answer, Context, Line, Reply,
        args::{RequestAssign, RequestClose, RequestCloseReason, RequestDecline, RequestNote, RequestReopen},
        open_form,
    },
    db::At,
    error::Refusal,
    request::{
        CloseReason, State,
        actions::{post, untouched::look_later},
        rules::{
            change::{noting, verb},
            input,
            lifecycle::{self, Rights, Step},
        },
        store, words,
    },
    workspace,
};

/// Makes the request somebody's own, the caller's when nobody is named.
pub async fn assign(cx: &Context, args: RequestAssign) -> Answer {
    let to = args.to.map_or(cx.caller.user_id, |user| user.0);
    let id = args.request.0;
    workspace::can_do_the_work(cx, &[to]).await?;
    let decide = |view: &store::View| {
        lifecycle::step(id, &view.request.facts, Step::Assign(to)).map_err(|stop| words::stopped(view, stop))
    };
    change(cx, id, verb::ASSIGNED, decide, |view| words::assigned(view, to, cx.caller.user_id)).await
}

/// Closes the request; `note` is kept as a note before it. Declining asks for the reason where none is given.
pub async fn close(cx: &Context, args: RequestClose) -> Answer {
    let id = args.request.0;
    let why = args.note.filter(|text| input::is_visible(text));
    match (args.reason.unwrap_or(RequestCloseReason::Done), why) {
        (RequestCloseReason::Done, why) => end(cx, id, CloseReason::Done, why).await,
        (RequestCloseReason::Declined, Some(why)) => end(cx, id, CloseReason::Declined, Some(why)).await,
        (RequestCloseReason::Declined, None) => ask_why(cx, id).await,
    }
}

/// Declines the request: its reporter hears why.
pub async fn decline(cx: &Context, args: RequestDecline) -> Answer {
    let id = args.request.0;
    match Some(args.reason).filter(|text| input::is_visible(text)) {
        Some(why) => end(cx, id, CloseReason::Declined, Some(why)).await,
        None => Err(words::no_reason().into()),
    }
}

/// Opens the form that asks why a request is declined, if it can be.
async fn ask_why(cx: &Context, id: i64) -> Answer {
    let (tx, view) = begin(cx, id).await?;
    drop(tx);
    lifecycle::step(id, &view.request.facts, Step::Close(CloseReason::Declined))
        .map_err(|stop| words::stopped(&view, stop))?;
    if !cx.can_open_form() {
        return Err(words::no_reason().into());
    }
    let line = Line::new("request decline").with("request", id).version(view.request.version);
    Ok(Reply::Form(open_form(line, |_| None)?))
}

async fn end(cx: &Context, id: i64, reason: CloseReason, why: Option<String>) -> Answer {
    let (mut tx, before) = begin(cx, id).await?;
    let facts = lifecycle::step(id, &before.request.facts, Step::Close(reason))
        .map_err(|stop| words::stopped(&before, stop))?;
    let why = why.as_deref().map(|text| {
        let note_id = store::insert_note(&mut tx, cx.now, cx.guild.id, id, cx.caller.user_id, text);
        record(cx, &mut tx, id, verb::NOTED, noting(note_id, text));
        (note_id, text)
    });
    let change = differing(&before, &facts)?;
    let after = apply_because(cx, &mut tx, &before, facts, (verb::CLOSED, change), why).await?;
    let reply = words::reply(cx, &after, words::closed(&after));
    cx.commit(tx, reply).await
}

/// Opens a closed or withdrawn request again.
pub async fn reopen(cx: &Context, args: RequestReopen) -> Answer {
    let id = args.request.0;
    let decide = |view: &store::View| -> Result<_, Refusal> {
        lifecycle::may_reopen(Rights::of(cx), &view.request).map_err(|stop| words::stopped(view, stop))?;
        lifecycle::step(id, &view.request.facts, Step::Reopen).map_err(|stop| words::stopped(view, stop))
    };
    change(cx, id, verb::REOPENED, decide, words::reopened).await
}

/// Adds a note.
pub async fn note(cx: &Context, args: RequestNote) -> Answer {
    if !input::is_visible(&args.text) {
        return Err(words::empty_note().into());
    }
    let id = args.request.0;
    let mut tx = cx.begin().await?;
    let before = held(cx, &mut tx, id).await?;
    if before.request.facts.state == State::Withdrawn {
        return Err(words::stopped(&before, lifecycle::Stop::Ended).into());
    }
    let note_id = store::insert_note(&mut tx, cx.now, cx.guild.id, id, cx.caller.user_id, &args.text);
    record(cx, &mut tx, id, verb::NOTED, noting(note_id, &args.text));
    let mut request = before.request;
    request.version += 1;
    request.updated_at = At::from(cx.now);
    store::save(&mut tx, cx.guild.id, &request);
    let after = held_anyway(cx, &mut tx, id).await?;
    post::card(&mut tx, &cx.guild, cx.now, &after)?;
    look_later(&mut tx, &cx.guild, cx.now, &request).await?;
    let reply = words::reply(cx, &after, words::noted(&after));
    cx.commit(tx, reply).await
}

//! Going from card to card.

use super::{
    super::{change::held, undo::take_back},
    session::{Session, missed, show},
};
use crate::{
    contract::{
        Answer, Context,
        args::{TriageGo, TriageNext, TriageSkip, TriageUndo, TriageUnskip},
    },
    request::{
        State,
        rules::triage::SKIP,
        store::triage::{forget_skips, show_again},
        words::{self, Said},
    },
    room::fresh,
};

/// Begins a round: the first card.
pub async fn next(cx: &Context, args: TriageNext) -> Answer {
    let session = Session::open(cx, args.area.as_ref(), None).await?;
    show(cx, cx.begin().await?, &session, None, None).await
}

/// Goes on with a round.
pub async fn go(cx: &Context, args: TriageGo) -> Answer {
    let session = Session::open(cx, args.area.as_ref(), args.done).await?;
    let mut tx = cx.begin().await?;
    if args.skipped == Some(true) {
        forget_skips(&mut tx, session.wish(cx), true);
    }
    show(cx, tx, &session, None, None).await
}

/// Leaves the card to others; the caller does not see it for some hours.
pub async fn skip(cx: &Context, args: TriageSkip) -> Answer {
    let session = Session::open(cx, args.area.as_ref(), args.done).await?;
    let mut tx = cx.begin().await?;
    let view = held(cx, &mut tx, args.request.0).await?;
    let until = cx.now + SKIP;
    crate::request::store::triage::skip(&mut tx, session.wish(cx), view.request.id, until);
    let said = words::skipped(&session.round, &view, until);
    show(cx, tx, &session, Some(said), None).await
}

/// Takes a skip back and shows the card again.
pub async fn unskip(cx: &Context, args: TriageUnskip) -> Answer {
    let session = Session::open(cx, args.area.as_ref(), args.done).await?;
    let mut tx = cx.begin().await?;
    let view = held(cx, &mut tx, args.request.0).await?;
    show_again(&mut tx, session.wish(cx), view.request.id);
    let wanted = Some(view.request.id).filter(|_| view.request.facts.state == State::New);
    show(cx, tx, &session, None, wanted).await
}

/// Takes the decision just made back and shows its card again. Something that changed since is left alone.
pub async fn triage_undo(cx: &Context, args: TriageUndo) -> Answer {
    let mut session = Session::open(cx, args.area.as_ref(), args.done).await?;
    let mut tx = cx.begin().await?;
    let before = held(cx, &mut tx, args.request.0).await?;
    let why = words::changed_meanwhile(&before);
    let (refusal, as_it_is) = (|| words::not_decided(before.request.id, &why), missed(cx, &session, &why));
    let mut tx = fresh(cx, tx, before.request.version, refusal, as_it_is).await?;
    let (after, verb) = take_back(cx, &mut tx, &before).await?;
    session.round.done = (session.round.done - 1).max(0);
    let said = Said::only(words::undone(&after, &verb));
    let wanted = Some(after.request.id).filter(|_| after.request.facts.state == State::New);
    show(cx, tx, &session, Some(said), wanted).await
}

//! Decisions about the card in hand: an owner, the same as another, later.

use super::{
    super::{
        change::{apply, differing, held},
        same::{reopened, root},
    },
    session::{Session, grip, keep_in_hand, show},
};
use crate::{
    base::when,
    contract::{
        Answer, Context, Given, InstantText, RequestNumber,
        args::{TriageAssign, TriageSame, TriageSnooze},
        argument::Argument,
        noted, open_form,
    },
    db::{At, Tx},
    error::{Error, Refusal},
    request::{
        Facts, State,
        rules::{
            change::verb,
            lifecycle::{self, Step},
            triage::LONGEST_SNOOZE,
        },
        store::View,
        words::{self, OTHER, REOPENING},
    },
    workspace,
};

/// Gives the request to somebody.
pub async fn triage_assign(cx: &Context, args: TriageAssign) -> Answer {
    let mut session = Session::open(cx, args.area.as_ref(), args.done).await?;
    let (id, to) = (args.request.0, args.to.0);
    workspace::can_do_the_work(cx, &[to]).await?;
    let (mut tx, before) = grip(cx, &session, id, None, words::not_decided).await?;
    let facts = step(&before, Step::Assign(to))?;
    let after = save(cx, &mut tx, &before, facts, verb::ASSIGNED).await?;
    session.round.done += 1;
    let said = words::decided(&session.round, &after, words::assigned(&after, to, cx.caller.user_id));
    show(cx, tx, &session, Some(said), None).await
}

/// Closes the request as a +1 of another, which is opened again where that is asked for; without a number, a form asks for it.
pub async fn triage_same(cx: &Context, args: TriageSame) -> Answer {
    let mut session = Session::open(cx, args.area.as_ref(), args.done).await?;
    let id = args.request.0;
    let Some(typed) = args.r#as.filter(|typed| typed != OTHER) else {
        return ask_for(cx, &session, id, "triage same").await;
    };
    let (number, reopens) = match typed.strip_suffix(REOPENING) {
        Some(number) => (number.to_owned(), true),
        None => (typed, false),
    };
    let other = RequestNumber::read(Given::Text(number)).map_err(|_| words::not_a_request())?.0;
    if other == id {
        return Err(words::same_as_itself(id).into());
    }
    let (mut tx, before) = grip(cx, &session, id, Some(other), words::not_decided).await?;
    let target = held(cx, &mut tx, other).await?;
    let mut root = root(cx, &mut tx, target).await?;
    if reopens && root.request.facts.state == State::Closed {
        root = reopened(cx, &mut tx, &root).await?;
    }
    let facts = step(&before, Step::SameAs(root.request.id))?;
    let after = save(cx, &mut tx, &before, facts, verb::MERGED).await?;
    let root = held(cx, &mut tx, root.request.id).await?;
    session.round.done += 1;
    let said = words::decided(&session.round, &after, words::merged(cx, &after, &root));
    show(cx, tx, &session, Some(said), None).await
}

/// Puts the request off; it comes back by itself. Without an instant, a form asks for it.
pub async fn snooze(cx: &Context, args: TriageSnooze) -> Answer {
    let mut session = Session::open(cx, args.area.as_ref(), args.done).await?;
    let id = args.request.0;
    let Some(typed) = args.until.filter(|typed| typed.0 != OTHER) else {
        return ask_for(cx, &session, id, "triage snooze").await;
    };
    let (until, note) = instant(cx, &typed)?;
    let (mut tx, before) = grip(cx, &session, id, None, words::not_decided).await?;
    let facts = step(&before, Step::Snooze(until))?;
    let after = save(cx, &mut tx, &before, facts, verb::SNOOZED).await?;
    session.round.done += 1;
    let said = words::decided(&session.round, &after, words::snoozed(&after, until.utc(), note.as_deref()));
    show(cx, tx, &session, Some(said), None).await
}

/// The instant that is meant, with what clocks do then.
fn instant(cx: &Context, typed: &InstantText) -> Result<(At, Option<String>), Refusal> {
    let reading = when::parse_instant(&typed.0, cx.now, &cx.guild.zone, &cx.guild.hours);
    let reading = reading.map_err(|error| words::no_instant(&error))?;
    let (at, note) = noted(reading, &typed.0, "until", cx.now)?;
    if at <= cx.now {
        return Err(words::past(at));
    }
    if at - cx.now > LONGEST_SNOOZE { Err(words::too_far(at)) } else { Ok((At::from(at), note)) }
}

/// Opens the form of the command `path` about the request in hand.
async fn ask_for(cx: &Context, session: &Session, id: i64, path: &str) -> Answer {
    let (tx, view) = grip(cx, session, id, None, words::not_decided).await?;
    let form = open_form(session.round.about(path, &view), |_| None)?;
    keep_in_hand(cx, session, tx, id, form).await
}

/// The facts after a step, or the refusal that says why not.
pub fn step(view: &View, step: Step) -> Result<Facts, Refusal> {
    lifecycle::step(view.request.id, &view.request.facts, step).map_err(|stop| words::stopped(view, stop))
}

/// Saves what a step has changed, with its event.
async fn save(
    cx: &Context,
    tx: &mut Tx,
    before: &View,
    facts: Facts,
    verb: &'static str,
) -> Result<View, Error> {
    let change = differing(before, &facts)?;
    apply(cx, tx, before, facts, (verb, change)).await
}

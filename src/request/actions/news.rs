//! What the people of a request hear of it: its reporter what became of it, whoever has it that they do.

use super::post;
use crate::{
    contract::{Context, NoticeContext},
    db::Tx,
    error::Error,
    request::{
        SUBJECT, State,
        store::View,
        words::{self, Outcome},
    },
    room::Actor,
    workspace::{self, News},
};

/// The key of what a reporter hears.
const REPORTER: &str = "reporter";
/// The key of what a reporter hears once only: that somebody has taken it.
const TAKEN: &str = "taken";
/// The key of what whoever has it, or had it, hears.
const ASSIGNEE: &str = "assignee";
/// The key of what the owner of an area hears.
const OWNER: &str = "owner";

/// Lets everybody but the caller hear what a change means for them; `why` is the reason that was given for it.
pub async fn tell(
    cx: &Context,
    tx: &mut Tx,
    before: &View,
    after: &View,
    why: Option<&str>,
) -> Result<(), Error> {
    tell_reporter(cx, tx, before, after, why).await?;
    tell_assignees(cx, tx, before, after).await?;
    tell_owner(cx, tx, before, after).await
}

async fn tell_reporter(
    cx: &Context,
    tx: &mut Tx,
    before: &View,
    after: &View,
    why: Option<&str>,
) -> Result<(), Error> {
    let (was, is) = (&before.request.facts, &after.request.facts);
    let reporter = after.request.reporter_user_id;
    let is_given = was.assignee_user_id != is.assignee_user_id || was.state == State::New;
    let outcome = match (was.state, is.state, is.assignee_user_id) {
        (State::Closed | State::Withdrawn, State::New | State::Assigned, _) => Outcome::Reopened,
        (_, State::Assigned, Some(user_id)) if is_given && user_id != reporter => Outcome::Taken(user_id),
        (State::Closed, State::Closed, _) if was.duplicate_of_id == is.duplicate_of_id => return Ok(()),
        (_, State::Closed, _) => Outcome::Closed,
        (State::New | State::Assigned, State::Withdrawn, _) => Outcome::Withdrawn,
        // Nobody has it any more: that somebody does has not to be told now.
        (State::Assigned, State::New, _) => {
            unsay(cx, tx, after, reporter, TAKEN).await?;
            return Ok(());
        }
        _ => return Ok(()),
    };
    let had = unsay(cx, tx, after, reporter, REPORTER).await?;
    if !matches!(outcome, Outcome::Taken(_)) {
        unsay(cx, tx, after, reporter, TAKEN).await?;
    }
    // Who has not heard that it ended need not hear that it goes on.
    if had && outcome == Outcome::Reopened {
        return Ok(());
    }
    let by = cx.caller.user_id;
    let news = News {
        about: about(after.request.id),
        key: if matches!(outcome, Outcome::Taken(_)) { TAKEN } else { REPORTER }.to_owned(),
        line: words::became(after, outcome, (by, why), cx.guild.sight_anywhere(), true),
        in_public: words::became(after, outcome, (by, why), cx.guild.sight_anywhere(), false),
        buttons: vec![words::open_button(after.request.id)],
        channel_id: Some(after.request.channel_id),
        is_told_once: matches!(outcome, Outcome::Taken(_)),
        ..News::default()
    };
    workspace::bring(tx, &cx.guild, &Actor::from(cx), reporter, news).await
}

/// Whoever has it now, and whoever had it.
async fn tell_assignees(cx: &Context, tx: &mut Tx, before: &View, after: &View) -> Result<(), Error> {
    let (was, is) = (&before.request.facts, &after.request.facts);
    let now = is.assignee_user_id.filter(|_| is.state == State::Assigned);
    let then = was.assignee_user_id.filter(|_| was.state == State::Assigned);
    if now == then {
        return Ok(());
    }
    let by = cx.caller.user_id;
    if let Some(user_id) = then.filter(|_| is.state.is_open()) {
        let has_heard = !unsay(cx, tx, after, user_id, ASSIGNEE).await?;
        if has_heard {
            let said = |place: &NoticeContext<'_>| words::no_longer_yours(after, place, now, by);
            bring(cx, tx, after, user_id, ASSIGNEE, said).await?;
        }
    }
    let Some(user_id) = now else { return Ok(()) };
    let is_again = was.assignee_user_id == now;
    bring(cx, tx, after, user_id, ASSIGNEE, |place| words::yours_now(after, place, by, is_again)).await
}

/// The owner of the area to which it has come, while nobody has it.
async fn tell_owner(cx: &Context, tx: &mut Tx, before: &View, after: &View) -> Result<(), Error> {
    if before.owner_user_id == after.owner_user_id {
        return Ok(());
    }
    if let Some(user_id) = before.owner_user_id {
        unsay(cx, tx, after, user_id, OWNER).await?;
    }
    match after.owner_user_id.filter(|_| after.request.facts.state == State::New) {
        Some(user_id) => bring(cx, tx, after, user_id, OWNER, |place| words::routed(after, place)).await,
        None => Ok(()),
    }
}

/// Where the team works, what somebody hears who is to act.
async fn bring(
    cx: &Context,
    tx: &mut Tx,
    view: &View,
    user_id: i64,
    key: &str,
    said: impl Fn(&NoticeContext<'_>) -> String,
) -> Result<(), Error> {
    let channel_id = post::channel(&cx.guild);
    let card = post::address(tx, &cx.guild, view).await?.map(words::card_button);
    let sight = channel_id.map_or(cx.guild.sight_anywhere(), |channel_id| cx.guild.sight_in(channel_id));
    let news = News {
        about: about(view.request.id),
        key: key.to_owned(),
        line: said(&NoticeContext { sight: cx.guild.sight_anywhere(), card: None }),
        in_public: said(&NoticeContext { sight, card: None }),
        buttons: std::iter::once(words::open_button(view.request.id)).chain(card).collect(),
        channel_id,
        is_public: true,
        ..News::default()
    };
    workspace::bring(tx, &cx.guild, &Actor::from(cx), user_id, news).await
}

async fn unsay(cx: &Context, tx: &mut Tx, view: &View, user_id: i64, key: &str) -> Result<bool, Error> {
    workspace::unsay(tx, &cx.guild, user_id, &about(view.request.id), Some(key)).await
}

/// What is told about the request of this number stands together.
pub(super) fn about(id: i64) -> String {
    format!("{SUBJECT}:{id}")
}

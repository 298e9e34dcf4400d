//! Asking the reporter, and the answer.

use super::{
    super::{
        change::{apply, differing, held, record},
        post,
    },
    decide::step,
    session::{Session, grip, keep_in_hand, show},
};
use crate::{
    contract::{
        Answer, Context, Level, Line, Reply,
        args::{TriageAnswer, TriageAsk},
        open_form,
    },
    db::{At, Tx},
    error::{Error, Refusal},
    request::{
        State,
        rules::{
            change::{noting, verb},
            input,
            lifecycle::{Step, Stop},
            triage::waits_until,
        },
        store::{
            self, View,
            triage::{Question, answered, find_question, insert_question},
        },
        words,
    },
};

/// Asks the reporter, where the request was filed; it comes back with the answer, or after some days without one.
/// Without a text, a form asks for it.
pub async fn ask(cx: &Context, args: TriageAsk) -> Answer {
    let mut session = Session::open(cx, args.area.as_ref(), args.done).await?;
    let id = args.request.0;
    let (mut tx, before) = grip(cx, &session, id, None, words::not_asked).await?;
    let Some(text) = args.text else {
        if !cx.can_open_form() {
            return Err(words::empty_question().into());
        }
        let form = open_form(session.round.about("triage ask", &before), |_| None)?;
        return keep_in_hand(cx, &session, tx, before.request.id, words::with_required_text(form)).await;
    };
    if !input::is_visible(&text) {
        return Err(words::empty_question().into());
    }
    let question = Question {
        id: tx.next_id(cx.now),
        request_id: before.request.id,
        asked_by_user_id: cx.caller.user_id,
        text,
        asked_at: At::from(cx.now),
        answered_at: None,
    };
    insert_question(&mut tx, cx.guild.id, &question);
    let until = At::from(waits_until(cx.now, &cx.guild.hours));
    let facts = step(&before, Step::Ask(question.id, until))?;
    let mut change = differing(&before, &facts)?;
    change.after.get_or_insert_default().insert("question".to_owned(), question.text.into());
    let after = apply(cx, &mut tx, &before, facts, (verb::ASKED, change)).await?;
    session.round.done += 1;
    let said = words::decided(&session.round, &after, words::asked(&after, until.utc()));
    show(cx, tx, &session, Some(said), None).await
}

/// Brings the message with a question up to date: open, answered, or taken back.
pub async fn draw_question(cx: &Context, tx: &mut Tx, view: &View, id: i64) -> Result<(), Error> {
    let Some(question) = find_question(tx, cx.guild.id, id).await? else { return Ok(()) };
    post::question(tx, cx, view, id, |channel_id| words::question(&cx.guild, channel_id, view, &question))
}

/// The reporter, or a PM who knows, answers. The answer is a note, and the request goes to the head of the queue.
pub async fn answer(cx: &Context, args: TriageAnswer) -> Answer {
    let mut tx = cx.begin().await?;
    let question = find_question(&mut tx, cx.guild.id, args.question).await?;
    let question = question.ok_or_else(words::no_question)?;
    let before = held(cx, &mut tx, question.request_id).await?;
    // Read again, now that nobody else can answer it.
    let question =
        find_question(&mut tx, cx.guild.id, args.question).await?.ok_or_else(words::no_question)?;
    may_answer(cx, &before, &question)?;
    let Some(text) = args.text else {
        if !cx.can_open_form() {
            return Err(words::empty_answer().into());
        }
        let line = Line::new("triage answer").with("question", question.id);
        let form = words::with_required_text(open_form(line, |_| None)?);
        return Ok(Reply::Form(form));
    };
    if !input::is_visible(&text) {
        return Err(words::empty_answer().into());
    }
    let note = words::answer_note(&text, &question.text);
    let note_id =
        store::insert_note(&mut tx, cx.now, cx.guild.id, before.request.id, cx.caller.user_id, &note);
    answered(&mut tx, cx.guild.id, question.id, cx.now);
    let facts = step(&before, Step::Answer(At::from(cx.now)))?;
    let change = differing(&before, &facts)?;
    let after = apply(cx, &mut tx, &before, facts, (verb::ANSWERED, change)).await?;
    // After the answer, so that taking back the last change takes back what was written.
    record(cx, &mut tx, before.request.id, verb::NOTED, noting(note_id, &note));
    let facts = &after.request.facts;
    let next = facts.assignee_user_id.filter(|_| facts.state == State::Assigned);
    let next = next.unwrap_or(question.asked_by_user_id);
    if facts.state.is_open() && next != cx.caller.user_id {
        let by = cx.caller.user_id;
        post::notice(&mut tx, cx, &after, |place| words::answer_notice(&after, place, next, by, &text))
            .await?;
    }
    let reply = Reply::private(words::answer_thanks(&after));
    cx.commit(tx, reply).await
}

fn may_answer(cx: &Context, view: &View, question: &Question) -> Result<(), Refusal> {
    let is_theirs = view.request.reporter_user_id == cx.caller.user_id;
    if !is_theirs && cx.level < Level::Pm {
        return Err(words::not_your_question(view));
    }
    if view.request.facts.state == State::Withdrawn {
        return Err(words::stopped(view, Stop::Ended));
    }
    if question.answered_at.is_some() {
        return Err(words::answered_already(view));
    }
    if view.request.facts.question_id != Some(question.id) {
        return Err(words::question_gone(view));
    }
    Ok(())
}

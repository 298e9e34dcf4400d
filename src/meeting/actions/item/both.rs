//! A public question becomes a customer request and a topic in one press.

use super::{
    super::open::{find, find_item},
    add::{For, IS_ABOUT, LONGEST, New, raise_in, topic},
};
use crate::{
    base::text::{one_line, trim_with_notice},
    contract::{Answer, Context, Line, Noun, Reply, args::AgendaBoth, open_form},
    error::Error,
    escalation::{self, Wish},
    meeting::{ItemKind, Series, store, words},
    room::{Thing, links_of},
};

/// Links of an escalation that are looked at.
const MOST_LINKED: i64 = 20;

/// `Request and topic` on an escalation: makes it a customer request, unless it is one, and puts a topic about both on the
/// agenda; either both are done or neither. A form asks for what is not clear: words where it is sensitive or nobody has said
/// any, and the meeting where there are several.
pub async fn both(cx: &Context, args: AgendaBoth) -> Answer {
    let id = args.escalation.0;
    let wish = Box::pin(escalation::wish(cx, id, args.text.clone())).await?;
    if let Some(topic) = queued_about(cx, Thing { noun: Noun::ESCALATION, id }).await? {
        return match cx.first_answer().await? {
            Some(first) => Ok(first),
            None => Err(words::has_topic(args.escalation, topic).into()),
        };
    }
    let series = which(cx, &args).await?;
    match (wish, series) {
        (Some(wish), Some(series)) => raise_both(cx, &args, wish, &series).await,
        (None, _) if !cx.can_open_form() => Err(words::no_wish(args.escalation).into()),
        (wish, series) => form(cx, &args, wish.as_ref(), series.as_ref()),
    }
}

/// The topic about a thing that waits for its meeting, among those that the caller may see.
async fn queued_about(cx: &Context, thing: Thing) -> Result<Option<i64>, Error> {
    for link in links_of(&mut &cx.db, cx.guild.id, thing, MOST_LINKED).await? {
        if link.kind != IS_ABOUT || link.noun != Noun::AGENDA_ITEM.word {
            continue;
        }
        match find_item(cx, link.id).await {
            Ok((item, _)) if item.is_queued() => return Ok(Some(item.id)),
            Ok(_) | Err(Error::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// The series whose agenda is meant; `None` when there are several and a form can ask which.
async fn which(cx: &Context, args: &AgendaBoth) -> Result<Option<Series>, Error> {
    match find(cx, args.meeting.as_ref()).await {
        Ok(series) => Ok(Some(series)),
        Err(Error::Refused(refusal)) if args.meeting.is_none() && cx.can_open_form() => {
            match store::all_series(&mut &cx.db, cx.guild.id).await?.is_empty() {
                true => Err(refusal.into()),
                false => Ok(None),
            }
        }
        Err(error) => Err(error),
    }
}

fn form(cx: &Context, args: &AgendaBoth, wish: Option<&Wish>, series: Option<&Series>) -> Answer {
    let line = Line::new("agenda both").with("escalation", args.escalation);
    Ok(Reply::Form(open_form(line, |name| match name {
        "topic" => wish.map(|wish| short(&cx.sight().text(&wish.text))),
        "meeting" => series.map(|series| series.facts.name.clone()),
        "for" => Some("next".to_owned()),
        _ => None,
    })?))
}

async fn raise_both(cx: &Context, args: &AgendaBoth, wish: Wish, series: &Series) -> Answer {
    let escalation = args.escalation.0;
    let said = args.topic.clone().unwrap_or_else(|| short(&wish.text));
    let mut new = New {
        topic: topic(Some(&said))?,
        minutes: None,
        presenter_user_id: None,
        link: None,
        kind: ItemKind::Discuss,
        is_confidential: false,
        message_id: None,
        about: vec![Thing { noun: Noun::ESCALATION, id: escalation }],
    };
    let mut tx = cx.begin().await?;
    let request = Box::pin(escalation::request_in(cx, &mut tx, wish)).await?;
    new.about.push(Thing { noun: Noun::REQUEST, id: request });
    let raised = raise_in(cx, &mut tx, series.id, new, For::Typed(args.r#for.as_deref())).await?;
    let reply = cx.in_place(words::with_request(raised.said(cx), args.escalation, request));
    cx.commit(tx, reply).await
}

/// What a text says, as a topic.
fn short(text: &str) -> String {
    trim_with_notice(&one_line(text), LONGEST, "…").into_owned()
}

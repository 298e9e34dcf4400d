//! From a public question to what came of it: it becomes a customer request, and when that is done, or what answers it is
//! released, whoever asked can be told.

use super::{
    around::Around,
    change::{answer, begin, hold, keep_with, read},
    notices, post,
};
use crate::{
    contract::{
        Answer, Called, Context, Guild, Line, Name, Naming, Neighbours, Noun, Reply, Timer,
        args::EscalationRequest, open_form,
    },
    db::Tx,
    error::Error,
    escalation::{
        Escalation, SUBJECT,
        rules::{lifecycle::verb, told},
        store, words,
    },
    request::{self, Draft},
    room::{self, Actor, Change, Fields, Job, Ports, Thing, link, linked, links_of},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How an escalation has to do with the request that it became.
const LED_TO: &str = "led_to";
/// Links of one thing that are followed.
const MOST_LINKED: i64 = 20;
/// Things that a chain shows.
const MOST_SHOWN: usize = 12;
/// How far a chain is followed.
const LONGEST: usize = 4;

/// What an escalation asks for, looked up before it becomes a request.
pub struct Wish {
    around: Around,
    escalation: i64,
    prepared: request::Prepared,
    /// What is wished for, in the words in which it will be filed.
    pub text: String,
}

/// Makes it a customer request, with a link back from either. Without any words to file the form opens.
pub async fn request(cx: &Context, args: EscalationRequest) -> Answer {
    let id = args.escalation.0;
    let Some(wish) = Box::pin(wish(cx, id, args.text)).await? else {
        let line = Line::new("escalation request").with("escalation", id);
        return Ok(Reply::Form(open_form(line, |_| None)?));
    };
    let (mut tx, row) = begin(cx, &wish.around, id).await?;
    if let Some(known) = request_of(&mut tx, cx.guild.id, id).await? {
        drop(tx);
        return match cx.first_answer().await? {
            Some(first) => Ok(first),
            None => Err(words::is_request_already(id, known).into()),
        };
    }
    let Wish { around, prepared, .. } = wish;
    let (row, request) = make_request(cx, &mut tx, &around, row, prepared).await?;
    answer(cx, tx, &around, &row, |view| words::requested(view, request)).await
}

/// Looks up what the escalation `id` asks for: in the words of `text`, else in those of the question. `None` when nobody has
/// said what is asked, or it is sensitive, so that somebody who knows that has to say it. Not inside a transaction.
///
/// # Errors
/// A refusal when there is no such escalation or the caller may not see it.
pub async fn wish(cx: &Context, id: i64, text: Option<String>) -> Result<Option<Wish>, Error> {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let view = read(cx, &around, id).await?;
    // What is sensitive is not for the channel where requests are.
    let own = if view.topic.is_some() { None } else { words::wish(&view) };
    let Some(text) = text.or(own) else { return Ok(None) };
    let draft = Draft {
        text: text.clone(),
        area: view.area.as_ref().map(|area| Name(area.name.clone())),
        link: view.row.url.clone().filter(|_| view.topic.is_none()).or(view.message),
        is_quoted: true,
        ..Draft::default()
    };
    let prepared = Box::pin(request::prepare(cx, draft)).await?;
    Ok(Some(Wish { around, escalation: id, prepared, text }))
}

/// Makes a customer request of what was looked up, unless the escalation is one already, in a transaction that the caller
/// commits. Returns the number of the request.
///
/// # Errors
/// A refusal when the escalation is gone or the caller may not see it any more.
pub async fn request_in(cx: &Context, tx: &mut Tx, wish: Wish) -> Result<i64, Error> {
    let row = hold(cx, tx, &wish.around, wish.escalation).await?;
    match request_of(tx, cx.guild.id, row.id).await? {
        Some(known) => Ok(known),
        None => Ok(make_request(cx, tx, &wish.around, row, wish.prepared).await?.1),
    }
}

/// The request that an escalation became.
async fn request_of(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<i64>, Error> {
    let links = links_of(tx, guild_id, Thing { noun: Noun::ESCALATION, id }, MOST_LINKED).await?;
    let led_to = |link: &&room::Link| link.kind == LED_TO && link.noun == Noun::REQUEST.word;
    Ok(links.iter().find(led_to).map(|link| link.id))
}

/// Files it, links the two and draws the card. Returns the escalation as it is now and the number of the request.
async fn make_request(
    cx: &Context,
    tx: &mut Tx,
    around: &Around,
    mut row: Escalation,
    prepared: request::Prepared,
) -> Result<(Escalation, i64), Error> {
    let from = Thing { noun: Noun::ESCALATION, id: row.id };
    let request = request::file_in(cx, tx, prepared).await?;
    let by = &Actor::from(cx);
    link(tx, by, from, LED_TO, Thing { noun: Noun::REQUEST, id: request }).await?;
    let noted = Fields::from_iter([("request".to_owned(), request.into())]);
    keep_with(tx, by, &mut row, verb::REQUESTED, Change::noted(noted));
    post::card(tx, &cx.guild, cx.now, around, &row).await?;
    Ok((row, request))
}

/// A thing of another room has come to its end: sets what tells those who asked in public. What an item of a release answers
/// is a request, which may have come from there.
pub async fn ended(tx: &mut Tx, guild: &Guild, now: DateTime<Utc>, thing: Thing) -> Result<(), Error> {
    let links = links_of(&mut *tx, guild.id, thing, MOST_LINKED).await?;
    let ids_of = |noun: Noun, links: &[room::Link]| -> Vec<i64> {
        links.iter().filter(|link| link.noun == noun.word).map(|link| link.id).collect()
    };
    let mut ids = ids_of(Noun::ESCALATION, &links);
    if thing.noun != Noun::REQUEST {
        for id in ids_of(Noun::REQUEST, &links) {
            let request = Thing { noun: Noun::REQUEST, id };
            let links = links_of(&mut *tx, guild.id, request, MOST_LINKED).await?;
            ids.extend(ids_of(Noun::ESCALATION, &links));
        }
    }
    ids.sort_unstable();
    ids.dedup();
    for escalation in ids {
        let told = Told { escalation, noun: thing.noun.word.to_owned(), id: thing.id, at: now };
        room::enqueue(tx, guild.id, &told, now, now).await?;
    }
    Ok(())
}

/// What an escalation led to is done.
#[derive(Serialize, Deserialize)]
pub struct Told {
    escalation: i64,
    noun: String,
    id: i64,
    at: DateTime<Utc>,
}

impl Job for Told {
    const KIND: &'static str = "escalation.told";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}:{}:{}", self.escalation, self.noun, self.id, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let (by, guild) = (&Actor::from(timer), &timer.guild);
        let around = Around::look(&timer.db, guild, timer.now).await?;
        let ended = ended_thing(timer, ports, &self.noun, self.id).await?;
        let mut tx = timer.begin().await?;
        let row = store::lock(&mut tx, guild.id, self.escalation).await?;
        let (Some(row), Some(ended)) = (row, ended) else { return timer.finish(tx).await };
        let who = told::who(row.raised_by_user_id, row.facts.owner_user_id);
        tell(&mut tx, by, guild, &around, &row, (&ended, &who)).await?;
        timer.finish(tx).await
    }
}

/// What has come to its end, as it is named anywhere; `None` when it is not at its end any more. Not inside a transaction.
pub async fn ended_thing(timer: &Timer, ports: &Ports, noun: &str, id: i64) -> Result<Option<Called>, Error> {
    let (guild, ids) = (&timer.guild, [id]);
    let naming = Naming { guild, sight: guild.sight_anywhere(), noun, ids: &ids };
    let called = ports.rooms.called(&mut &timer.db, naming).await?;
    Ok(called.into_iter().find(|called| called.has_ended))
}

/// Tells these people that what an escalation led to is done; that is recorded once somebody is told.
pub async fn tell(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    around: &Around,
    row: &Escalation,
    (ended, who): (&Called, &[i64]),
) -> Result<(), Error> {
    if notices::is_done(tx, guild, by.now, around, row, (ended, who)).await? {
        let what = Fields::from_iter([
            ("noun".to_owned(), ended.noun.word.into()),
            ("id".to_owned(), ended.id.into()),
        ]);
        room::record(tx, by, SUBJECT, row.id, verb::TOLD, Change::noted(what));
    }
    Ok(())
}

/// Something on the way from a question to what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Came {
    /// How many steps it is from the question.
    pub depth: usize,
    pub called: Called,
}

/// What an escalation led to, and what that led to, each once, with what it came from above it.
pub async fn chain(cx: &Context, id: i64) -> Result<Vec<Came>, Error> {
    let start = Thing { noun: Noun::ESCALATION, id };
    let mut seen = vec![(start.noun.word, start.id)];
    // What is still to be looked at, the next one last.
    let mut open: Vec<(usize, Thing, Option<Called>)> = vec![(0, start, None)];
    let mut chain = Vec::new();
    while let Some((depth, thing, called)) = open.pop() {
        chain.extend(called.map(|called| Came { depth, called }));
        if depth >= LONGEST || chain.len() >= MOST_SHOWN {
            continue;
        }
        for called in linked(cx, thing, MOST_LINKED).await?.into_iter().rev() {
            let key = (called.noun.word, called.id);
            if !seen.contains(&key) {
                seen.push(key);
                open.push((depth + 1, Thing { noun: called.noun, id: called.id }, Some(called)));
            }
        }
    }
    chain.truncate(MOST_SHOWN);
    Ok(chain)
}

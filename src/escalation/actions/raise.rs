//! Bringing a post or a question: by command, from a message, by a message that mentions the PM role.

use super::{
    around::Around,
    change::{keep, keep_with},
    climb::{Ask, ask_for_area, step},
    clock::{ClockEvent, tick},
    forget_post::let_go,
    notices, post,
    read::LookAtPost,
};
use crate::{
    base::post::PostLink,
    contract::{
        Answer, Context, Line, Message, Name, Reply, Source,
        args::{Escalate, EscalateSeverity, EscalateToOwner},
        open_form,
    },
    db::{At, Json, Tx, advisory_lock, next_number},
    error::Error,
    escalation::{
        Climb, Escalation, Facts, SUBJECT, Severity,
        rules::{
            brought::{self, Found},
            lifecycle::verb,
            route::{Route, route},
        },
        store,
        words::{self, Brought},
    },
    room::{self, Actor, Change, Fields, fields},
    workspace::{self, Area},
};

/// Characters of a question that are kept.
const LONGEST_QUESTION: usize = 1500;

/// What somebody brings.
struct Bring {
    links: Vec<PostLink>,
    /// How many more links there were than are brought.
    left_out: usize,
    question: String,
    /// The area that they named.
    area: Option<Area>,
    severity: Severity,
    message_id: Option<i64>,
    channel_id: i64,
    /// Whether the question is the post's own words, of which no event keeps a copy: they may have to go.
    is_quoted: bool,
}

/// `/escalate`: a post by its address, with what is asked, or a question in words. Bare, it opens the form.
pub async fn escalate(cx: &Context, args: Escalate) -> Answer {
    let Some(typed) = args.url else {
        if cx.can_open_form() {
            return Ok(Reply::Form(open_form(Line::new("escalate"), |name| match name {
                "question" => args.question.clone(),
                _ => None,
            })?));
        }
        return Err(words::nothing_brought().into());
    };
    let Found { links, left_out, question: words_beside } = brought::read(&typed);
    let typed_question = args.question.unwrap_or_default();
    let question = brought::read(&typed_question).question;
    let question = if question.is_empty() { words_beside } else { question };
    if links.is_empty() && question.is_empty() {
        return Err(words::nothing_brought().into());
    }
    let bring = Bring {
        links,
        left_out,
        question,
        area: named_area(cx, args.area).await?,
        severity: args.severity.map_or(Severity::Normal, severity),
        message_id: None,
        channel_id: cx.caller.channel_id,
        is_quoted: false,
    };
    Box::pin(bring_in(cx, bring)).await
}

fn severity(typed: EscalateSeverity) -> Severity {
    match typed {
        EscalateSeverity::Low => Severity::Low,
        EscalateSeverity::Normal => Severity::Normal,
        EscalateSeverity::High => Severity::High,
        EscalateSeverity::Critical => Severity::Critical,
    }
}

async fn named_area(cx: &Context, typed: Option<Name>) -> Result<Option<Area>, Error> {
    match typed {
        Some(Name(typed)) => Ok(Some(workspace::find_area(&cx.db, cx.guild.id, &typed).await?)),
        None => Ok(None),
    }
}

/// The message menu, and a message that mentions the PM role in the channel for public questions. Without the content, which
/// Discord keeps to itself unless docket is mentioned, the card leads to the message.
pub async fn escalate_message(cx: &Context, args: EscalateToOwner) -> Answer {
    let message = args.target;
    if message.is_own {
        return Err(words::own_message().into());
    }
    let Found { links, left_out, question } = brought::read(&words::said(&message));
    let bring = Bring {
        links,
        left_out,
        question,
        area: None,
        severity: Severity::Normal,
        message_id: Some(message.message_id),
        channel_id: message.channel_id,
        is_quoted: false,
    };
    let before = store::by_message(&mut &cx.db, cx.guild.id, message.message_id).await?;
    match before.as_slice() {
        [] => Box::pin(bring_in(cx, bring)).await,
        known => Box::pin(brought_before(cx, known, left_out)).await,
    }
}

/// The message is on the docket: whoever points at it joins.
async fn brought_before(cx: &Context, known: &[i64], left_out: usize) -> Answer {
    if let Some(first) = cx.first_answer().await? {
        return Ok(first);
    }
    if matches!(cx.source, Source::Mention { .. }) {
        return Ok(Reply::new(Message::default()));
    }
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let mut tx = cx.begin().await?;
    let mut all = Vec::new();
    for id in known {
        all.extend(join(cx, &mut tx, &around, *id, Severity::Low).await?);
    }
    said(cx, tx, &around, (&all, left_out)).await
}

/// Opens a card for each post that has none, and joins those that have one; in one transaction.
async fn bring_in(cx: &Context, bring: Bring) -> Answer {
    let around = Around::look(&cx.db, &cx.guild, cx.now).await?;
    let mut tx = cx.begin().await?;
    if let Some(message_id) = bring.message_id {
        // A message may be told of while docket catches up on its channel, or be pointed at twice at a time.
        advisory_lock(&mut tx, cx.guild.id, &format!("{SUBJECT}:message:{message_id}")).await?;
        let known = store::by_message(&mut tx, cx.guild.id, message_id).await?;
        if !known.is_empty() {
            drop(tx);
            return Box::pin(brought_before(cx, &known, bring.left_out)).await;
        }
    }
    let mut all = Vec::new();
    if bring.links.is_empty() {
        all.push(open(cx, &mut tx, &around, &bring, None).await?);
    }
    let mut keys: Vec<String> = bring.links.iter().map(brought::post_key).collect();
    // Everybody waits for posts in one order.
    keys.sort();
    for key in &keys {
        advisory_lock(&mut tx, cx.guild.id, key).await?;
    }
    for link in &bring.links {
        let known = store::open_by_post(&mut tx, cx.guild.id, &brought::post_key(link)).await?;
        let joined = match known {
            Some(id) => join(cx, &mut tx, &around, id, bring.severity).await?,
            None => None,
        };
        all.push(match joined {
            Some(joined) => joined,
            None => open(cx, &mut tx, &around, &bring, Some(link)).await?,
        });
    }
    said(cx, tx, &around, (&all, bring.left_out)).await
}

/// Commits with what came of each. A message that mentions the role gets its cards, and no answer besides, unless it has more
/// links than it may bring.
async fn said(cx: &Context, tx: Tx, around: &Around, (all, left_out): (&[Brought], usize)) -> Answer {
    let reply = match cx.source {
        Source::Mention { .. } if all.iter().all(|it| it.is_new) => {
            Reply::new(words::left_out(left_out).map(Message::text).unwrap_or_default())
        }
        _ => words::brought(cx, around, (all, left_out)),
    };
    cx.commit(tx, reply).await
}

/// Joins an escalation that is open; `None` when it is not any more.
async fn join(
    cx: &Context,
    tx: &mut Tx,
    around: &Around,
    id: i64,
    severity: Severity,
) -> Result<Option<Brought>, Error> {
    let Some(mut row) = store::lock(tx, cx.guild.id, id).await? else { return Ok(None) };
    let is_new_face = store::join(tx, cx.guild.id, id, cx.caller.user_id, cx.now).await?;
    let by = &Actor::from(cx);
    let before = row.clone();
    row.facts.severity = before.facts.severity.max(severity);
    if row.facts.severity != before.facts.severity {
        keep(tx, by, &before, &mut row, verb::EDITED)?;
    }
    if is_new_face {
        let who = Fields::from_iter([("user_id".to_owned(), cx.caller.user_id.into())]);
        keep_with(tx, by, &mut row, verb::JOINED, Change::noted(who));
    }
    if row.version != before.version {
        post::card(tx, &cx.guild, cx.now, around, &row).await?;
    }
    let people = store::people(tx, cx.guild.id, id).await?.len();
    Ok(Some(Brought { row, people, is_new: false }))
}

async fn open(
    cx: &Context,
    tx: &mut Tx,
    around: &Around,
    bring: &Bring,
    link: Option<&PostLink>,
) -> Result<Brought, Error> {
    let id = next_number(tx, cx.guild.id, SUBJECT).await?;
    let mut row = new_row(cx, around, id, bring, link);
    let by = &Actor::from(cx);
    store::insert(tx, cx.guild.id, &row).await?;
    store::join(tx, cx.guild.id, id, cx.caller.user_id, cx.now).await?;
    let mut told = fields(&row.facts)?;
    if bring.is_quoted {
        told.remove("question");
    }
    room::record(tx, by, SUBJECT, id, verb::RAISED, Change::noted(told));
    let is_known = row.facts.area_id.is_some() || row.facts.topic_id.is_some();
    if is_known || !row.facts.question.is_empty() || around.area_names().next().is_none() {
        step(tx, by, &cx.guild, around, &mut row, Ask::OnCard).await?;
    } else {
        ask_for_area(tx, by, &mut row).await?;
    }
    store::save(tx, cx.guild.id, &row);
    tick(tx, by, &cx.guild, around, &row, ClockEvent::Begun).await?;
    LookAtPost::set(tx, by, &row, cx.now).await?;
    post::card(tx, &cx.guild, cx.now, around, &row).await?;
    notices::informs(tx, &cx.guild, cx.now, around, (&row, true)).await?;
    workspace::note_use(tx, &cx.db, cx.guild.id, cx.now, around.area(row.facts.area_id), None);
    Ok(Brought { row, people: 1, is_new: true })
}

fn new_row(cx: &Context, around: &Around, id: i64, bring: &Bring, link: Option<&PostLink>) -> Escalation {
    let question: String = bring.question.chars().take(LONGEST_QUESTION).collect();
    let Route { topic, area } = route(&question, &around.topics, &around.areas, cx.guild.language);
    let named = bring.area.as_ref();
    let area_keyword = area.as_ref().filter(|_| named.is_none()).map(|guess| guess.keyword.clone());
    let area = named.or_else(|| around.area(area.map(|guess| guess.area_id)));
    let topic_id = topic.as_ref().map(|guess| guess.area_id);
    // Of a sensitive topic nobody owns it before a responder takes it.
    let owner_user_id = area.filter(|_| topic_id.is_none()).map(|area| area.owner_user_id);
    let facts = Facts {
        area_id: area.map(|area| area.id),
        area_keyword,
        topic_id,
        topic_keyword: topic.map(|guess| guess.keyword),
        owner_user_id,
        ..Facts::new(question, bring.severity)
    };
    Escalation {
        id,
        facts,
        climb: Climb::fresh(),
        network: link.map(|link| link.network.word().to_owned()),
        post_key: link.map(brought::post_key),
        url: link.map(|link| link.url.clone()),
        posted_at: link.and_then(|link| link.posted_at(cx.now)).map(At::from),
        raised_by_user_id: cx.caller.user_id,
        channel_id: bring.channel_id,
        message_id: bring.message_id,
        card_channel_id: post::channel(&cx.guild, bring.channel_id),
        pauses_json: Json(Vec::new()),
        acknowledged_at: None,
        answered_at: None,
        closed_at: None,
        version: 1,
        created_at: At::from(cx.now),
        updated_at: At::from(cx.now),
    }
}

/// Brings posts as part of a change of a room above.
pub struct Bringing(Around);

impl Bringing {
    /// Reads what is around. Not inside a transaction.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn look(cx: &Context) -> Result<Self, Error> {
        Ok(Self(Around::look(&cx.db, &cx.guild, cx.now).await?))
    }

    /// Opens an escalation of a post, or joins the one that is open. Returns its number, and whether it is new.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn post(
        &self,
        cx: &Context,
        tx: &mut Tx,
        link: &PostLink,
        question: String,
    ) -> Result<(i64, bool), Error> {
        let key = brought::post_key(link);
        advisory_lock(tx, cx.guild.id, &key).await?;
        if let Some(id) = store::open_by_post(tx, cx.guild.id, &key).await?
            && let Some(joined) = join(cx, tx, &self.0, id, Severity::Low).await?
        {
            return Ok((joined.row.id, false));
        }
        let bring = Bring {
            links: Vec::new(),
            left_out: 0,
            question,
            area: None,
            severity: Severity::Normal,
            message_id: None,
            channel_id: cx.caller.channel_id,
            is_quoted: true,
        };
        Ok((open(cx, tx, &self.0, &bring, Some(link)).await?.row.id, true))
    }

    /// Nothing is kept any more of what the post of an escalation says.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn forget_post(&self, cx: &Context, tx: &mut Tx, id: i64) -> Result<(), Error> {
        let Some(mut row) = store::lock(tx, cx.guild.id, id).await? else { return Ok(()) };
        let_go(tx, &Actor::from(cx), &cx.guild, &self.0, &mut row).await
    }
}

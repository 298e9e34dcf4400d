//! Filing feedback: by command, by form, from a message, by mention.

use super::{
    change::record,
    copy::CopyFile,
    ended::how_they_ended,
    post,
    readable::readable,
    reading::{Ready, resolve},
    untouched::look_later,
};
use crate::{
    base::{similar, tally::Tally, text, text::web_address},
    contract::{
        Answer, Attachment, Context, Line, Name, Purpose, Reply, Snapshot, Source,
        args::{Feedback, FileFeedback},
        message_address, open_form,
    },
    db::{At, Json, Tx, advisory_lock, next_number},
    error::Error,
    request::{
        Facts, Request, SUBJECT, State,
        rules::{
            alike::likest,
            change::{as_filed, verb},
            input,
            lifecycle::{Rights, may_read},
            mention,
            storage::{Full, admitted},
        },
        settings::limits,
        store::{self, NewFile, Sharing, View},
        words::{self, Filed, Refused},
    },
    room::{self, Change},
    workspace,
};
use chrono::TimeDelta;

/// How long ago a request may have been closed to be offered as a look-alike.
pub const CLOSED_LATELY: TimeDelta = TimeDelta::days(90);
/// Files of one message that are kept; Discord attaches ten at most.
const MOST_FILES: usize = 10;

/// What is to be filed, before names are looked up.
#[derive(Default)]
pub struct Draft {
    pub text: String,
    pub customer: Option<Name>,
    pub area: Option<Name>,
    pub importance: Option<i64>,
    pub link: Option<String>,
    pub files: Vec<Attachment>,
    pub snapshot: Option<Snapshot>,
    /// The text is somebody else's, not written for docket: nothing in it is taken for a customer, an area or an importance.
    pub is_quoted: bool,
}

/// Files what a customer said; bare, it opens the form.
pub async fn file_feedback(cx: &Context, args: Feedback) -> Answer {
    if let (Source::Mention { .. }, Some(text)) = (&cx.source, &args.text)
        && mention::is_call_for_help(text)
    {
        return Ok(words::how_mentions_work());
    }
    let Some(given) = args.text else {
        return match (&cx.source, &args.file) {
            (_, Some(_)) => Err(words::file_without_text().into()),
            // A form cannot answer a message.
            (Source::Mention { .. }, None) => Ok(words::how_mentions_work()),
            (_, None) if cx.can_open_form() => empty_form(),
            (_, None) => Err(words::empty_text().into()),
        };
    };
    let link = match (args.link, &cx.source) {
        (Some(link), _) => Some(web_address(&link).ok_or_else(words::bad_link)?),
        (None, Source::Mention { message_id }) => Some(message_link(cx, *message_id)),
        (None, _) => None,
    };
    let draft = Draft {
        text: given,
        customer: args.customer,
        area: args.area,
        importance: args.importance,
        link,
        files: args.file.into_iter().collect(),
        snapshot: None,
        is_quoted: false,
    };
    Box::pin(file_draft(cx, draft)).await
}

fn message_link(cx: &Context, message_id: i64) -> String {
    message_address(cx.guild.id, cx.caller.channel_id, message_id)
}

fn empty_form() -> Answer {
    Ok(Reply::Form(words::with_required_text(open_form(Line::new("feedback"), |_| None)?)))
}

/// Files the message that the person points at, with a way back to it. One that is on the docket already is shown.
pub async fn file_message(cx: &Context, args: FileFeedback) -> Answer {
    let mut snapshot = args.target;
    let link = snapshot.link(cx.guild.id);
    if let Some(id) = store::by_link(&cx.db, cx.guild.id, &link).await? {
        return filed_already(cx, id).await;
    }
    if snapshot.is_own {
        return Err(words::own_message().into());
    }
    let (parts, files) = (std::mem::take(&mut snapshot.parts), std::mem::take(&mut snapshot.attachments));
    snapshot.text = text::clean(&snapshot.text);
    snapshot.author_name = text::clean(&snapshot.author_name);
    let said = text::clean(&words::said(&snapshot.text, &parts));
    let text = if input::is_visible(&said) {
        said
    } else if let Some(first) = files.first() {
        words::only_files(&input::file_name(&first.filename), files.len())
    } else {
        return Err(words::empty_message().into());
    };
    let draft = Draft { text, link: Some(link), files, snapshot: Some(snapshot), ..Draft::default() };
    Box::pin(file_draft(cx, draft)).await
}

/// Says that the message is request `id` already. The delivery that filed it, come again, gets its first answer.
async fn filed_already(cx: &Context, id: i64) -> Answer {
    if let Some(first) = cx.first_answer().await? {
        return Ok(first);
    }
    let view = store::view(&cx.db, cx.guild.id, id).await?.ok_or_else(|| words::unknown(id))?;
    let (rights, request) = (Rights::of(cx), &view.request);
    if !may_read(rights, request.reporter_user_id, request.facts.assignee_user_id) {
        return Ok(words::filed_by_another(id));
    }
    Ok(words::filed_already(cx, &view, rights))
}

/// What another room files as part of its own change, with names looked up.
pub struct Prepared {
    draft: Draft,
    ready: Ready,
    terms: Vec<String>,
    new_words: Vec<String>,
}

/// Looks up what belongs to a request that another room is about to file with [`file_in`]. Not inside a transaction.
///
/// # Errors
/// A refusal when there is nothing in the text.
pub async fn prepare(cx: &Context, draft: Draft) -> Result<Prepared, Error> {
    if !input::is_visible(&draft.text) {
        return Err(words::empty_text().into());
    }
    let mut ready = resolve(cx, &draft).await?;
    ready.text = readable(cx, ready.text).await;
    let terms = similar::distinct_words(&ready.text, cx.guild.language);
    let lately = At::from(cx.now - CLOSED_LATELY);
    let Sharing { new_words, .. } = store::alike(&mut &cx.db, cx.guild.id, &terms, lately).await?;
    Ok(Prepared { draft, ready, terms, new_words })
}

/// Files it as the caller's, in a transaction that the caller commits. Returns its number.
///
/// # Errors
/// When the database does not answer.
pub async fn file_in(cx: &Context, tx: &mut Tx, prepared: Prepared) -> Result<i64, Error> {
    let Prepared { draft, ready, terms, new_words } = prepared;
    let id = next_number(tx, cx.guild.id, SUBJECT).await?;
    let view = new_view(cx, id, &draft, &ready);
    store::insert(tx, cx.guild.id, &view.request);
    store::insert_words(tx, cx.guild.id, &new_words);
    store::insert_terms(tx, cx.guild.id, id, terms);
    record(
        cx,
        tx,
        id,
        verb::FILED,
        Change::noted(as_filed(&view.request.facts, ready.customer_typed.as_deref())?),
    );
    post::card(tx, &cx.guild, cx.now, &view)?;
    let (area, customer) = (ready.area.as_ref(), ready.whose.customer());
    workspace::note_use(tx, &cx.db, cx.guild.id, cx.now, area, customer);
    Ok(id)
}

/// Filing is the largest of all futures: who awaits it boxes it, so that it fits on the stack of a worker.
async fn file_draft(cx: &Context, draft: Draft) -> Answer {
    if !input::is_visible(&draft.text) {
        return Err(words::empty_text().into());
    }
    let mut ready = resolve(cx, &draft).await?;
    ready.text = readable(cx, ready.text).await;
    let terms = similar::distinct_words(&ready.text, cx.guild.language);
    let lately = At::from(cx.now - CLOSED_LATELY);
    let Sharing { mut found, new_words } = store::alike(&mut &cx.db, cx.guild.id, &terms, lately).await?;
    found.retain(|other| may_read(Rights::of(cx), other.reporter_user_id, other.assignee_user_id));
    let mut alike = likest(&ready.text, found, cx.guild.language);
    how_they_ended(cx, &mut &cx.db, &mut alike).await?;
    let not_posted = workspace::why_not_posted(cx, Purpose::REQUESTS).await?;
    let mut tx = cx.begin().await?;
    if let (Some(_), Some(link)) = (&draft.snapshot, &draft.link) {
        // Of several people who point at the same message one files it.
        advisory_lock(&mut tx, cx.guild.id, link).await?;
        if let Some(first) = store::by_link_in(&mut tx, cx.guild.id, link).await? {
            drop(tx);
            return filed_already(cx, first).await;
        }
    }
    let id = next_number(&mut tx, cx.guild.id, SUBJECT).await?;
    let mut view = new_view(cx, id, &draft, &ready);
    store::insert(&mut tx, cx.guild.id, &view.request);
    store::insert_words(&mut tx, cx.guild.id, &new_words);
    store::insert_terms(&mut tx, cx.guild.id, id, terms);
    let refused = keep_files(cx, &mut tx, &mut view, &draft.files).await?;
    record(
        cx,
        &mut tx,
        id,
        verb::FILED,
        Change::noted(as_filed(&view.request.facts, ready.customer_typed.as_deref())?),
    );
    post::card(&mut tx, &cx.guild, cx.now, &view)?;
    look_later(&mut tx, &cx.guild, cx.now, &view.request).await?;
    let (area, customer) = (ready.area.as_ref(), ready.whose.customer());
    workspace::note_use(&mut tx, &cx.db, cx.guild.id, cx.now, area, customer);
    let filed = Filed {
        view: &view,
        alike: &alike,
        whose: &ready.whose,
        notices: &ready.notices,
        left_out: draft.files.len().saturating_sub(MOST_FILES),
        refused: refused.as_ref(),
        not_posted: not_posted.as_deref(),
    };
    let reply = words::filed(cx, &filed, Rights::of(cx));
    cx.commit(tx, reply).await
}

fn new_view(cx: &Context, id: i64, draft: &Draft, ready: &Ready) -> View {
    let facts = Facts {
        text: ready.text.clone(),
        state: State::New,
        close_reason: None,
        importance: ready.importance,
        area_id: ready.area.as_ref().map(|area| area.id),
        area_keyword: ready.keyword.clone(),
        customer_id: ready.whose.customer().map(|customer| customer.id),
        assignee_user_id: None,
        duplicate_of_id: None,
        link: draft.link.clone(),
        snoozed_until_at: None,
        question_id: None,
        answered_at: None,
    };
    let request = Request {
        id,
        facts,
        reporter_user_id: cx.caller.user_id,
        channel_id: cx.caller.channel_id,
        snapshot_json: draft.snapshot.clone().map(Json),
        version: 1,
        created_at: At::from(cx.now),
        updated_at: At::from(cx.now),
        closed_at: None,
    };
    View {
        request,
        area_name: ready.area.as_ref().map(|area| area.name.clone()),
        owner_user_id: ready.area.as_ref().map(|area| area.owner_user_id),
        customer_name: ready.whose.customer().map(|customer| customer.name.clone()),
        customer_alias: ready.whose.customer().map(|customer| customer.alias.clone()),
        votes: Tally::NONE,
        customers: Tally::new(i64::from(ready.whose.customer().is_some()), false),
        value: ready.whose.customer().and_then(|customer| customer.value).unwrap_or(0),
        notes: 0,
        files_kept: 0,
        files_waiting: 0,
        files_failed: 0,
    }
}

/// Notes the files for which there is room and enqueues a job for each, which copies it once this is committed. Returns those
/// for which there is none.
async fn keep_files(
    cx: &Context,
    tx: &mut Tx,
    view: &mut View,
    attachments: &[Attachment],
) -> Result<Option<Refused>, Error> {
    let sent = attachments.iter().take(MOST_FILES);
    let sent: Vec<_> = sent.map(|attachment| NewFile::of(tx.next_id(cx.now), attachment)).collect();
    if sent.is_empty() {
        return Ok(None);
    }
    let (guild_id, user_id) = (cx.guild.id, cx.caller.user_id);
    let (stored, limits) = (store::lock_stored(tx, guild_id, user_id).await?, limits(&cx.guild));
    let lengths: Vec<i64> = sent.iter().map(|file| file.length).collect();
    let (mut files, mut names, mut first) = (Vec::new(), Vec::new(), None);
    for (file, full) in sent.into_iter().zip(admitted(&lengths, stored, limits)) {
        match full {
            None => files.push(file),
            Some(full) => {
                first.get_or_insert(full);
                names.push(file.name);
            }
        }
    }
    if !files.is_empty() {
        store::insert_files(tx, cx.now, guild_id, view.request.id, &files);
        store::add_stored(tx, guild_id, user_id, files.iter().map(|file| file.length).sum());
    }
    for file in &files {
        let job = CopyFile { file: file.id, url: file.url.to_owned() };
        room::enqueue(tx, guild_id, &job, cx.now, cx.now).await?;
    }
    view.files_waiting = i64::try_from(files.len()).unwrap_or(i64::MAX);
    if first == Some(Full::Server) {
        workspace::report_problem(tx, cx.now, &cx.guild, &words::server_is_full(limits)).await?;
    }
    Ok(first.map(|full| Refused { names, full, limits }))
}

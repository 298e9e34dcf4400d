//! Filing feedback: by command, by form, from a message, by mention.

use super::{
    change::record,
    copy::CopyFile,
    edit::with_required_text,
    post,
    readable::readable,
    reading::{Ready, resolve},
};
use crate::{
    base::{language::Language, similar, tally::Tally, text},
    contract::{
        Answer, Attachment, Context, Line, Name, Reply, Snapshot, Source,
        args::{Feedback, FileFeedback},
        open_form,
    },
    db::{At, Json, Tx, hold, next_number},
    error::Error,
    request::{
        Facts, Request, SUBJECT, State,
        rules::{
            change::verb,
            input,
            lifecycle::{Actor, may_read},
            mention,
        },
        store::{self, Alike, NewFile, Sharing, View},
        words::{self, Filed},
    },
    room::{self, Change, fields},
    workspace,
};

/// Look-alikes that are offered.
const MOST_ALIKE: usize = 3;
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
        (Some(link), _) => Some(input::link(&link).ok_or_else(words::bad_link)?),
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
    };
    Box::pin(file_draft(cx, draft)).await
}

fn message_link(cx: &Context, message_id: i64) -> String {
    format!("https://discord.com/channels/{}/{}/{message_id}", cx.guild.id, cx.caller.channel_id)
}

fn empty_form() -> Answer {
    Ok(Reply::Form(with_required_text(open_form(Line::new("feedback"), |_| None)?)))
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
    let (actor, request) = (Actor::of(cx), &view.request);
    if !may_read(actor, request.reporter_user_id, request.facts.assignee_user_id) {
        return Ok(words::filed_by_another(id));
    }
    Ok(words::filed_already(cx, &view, actor))
}

/// Filing is the largest of all futures: who awaits it boxes it, so that it fits on the stack of a worker.
async fn file_draft(cx: &Context, draft: Draft) -> Answer {
    if !input::is_visible(&draft.text) {
        return Err(words::empty_text().into());
    }
    let mut ready = resolve(cx, &draft).await?;
    ready.text = readable(cx, ready.text).await;
    let terms = input::terms(&ready.text, cx.guild.language);
    let Sharing { open, new_words } = store::alike(&mut &cx.db, cx.guild.id, &terms).await?;
    let mut readable = open;
    readable.retain(|other| may_read(Actor::of(cx), other.reporter_user_id, other.assignee_user_id));
    let alike = likest(&ready.text, readable, cx.guild.language);
    let mut tx = cx.begin().await?;
    if let (Some(_), Some(link)) = (&draft.snapshot, &draft.link) {
        // Of several people who point at the same message one files it.
        hold(&mut tx, cx.guild.id, link).await?;
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
    view.files_waiting = keep_files(cx, &mut tx, id, &draft.files).await?;
    record(cx, &mut tx, id, verb::FILED, Change::noted(fields(&view.request.facts)?));
    post::card(&mut tx, &cx.guild, cx.now, &view)?;
    let (area, customer) = (ready.area.as_ref(), ready.customer.as_ref());
    workspace::note_use(&mut tx, &cx.db, cx.guild.id, cx.now, area, customer);
    let filed = Filed {
        view: &view,
        alike: &alike,
        notices: &ready.notices,
        left_out: draft.files.len().saturating_sub(MOST_FILES),
    };
    let reply = words::filed(cx, &filed, Actor::of(cx));
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
        customer_id: ready.customer.as_ref().map(|customer| customer.id),
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
    };
    View {
        request,
        area_name: ready.area.as_ref().map(|area| area.name.clone()),
        owner_user_id: ready.area.as_ref().map(|area| area.owner_user_id),
        customer_name: ready.customer.as_ref().map(|customer| customer.name.clone()),
        customer_alias: ready.customer.as_ref().map(|customer| customer.alias.clone()),
        votes: Tally::NONE,
        notes: 0,
        files_kept: 0,
        files_waiting: 0,
        files_failed: 0,
    }
}

/// Notes the files and enqueues a job for each, which copies it once this is committed. Returns how many.
async fn keep_files(
    cx: &Context,
    tx: &mut Tx,
    request_id: i64,
    attachments: &[Attachment],
) -> Result<i64, Error> {
    let kept = attachments.iter().take(MOST_FILES);
    let files: Vec<_> = kept.map(|attachment| NewFile::of(tx.next_id(cx.now), attachment)).collect();
    if files.is_empty() {
        return Ok(0);
    }
    store::insert_files(tx, cx.now, cx.guild.id, request_id, &files);
    for file in &files {
        let job = CopyFile { file: file.id, url: file.url.to_owned() };
        room::enqueue(tx, cx.guild.id, &job, cx.now, cx.now).await?;
    }
    Ok(i64::try_from(files.len()).unwrap_or(i64::MAX))
}

/// Those of `found` that say much the same as `text`, the likest first.
pub fn likest(text: &str, found: Vec<Alike>, language: Language) -> Vec<Alike> {
    let terms = similar::Terms::of(text, language);
    let likeness = |other: &Alike| terms.look_alike(&similar::Terms::of(&other.text, language));
    let mut ranked: Vec<_> = found.into_iter().filter_map(|other| Some((likeness(&other)?, other))).collect();
    ranked.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    ranked.into_iter().take(MOST_ALIKE).map(|(_, other)| other).collect()
}

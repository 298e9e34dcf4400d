//! What an answer can begin with: the library that the team keeps, and what was answered before.

use super::around::Around;
use crate::{
    base::text::{clean, one_line},
    contract::{
        Answer, Context, Line, Reply,
        args::{EscalationKeep, EscalationLibrary},
        open_form,
    },
    db::{At, next_number},
    error::Error,
    escalation::{
        ANSWER, LibraryAnswer,
        rules::{alike::likest, lifecycle::may_see},
        store::{self, Answered},
        words::{self, View},
    },
    room::{self, Actor, Change, Fields, fields},
    workspace::{self, name_key},
};

/// Answers that were given before that are offered.
const MOST_ALIKE: usize = 3;

/// `/escalation library`: the answers, of an area or a kind, or with words; or one of them.
pub async fn library(cx: &Context, args: EscalationLibrary) -> Answer {
    let areas = workspace::areas(&cx.db, &cx.guild).await?;
    let all = store::library(&mut &cx.db, cx.guild.id).await?;
    if let Some(number) = args.answer {
        let answer =
            all.iter().find(|answer| answer.id == number).ok_or_else(|| words::unknown_answer(number))?;
        return Ok(cx.in_place(words::library_answer(cx, answer, &areas)));
    }
    let area = match &args.area {
        Some(area) => Some(workspace::find_area(&cx.db, cx.guild.id, &area.0).await?.id),
        None => None,
    };
    let kind = args.kind.as_deref().map(name_key);
    let wanted = args.words.as_deref().map(str::to_lowercase);
    let fits = |answer: &&LibraryAnswer| {
        !answer.is_archived
            && (area.is_none() || answer.area_id == area)
            && kind.as_ref().is_none_or(|kind| name_key(&answer.kind) == *kind)
            && wanted.as_ref().is_none_or(|words| {
                let text = format!("{} {}", answer.title, answer.text).to_lowercase();
                words.split_whitespace().all(|word| text.contains(word))
            })
    };
    let found: Vec<&LibraryAnswer> = all.iter().filter(fits).collect();
    Ok(cx.in_place(words::library(cx, &found, &areas)))
}

/// `/escalation keep`: puts an answer into the library, or changes the one of that title. Without a text the form opens.
pub async fn keep(cx: &Context, args: EscalationKeep) -> Answer {
    let all = store::library(&mut &cx.db, cx.guild.id).await?;
    // Buttons name an answer by its number.
    let number = args.title.strip_prefix('#').and_then(|digits| digits.parse::<i64>().ok());
    let before = match number {
        Some(number) => all.iter().find(|answer| answer.id == number),
        None => all.iter().find(|answer| name_key(&answer.title) == name_key(&args.title)),
    };
    let title = before.map(|answer| answer.title.clone()).or_else(|| workspace::name(&args.title));
    let title = title.ok_or_else(words::no_answer_title)?;
    let changes_more = args.archived.is_some() || args.kind.is_some() || args.area.is_some();
    if args.text.is_none() && !(before.is_some() && changes_more) && cx.can_open_form() {
        return form(&args, before);
    }
    let text = match args.text.as_deref().map(clean).filter(|text| !text.trim().is_empty()) {
        Some(text) => text,
        None => before.map(|answer| answer.text.clone()).ok_or_else(words::no_answer_text)?,
    };
    let area_id = match &args.area {
        Some(area) => Some(workspace::find_area(&cx.db, cx.guild.id, &area.0).await?.id),
        None => before.and_then(|answer| answer.area_id),
    };
    let kind = args.kind.as_deref().map(|kind| one_line(kind).trim().to_owned());
    let kind = kind.or_else(|| before.map(|answer| answer.kind.clone())).unwrap_or_default();
    let answer = LibraryAnswer {
        id: before.map_or(0, |answer| answer.id),
        title,
        kind,
        area_id,
        text,
        author_user_id: cx.caller.user_id,
        updated_at: At::from(cx.now),
        is_archived: args.archived.unwrap_or(false),
        version: before.map_or(1, |answer| answer.version),
    };
    save(cx, before, answer).await
}

fn form(args: &EscalationKeep, before: Option<&LibraryAnswer>) -> Answer {
    let mut line = Line::new("escalation keep").with("title", &args.title);
    if let Some(area) = &args.area {
        line = line.with("area", &area.0);
    }
    if let Some(kind) = &args.kind {
        line = line.with("kind", kind);
    }
    Ok(Reply::Form(open_form(line, |name| match name {
        "text" => before.map(|answer| answer.text.clone()),
        _ => None,
    })?))
}

async fn save(cx: &Context, before: Option<&LibraryAnswer>, mut answer: LibraryAnswer) -> Answer {
    let mut tx = cx.begin().await?;
    let is_kept = match before {
        Some(_) => store::save_answer(&mut tx, cx.guild.id, &answer).await?,
        None => {
            answer.id = next_number(&mut tx, cx.guild.id, ANSWER).await?;
            store::insert_answer(&mut tx, cx.guild.id, &answer).await?
        }
    };
    if !is_kept {
        drop(tx);
        return match cx.first_answer().await? {
            Some(first) => Ok(first),
            None => Err(words::answer_changed(&answer.title).into()),
        };
    }
    let was: Option<Fields> = before.map(fields).transpose()?;
    if let Some(change) = Change::between(was, Some(fields(&answer)?)) {
        room::record(&mut tx, &Actor::from(cx), ANSWER, answer.id, "changed", change);
    }
    let reply = cx.in_place(words::answer_kept(&answer));
    cx.commit(tx, reply).await
}

/// What a draft can begin with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beginnings {
    /// Of its area or of none, those of its area first.
    pub library: Vec<LibraryAnswer>,
    /// What was answered before and is most like it.
    pub alike: Vec<Answered>,
}

/// What the answer to an escalation can begin with, as far as the caller may see it.
pub async fn beginnings(cx: &Context, around: &Around, view: &View) -> Result<Beginnings, Error> {
    let mut library = store::library(&mut &cx.db, cx.guild.id).await?;
    let area = view.row.facts.area_id;
    library.retain(|answer| !answer.is_archived && (answer.area_id.is_none() || answer.area_id == area));
    library.sort_by_key(|answer| (answer.area_id.is_none(), answer.id));
    let said = words::wish(view).unwrap_or_default();
    let before = store::answered(&mut &cx.db, cx.guild.id).await?;
    let mut alike =
        likest(&said, before.into_iter().filter(|it| it.id != view.row.id).collect(), cx.guild.language);
    // Of what is sensitive only those may read the answer who may read the question.
    let mut readable = Vec::new();
    for answered in alike.drain(..) {
        let row = match answered.topic_id {
            None => None,
            Some(_) => store::find(&mut &cx.db, cx.guild.id, answered.id).await?,
        };
        if row.is_none_or(|row| may_see(cx, &row, around.topic(row.facts.topic_id))) {
            readable.push(answered);
        }
    }
    readable.truncate(MOST_ALIKE);
    Ok(Beginnings { library, alike: readable })
}

/// The text that a draft begins with: `a3` of the library, `e12` of what was answered before.
pub async fn beginning(cx: &Context, around: &Around, from: &str) -> Result<String, Error> {
    let unknown = || Error::from(words::no_beginning());
    let (kind, number) = from.trim().split_at_checked(1).ok_or_else(unknown)?;
    let number: i64 = number.parse().map_err(|_| unknown())?;
    if kind == "a" {
        let all = store::library(&mut &cx.db, cx.guild.id).await?;
        let found = all.into_iter().find(|answer| answer.id == number && !answer.is_archived);
        return found.map(|answer| answer.text).ok_or_else(unknown);
    }
    let row = store::find(&mut &cx.db, cx.guild.id, number).await?.ok_or_else(unknown)?;
    if !may_see(cx, &row, around.topic(row.facts.topic_id)) {
        return Err(words::not_theirs(row.id, around.topic(row.facts.topic_id)).into());
    }
    row.facts.draft.ok_or_else(unknown)
}

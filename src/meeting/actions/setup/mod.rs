//! `/meeting create` and `/meeting edit`: a preview of the next dates first; saved with one click.

mod read;

use super::{
    apply::save_series,
    open::{find, rows},
    timers::arm,
};
use crate::{
    base::recurrence::Timetable,
    contract::{
        Answer, Context, Form, Line, Message, Reply, Source,
        args::{MeetingCreate, MeetingDraft, MeetingEdit, MeetingRedo, MeetingSave},
        open_form,
    },
    db::{At, Json, Tx, next_number},
    error::Error,
    meeting::{
        SERIES, Series, SeriesFacts, Survey,
        rules::{self, StandingItem, Template, verb},
        store, words,
    },
    room::{self, Actor, Change, Deed, fields},
    workspace,
};
use chrono::TimeDelta;
use read::{Typed, decide, given, read};
use serde::{Deserialize, Serialize};

/// How long a preview is kept.
const DRAFT_DAYS: i64 = 7;
/// Series that a server can have.
const MOST_SERIES: usize = 50;
/// Dates that a preview shows.
const SHOWN: usize = 6;

/// A series that is not saved yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Draft {
    /// The series that it changes, and the version it was drawn from; `None`: a new one.
    pub series: Option<(i64, i64)>,
    pub facts: SeriesFacts,
    /// What else the time that was typed can mean.
    #[serde(default)]
    pub others: Vec<Timetable>,
    /// What fills the form again.
    #[serde(default)]
    pub when_text: String,
}

/// Previews a new series. Bare, it opens the form.
pub async fn create(cx: &Context, args: MeetingCreate) -> Answer {
    let template = args.template.map(|it| Template::from_word(it.word()).unwrap_or(Template::Plain));
    if template.is_none() && args.name.is_none() && cx.can_open_form() {
        return Ok(Reply::Form(bare_form(&args)?));
    }
    let survey = args.survey.and_then(|survey| Survey::from_word(survey.word()));
    let typed = given!(
        args, minutes, channel, private, chair, notes, place, sections, remind, quorum, other, starts, events
    );
    let typed = Typed { survey, ..typed };
    let mut draft = read(cx, Draft::of(cx, template.unwrap_or(Template::Plain))?, &typed).await?;
    if typed.events.is_none() {
        // Everybody in the server sees most events, so what not everybody sees has none unless somebody wishes for them.
        let channel_id = draft.facts.channel_id;
        draft.facts.has_events = workspace::is_open_to_all(cx, channel_id).await == Some(true);
    }
    preview_new(cx, draft).await
}

/// The form of a new series, with what was typed.
fn bare_form(args: &MeetingCreate) -> Result<Form, Error> {
    let channels = [("channel", args.channel), ("private", args.private)];
    let line = channels
        .into_iter()
        .fold(Line::new("meeting create").with("template", "plain"), |line, (name, id)| {
            id.into_iter().fold(line, |line, id| line.with(name, id.0))
        });
    let line = args.minutes.into_iter().fold(line, |line, minutes| line.with("minutes", minutes));
    let usual = Template::Sync.usual();
    open_form(line, |input| match input {
        "when" => args.when.clone().or(Some(usual.when.to_owned())),
        "attendees" => args.attendees.clone(),
        "zone" => args.zone.as_ref().map(|zone| zone.name().to_owned()),
        "standing" => args.standing.clone(),
        _ => None,
    })
}

/// Previews a change of a series. Without one, it opens the form.
pub async fn edit(cx: &Context, args: MeetingEdit) -> Answer {
    let series = find(cx, Some(&args.meeting)).await?;
    let survey = args.survey.and_then(|survey| Survey::from_word(survey.word()));
    let typed = given!(
        args, minutes, channel, private, chair, notes, place, sections, remind, quorum, other, starts, events
    );
    let typed = Typed { survey, ..typed };
    if typed.is_empty() {
        let line = Line::new("meeting edit").with("meeting", format!("#{}", series.id));
        return Ok(Reply::Form(filled(line, &Draft::from_series(&series))?));
    }
    let draft = read(cx, Draft::from_series(&series), &typed).await?;
    preview_new(cx, draft).await
}

/// Keeps the draft and shows what it would come to.
async fn preview_new(cx: &Context, draft: Draft) -> Answer {
    is_free(cx, &draft).await?;
    let mut tx = cx.begin().await?;
    store::drop_drafts_before(&mut tx, cx.guild.id, cx.now - TimeDelta::days(DRAFT_DAYS));
    let id = store::insert_draft(&mut tx, cx.guild.id, cx.caller.user_id, draft.clone(), cx.now).await?;
    let message = preview(cx, &mut tx, id, &draft).await?;
    cx.commit(tx, cx.in_place(message)).await
}

/// The dates of a draft, with what was decided about those of the series that it changes.
async fn preview(cx: &Context, tx: &mut Tx, id: i64, draft: &Draft) -> Result<Message, Error> {
    let known = match draft.series {
        Some((series_id, _)) => match store::find_series(tx, cx.guild.id, series_id).await? {
            Some(series) => rows(tx, cx.guild.id, &series, cx.now).await?,
            None => Vec::new(),
        },
        None => Vec::new(),
    };
    let dates = rules::slots(&draft.facts, &cx.guild.hours, &known, cx.now, SHOWN);
    let note = rules::clock_note(&draft.facts, &cx.guild.hours, &known, cx.now);
    Ok(words::preview(&words::Seen::of(cx), id, draft, (&dates, note.as_deref())))
}

/// Refused when another series is called so.
async fn is_free(cx: &Context, draft: &Draft) -> Result<(), Error> {
    let all = store::all_series(&mut &cx.db, cx.guild.id).await?;
    unused(&all, draft)
}

fn unused(all: &[Series], draft: &Draft) -> Result<(), Error> {
    let name = draft.facts.name.to_lowercase();
    let own = draft.series.map(|(id, _)| id);
    if all.iter().any(|series| series.facts.name.to_lowercase() == name && Some(series.id) != own) {
        return Err(words::name_taken(&draft.facts.name).into());
    }
    match own.is_none() && all.len() >= MOST_SERIES {
        true => Err(words::too_many_series(MOST_SERIES).into()),
        false => Ok(()),
    }
}

/// A button of the preview: the time was meant otherwise.
pub async fn draft(cx: &Context, args: MeetingDraft) -> Answer {
    let mut tx = cx.begin().await?;
    let mut draft = kept(cx, &mut tx, args.draft).await?;
    let place = args.reading.and_then(|place| usize::try_from(place - 1).ok());
    if let Some(other) = place.and_then(|place| draft.others.get_mut(place)) {
        std::mem::swap(&mut draft.facts.timetable_json.0, other);
        draft.when_text = draft.facts.timetable_json.0.in_words();
    }
    store::update_draft(&mut tx, cx.guild.id, args.draft, draft.clone());
    let message = preview(cx, &mut tx, args.draft, &draft).await?;
    cx.commit(tx, Reply::Update(message)).await
}

async fn kept(cx: &Context, tx: &mut Tx, id: i64) -> Result<Draft, Error> {
    let found = store::find_draft(tx, cx.guild.id, id, cx.caller.user_id).await?;
    Ok(found.ok_or_else(words::draft_gone)?)
}

/// The button Change: the form, filled with the draft; and that form, submitted.
pub async fn redo(cx: &Context, args: MeetingRedo) -> Answer {
    let id = args.draft;
    let found: Option<Draft> = store::find_draft(&mut &cx.db, cx.guild.id, id, cx.caller.user_id).await?;
    let was = found.ok_or_else(words::draft_gone)?;
    if !matches!(cx.source, Source::Form { .. }) {
        return Ok(Reply::Form(filled(Line::new("meeting redo").with("draft", id), &was)?));
    }
    let typed = given!(args);
    let draft = read(cx, was, &typed).await?;
    is_free(cx, &draft).await?;
    let mut tx = cx.begin().await?;
    kept(cx, &mut tx, id).await?;
    store::update_draft(&mut tx, cx.guild.id, id, draft.clone());
    let message = preview(cx, &mut tx, id, &draft).await?;
    cx.commit(tx, Reply::Update(message)).await
}

/// The form filled with a draft.
fn filled(line: Line, draft: &Draft) -> Result<Form, Error> {
    let facts = &draft.facts;
    open_form(line, |input| match input {
        "name" => Some(facts.name.clone()),
        "when" => Some(draft.when_text.clone()),
        "attendees" => Some(facts.attendees_json.0.typed()),
        "zone" => Some(facts.timetable_json.0.series().zone().name().to_owned()),
        "standing" => Some(StandingItem::typed(&facts.standing_json.0)),
        _ => None,
    })
}

/// Saves what was previewed.
pub async fn save(cx: &Context, args: MeetingSave) -> Answer {
    let found: Option<Draft> =
        store::find_draft(&mut &cx.db, cx.guild.id, args.draft, cx.caller.user_id).await?;
    let Some(found) = found else {
        // The first delivery of the same press may have saved it.
        return match cx.first_answer().await? {
            Some(first) => Ok(first),
            None => Err(words::draft_gone().into()),
        };
    };
    decide(cx, &found.facts).await?;
    let mut tx = cx.begin().await?;
    let draft = kept(cx, &mut tx, args.draft).await?;
    if !store::remove_draft(&mut tx, cx.guild.id, args.draft).await? {
        return Err(words::draft_gone().into());
    }
    unused(&store::all_series(&mut tx, cx.guild.id).await?, &draft)?;
    let by = &Actor::from(cx);
    let (series, is_new) = match draft.series {
        Some((id, version)) => {
            let before = store::lock_series(&mut tx, cx.guild.id, id).await?.ok_or_else(words::no_series)?;
            if before.version != version {
                return Err(words::form_is_old(&before).into());
            }
            let facts = SeriesFacts { state: before.facts.state, ..draft.facts };
            (save_series(&mut tx, by, &cx.guild, (&before, facts), Deed::of(verb::EDITED)).await?, false)
        }
        None => (save_new(&mut tx, by, cx, draft.facts).await?, true),
    };
    let known = rows(&mut tx, cx.guild.id, &series, cx.now).await?;
    let dates = rules::slots(&series.facts, &cx.guild.hours, &known, cx.now, SHOWN);
    let reply = cx.in_place(words::saved(&words::Seen::of(cx), &series, &dates, is_new));
    cx.commit(tx, reply).await
}

async fn save_new(tx: &mut Tx, by: &Actor, cx: &Context, facts: SeriesFacts) -> Result<Series, Error> {
    let series = Series {
        id: next_number(tx, cx.guild.id, SERIES).await?,
        facts,
        created_by_user_id: cx.caller.user_id,
        created_at: At::from(cx.now),
        version: 1,
    };
    store::insert_series(tx, cx.guild.id, &series);
    let made = Change { before: None, after: Some(fields(&series.facts)?) };
    room::record(tx, by, SERIES, series.id, verb::CREATED, made);
    arm(tx, by, &cx.guild, &series).await?;
    Ok(series)
}

impl Draft {
    fn from_series(series: &Series) -> Self {
        let when_text = series.facts.timetable_json.0.in_words();
        Self {
            series: Some((series.id, series.version)),
            facts: series.facts.clone(),
            others: Vec::new(),
            when_text,
        }
    }

    /// What a new series of a template begins with.
    fn of(cx: &Context, template: Template) -> Result<Self, Error> {
        let usual = template.usual();
        let zone =
            usual.zone.and_then(crate::base::civil::Zone::find).unwrap_or_else(|| cx.guild.zone.clone());
        // A plain series has no time until one is typed; a week's is as good as any.
        let when = if usual.when.is_empty() { "every week" } else { usual.when };
        let (table, others) = read::when(cx, when, &zone, None)?;
        let only = usual.sections.map(|keys| keys.iter().map(|key| (*key).to_owned()).collect());
        let facts = SeriesFacts {
            name: usual.name.to_owned(),
            template,
            channel_id: cx.caller.channel_id,
            private_channel_id: None,
            timetable_json: Json(table),
            other_json: None,
            duration_minutes: usual.minutes,
            attendees_json: Json(Default::default()),
            chair_user_id: cx.caller.user_id,
            note_takers_json: Json(Vec::new()),
            sections_json: Json(rules::Sections { only }),
            standing_json: Json(StandingItem::read_all(usual.standing)),
            place: None,
            place_channel_id: None,
            remind_json: Json(usual.remind),
            quorum: None,
            is_self_starting: false,
            has_events: false,
            survey: usual.survey,
            state: crate::meeting::SeriesState::Active,
        };
        Ok(Self { series: None, facts, others, when_text: usual.when.to_owned() })
    }
}

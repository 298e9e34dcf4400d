//! Finding minutes later.

use super::names::Names;
use crate::{
    contract::{Answer, Context, File, args::MeetingMinutes},
    db::{At, Db},
    error::{Error, Refusal},
    meeting::{
        Series,
        actions::open::{find, masked, may_read, read_day, sees_private},
        store, words,
        words::{Seen, Shown},
    },
};

/// `/meeting minutes`: those of a date, or the newest, for whoever sees the channel of the meeting; with what is confidential for
/// whoever sees the private one. Message and file name customers as the caller may know them.
pub async fn minutes_of(cx: &Context, args: MeetingMinutes) -> Answer {
    let series = find(cx, args.meeting.as_ref()).await?;
    if !may_read(cx, &series).await {
        return Err(words::minutes_are_for_others(&masked(cx, &series)).into());
    }
    let on = &mut &cx.db;
    let all = store::published(on, cx.guild.id, series.id).await?;
    let none = || words::no_minutes(&masked(cx, &series), &all);
    let id = which(cx, &series, &all, args.date.as_deref())?.ok_or_else(none)?;
    let occurrence = store::find_occurrence(on, cx.guild.id, id).await?.ok_or_else(none)?;
    let is_inside = sees_private(cx, &series).await;
    let inside = match is_inside {
        true => store::minutes(on, cx.guild.id, id, true).await?,
        false => None,
    };
    let published = match inside {
        Some(inside) => Some(inside),
        None => store::minutes(on, cx.guild.id, id, false).await?,
    };
    let published = published.ok_or_else(none)?;
    let shown = Shown {
        series: &series,
        occurrence: &occurrence,
        minutes: &published.minutes_json.0,
        revision: published.revision,
        changed: published.changed.as_deref(),
        by: published.published_by_user_id,
        watched: store::watchers(on, cx.guild.id, id).await?,
    };
    let seen = Seen::of(cx);
    let names = Names::in_minutes(cx, shown.minutes).await;
    let mut message = words::minutes(&seen, &shown, words::own_file(&seen, &shown, &names.0));
    // It says all that was said: nobody gets it who may not read all of the minutes, or not know what customers are called.
    if cx.sight().shows_names() && (published.is_confidential || published.minutes_json.0.hidden == 0) {
        message.files.extend(transcript(cx, id).await?);
    }
    Ok(cx.in_place(words::with_others(message, &series, &all, id)))
}

/// Which of the published dates somebody means: the newest without a word, one by its number, or the one on that day.
fn which(
    cx: &Context,
    series: &Series,
    all: &[(i64, At)],
    typed: Option<&str>,
) -> Result<Option<i64>, Refusal> {
    let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) else {
        return Ok(all.first().map(|(id, _)| *id));
    };
    let typed_number = typed.parse::<i64>().ok();
    if let Some((id, _)) = all.iter().find(|(id, _)| Some(*id) == typed_number) {
        return Ok(Some(*id));
    }
    let zone = series.facts.timetable_json.0.series().zone();
    let day = read_day(cx, series, (typed, "date"))?;
    Ok(all.iter().find(|(_, at)| zone.date(at.utc()) == day).map(|(id, _)| *id))
}

/// The transcript of an occurrence, if one is kept, as a file to attach. It is known by the number of the occurrence, below
/// zero, where no other file has its number.
async fn transcript(cx: &Context, occurrence_id: i64) -> Result<Option<File>, Error> {
    let found = store::transcript_named(&mut &cx.db, cx.guild.id, occurrence_id).await?;
    Ok(found.map(|(name, length)| File {
        name: words::transcript_name(name),
        file_id: -occurrence_id,
        length,
        text: None,
    }))
}

/// Name and content of minutes as a file, or of the transcript of an occurrence.
///
/// # Errors
/// When the database does not answer.
pub async fn minutes_as_file(db: &Db, guild_id: i64, id: i64) -> Result<Option<(String, Vec<u8>)>, Error> {
    if id < 0 {
        let recording = store::recording(&mut { db }, guild_id, id.saturating_neg()).await?;
        let file =
            recording.and_then(|it| Some((words::transcript_name(it.transcript_name), it.transcript?)));
        return Ok(file.map(|(name, text)| (name, text.into_bytes())));
    }
    let found = store::minutes_file(&mut { db }, guild_id, id).await?;
    Ok(found.map(|(revision, text)| (words::file_name(revision), text.into_bytes())))
}

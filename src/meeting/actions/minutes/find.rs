//! Finding minutes later.

use crate::{
    contract::{Answer, Context, File, args::MeetingMinutes},
    db::Db,
    error::Error,
    meeting::{
        actions::open::{find, masked, read_day},
        store, words,
        words::{Seen, Shown},
    },
    workspace,
};

/// `/meeting minutes`: those of a date, or the newest; with what is confidential for whoever sees the private channel.
pub async fn minutes_of(cx: &Context, args: MeetingMinutes) -> Answer {
    let series = find(cx, args.meeting.as_ref()).await?;
    let on = &mut &cx.db;
    let all = store::published(on, cx.guild.id, series.id).await?;
    let zone = series.facts.timetable_json.0.series().zone();
    let found = match args.date.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) {
        None => all.first().copied(),
        Some(typed) => {
            let typed_number = typed.parse::<i64>().ok();
            match all.iter().find(|(id, _)| Some(*id) == typed_number) {
                Some(found) => Some(*found),
                None => {
                    let day = read_day(cx, &series, (typed, "date"))?;
                    all.iter().find(|(_, at)| zone.date(at.utc()) == day).copied()
                }
            }
        }
    };
    let Some((id, _)) = found else {
        return Err(words::no_minutes(&masked(cx, &series), &all).into());
    };
    let occurrence = store::find_occurrence(on, cx.guild.id, id)
        .await?
        .ok_or_else(|| words::no_minutes(&masked(cx, &series), &all))?;
    let is_inside = match series.facts.private_channel_id {
        Some(channel_id) => workspace::sees(cx, channel_id).await == Some(true),
        None => false,
    };
    let inside = match is_inside {
        true => store::minutes(on, cx.guild.id, id, true).await?,
        false => None,
    };
    let published = match inside {
        Some(inside) => Some(inside),
        None => store::minutes(on, cx.guild.id, id, false).await?,
    };
    let published = published.ok_or_else(|| words::no_minutes(&masked(cx, &series), &all))?;
    let shown = Shown {
        series: &series,
        occurrence: &occurrence,
        minutes: &published.minutes_json.0,
        revision: published.revision,
        changed: published.changed.as_deref(),
        by: published.published_by_user_id,
        watched: store::watchers(on, cx.guild.id, id).await?,
    };
    let mut message = words::minutes(&Seen::of(cx), &shown, Some(&published));
    // It says all that was said: nobody gets it who may not read all of the minutes, or not know what customers are called.
    if cx.sight().shows_names() && (published.is_confidential || published.minutes_json.0.hidden == 0) {
        message.files.extend(transcript(cx, id).await?);
    }
    Ok(cx.in_place(words::with_others(message, &series, &all, id)))
}

/// The transcript of an occurrence, if one is kept, as a file to attach. It is known by the number of the occurrence, below
/// zero, where no other file has its number.
async fn transcript(cx: &Context, occurrence_id: i64) -> Result<Option<File>, Error> {
    let found = store::transcript_named(&mut &cx.db, cx.guild.id, occurrence_id).await?;
    Ok(found.map(|(name, length)| File {
        name: words::transcript_name(name),
        file_id: -occurrence_id,
        length,
    }))
}

/// Name and content of minutes as a file, or of the transcript of an occurrence.
///
/// # Errors
/// When the database does not answer.
pub async fn minutes_as_file(db: &Db, guild_id: i64, id: i64) -> Result<Option<(String, Vec<u8>)>, Error> {
    if id < 0 {
        let found = store::transcript_file(&mut { db }, guild_id, id.saturating_neg()).await?;
        return Ok(found.map(|(name, text)| (words::transcript_name(name), text.into_bytes())));
    }
    let found = store::minutes_file(&mut { db }, guild_id, id).await?;
    Ok(found.map(|(revision, text)| (words::file_name(revision), text.into_bytes())))
}

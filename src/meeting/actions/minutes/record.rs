//! The recording of a meeting, and what was said in it.

use super::{draft::may_publish, names::Names, publish::publish};
use crate::{
    base::text::clean,
    contract::{Answer, Context, FetchError, Line, Reply, Timer, args::MeetingRecording, open_form},
    db::{At, Tx},
    error::{Error, Fault},
    meeting::{
        Occurrence, Recording, Series, State,
        actions::{
            apply::tell_with_hint,
            live::Draws,
            open::{begin_occurrence, find, find_occurrence, masked, read},
        },
        rules, store, words,
    },
    queue,
    request::{self, Taken},
    room::{self, Actor, Job, Ports},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// `/meeting recording`: where the recording is, and its transcript.
pub async fn recording(cx: &Context, args: MeetingRecording) -> Answer {
    let series = find(cx, args.meeting.as_ref()).await?;
    let is_empty = args.url.is_none() && args.link.is_none() && args.transcript.is_none();
    if is_empty && args.began.is_none() && cx.can_open_form() {
        let line = Line::new("meeting recording").with("meeting", format!("#{}", series.id));
        return Ok(Reply::Form(open_form(line, |_| None)?));
    }
    let id = last_over(cx, &series).await?;
    let (series, occurrence) = find_occurrence(cx, id).await?;
    if !may_publish(cx, &series, &occurrence) {
        return Err(words::not_your_minutes(&series, &occurrence).into());
    }
    let (url, link) = addresses(&args)?;
    let began_at = match args.began.as_deref() {
        Some(typed) => Some(At::from(read(cx, &series, (typed, "began"))?)),
        None => occurrence.facts.started_at,
    };
    if url.is_none() && link.is_none() && args.transcript.is_none() {
        return Err(words::nothing_to_record().into());
    }
    if args.transcript.as_ref().is_some_and(|file| !rules::is_transcript(&file.filename, file.size_bytes)) {
        return Err(words::bad_transcript().into());
    }
    let draws = Draws::of(cx, &series).await;
    let names = Names::of(cx, (&series, &occurrence)).await?;
    let (mut tx, series, occurrence) = begin_occurrence(cx, occurrence.id).await?;
    if let Some(file) = &args.transcript {
        let taken = Taken { user_id: cx.caller.user_id, length: file.size_bytes };
        let old = taken_before(&mut tx, cx.guild.id, occurrence.id).await?;
        if let Some(why) = request::lacks_room(&mut tx, &cx.guild, taken, old).await? {
            return Err(words::no_room_for_transcript(&why).into());
        }
    }
    let (has_url, has_link) = (url.is_some(), link.is_some());
    let kept = Recording { url, transcript: None, transcript_name: None, transcript_url: link, began_at };
    store::keep_recording(&mut tx, cx.guild.id, occurrence.id, (&kept, cx.caller.user_id, At::from(cx.now)));
    if let Some(file) = &args.transcript {
        let job = FetchTranscript {
            occurrence: occurrence.id,
            file: file.id,
            name: file.filename.clone(),
            url: file.url.clone(),
            by: cx.caller.user_id,
        };
        room::enqueue(&mut tx, cx.guild.id, &job, cx.now, cx.now).await?;
    }
    if has_url || has_link {
        let what = if has_url { words::recording_was_added() } else { words::transcript_was_added() };
        again(&mut tx, &draws, (&series, &occurrence), (&names, what)).await?;
    }
    let reply = cx.in_place(words::recorded(&occurrence, has_url, (has_link, args.transcript.is_some())));
    cx.commit(tx, reply).await
}

/// The meeting of a series that is on, or was over last.
async fn last_over(cx: &Context, series: &Series) -> Result<i64, Error> {
    let on = &mut &cx.db;
    for id in store::wrapping(on, cx.guild.id).await?.into_iter().chain(store::held(on, cx.guild.id).await?) {
        if store::find_occurrence(on, cx.guild.id, id).await?.is_some_and(|it| it.series_id == series.id) {
            return Ok(id);
        }
    }
    let all = store::published(on, cx.guild.id, series.id).await?;
    all.first().map(|(id, _)| *id).ok_or_else(|| words::no_minutes(&masked(cx, series), &all).into())
}

/// The addresses of the recording and of its transcript.
fn addresses(args: &MeetingRecording) -> Result<(Option<String>, Option<String>), Error> {
    let secure = |link: &str| address(link).filter(|link| link.starts_with("https://"));
    let url = given(args.url.as_deref()).map(|url| address(url).ok_or_else(words::bad_recording));
    let link = given(args.link.as_deref()).map(|link| secure(link).ok_or_else(words::bad_transcript_link));
    Ok((url.transpose()?, link.transpose()?))
}

fn given(typed: Option<&str>) -> Option<&str> {
    typed.map(str::trim).filter(|typed| !typed.is_empty())
}

fn address(typed: &str) -> Option<String> {
    let url = reqwest::Url::parse(&clean(typed)).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    is_web.then(|| url.to_string())
}

/// What the transcript takes that is kept of an occurrence.
async fn taken_before(tx: &mut Tx, guild_id: i64, occurrence_id: i64) -> Result<Option<Taken>, Error> {
    let taken = store::transcript_taken(tx, guild_id, occurrence_id).await?;
    Ok(taken.map(|(user_id, length)| Taken { user_id, length }))
}

/// Minutes that were published are published again.
async fn again(
    tx: &mut Tx,
    draws: &Draws<'_>,
    (series, occurrence): (&Series, &Occurrence),
    (names, what): (&Names, String),
) -> Result<(), Error> {
    if occurrence.facts.state == State::Published {
        publish(tx, draws, (series, occurrence), (names, Some(what), None)).await?;
    }
    Ok(())
}

/// Fetches a transcript.
#[derive(Serialize, Deserialize)]
pub struct FetchTranscript {
    pub occurrence: i64,
    pub file: i64,
    pub name: String,
    pub url: String,
    pub by: i64,
}

impl Job for FetchTranscript {
    const KIND: &'static str = "meeting.transcript";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.occurrence, self.file)
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let (guild, on) = (&timer.guild, &mut &timer.db);
        let found = store::find_with_series(on, guild.id, self.occurrence).await?;
        let Some((series, found)) = found else { return timer.nothing_to_do().await };
        let text = match ports.files.fetch(&self.url, rules::LONGEST_TRANSCRIPT).await {
            Ok(content) => Some(clean(&String::from_utf8_lossy(&content))),
            Err(FetchError::Later(why)) if timer.job.attempts < queue::MAX_ATTEMPTS => {
                return Err(Fault::Broken(format!("a transcript could not be fetched yet: {why}")).into());
            }
            Err(_) => None,
        };
        let by = Actor::from(timer);
        let draws = Draws::by_itself(guild, by, ports, &series).await;
        draws.are_sure(timer)?;
        let names = Names::by_itself(timer, ports, (&series, &found)).await?;
        let mut tx = timer.begin().await?;
        store::lock_series(&mut tx, guild.id, series.id).await?;
        let Some(occurrence) = store::lock_occurrence(&mut tx, guild.id, self.occurrence).await? else {
            return timer.finish(tx).await;
        };
        let refused = match text {
            Some(text) => match keep(&mut tx, timer, &self, occurrence.id, text).await? {
                Some(why) => Some(words::transcript_not_kept(&self.name, &why)),
                None => {
                    let what = words::transcript_was_added();
                    again(&mut tx, &draws, (&series, &occurrence), (&names, what)).await?;
                    None
                }
            },
            None => Some(words::no_transcript(&self.name)),
        };
        if let Some(message) = refused {
            tell_with_hint(&mut tx, &by, self.by, (&message, series.facts.channel_id))?;
        }
        timer.finish(tx).await
    }
}

/// Keeps a transcript in place of the one before. Returns why there is no room for it; then everything is as it was.
async fn keep(
    tx: &mut Tx,
    timer: &Timer,
    job: &FetchTranscript,
    occurrence_id: i64,
    text: String,
) -> Result<Option<String>, Error> {
    let guild = &timer.guild;
    let taken = Taken { user_id: job.by, length: store::bytes_of(&text) };
    let old = taken_before(tx, guild.id, occurrence_id).await?;
    if let Some(why) = request::take_room(tx, timer.now, guild, taken, old).await? {
        return Ok(Some(why));
    }
    let kept = Recording {
        url: None,
        transcript: Some(text),
        transcript_name: Some(job.name.clone()),
        transcript_url: None,
        began_at: None,
    };
    store::keep_recording(tx, guild.id, occurrence_id, (&kept, job.by, At::from(timer.now)));
    Ok(None)
}

//! Two questions after a meeting, answered by a select and by a form.

use super::{super::open::find_occurrence, close::SurveyClose};
use crate::{
    base::text::clean,
    contract::{
        Answer, Context, Guild, Reply,
        args::{MeetingRate, MeetingSuggest},
    },
    db::{At, Tx},
    error::Error,
    meeting::{
        Answered, Asked, Occurrence, Question, Series, Survey, actions::live::Draws, rules, store, words,
    },
    queue::Target,
    room::{self, Actor, draw},
};

/// The card of the questions.
pub fn survey_key(occurrence_id: i64) -> String {
    format!("{}:{occurrence_id}:survey", crate::meeting::OCCURRENCE)
}

/// Asks after a meeting that has ended, if its series wants that.
pub async fn ask(tx: &mut Tx, draws: &Draws<'_>, (series, row): (&Series, &Occurrence)) -> Result<(), Error> {
    let (by, guild) = (&draws.by, draws.guild);
    if series.facts.survey == Survey::None {
        return Ok(());
    }
    let at = rules::survey_closes(by.now, &guild.hours);
    let asked = Asked {
        occurrence_id: row.id,
        is_anonymous: series.facts.survey == Survey::Anonymous,
        closes_at: At::from(at),
        closed_at: None,
    };
    store::insert_survey(tx, guild.id, asked);
    room::enqueue(tx, guild.id, &SurveyClose { occurrence: row.id, at }, at, by.now).await?;
    show(tx, by, guild, (series, row), &asked).await
}

/// Brings the card of the questions up to date.
pub async fn show(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    (series, row): (&Series, &Occurrence),
    asked: &Asked,
) -> Result<(), Error> {
    let channel_id = series.facts.channel_id;
    let seen = words::Seen { guild, sight: guild.sight_in(channel_id), now: by.now };
    let message = match asked.closed_at {
        None => {
            let count = store::count_voters(tx, guild.id, row.id).await?;
            words::survey(&seen, (series, row), asked, count)
        }
        Some(_) => {
            let answers = store::survey_answers(tx, guild.id, row.id).await?;
            words::survey_results(&seen, (series, row), asked, &answers)
        }
    };
    draw(tx, by, Target::Channel(channel_id), &survey_key(row.id), &message, None)
}

/// How useful it was.
pub async fn rate(cx: &Context, args: MeetingRate) -> Answer {
    let useful = Some(args.useful.clamp(1, rules::BEST));
    keep(cx, args.occurrence, Answered { question: Question::Useful, useful, said: None, user_id: None })
        .await
}

/// What the next one should bring.
pub async fn suggest(cx: &Context, args: MeetingSuggest) -> Answer {
    let said = clean(&args.said).trim().to_owned();
    if said.is_empty() {
        return Err(words::nothing_suggested().into());
    }
    let said = Some(said);
    keep(cx, args.occurrence, Answered { question: Question::Next, useful: None, said, user_id: None }).await
}

/// Keeps an answer, if the person has not answered that question anonymously before; under a name a later answer takes its
/// place. No event tells of it: of what is said anonymously, nothing may tell who said it.
async fn keep(cx: &Context, occurrence_id: i64, answer: Answered) -> Answer {
    let (series, row) = find_occurrence(cx, occurrence_id).await?;
    let mut tx = cx.begin().await?;
    let asked = store::lock_survey(&mut tx, cx.guild.id, row.id).await?;
    let Some(asked) = asked.filter(|asked| asked.closed_at.is_none()) else {
        return Err(words::survey_is_over().into());
    };
    let who = (answer.question, cx.caller.user_id);
    let is_first = store::has_answered(&mut tx, cx.guild.id, row.id, who).await?;
    if asked.is_anonymous && !is_first {
        drop(tx);
        return match cx.first_answer().await? {
            Some(first) => Ok(first),
            None => Err(words::answered_already().into()),
        };
    }
    if !is_first {
        store::drop_answer(&mut tx, cx.guild.id, row.id, who).await?;
    }
    let answer = Answered { user_id: (!asked.is_anonymous).then_some(cx.caller.user_id), ..answer };
    // By lot: a number that counts up would tell in which order people answered.
    let id = (i64::from(rand::random::<u32>()) << 31) | i64::from(rand::random::<u32>() >> 1);
    store::insert_answer(&mut tx, cx.guild.id, row.id, (id, &answer));
    show(&mut tx, &Actor::docket(cx.guild.id, cx.now), &cx.guild, (&series, &row), &asked).await?;
    cx.commit(tx, Reply::private(words::survey_answered(&row, answer.question, asked.is_anonymous))).await
}

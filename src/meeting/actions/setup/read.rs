//! What was typed about a series becomes a draft, over what there was.

use super::Draft;
use crate::{
    base::{
        civil::Zone,
        recurrence::{Meant, Timetable, Was, read_again, read_when},
        text::{Mention, clean, mentions, one_line},
    },
    contract::{ChannelId, Context},
    error::{Error, Refusal},
    meeting::{
        SeriesFacts, Survey,
        rules::{Attendees, MOST_STANDING, OtherHour, Remind, Sections, StandingItem},
        words,
    },
    workspace::{self, ChannelUse},
};

/// People and roles that a series names, at most.
const MOST_ATTENDEES: usize = 100;
/// Characters of a standing topic.
const LONGEST_TOPIC: usize = 200;

/// What was typed; what was not stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub name: Option<String>,
    pub when: Option<String>,
    pub attendees: Option<String>,
    pub zone: Option<Zone>,
    pub standing: Option<String>,
    pub minutes: Option<i64>,
    pub channel: Option<ChannelId>,
    pub private: Option<ChannelId>,
    pub chair: Option<String>,
    pub notes: Option<String>,
    pub place: Option<String>,
    pub sections: Option<String>,
    pub remind: Option<String>,
    pub quorum: Option<i64>,
    pub other: Option<String>,
    pub starts: Option<bool>,
    pub events: Option<bool>,
    pub survey: Option<Survey>,
}

/// What the arguments of a command give: the inputs of the form, and these besides.
macro_rules! given {
    ($args:ident) => {
        Typed {
            name: $args.name,
            when: $args.when,
            attendees: $args.attendees,
            zone: $args.zone,
            standing: $args.standing,
            ..Typed::default()
        }
    };
    ($args:ident, $($more:ident),+) => {
        Typed {
            name: $args.name,
            when: $args.when,
            attendees: $args.attendees,
            zone: $args.zone,
            standing: $args.standing,
            $($more: $args.$more,)+
            ..Typed::default()
        }
    };
}
pub(super) use given;

impl Typed {
    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        let texts = [
            &self.name,
            &self.when,
            &self.attendees,
            &self.standing,
            &self.chair,
            &self.notes,
            &self.place,
            &self.sections,
            &self.remind,
            &self.other,
        ];
        texts.iter().all(|text| text.is_none())
            && self.zone.is_none()
            && self.minutes.is_none()
            && self.channel.is_none()
            && self.private.is_none()
            && self.quorum.is_none()
            && self.starts.is_none()
            && self.events.is_none()
            && self.survey.is_none()
    }
}

/// The draft with what was typed; Discord is asked, so this is no part of a transaction.
pub async fn read(cx: &Context, mut draft: Draft, typed: &Typed) -> Result<Draft, Error> {
    time(cx, &mut draft, typed)?;
    let facts = &mut draft.facts;
    if let Some(name) = &typed.name {
        facts.name = one_line(&clean(name)).trim().to_owned();
    }
    if facts.name.is_empty() {
        return Err(words::no_name().into());
    }
    facts.duration_minutes = typed.minutes.unwrap_or(facts.duration_minutes);
    facts.channel_id = typed.channel.map_or(facts.channel_id, |channel| channel.0);
    facts.private_channel_id = typed.private.map(|channel| channel.0).or(facts.private_channel_id);
    facts.is_self_starting = typed.starts.unwrap_or(facts.is_self_starting);
    facts.has_events = typed.events.unwrap_or(facts.has_events);
    facts.survey = typed.survey.unwrap_or(facts.survey);
    if let Some(quorum) = typed.quorum {
        facts.quorum = Some(quorum).filter(|quorum| *quorum > 0);
    }
    people(cx, facts, typed).await?;
    texts(facts, typed)?;
    sections(cx, facts, typed)?;
    decide(cx, facts).await?;
    Ok(draft)
}

/// Decides whether docket may speak in the channels of a series, and whether what is confidential stays so in the private one.
pub async fn decide(cx: &Context, facts: &SeriesFacts) -> Result<(), Refusal> {
    workspace::may_use_channel(cx, facts.channel_id, ChannelUse::Post).await?;
    let Some(private) = facts.private_channel_id else { return Ok(()) };
    workspace::may_use_channel(cx, private, ChannelUse::Post).await?;
    match workspace::is_open_to_all(cx, private).await {
        Some(false) => Ok(()),
        Some(true) => Err(words::is_not_private(private)),
        None => Err(words::privacy_unknown(private)),
    }
}

fn time(cx: &Context, draft: &mut Draft, typed: &Typed) -> Result<(), Error> {
    let old = &draft.facts.timetable_json.0;
    let zone = typed.zone.clone().unwrap_or_else(|| old.series().zone().clone());
    match typed.when.as_deref().filter(|text| *text != draft.when_text) {
        Some(text) => {
            let was = draft.series.is_some().then_some(old);
            let (table, others) = when(cx, text, &zone, was)?;
            draft.when_text = text.to_owned();
            draft.facts.timetable_json.0 = table;
            draft.others = others;
        }
        None if draft.when_text.is_empty() => return Err(words::no_time().into()),
        None => {
            draft.facts.timetable_json.0 = old.clone().in_zone(zone.clone());
            draft.others = draft.others.drain(..).map(|other| other.in_zone(zone.clone())).collect();
        }
    }
    if let Some(text) = &typed.other {
        let read = || OtherHour::read(text).ok_or_else(|| words::bad_other_hour(text));
        draft.facts.other_json = if is_none(text) { None } else { Some(crate::db::Json(read()?)) };
    }
    Ok(())
}

/// Reads a rhythm, and what else it can mean; in place of another one it keeps the phase.
pub fn when(
    cx: &Context,
    text: &str,
    zone: &Zone,
    was: Option<&Timetable>,
) -> Result<(Timetable, Vec<Timetable>), Refusal> {
    let hours = cx.guild.hours.clone().in_zone(zone.clone());
    let meaning = match was {
        Some(was) => {
            let was = Was { time: was.series().first().time(), series: Some(was) };
            read_again(text, cx.now, zone, &hours, was)
        }
        None => read_when(text, cx.now, zone, &hours),
    };
    let meaning = meaning.map_err(|error| words::bad_when(&error))?;
    let all = [meaning.taken].into_iter().chain(meaning.others);
    let mut series = all.filter_map(|meant| match meant {
        Meant::Series(table) => Some(table),
        Meant::Once(..) => None,
    });
    let taken = series.next().ok_or_else(|| words::no_rhythm(text))?;
    Ok((taken, series.collect()))
}

async fn people(cx: &Context, facts: &mut SeriesFacts, typed: &Typed) -> Result<(), Error> {
    if let Some(text) = &typed.attendees {
        facts.attendees_json.0 = named(cx, text, "attendees").await?;
    }
    if facts.attendees_json.0.len() > MOST_ATTENDEES {
        return Err(words::too_many_people(MOST_ATTENDEES).into());
    }
    if let Some(text) = &typed.chair {
        facts.chair_user_id = workspace::whose(cx, text, "chair").await?;
    }
    if let Some(text) = &typed.notes {
        let takers = named(cx, text, "notes").await?;
        if !takers.roles.is_empty() {
            return Err(words::people_only("notes").into());
        }
        facts.note_takers_json.0 = takers.people;
    }
    Ok(())
}

async fn named(cx: &Context, text: &str, option: &'static str) -> Result<Attendees, Error> {
    if is_none(text) {
        return Ok(Attendees::default());
    }
    let named = workspace::with_people(cx, text, option).await?;
    Ok(Attendees::read(&named).map_err(|word| words::bad_people(&word, option))?)
}

fn texts(facts: &mut SeriesFacts, typed: &Typed) -> Result<(), Refusal> {
    if let Some(text) = &typed.standing {
        let all: Vec<StandingItem> = StandingItem::read_all(&clean(text))
            .into_iter()
            .map(|it| StandingItem { topic: one_line(&it.topic).trim().to_owned(), ..it })
            .collect();
        let is_long = |it: &StandingItem| it.topic.chars().count() > LONGEST_TOPIC;
        if all.len() > MOST_STANDING || all.iter().any(is_long) {
            return Err(words::bad_standing(MOST_STANDING, LONGEST_TOPIC));
        }
        facts.standing_json.0 = all;
    }
    if let Some(text) = &typed.place {
        let text = one_line(&clean(text)).trim().to_owned();
        let channel = mentions(&text).find_map(|mention| match mention {
            Mention::Channel(id) => Some(id),
            _ => None,
        });
        facts.place_channel_id = channel;
        facts.place = Some(text).filter(|text| channel.is_none() && !is_none(text));
    }
    if let Some(text) = &typed.remind {
        facts.remind_json.0 = Remind::read(text).map_err(|word| words::bad_remind(&word))?;
    }
    Ok(())
}

fn sections(cx: &Context, facts: &mut SeriesFacts, typed: &Typed) -> Result<(), Refusal> {
    let Some(text) = &typed.sections else { return Ok(()) };
    let known: Vec<&str> = cx.neighbours.agenda().iter().map(|section| section.key).collect();
    let only = match text.trim().to_lowercase().as_str() {
        "all" => None,
        text if is_none(text) => Some(Vec::new()),
        text => {
            let keys: Vec<String> =
                text.split([' ', ',', ';']).filter(|key| !key.is_empty()).map(str::to_owned).collect();
            if let Some(odd) = keys.iter().find(|key| !known.contains(&key.as_str())) {
                return Err(words::unknown_section(odd, &known));
            }
            Some(keys)
        }
    };
    facts.sections_json.0 = Sections { only };
    Ok(())
}

/// Whether a text takes something away.
fn is_none(text: &str) -> bool {
    matches!(text.trim().to_lowercase().as_str(), "-" | "none" | "nobody" | "nothing")
}

//! What is said about features for a call, the questions after it, and its recording.

use super::{
    Seen,
    seen::{code, mention, name, short, stamped},
};
use crate::{
    base::when::{Style, stamp},
    contract::{Button, Card, Line, Message, Select, SelectFrom, SelectOption, Tone},
    error::Refusal,
    meeting::{
        Answered, Asked, Item, Occurrence, Question, Series,
        rules::{self, BEST},
    },
    release::Feature,
};

/// What is shown of a text.
const TEXT: usize = 200;
/// Characters of a field.
const FIELD: usize = 1000;
/// Features that one message asks about: each takes a row of buttons, and Discord allows five.
const ASKED_AT_ONCE: usize = 5;
/// The time boxes that are offered.
const BOXES: [i64; 3] = [5, 10, 15];
/// What was said that results show.
const MOST_SAID: usize = 12;

fn feature_code(id: i64) -> String {
    format!("ITEM-{id}")
}

/// Some days before a call: which of these would their owner show?
pub fn features_asked(seen: &Seen<'_>, (series, row): (&Series, &Occurrence), left: &[Feature]) -> Message {
    let what = match left.len() {
        1 => "Would you show this there?".to_owned(),
        count => format!("Which of these {count} would you show there?"),
    };
    let head = format!(
        "{} takes place {}. {what} A press puts it on the agenda with its time box.",
        name(series, seen.sight),
        stamped(series, row.facts.starts_at.utc())
    );
    questions(seen, head, row, left)
}

/// An owner has said something about a feature; the message goes on to the others.
pub fn feature_answered(
    seen: &Seen<'_>,
    (series, row): (&Series, &Occurrence),
    (id, topic): (i64, Option<&Item>),
    left: &[Feature],
) -> Message {
    let name = name(series, seen.sight);
    let head = match topic {
        Some(topic) => format!(
            "**{}** is on the agenda of {name} as **{}**, {} min.",
            feature_code(id),
            code(topic.id),
            topic.facts.minutes.unwrap_or_default()
        ),
        None => format!("**{}** is not shown this time.", feature_code(id)),
    };
    if !left.is_empty() {
        return questions(seen, format!("{head} And these?"), row, left);
    }
    let open = topic.map(|topic| {
        Button::run(format!("Open {}", code(topic.id)), Line::new("agenda item").with("item", topic.id))
    });
    Message::text(format!("{head} There is nothing else to decide.")).buttons(open)
}

fn questions(seen: &Seen<'_>, head: String, row: &Occurrence, left: &[Feature]) -> Message {
    let mut lines = vec![head];
    lines.extend(left.iter().take(ASKED_AT_ONCE).map(|feature| {
        format!(
            "`{}` {} · {}",
            feature_code(feature.item.id),
            short(&feature.item.facts.text, seen.sight, TEXT),
            short(&feature.release.facts.name, seen.sight, TEXT)
        )
    }));
    if left.len() > ASKED_AT_ONCE {
        lines.push(format!("-# … and {} more, which come as you answer", left.len() - ASKED_AT_ONCE));
    }
    left.iter().take(ASKED_AT_ONCE).fold(Message::text(lines.join("\n")), |message, feature| {
        let line = Line::new("meeting demo").with("occurrence", row.id).with("item", feature.item.id);
        let code = feature_code(feature.item.id);
        let boxes = BOXES.map(|minutes| {
            Button::run(format!("{code}: {minutes} min"), line.clone().with("minutes", minutes))
        });
        let not = Button::run(format!("{code}: not this time"), line.clone());
        message.buttons(boxes.into_iter().chain([not]))
    })
}

/// The questions, while they are open.
pub fn survey(seen: &Seen<'_>, (series, row): (&Series, &Occurrence), asked: &Asked, count: i64) -> Message {
    let how = match asked.is_anonymous {
        true => {
            "Your answers are anonymous: docket keeps that you answered, and nobody's name beside what was said."
        }
        false => "What you say stands there with your name.",
    };
    let so_far = match count {
        0 => String::new(),
        1 => " 1 person has answered.".to_owned(),
        count => format!(" {count} people have answered."),
    };
    let text = format!(
        "How was {}? Two questions, until {}. {how}{so_far}",
        name(series, seen.sight),
        stamp(asked.closes_at.utc(), Style::DateTime)
    );
    let option = |useful: i64| SelectOption {
        value: useful.to_string(),
        label: useful_words(useful).to_owned(),
        description: String::new(),
        is_chosen: false,
    };
    let next = Line::new("meeting suggest").with("occurrence", row.id);
    Message::text(text)
        .silent()
        .select(Select {
            line: Line::new("meeting rate").with("occurrence", row.id).hole("useful"),
            placeholder: "How useful was it to you?".to_owned(),
            from: SelectFrom::Texts((1..=BEST).rev().map(option).collect()),
        })
        .buttons([Button::run("What should the next one bring?", next)])
}

const fn useful_words(useful: i64) -> &'static str {
    match useful {
        5 => "5 · very useful",
        4 => "4 · useful",
        3 => "3 · so-so",
        2 => "2 · of little use",
        _ => "1 · a waste of time",
    }
}

/// The mean in words: `4.2 of 5, 6 answers`.
fn mean(answers: &[Answered]) -> String {
    let figures = rules::figures(answers);
    let tenths = figures.mean_tenths;
    match figures.count {
        0 => "nobody said how useful it was".to_owned(),
        1 => format!("{}.{} of {BEST}, 1 answer", tenths / 10, tenths % 10),
        count => format!("{}.{} of {BEST}, {count} answers", tenths / 10, tenths % 10),
    }
}

/// The results, for everybody.
pub fn survey_results(
    seen: &Seen<'_>,
    (series, row): (&Series, &Occurrence),
    asked: &Asked,
    answers: &[Answered],
) -> Message {
    let head =
        format!("How {} of {} was.", name(series, seen.sight), stamped(series, row.facts.starts_at.utc()));
    if answers.is_empty() {
        return Message::text(format!("{head} Nobody answered.")).silent();
    }
    let count = |useful: i64| answers.iter().filter(|answer| answer.useful == Some(useful)).count();
    let lines: Vec<String> = (1..=BEST)
        .rev()
        .filter(|useful| count(*useful) > 0)
        .map(|useful| format!("{} × {}", count(useful), useful_words(useful)))
        .collect();
    let mut card =
        Card::new("What was answered").text(format!("**{}**\n{}", mean(answers), lines.join("\n")));
    let said: Vec<String> = answers.iter().filter_map(|answer| said(seen, answer)).collect();
    if !said.is_empty() {
        let more = said.len().saturating_sub(MOST_SAID);
        let mut shown: Vec<String> = said.into_iter().take(MOST_SAID).collect();
        if more > 0 {
            shown.push(format!("-# … and {more} more"));
        }
        let text = crate::base::text::trim_with_notice(&shown.join("\n"), FIELD, "…").into_owned();
        card = card.wide_field("For the next one", text);
    }
    if asked.is_anonymous {
        card.footer = "Answered anonymously".to_owned();
    }
    card.tone = Tone::Done;
    Message::text(head).card(card).silent()
}

fn said(seen: &Seen<'_>, answer: &Answered) -> Option<String> {
    let said = short(answer.said.as_deref()?, seen.sight, TEXT);
    let by = answer.user_id.map_or(String::new(), |user_id| format!(" — {}", mention(user_id)));
    Some(format!("- {said}{by}"))
}

/// The topic that the results become; not escaped.
pub fn survey_topic(series: &Series, row: &Occurrence, answers: &[Answered]) -> String {
    let zone = series.facts.timetable_json.0.series().zone();
    let date = zone.date(row.facts.starts_at.utc()).format("%-d %b");
    let wishes = answers.iter().filter(|answer| answer.said.is_some()).count();
    let wishes = match wishes {
        0 => String::new(),
        1 => ", 1 wish for the next one".to_owned(),
        count => format!(", {count} wishes for the next one"),
    };
    format!("What people say of {} of {date}: {}{wishes}", series.facts.name, mean(answers))
}

/// An answer is kept. Nothing of it stands here, because answers are kept beside who was answered.
pub fn survey_answered(row: &Occurrence, question: Question, is_anonymous: bool) -> Message {
    let how = match is_anonymous {
        true => "Nothing is kept that tells what you answered, so it cannot be changed either.",
        false => "Until the questions close, another answer takes its place.",
    };
    let next = Button::run(
        "What should the next one bring?",
        Line::new("meeting suggest").with("occurrence", row.id),
    );
    Message::text(format!("Thank you, that is kept. {how}"))
        .buttons(Some(next).filter(|_| question == Question::Useful))
}

pub fn survey_is_over() -> Refusal {
    Refusal::new("Those questions are closed, so nothing was kept. The results stand where they were asked.")
}

pub fn answered_already() -> Refusal {
    Refusal::new(
        "You have answered that already, so nothing was kept. What is anonymous cannot be changed: docket does not know which \
         answer is yours.",
    )
}

pub fn nothing_suggested() -> Refusal {
    Refusal::new("Nothing was typed, so nothing was kept. Say what the next one should bring.")
}

pub fn not_for_outside(id: i64) -> Refusal {
    Refusal::new(format!(
        "**{0}** is not marked as fit to be said outside, or there is none of that number, so nothing was changed. `/release \
         revise item:{0} public:yes` marks it.",
        feature_code(id)
    ))
}

pub fn not_your_feature(id: i64, owner: i64) -> Refusal {
    Refusal::new(format!(
        "**{}** is for {} to show, for the release manager, the chair or a PM, so nothing was changed.",
        feature_code(id),
        mention(owner)
    ))
}

pub fn is_shown_already(id: i64) -> Refusal {
    Refusal::new(format!("**{}** is on the agenda already, so nothing was changed.", feature_code(id)))
        .offer("Agenda", Line::new("agenda show"))
}

/// Somebody has watched a recording.
pub fn has_watched(count: i64) -> Message {
    Message::text(match count {
        1 => "It is noted that you have watched it, as the first.".to_owned(),
        count => format!("It is noted that you have watched it; {count} people have."),
    })
}

pub fn nothing_to_watch() -> Refusal {
    Refusal::new("That meeting has no recording, so nothing was noted.")
}

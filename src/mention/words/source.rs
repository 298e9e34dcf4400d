//! How sources are.

use super::{dollars, name, source_code, source_line, watched};
use crate::{
    base::{
        text::{escape_markdown, trim_to},
        when::{Style, stamp},
    },
    contract::{Button, Card, Choice, Context, Heard, Message, Sight, Terms, Tone, Trouble},
    mention::{Pause, Source, SourceState, rules::poll::News},
};

/// What is shown of a sentence of a network's.
const LONGEST_NOTE: usize = 300;

fn said(text: &str) -> String {
    escape_markdown(&trim_to(text, LONGEST_NOTE))
}

/// Why it is paused, and what lets it go on; without a capital letter at the beginning.
fn why_paused(source: &Source) -> String {
    let note = source.facts.pause_note.as_deref().map(said).unwrap_or_default();
    match source.facts.pause {
        None | Some(Pause::Person) => "somebody paused it. **Resume** lets it go on".to_owned(),
        Some(Pause::Ceiling) => format!(
            "it has cost its ceiling, {} a month. It goes on next month, or with a higher ceiling (`/source edit`)",
            dollars(source.facts.ceiling_mills)
        ),
        Some(Pause::Credits) => {
            format!(
                "{note}. Buy some at https://developer.x.com, then press **Resume**; it is tried once a day besides"
            )
        }
        Some(Pause::Cap) => format!("{note}. It goes on by itself next month"),
        Some(Pause::Login | Pause::Refused) => {
            let note = note.trim_end_matches('.');
            format!("{note}. Mend it, then press **Resume**; it is tried once a day besides")
        }
    }
}

/// How it is, in a few words.
fn how(source: &Source) -> String {
    if source.facts.state == SourceState::Paused {
        return format!("paused: {}", why_paused(source));
    }
    let heard = source.heard_at.map(|at| format!("heard {}", stamp(at.utc(), Style::Relative)));
    let heard = heard.unwrap_or_else(|| "not heard yet".to_owned());
    match &source.trouble {
        Some(trouble) => format!("{heard}; now: {}", said(trouble)),
        None => heard,
    }
}

/// What it has brought and cost.
fn counts(source: &Source) -> String {
    let posts =
        format!("{} post{} today", source.posts_today, if source.posts_today == 1 { "" } else { "s" });
    match source.network {
        crate::base::post::Network::X => format!(
            "{posts}, {} of {} this month",
            dollars(source.cost_mills),
            dollars(source.facts.ceiling_mills)
        ),
        _ => posts,
    }
}

fn card(source: &Source, terms: Option<&Terms>, sight: Sight<'_>) -> Card {
    let mut card = Card::new(sight.text(&format!("{} · {}", source_code(source.id), watched(source))));
    card.tone = match (source.facts.state, &source.trouble) {
        (SourceState::Active, None) => Tone::Done,
        (SourceState::Paused, _) if source.facts.pause != Some(Pause::Person) => Tone::Alarm,
        (SourceState::Active, Some(_)) => Tone::Waiting,
        _ => Tone::Plain,
    };
    card = card.wide_field("How it is", sight.text(&how(source))).field("Counts", counts(source));
    let filters = &source.facts.filters_json.0;
    let mut left_out = Vec::new();
    if !filters.languages.is_empty() {
        left_out.push(format!("only in {}", name(&filters.languages.join(", "))));
    }
    if !filters.without.is_empty() {
        left_out.push(format!("without {}", name(&filters.without.join(", "))));
    }
    if filters.followers > 0 {
        left_out.push(format!("authors with {} followers or more", filters.followers));
    }
    if !left_out.is_empty() {
        card = card.field("Filters", sight.text(&left_out.join("; ")));
    }
    match terms {
        Some(terms) => card.wide_field("What it costs", terms.cost.clone()),
        None => card,
    }
}

fn acting(source: &Source) -> Vec<Button> {
    let run = |label: &str, command: &str| Button::run(label, source_line(source.id, command));
    let toggle = match source.facts.state {
        SourceState::Active => run("Pause", "pause"),
        _ => run("Resume", "resume").primary(),
    };
    vec![run("Test", "test"), toggle, run("Remove", "remove").danger()]
}

/// `/source show`.
pub fn source_card(cx: &Context, source: &Source, terms: &Terms) -> Message {
    Message::default().card(card(source, Some(terms), cx.sight())).buttons(acting(source))
}

pub fn added(cx: &Context, source: &Source, terms: &Terms, channel_id: i64) -> Message {
    let text = format!(
        "**{}** watches {} from now on. What is new comes to <#{channel_id}> as quiet cards.",
        source_code(source.id),
        watched(source)
    );
    Message { text: cx.sight().text(&text).into_owned(), ..source_card(cx, source, terms) }
}

pub fn source_changed(cx: &Context, source: &Source, terms: &Terms) -> Message {
    let how = match source.facts.state {
        SourceState::Paused => {
            "is paused. What is posted meanwhile is heard later, as far as the network reaches back"
        }
        _ => "is watched",
    };
    let text = format!("**{}** ({}) {how}.", source_code(source.id), watched(source));
    Message { text: cx.sight().text(&text).into_owned(), ..source_card(cx, source, terms) }
}

pub fn removed(cx: &Context, source: &Source) -> Message {
    let text = format!(
        "**{}** ({}) is watched no more. What it has brought stays; `/source add` watches it again.",
        source_code(source.id),
        watched(source)
    );
    Message::text(cx.sight().text(&text))
}

/// `/source list`: what is watched, and what more could be.
pub fn source_list(cx: &Context, sources: &[Source], ways: &[String]) -> Message {
    let ways: Vec<_> = ways.iter().map(|way| format!("- {way}")).collect();
    let ways = Card::new("What networks offer").text(ways.join("\n"));
    if sources.is_empty() {
        let text = "Nothing is watched. `/source add` watches an account or words; `/escalate` brings posts by hand.";
        return Message::text(text).card(ways);
    }
    let line = |source: &Source| {
        format!("**{}** {} · {} · {}", source_code(source.id), watched(source), how(source), counts(source))
    };
    let lines: Vec<_> = sources.iter().map(line).collect();
    let lines = cx.sight().text(&lines.join("\n")).into_owned();
    let buttons = sources
        .iter()
        .take(5)
        .map(|source| Button::run(source_code(source.id), source_line(source.id, "show")));
    Message::default().card(Card::new("What is watched").text(lines)).card(ways).buttons(buttons)
}

/// What a test came to.
pub fn tested(cx: &Context, source: &Source, heard: &Heard) -> Message {
    let what = format!("**{}** ({})", source_code(source.id), watched(source));
    let (text, works) = match &heard.trouble {
        None => {
            let most = if heard.is_whole { "" } else { " at least" };
            let posts = heard.posts.len();
            let posts = format!("{posts} post{}", if posts == 1 { "" } else { "s" });
            (format!("{what} works: the network answers, with{most} {posts} of the last hour."), true)
        }
        Some(Trouble::Wait(until)) => {
            let until = stamp(*until, Style::Relative);
            (
                format!(
                    "{what}: the network answers, and asks to be asked again {until}. Nothing is lost meanwhile."
                ),
                false,
            )
        }
        Some(Trouble::Later(why)) => (
            format!("{what} does not work at the moment: {}. It is tried again by itself.", said(why)),
            false,
        ),
        Some(Trouble::Stop(_, why)) => {
            let why = why.trim_end_matches('.').to_owned();
            (format!("{what} does not work: {}.", said(&why)), false)
        }
    };
    let resume = works && source.facts.state == SourceState::Paused;
    let resume = resume.then(|| Button::run("Resume", source_line(source.id, "resume")).primary());
    let show = Button::run("Show it", source_line(source.id, "show"));
    Message::text(cx.sight().text(&text)).buttons(resume.into_iter().chain([show]))
}

/// What whoever looks after docket is told.
pub fn news(source: &Source, news: News, sight: Sight<'_>) -> Message {
    let what = format!("**{}** ({})", source_code(source.id), watched(source));
    let text = match news {
        News::Paused => format!("{what} is paused: {}.", why_paused(source)),
        News::StillPaused => format!("{what} is still paused: {}.", why_paused(source)),
        News::WorksAgain => format!("{what} works again."),
        News::Unanswered => {
            let since =
                source.trouble_since_at.map(|at| stamp(at.utc(), Style::Relative)).unwrap_or_default();
            let why = source.trouble.as_deref().map(said).unwrap_or_default();
            format!(
                "{what} has not been heard since {since}: {why}. It is tried again by itself; nothing is lost so far."
            )
        }
    };
    let show = Button::run("Show it", source_line(source.id, "show"));
    Message::text(sight.text(&text).into_owned()).buttons([show])
}

/// What `/settings check` tells of a source that does not work.
pub fn finding(source: &Source, sight: Sight<'_>) -> Option<String> {
    let what = format!("{} ({})", source_code(source.id), watched(source));
    let text = match (source.facts.state, source.facts.pause, &source.trouble) {
        (SourceState::Paused, Some(Pause::Person), _) | (SourceState::Removed, ..) => return None,
        (SourceState::Paused, ..) => format!("{what} is paused: {}.", why_paused(source)),
        (SourceState::Active, _, Some(trouble)) => {
            format!("{what} does not answer: {}. It is tried again by itself.", said(trouble))
        }
        (SourceState::Active, _, None) => return None,
    };
    Some(sight.text(&text).into_owned())
}

/// What completes a number.
pub fn source_choice(source: &Source, sight: Sight<'_>) -> Choice {
    let what = source.what.clone();
    let place = if source.host.is_empty() { source.network.name().to_owned() } else { source.host.clone() };
    let label = format!("{} · {what} on {place}", source_code(source.id));
    Choice { label: sight.text(&label).into_owned(), value: source_code(source.id) }
}

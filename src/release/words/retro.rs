//! What was said after a release.

use super::card::{mention, name, short};
use crate::{
    base::text::{one_line, trim_with_notice},
    contract::{Button, Card, Line, Message, Sight},
    error::Refusal,
    release::{Release, Retro},
};

/// What is shown of one thing that was said.
const SAID: usize = 300;
/// Things of a kind that are shown.
const MOST: usize = 10;
/// Characters of an action.
const ACTION: usize = 300;

/// What somebody said is kept.
pub fn retro_kept(release: &Release, sight: Sight<'_>, is_anonymous: bool) -> Message {
    let how = match is_anonymous {
        true => "Nothing is kept that tells who said it, so it cannot be changed either.",
        false => "It stands there with your name.",
    };
    let show = Line::new("release learned").with("release", format!("#{}", release.id));
    Message::text(format!("Your thoughts on {} are kept. {how}", name(release, sight)))
        .buttons([Button::run("What was said", show)])
}

/// Everything that was said; `may_act` adds what can be done with it.
pub fn learned(sight: Sight<'_>, release: &Release, (all, may_act): (&[Retro], bool)) -> Message {
    let line = |retro: &Retro, text: &str| {
        let by = retro.user_id.map(|user_id| format!(" · {}", mention(user_id))).unwrap_or_default();
        format!("- {}{by}", short(text, sight, SAID))
    };
    let lines = |of: fn(&Retro) -> Option<&String>| {
        let said: Vec<String> = all.iter().filter_map(|retro| Some(line(retro, of(retro)?))).collect();
        let more = said.len().saturating_sub(MOST);
        let mut shown: Vec<String> = said.into_iter().take(MOST).collect();
        if more > 0 {
            shown.push(format!("… and {more} more"));
        }
        if shown.is_empty() { "Nothing yet.".to_owned() } else { shown.join("\n") }
    };
    let card = Card::new(format!("Retrospective of {}", one_line(&sight.text(&release.facts.name))))
        .text(format!("**What went well**\n{}", lines(|it| it.went_well.as_ref())))
        .wide_field("What did not", trimmed(&lines(|it| it.went_badly.as_ref())))
        .wide_field("What to change", trimmed(&lines(|it| it.to_change.as_ref())));
    let message = Message::default().card(card);
    if !may_act {
        return message;
    }
    let of_release = |path: &str| Line::new(path).with("release", format!("#{}", release.id));
    let say = Button::run("Say something", of_release("release retro")).primary();
    let anonymous = Button::run("Anonymously", of_release("release retro").with("anonymous", "yes"));
    let post = Button::run("Post it here", of_release("release learned-here"));
    let message = message.buttons([say, anonymous, post]);
    let changes = all.iter().filter(|it| it.to_change.is_some()).take(5);
    message.buttons(changes.enumerate().map(|(at, it)| {
        Button::run(format!("Action of change {}", at + 1), Line::new("release improve").with("entry", it.id))
    }))
}

/// What Discord holds in a field.
fn trimmed(text: &str) -> String {
    trim_with_notice(text, 1000, "…").into_owned()
}

/// What somebody wants to change, as an action begins.
pub fn as_action(sight: Sight<'_>, change: &str) -> String {
    trim_with_notice(&one_line(&sight.text(change)), ACTION, "…").into_owned()
}

pub fn nothing_said() -> Refusal {
    Refusal::new(
        "Nothing was typed, so nothing was kept. Say what went well, what did not, or what to change.",
    )
}

pub fn nothing_to_improve() -> Refusal {
    Refusal::new(
        "There is nothing to make an action of, so nothing was changed. `/release learned` shows what was said.",
    )
}

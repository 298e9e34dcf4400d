//! What people hear of what others did.

use crate::{
    contract::{Button, Line, Message},
    workspace::{News, Preferences},
};

/// Things that are told in one message; of more it says how many.
const MOST: usize = 10;
/// Buttons that lead to them: a row holds five.
const MOST_BUTTONS: usize = 5;

/// To the person alone.
pub fn news(news: &[&News]) -> Message {
    let text = told(news, "Here", |one| one.line.clone());
    Message::text(text).buttons(buttons(news))
}

/// To the person, where others read it too.
pub fn news_in_channel(user_id: i64, news: &[&News]) -> Message {
    let text = format!("<@{user_id}>, {}", told(news, "here", |one| one.in_public.clone()));
    Message::text(text).ping(user_id).buttons(buttons(news))
}

/// What stands under the same thing stands together, in the order in which the things came; how it stands now is said once.
fn told(news: &[&News], here: &str, said: impl Fn(&News) -> String) -> String {
    let mut abouts: Vec<&str> = Vec::new();
    for one in news {
        if !abouts.contains(&one.about.as_str()) {
            abouts.push(&one.about);
        }
    }
    let parts = abouts.iter().take(MOST).map(|about| {
        let these: Vec<&&News> = news.iter().filter(|one| one.about == *about).collect();
        let lines: Vec<String> = these.iter().map(|one| said(one)).collect();
        let now = these.last().and_then(|one| one.now.clone());
        lines.into_iter().chain(now).collect::<Vec<_>>().join("\n")
    });
    let mut parts: Vec<String> = parts.collect();
    if abouts.len() > MOST {
        parts.push(format!("And {} more.", abouts.len() - MOST));
    }
    match parts.as_slice() {
        [one] => one.clone(),
        several => {
            let listed = several.iter().map(|part| format!("- {}", part.replace('\n', "\n  ")));
            format!("{here} is what happened:\n{}", listed.collect::<Vec<_>>().join("\n"))
        }
    }
}

fn buttons(news: &[&News]) -> Vec<Button> {
    if let [one] = news {
        return one.buttons.clone();
    }
    let mut buttons: Vec<Button> = Vec::new();
    for button in news.iter().filter_map(|one| one.buttons.first()) {
        let is_there = buttons.iter().any(|other| other.press == button.press);
        if !is_there && buttons.len() < MOST_BUTTONS {
            let named = button.clone().apart_from(&buttons);
            buttons.push(named);
        }
    }
    buttons
}

/// Where somebody hears of what became of their things.
pub fn news_preference(preferences: &Preferences, is_changed: bool) -> Message {
    let is_there = preferences.has_news_in_place == Some(true);
    let place = match is_there {
        true => "in the channel where you filed it, or that it comes from",
        false => "by direct message",
    };
    let saved = if is_changed { "Saved. " } else { "" };
    let text = format!(
        "{saved}What becomes of your requests, and what others change about your duty, you hear {place}: once, in your \
         working hours. What you do yourself is not told to you."
    );
    let other = match is_there {
        true => Button::run("By direct message", Line::new("settings news").with("where", "dm")),
        false => Button::run("Where I filed it", Line::new("settings news").with("where", "there")),
    };
    Message::text(text).buttons([other, Button::run("Hours and quiet hours", Line::new("digest settings"))])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_rotation(id: i64) -> News {
        let mine = Button::run("Your shifts", Line::new("rotation mine").with("rotation", id));
        News { about: format!("rotation:{id}"), buttons: vec![mine], ..News::default() }
    }

    #[test]
    fn buttons_that_lead_to_different_things_have_different_names() {
        let all = [of_rotation(1), of_rotation(2), of_rotation(1)];
        let shown = buttons(&all.iter().collect::<Vec<_>>());
        let names: Vec<_> = shown.iter().map(|button| button.label.as_str()).collect();
        assert_eq!(names, ["Your shifts", "Your shifts (2)"]);
    }
}

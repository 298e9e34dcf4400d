//! Every sentence of the digests. Pure.

use super::store::PersonRow;
use crate::{
    base::{
        text::{escape_markdown, limits, one_line, trim_to},
        when::{Style, stamp},
    },
    contract::{Button, Card, Errand, Guild, Level, Line, Message, Section},
    error::Refusal,
    workspace::Preferences,
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

/// Characters of a wrong input that are shown back.
const SHOWN: usize = 40;

/// Buttons in a row of Discord's.
const IN_A_ROW: usize = limits::BUTTONS_PER_ROW;

/// What people come here for, as `/help` tells it.
pub const ERRANDS: &[Errand] = &[MORNING];

const MORNING: Errand = Errand {
    key: "digest",
    title: "Get one message a day with all that waits for you",
    how: "Your digest comes by direct message in the morning, on days when there is something. `/digest now` shows it at once; \
          `/digest settings` says whether and when it comes, your time zone and your quiet hours.",
    words: "summary daily morning notifications quiet hours time zone mute",
    begins: &[("Show it now", "digest now"), ("Digest settings", "digest settings")],
    people: &[(Level::Reporter, 5)],
};

/// The digest of a local day. Each line that it shows has the button that opens it; what does not fit beside the buttons that
/// lead to lists is counted, and stands on those lists.
pub fn digest(sections: &[Section], date: NaiveDate) -> Message {
    let mut leading = Buttons::default();
    sections.iter().filter_map(|section| section.button.as_ref()).for_each(|button| leading.add(button));
    leading.add(&Button::run("Digest settings", Line::new("digest settings")));
    let rows = limits::ROWS.saturating_sub(leading.0.len().div_ceil(IN_A_ROW));
    let (shown, opens) = fitted(sections, rows * IN_A_ROW);
    let message = Message::default().silent().card(card(&shown, date));
    let rows = opens.0.chunks(IN_A_ROW).chain(leading.0.chunks(IN_A_ROW));
    rows.fold(message, |message, row| message.buttons(row.to_vec()))
}

/// Buttons that do different things and have different names.
#[derive(Default)]
struct Buttons(Vec<Button>);

impl Buttons {
    /// Adds one, unless another does the same already; of several with one name each later one is numbered.
    fn add(&mut self, button: &Button) {
        if self.has(button) {
            return;
        }
        let named = button.clone().apart_from(&self.0);
        self.0.push(named);
    }

    fn has(&self, button: &Button) -> bool {
        self.0.iter().any(|other| other.press == button.press)
    }
}

/// The sections with as many of their lines as `most` buttons can open, and these buttons. Each section has its first line
/// before any has its second.
fn fitted(sections: &[Section], most: usize) -> (Vec<Section>, Buttons) {
    let mut counts = vec![0; sections.len()];
    let mut buttons = Buttons::default();
    let longest = sections.iter().map(|section| section.lines.len()).max().unwrap_or(0);
    for place in 0..longest {
        for (section, count) in sections.iter().zip(&mut counts) {
            let Some(open) = section.opens.get(place).filter(|_| *count == place) else { continue };
            if buttons.has(open) || buttons.0.len() < most {
                buttons.add(open);
                *count += 1;
            }
        }
    }
    let mut in_order = Buttons::default();
    let mut shown = Vec::new();
    for (section, count) in sections.iter().zip(counts) {
        section.opens.iter().take(count).for_each(|open| in_order.add(open));
        let lines = section.lines.iter().take(count).cloned().collect();
        shown.push(Section { lines, ..section.clone() });
    }
    (shown, in_order)
}

/// What it would say at this moment.
pub fn preview(sections: &[Section], date: NaiveDate) -> Message {
    if sections.is_empty() {
        let text = "Nothing waits for you now. On a day like that docket sends no digest.";
        return Message::text(text).buttons([Button::run("Digest settings", Line::new("digest settings"))]);
    }
    digest(sections, date)
}

fn card(sections: &[Section], date: NaiveDate) -> Card {
    let parts: Vec<String> = sections.iter().map(part).collect();
    Card::new(format!("Your day, {}", date.format("%A %-d %B"))).text(parts.join("\n\n"))
}

fn part(section: &Section) -> String {
    let mut lines = vec![format!("**{}**", section.title)];
    lines.extend(section.lines.iter().map(|line| format!("- {line}")));
    let more = section.total.beyond(section.lines.len());
    if !more.is_none() {
        lines.push(format!("- and {more} more"));
    }
    lines.join("\n")
}

/// In a channel, to somebody whose direct messages are closed: what it says stays private.
pub fn dms_are_closed(user_id: i64) -> Message {
    let text = format!(
        "<@{user_id}>, docket cannot send you your morning digest: your direct messages from this server are closed. It waits \
         here on every day that has one: **Show it** opens it, and so does `/digest now`. This is said once."
    );
    let off = Line::new("digest settings").with("on", "no");
    Message::text(text).ping(user_id).silent().buttons([
        Button::run("Show it", Line::new("digest now")).primary(),
        Button::run("No digest for me", off),
    ])
}

/// How somebody's mornings are set.
pub fn settings(
    guild: &Guild,
    preferences: &Preferences,
    row: &PersonRow,
    next: Option<DateTime<Utc>>,
    is_changed: bool,
) -> Message {
    let wish = row.wish();
    let start = match wish.start {
        Some(time) => time.format("%H:%M").to_string(),
        None => "at the start of work".to_owned(),
    };
    let days = row.days.as_deref().map_or_else(|| "the team's working days".to_owned(), escape_markdown);
    let zone = match &preferences.zone {
        Some(zone) => zone.name().to_owned(),
        None => format!("{} (the server's)", guild.zone.name()),
    };
    let quiet = preferences.quiet.map_or_else(|| "none".to_owned(), |quiet| quiet.to_string());
    let mut card = Card::new("Your morning digest")
        .field("Sent", if row.is_on { "yes, when something waits for you" } else { "no" })
        .field("Time", start)
        .field("Days", days)
        .field("Your time zone", zone)
        .field("Quiet hours", quiet);
    if let Some(at) = next {
        card = card.wide_field(
            "Next",
            format!("{} ({})", stamp(at, Style::LongDateTime), stamp(at, Style::Relative)),
        );
    }
    card.footer = "In quiet hours reminders in channels do not ping you, and the digest waits. What you have timed for \
                   yourself comes at its time."
        .to_owned();
    let turn = match row.is_on {
        true => Button::run("Turn it off", Line::new("digest settings").with("on", "no")),
        false => Button::run("Turn it on", Line::new("digest settings").with("on", "yes")).primary(),
    };
    let text = if is_changed { "Saved." } else { "" };
    Message::text(text).card(card).buttons([turn, Button::run("Show it now", Line::new("digest now"))])
}

fn input(text: &str) -> String {
    escape_markdown(&trim_to(&one_line(text), SHOWN))
}

/// A time of day that can be in either half of it.
pub fn which_time(text: &str, times: impl Iterator<Item = NaiveTime>) -> Refusal {
    let question =
        format!("“{}” can be in the morning or later. Nothing was changed; which one is it?", input(text));
    times
        .map(|time| time.format("%H:%M").to_string())
        .fold(Refusal::new(question), |question, time| question.meaning(time.clone(), "time", time))
}

pub fn bad_time(text: &str) -> Refusal {
    Refusal::new(format!(
        "“{}” isn't a time of day. Nothing was changed; try “8:30”, “7am” or “start of work”.",
        input(text)
    ))
}

pub fn bad_days(text: &str) -> Refusal {
    Refusal::new(format!(
        "I cannot read “{}” as days. Nothing was changed; try “Mon-Thu”, “Mon, Wed, Fri” or “working days”.",
        input(text)
    ))
}

pub fn bad_quiet(text: &str) -> Refusal {
    Refusal::new(format!(
        "I cannot read “{}” as quiet hours. Nothing was changed; try “20:00-7:30”, “10pm-7am” or “off”.",
        input(text)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Row;
    use proptest::prelude::*;

    const LISTS: [&str; 7] =
        ["thing first", "thing all", "thing late", "thing mine", "thing next", "thing open", "thing new"];

    /// A section of things with these numbers, of which several have one name; `list` leads to all of them.
    fn section(number: usize, ids: &[u8], list: Option<usize>) -> Option<Section> {
        let open =
            |id: u8| Button::run(format!("THING-{}", id % 20), Line::new("thing show").with("thing", id));
        let lines = ids.iter().map(|id| (format!("thing {id} of {number}"), open(*id))).collect();
        let section = Section::new(&format!("Section {number}"), lines, 12)?;
        Some(match list {
            Some(list) if number.is_multiple_of(2) => {
                section.leading_to(Button::run(LISTS[list], Line::new(LISTS[list])))
            }
            Some(list) => section.leading_to(Button::run(LISTS[list], Line::new(LISTS[list])).primary()),
            None => section,
        })
    }

    fn sections() -> impl Strategy<Value = Vec<Section>> {
        let one = (prop::collection::vec(0u8..40, 0..14), prop::option::of(0..LISTS.len()));
        prop::collection::vec(one, 0..10).prop_map(|all| {
            let sections = all.iter().enumerate();
            sections.filter_map(|(number, (ids, list))| section(number, ids, *list)).collect()
        })
    }

    proptest! {
        #[test]
        fn each_line_leads_to_its_thing_in_one_press(sections in sections()) {
            let date = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
            let message = digest(&sections, date);
            let rows: Vec<&Vec<Button>> = message.rows.iter().filter_map(|row| match row {
                Row::Buttons(buttons) => Some(buttons),
                Row::Select(_) => None,
            }).collect();
            prop_assert!(rows.len() <= limits::ROWS && rows.iter().all(|row| row.len() <= IN_A_ROW), "nothing is cut");
            let buttons: Vec<&Button> = rows.into_iter().flatten().collect();
            for (place, button) in buttons.iter().enumerate() {
                let others = buttons.iter().skip(place + 1);
                prop_assert!(others.clone().all(|other| other.press != button.press), "{:?} twice", button);
                prop_assert!(others.clone().all(|other| other.label != button.label), "{:?} twice", button);
            }
            let is_there = |button: &Button| buttons.iter().any(|other| other.press == button.press);
            let shown: Vec<&str> = message.cards[0].text.lines().collect();
            for section in &sections {
                prop_assert!(section.button.as_ref().is_none_or(is_there), "the list of {}", section.title);
                let first = format!("- {}", section.lines[0]);
                prop_assert!(shown.contains(&first.as_str()), "{} has a line", section.title);
                for (line, open) in section.lines.iter().zip(&section.opens) {
                    let line = format!("- {line}");
                    prop_assert!(!shown.contains(&line.as_str()) || is_there(open), "{} opens", line);
                }
            }
        }
    }

    #[test]
    fn what_has_no_button_any_more_is_counted() {
        let ids: Vec<u8> = (0..12).collect();
        let sections: Vec<Section> = (0..3)
            .filter_map(|number| {
                section(
                    number,
                    &ids.iter().map(|id| id + 12 * u8::try_from(number).unwrap_or(0)).collect::<Vec<_>>(),
                    Some(0),
                )
            })
            .collect();
        let message = digest(&sections, NaiveDate::from_ymd_opt(2026, 11, 25).unwrap());
        let text = &message.cards[0].text;
        assert_eq!(text.matches("thing ").count(), 20, "{text}");
        assert_eq!(text.matches("and 5 more").count() + text.matches("and 6 more").count(), 3, "{text}");
        let labels = message.rows.iter().map(|row| match row {
            Row::Buttons(buttons) => buttons.len(),
            Row::Select(_) => 0,
        });
        assert_eq!(labels.collect::<Vec<_>>(), [5, 5, 5, 5, 2]);
    }
}

//! What can be done with the card in hand.

use super::{card::CurrentRequest, round::Round};
use crate::{
    base::{
        civil::Zone,
        text::{one_line, trim_to},
        when::{Style, in_words, stamp},
    },
    contract::{Button, Context, Line, Row, Select, SelectFrom, SelectOption, Sight},
    request::{
        CloseReason,
        rules::triage::{Later, Proposal, Why, later},
        store::{Alike, View},
        words::{
            card::{For, code, looking},
            list::choice,
        },
    },
};
use chrono::{DateTime, Utc};

/// What a select gives when the person wants to type something else.
pub const OTHER: &str = "other";
/// Ends what the select gives when the other request is to be opened again.
pub const REOPENING: &str = " reopen";
/// What a button shows of a name.
const NAME_ON_BUTTON: usize = 50;

/// Everything that can be done, and the way back from what was just decided.
pub fn rows(
    cx: &Context,
    round: &Round,
    current: &CurrentRequest,
    sight: Sight<'_>,
    undo: Option<Button>,
) -> Vec<Row> {
    let view = &current.view;
    let mut last: Vec<Button> = undo.into_iter().collect();
    last.extend(looking(view, sight, For::One));
    last.push(Button::run("Full details", Line::new("request show").with("request", view.request.id)));
    vec![
        Row::Buttons(deciding(cx, round, current)),
        Row::Select(Select {
            line: round.about("triage assign", view).hole("to"),
            placeholder: "Assign to…".into(),
            from: SelectFrom::Members,
        }),
        Row::Select(same_select(round, current, sight)),
        Row::Select(snooze_select(cx, round, view)),
        Row::Buttons(last),
    ]
}

fn deciding(cx: &Context, round: &Round, current: &CurrentRequest) -> Vec<Button> {
    let (view, me) = (&current.view, cx.caller.user_id);
    let to = |user_id: i64| round.about("triage assign", view).with("to", user_id);
    let mut buttons = Vec::new();
    if let Some(proposal) = current.proposal.as_ref().filter(|proposal| proposal.user_id != me) {
        buttons.push(Button::run(assign_label(round, proposal), to(proposal.user_id)).primary());
    }
    let take = Button::run("Take it", to(me));
    buttons.push(if buttons.is_empty() && current.proposal.is_some() { take.primary() } else { take });
    if view.request.reporter_user_id != me {
        buttons.push(Button::run("Ask the reporter", round.about("triage ask", view)));
    }
    buttons.push(Button::run("Skip", round.line("triage skip").with("request", view.request.id)));
    buttons
}

/// Names the person where the name is known; a button cannot show a mention.
fn assign_label(round: &Round, proposal: &Proposal) -> String {
    let short = |text: &str| trim_to(&one_line(text), NAME_ON_BUTTON).into_owned();
    if let Some(name) = round.names.get(&proposal.user_id) {
        return format!("Assign to {}", short(name));
    }
    match &proposal.why {
        Why::Owner { area, .. } | Why::Words { area, .. } | Why::AwayOwner { area, .. } => {
            format!("Assign to the owner of {}", short(area))
        }
        Why::Backup { area, .. } => format!("Assign to the backup of {}", short(area)),
        Why::LookAlike(id) => format!("Assign to whoever has {}", code(*id)),
    }
}

fn same_select(round: &Round, current: &CurrentRequest, sight: Sight<'_>) -> Select {
    let alike = current.alike.iter().flat_map(|other| {
        let again = is_closed(other)
            .then(|| (format!("{}{REOPENING}", other.id), format!("{}, and open it again", code(other.id))));
        [Some((other.id.to_string(), choice(other, sight))), again].into_iter().flatten()
    });
    let other = (OTHER.to_owned(), "Another request…".to_owned());
    let options = alike.chain([other]).map(|(value, label)| option(value, label, String::new()));
    Select {
        line: round.about("triage same", &current.view).hole("as"),
        placeholder: "Same as…".into(),
        from: SelectFrom::Texts(options.collect()),
    }
}

/// Whether it has an end of its own, and so can be opened again: what is a +1 ends with that other one.
fn is_closed(other: &Alike) -> bool {
    !other.state.is_open() && other.close_reason != Some(CloseReason::Duplicate)
}

fn snooze_select(cx: &Context, round: &Round, view: &View) -> Select {
    let zone = &cx.guild.zone;
    let fixed = later(cx.now, &cx.guild.hours).into_iter().map(|later| {
        let value = stamp(later.at(), Style::DateTime);
        option(value, later_label(later, cx.now, zone), in_words(later.at(), zone))
    });
    let other = option(OTHER.to_owned(), "Another time…".to_owned(), String::new());
    Select {
        line: round.about("triage snooze", view).hole("until"),
        placeholder: "Snooze until…".into(),
        from: SelectFrom::Texts(fixed.chain([other]).collect()),
    }
}

/// Calls the day what it is: on a Friday, tomorrow is no morning of work.
fn later_label(later: Later, now: DateTime<Utc>, zone: &Zone) -> String {
    let date = zone.date(later.at());
    match later {
        Later::NextWorkingDay(_) if Some(date) == zone.date(now).succ_opt() => "Tomorrow morning".to_owned(),
        Later::NextWorkingDay(_) => format!("{} morning", date.format("%A")),
        Later::NextWeek(_) => format!("Next {}", date.format("%A")),
        Later::InAWeek(_) => "In a week".to_owned(),
    }
}

fn option(value: String, label: String, description: String) -> SelectOption {
    SelectOption { value, label, description, is_chosen: false }
}

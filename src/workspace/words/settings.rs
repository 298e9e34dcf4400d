//! Sentences of `/settings`.

use super::{
    bold,
    check::{NOTHING_LACKS, lacking},
    listed, undo_button,
};
use crate::{
    base::{
        civil::Zone,
        text::{escape_markdown, limits},
        working_hours::WorkingHours,
    },
    contract::{Button, Card, Guild, Level, Line, Message, Purpose, Select, SelectFrom, SetUp, Settable},
    error::Refusal,
    workspace::{
        rules::{Finding, LEVELS, Step},
        settings::{CHANNEL, ROLE},
    },
};
use chrono::{DateTime, NaiveDate, Utc};

/// Steps that are offered at a time: a row of buttons holds five.
const MOST_STEPS: usize = 5;
/// Settings that have a button of their own: three rows of buttons hold five each, and one of them checks.
const MOST_TYPED: usize = 14;
/// Holidays that the overview names.
const HOLIDAYS_SHOWN: usize = 5;

/// What a level may do, after "may".
const fn level_words(level: Level) -> &'static str {
    match level {
        Level::Everyone => "file feedback and see their own",
        Level::Reporter => "read all requests and customers",
        Level::Pm => "work on requests",
        Level::Lead => "keep areas and rotations",
        Level::Admin => "set docket up",
    }
}

/// What is missing, for the overview.
pub struct Missing<'a> {
    /// What `/settings check` lists as well.
    pub list: &'a [String],
    /// What of it a button mends.
    pub steps: &'a [Step],
    /// Whether Discord has said what docket may do where; else the list holds only what is not set.
    pub is_looked_at: bool,
}

impl Missing<'_> {
    fn told(&self, may_change: bool) -> String {
        let Self { list, steps, is_looked_at } = self;
        let unseen = "Discord is not answering, so nobody has looked at what docket may do where.";
        match (list.is_empty(), may_change, steps.is_empty()) {
            (true, ..) if *is_looked_at => return format!("Everything is set: {NOTHING_LACKS}"),
            (true, ..) => return format!("Nothing is left to be chosen. {unseen}"),
            (false, true, false) => "Some things are still missing; each button mends one of them.",
            (false, true, true) => "Some things are still missing.",
            (false, false, _) => {
                "Some things are still missing. An admin of this server can mend them, with the same command."
            }
        }
        .to_owned()
    }
}

/// Everything that is set, what is missing, and a button for each next step.
pub fn overview(
    set_up: &SetUp<'_>,
    settings: &[&Settable],
    missing: &Missing<'_>,
    may_change: bool,
) -> Message {
    let mut card = Card::new("How docket is set up here");
    for settable in settings {
        let shown = (settable.shown)(set_up);
        card = if settable.is_wide {
            card.wide_field(settable.called, shown)
        } else {
            card.field(settable.called, shown)
        };
    }
    let mut message = Message::text(missing.told(may_change)).card(card);
    if !missing.list.is_empty() {
        message = message.card(lacking(missing.list));
    }
    if !may_change {
        return message;
    }
    let buttons = missing.steps.iter().take(MOST_STEPS).enumerate().map(|(i, step)| {
        let button = step_button(*step);
        if i == 0 { button.primary() } else { button }
    });
    let typed = settings.iter().filter(|settable| settable.parse.is_some()).map(|settable| {
        Button::run(settable.called, Line::new("settings value").with("setting", settable.key))
    });
    let check = Button::run("Check", Line::new("settings check"));
    let mut rows = vec![check];
    rows.extend(typed.take(MOST_TYPED));
    rows.chunks(limits::BUTTONS_PER_ROW)
        .fold(message.buttons(buttons), |message, row| message.buttons(row.iter().cloned()))
}

/// The channel of each purpose.
pub fn channels_shown(set_up: &SetUp<'_>) -> String {
    let channel = |purpose: &Purpose| {
        let set = set_up.guild.channel_of(*purpose);
        let set = set.map_or_else(|| "not set".to_owned(), |id| format!("<#{id}>"));
        format!("{}: {set}", capitalised(purpose.called))
    };
    set_up.purposes.iter().map(channel).collect::<Vec<_>>().join("\n")
}

/// The role of each level.
pub fn roles_shown(guild: &Guild) -> String {
    let role = |level: Level| {
        let set = guild.roles.get(&level).map(|id| guild.role_words(*id));
        let unset = match (level, guild.roles.contains_key(&Level::Pm)) {
            (Level::Reporter, true) => "PMs, and nobody else until a role is chosen",
            _ => "members with Manage Server",
        };
        format!("May {}: {}", level_words(level), set.unwrap_or_else(|| unset.to_owned()))
    };
    LEVELS.map(role).join("\n")
}

fn step_button(step: Step) -> Button {
    let choose =
        |label: String, key: String| Button::run(label, Line::new("settings choose").with("step", key));
    match step {
        Step::Channel(purpose) => {
            choose(format!("Channel for {}", purpose.called), CHANNEL.key_of(purpose.word))
        }
        Step::Role(level) => {
            choose(format!("Role that may {}", level_words(level)), ROLE.key_of(level.word()))
        }
        Step::Zone => Button::run("Time zone", Line::new("settings zone")),
        Step::Area => Button::run("First area of the product", Line::new("area add")),
    }
}

/// The next of the days on which nobody works.
pub fn holidays_shown(holidays: &[(NaiveDate, String)], today: NaiveDate) -> String {
    let coming: Vec<_> = holidays.iter().filter(|(date, _)| *date >= today).collect();
    if coming.is_empty() {
        return "none; add them with `/settings holiday add`".to_owned();
    }
    let shown = coming.iter().take(HOLIDAYS_SHOWN);
    let mut lines: Vec<_> =
        shown.map(|(date, name)| format!("{}: {}", super::day(*date), escape_markdown(name))).collect();
    if coming.len() > HOLIDAYS_SHOWN {
        lines.push(format!("and {} more: `/settings holiday list`", coming.len() - HOLIDAYS_SHOWN));
    }
    lines.join("\n")
}

/// The channels in which customers' real names may be written.
pub fn internal_shown(guild: &Guild) -> String {
    if guild.internal_channels.is_empty() {
        return "none: customers appear under their public aliases everywhere".to_owned();
    }
    let channels: Vec<_> = guild.internal_channels.iter().map(|id| format!("<#{id}>")).collect();
    channels.join(", ")
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A select of channels for one purpose.
pub fn choose_channel(purpose: Purpose) -> Message {
    let line = Line::new("settings channel").with("purpose", purpose.word).hole("channel");
    picker(&format!("Which channel is for {}?", purpose.called), line, SelectFrom::Channels)
}

/// A select of roles for one level.
pub fn choose_role(guild: &Guild, level: Level) -> Message {
    let hole = if level == Level::Admin { " (besides members with Manage Server)" } else { "" };
    let line = Line::new("settings role").with("level", level.word());
    let question = format!("Which role may {}{hole}?", level_words(level));
    let message = picker(&question, line.clone().hole("role"), SelectFrom::Roles);
    if level != Level::Reporter {
        return message;
    }
    message.buttons([Button::run("Everyone in this server", line.with("role", guild.id))])
}

fn picker(question: &str, line: Line, from: SelectFrom) -> Message {
    let placeholder = if from == SelectFrom::Roles { "Choose a role" } else { "Choose a channel" };
    Message::text(question)
        .select(Select { line, placeholder: placeholder.to_owned(), from })
        .buttons([Button::run("Back", Line::new("settings show"))])
}

pub fn channel_set(purpose: Purpose, channel_id: Option<i64>, warning: Option<&Finding>) -> String {
    let what = purpose.called;
    let Some(channel_id) = channel_id else {
        return format!("There is no channel for {what} any more. {}", purpose.without);
    };
    let outcome = format!("<#{channel_id}> is the channel for {what}.");
    match warning {
        None => outcome,
        Some(finding) => format!("{outcome}\n⚠️ {}", finding.sentence()),
    }
}

/// A channel is chosen for something that it cannot be for.
pub fn no_purpose(typed: &str, purposes: &[Purpose]) -> Refusal {
    let words: Vec<_> = purposes.iter().map(|purpose| format!("`{}`", purpose.word)).collect();
    Refusal::new(format!(
        "\"{}\" is nothing that a channel can be for; `purpose` is {}. Nothing was changed.",
        escape_markdown(typed),
        listed(&words, "or")
    ))
}

/// A setting that is typed into a form was changed.
pub fn value_set(settable: &Settable, set_up: &SetUp<'_>) -> String {
    format!("{}: {}.", settable.called, (settable.shown)(set_up))
}

pub fn role_set(guild: &Guild, level: Level, role_id: Option<i64>) -> String {
    match (role_id, level) {
        (Some(role_id), Level::Reporter) if role_id == guild.id => format!(
            "Everyone in this server may {} (level: {}). What customers pay is for PMs alone.",
            level_words(level),
            level.word()
        ),
        (Some(role_id), _) => {
            format!("{} may {} (level: {}).", guild.role_words(role_id), level_words(level), level.word())
        }
        (None, Level::Reporter) => {
            "Everyone may file feedback and see their own. All requests and customers are for PMs to read, until a role \
             is chosen for it."
                .to_owned()
        }
        (None, _) => format!(
            "No role has the level {} any more. Higher levels and members with Manage Server may still {}.",
            level.word(),
            level_words(level)
        ),
    }
}

pub fn zone_set(zone: &Zone, now: DateTime<Utc>) -> String {
    format!(
        "The team works in the time zone {}, where it is {} now.",
        zone.name(),
        zone.local(now).format("%H:%M")
    )
}

pub fn hours_set(hours: &WorkingHours) -> String {
    format!("The team works {hours} ({}).", hours.zone().city())
}

pub fn language_set(name: &str) -> String {
    format!(
        "The team writes in {name}. Look-alikes, search and guesses of areas go by its words; requests that are there follow in a moment."
    )
}

pub fn internal_set(channel_id: i64, is_on: bool) -> String {
    if is_on {
        format!("In <#{channel_id}> docket writes customers' real names.")
    } else {
        format!("In <#{channel_id}> docket writes customers' public aliases instead of their real names.")
    }
}

pub fn settings_taken_back() -> String {
    "Undid: the setting is as it was before.".to_owned()
}

/// The outcome of a change, with the button that takes it back.
pub fn settings_changed(outcome: &str, event: Option<i64>, undo: &str) -> Message {
    Message::text(super::outcome(outcome, event)).buttons(settings_undo_button(event, undo))
}

pub fn settings_undo_button(event: Option<i64>, label: &str) -> Option<Button> {
    undo_button(label, Line::new("settings undo"), event)
}

/// A channel that was set does not exist any more.
pub fn channel_gone(channel_id: i64, purposes: &[Purpose]) -> String {
    let what: Vec<_> = purposes.iter().map(|purpose| bold(purpose.called)).collect();
    let command = purposes.first().map_or("requests", |purpose| purpose.word);
    format!(
        "The channel for {} was deleted (its id was {channel_id}). Nothing is lost; please choose another one with \
         `/settings channel purpose:{command}`.",
        listed(&what, "and")
    )
}

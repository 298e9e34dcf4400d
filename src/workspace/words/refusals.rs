//! What is refused, and what to do instead.

use super::{bold, listed};
use crate::{
    base::text::{escape_markdown, grouped, one_line, trim_to},
    contract::{FetchError, Line, Named, Sight},
    error::Refusal,
    workspace::{Area, Customer, store::MOST_NAMES},
};

/// Characters of a wrong name that are shown back.
const SHOWN: usize = 80;
/// Characters of a name on a button.
const NAME_ON_BUTTON: usize = 60;

/// A sentence that says what is wrong with an input, made into a refusal.
pub fn not_read(sentence: &str) -> Refusal {
    Refusal::new(format!("{sentence} Nothing was changed."))
}

/// There is no such area or customer; `noun` says which. What comes close is one press away, as the value of `option`.
pub fn unknown(
    noun: &str,
    option: &'static str,
    typed: &str,
    suggestions: &[(i64, impl AsRef<str>)],
) -> Refusal {
    let names: Vec<_> = suggestions.iter().map(|(_, name)| bold(name.as_ref())).collect();
    let next = if names.is_empty() {
        format!("`/{noun} list` shows them all, `/{noun} add` adds one.")
    } else {
        format!("Did you mean {}?", listed(&names, "or"))
    };
    let refusal = Refusal::new(format!(
        "There is no {noun} “{}”, so nothing was changed. {next}",
        escape_markdown(&trim_to(typed, SHOWN))
    ));
    suggestions.iter().fold(refusal, |refusal, (id, name)| {
        let label = trim_to(&one_line(name.as_ref()), NAME_ON_BUTTON).into_owned();
        refusal.meaning(label, option, format!("#{id}"))
    })
}

/// A name that several members have, or begin with.
pub fn several_people(typed: &str) -> Refusal {
    let typed = escape_markdown(&trim_to(typed.trim(), SHOWN));
    Refusal::new(format!("“{typed}” is more than one person here. Nothing was changed; who is it?"))
}

/// What was typed for `option` names nobody, or more than one.
pub fn not_one_person(typed: &str, option: &str) -> Refusal {
    let typed = escape_markdown(&trim_to(&one_line(typed), SHOWN));
    Refusal::new(format!(
        "“{typed}” is not one person whom I know, so nothing was changed. Name one in `{option}`: mention them, or type their \
         name as it is here."
    ))
}

/// A role is to be mentioned that either the person or docket may not mention.
pub fn role_not_mentioned(role_id: i64) -> Refusal {
    Refusal::new(format!(
        "<@&{role_id}> cannot be mentioned: Discord lets only some mention it, and both you and docket have to be among \
         them. Nothing was changed; let everybody mention the role in the server's settings, or name people."
    ))
}

/// Discord did not tell who may mention what.
pub fn mention_not_looked_up(error: &FetchError) -> Refusal {
    let why = match error {
        FetchError::Later(_) => "Discord does not tell now which roles may be mentioned".to_owned(),
        FetchError::Never(why) => format!("docket cannot see which roles may be mentioned: {why}"),
    };
    Refusal::new(format!("{why}. Nothing was changed; try again in a moment, or leave the role out."))
}

/// Somebody is to be given what only PMs can deal with.
pub fn cannot_do_the_work(user_id: i64, role_id: Option<i64>) -> Refusal {
    let role = role_id.map(|role_id| format!(" <@&{role_id}>")).unwrap_or_default();
    Refusal::new(format!(
        "<@{user_id}> does not have the PM role{role}, so they could not work on requests. Nothing was changed; give them \
         the role first, or choose somebody else."
    ))
}

pub fn no_name(noun: &str) -> Refusal {
    Refusal::new(format!("The {noun} needs a name with something to read in it. Nothing was changed."))
}

/// Everyone may be allowed to read, and nothing more.
pub fn role_is_everyone() -> Refusal {
    Refusal::new(
        "@\u{200b}everyone can have the level reporter and no higher one. Nothing was changed. Choose a role that only \
         some members have.",
    )
}

pub fn unknown_step() -> Refusal {
    Refusal::new("That button is from another version of docket. Nothing was changed.")
        .offer("Settings", Line::new("settings show"))
}

pub fn unknown_event() -> Refusal {
    Refusal::new("That change is not on record, so nothing was taken back.")
}

pub fn stale_undo() -> Refusal {
    Refusal::new(
        "That has been changed again since, so taking it back would lose the later change. Nothing was changed; \
         please set it by hand.",
    )
}

pub fn area_name_taken(other: &Area) -> Refusal {
    let name = bold(&other.name);
    if other.is_archived {
        return Refusal::new(format!(
            "There is an archived area {name} already. Nothing was changed; bring it back, or choose another name."
        ))
        .offer("Restore it", Line::new("area restore").with("area", format!("#{}", other.id)));
    }
    Refusal::new(format!(
        "There is an area {name} already, owned by <@{}>. Nothing was changed; choose another name, or change it with \
         `/area edit`.",
        other.owner_user_id
    ))
}

pub fn keyword_taken(keyword: &str, other: &Area) -> Refusal {
    let away = if other.is_archived { " (archived)" } else { "" };
    Refusal::new(format!(
        "The keyword “{}” belongs to the area {}{away} of <@{}>, and a keyword leads to one area only. Nothing was \
         changed; leave it out, or take it from that area first.",
        escape_markdown(keyword),
        bold(&other.name),
        other.owner_user_id
    ))
}

pub fn area_is_archived(area: &Area) -> Refusal {
    Refusal::new(format!(
        "The area {} is archived, so nothing was changed. A lead can bring it back.",
        bold(&area.name)
    ))
    .offer("Restore it", Line::new("area restore").with("area", format!("#{}", area.id)))
}

pub fn area_in_use(name: &str) -> Refusal {
    Refusal::new(format!(
        "Something belongs to the area {} already, so it stays. Nothing was changed; `/area archive` puts it away.",
        bold(name)
    ))
}

pub fn customer_name_taken(other: &Customer, sight: Sight<'_>) -> Refusal {
    let name = bold(sight.name(other.named()));
    if other.merged_into_id.is_some() {
        return Refusal::new(format!(
            "{name} is another name of a customer that it was merged into. Nothing was changed; `/customer show` with \
             that name shows which."
        ));
    }
    Refusal::new(format!(
        "There is a customer {name} already. Nothing was changed; choose another name, or change it with `/customer \
         edit`."
    ))
}

pub fn customer_in_use(customer: Named<'_>, sight: Sight<'_>) -> Refusal {
    Refusal::new(format!(
        "Something belongs to the customer {} already, so it stays. Nothing was changed; `/customer merge` makes it \
         part of another one.",
        bold(sight.name(customer))
    ))
}

pub fn customer_gone() -> Refusal {
    Refusal::new(
        "That customer was taken back meanwhile. Nothing was changed; `/customer list` shows who is there.",
    )
}

/// Which customers they are, is said to those who may read names.
pub fn alias_is_shared(typed: &str, customers: &[Customer], sight: Option<Sight<'_>>) -> Refusal {
    let named = |sight: Sight<'_>| {
        let names: Vec<_> = customers.iter().map(|customer| bold(sight.name(customer.named()))).collect();
        format!(": {}", listed(&names, "and"))
    };
    Refusal::new(format!(
        "“{}” is the alias of several customers{}. Nothing was changed; give the real name.",
        escape_markdown(&trim_to(typed, SHOWN)),
        sight.map(named).unwrap_or_default()
    ))
}

pub fn merged_with_itself(customer: &Customer, sight: Sight<'_>) -> Refusal {
    Refusal::new(format!(
        "Both names mean the customer {} already. Nothing was changed.",
        bold(sight.name(customer.named()))
    ))
}

/// Each name is looked for in texts, and there is an end to what can be looked for.
pub fn too_many_names() -> Refusal {
    Refusal::new(format!(
        "docket hides at most {} names of customers in one server, former ones too, and that many are known. Nothing was \
         changed.",
        grouped(MOST_NAMES)
    ))
}

pub fn merged_already(customer: &Customer, sight: Sight<'_>) -> Refusal {
    Refusal::new(format!(
        "{} was merged into another customer already. Nothing was changed; `/customer show` with that name shows \
         which.",
        bold(sight.name(customer.named()))
    ))
}

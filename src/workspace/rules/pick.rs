//! What a typed name means: an exact match, a number on a button, or the names that come closest.

use super::names;
use crate::{
    base::{similar, text::limits},
    contract::Choice,
    error::Refusal,
    workspace::Area,
};

/// How many names a refusal suggests.
const SUGGESTIONS: usize = 3;

/// What was typed where a name is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// `#12`, as buttons write it.
    Number(i64),
    /// A name, as its key.
    Key(String),
}

/// Reads a reference to an area or a customer.
pub fn reference(typed: &str) -> Reference {
    let number = typed.trim().strip_prefix('#').and_then(|digits| digits.parse().ok());
    number.map_or_else(|| Reference::Key(names::customer_key(typed)), Reference::Number)
}

/// The area that is meant by `typed`, archived or not, among all areas of the guild. The refusal suggests names.
pub fn pick_area<'a>(areas: &'a [Area], typed: &str) -> Result<&'a Area, Refusal> {
    let reference = reference(typed);
    let fits = |area: &&Area| match &reference {
        Reference::Number(id) => area.id == *id,
        Reference::Key(key) => names::name_key(&area.name) == *key,
    };
    areas.iter().find(fits).ok_or_else(|| {
        let live: Vec<_> = areas.iter().filter(|area| !area.is_archived).collect();
        let names: Vec<_> = live.iter().map(|area| area.name.as_str()).collect();
        let places = ranked_places(typed, &names, SUGGESTIONS);
        let close: Vec<_> = places.into_iter().map(|place| (live[place].id, names[place])).collect();
        crate::workspace::words::unknown("area", "area", typed, &close)
    })
}

/// Where in `names` those are that come closest to `typed`, best first and `limit` of them at most.
pub fn ranked_places(typed: &str, names: &[&str], limit: usize) -> Vec<usize> {
    let typed = typed.trim().trim_start_matches(['@', '#']);
    similar::fuzzy_rank(typed, names).into_iter().take(limit).collect()
}

/// The names that come closest to what is typed so far, best first, as many as a completion shows.
pub fn choices(typed: &str, names: &[&str]) -> Vec<Choice> {
    let places = ranked_places(typed, names, limits::CHOICES).into_iter();
    places.map(|place| Choice { label: names[place].to_owned(), value: names[place].to_owned() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::rules::guess::tests::area;

    #[test]
    fn an_area_is_found_by_name_in_any_spelling_and_by_number() {
        let areas = [area(1, "Billing", &[]), area(2, "User management", &[])];
        for typed in ["User management", "user  MANAGEMENT", "#User management", "#2"] {
            assert_eq!(pick_area(&areas, typed).map(|area| area.id), Ok(2), "{typed}");
        }
    }

    #[test]
    fn a_typo_is_refused_with_what_was_meant() {
        let mut areas = [area(1, "Billing", &[]), area(2, "User management", &[]), area(3, "Biling", &[])];
        areas[2].is_archived = true;
        let refusal = pick_area(&areas, "Bilingg").expect_err("no such area");
        assert!(refusal.text.contains("**Billing**"), "{}", refusal.text);
        assert!(!refusal.text.contains("**Biling**"), "archived ones are not suggested: {}", refusal.text);
        let press = refusal.readings.first().map(|it| (it.label.as_str(), it.option, it.value.as_str()));
        assert_eq!(press, Some(("Billing", "area", "#1")));
    }

    #[test]
    fn a_completion_offers_what_comes_close_and_no_more_than_is_shown() {
        let labels = |typed: &str, names: &[&str]| {
            choices(typed, names).into_iter().map(|choice| choice.label).collect::<Vec<_>>()
        };
        assert_eq!(labels(" #bill", &["Growth", "Billing"]), ["Billing"]);
        assert_eq!(labels("", &["Growth"; 40]).len(), limits::CHOICES);
    }
}

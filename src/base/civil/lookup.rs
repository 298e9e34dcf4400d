//! Finding a zone by the name that a person gives it.

use super::Zone;
use crate::base::similar::fuzzy_rank;
use crate::base::text::{one_line, trim_to};
use jiff::tz::TimeZoneDatabase;
use std::{fmt, sync::LazyLock};

static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Names worth suggesting: places, without the database's administrative and historic entries.
static PLACES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let regions =
        ["Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/"];
    let is_place = |name: &String| {
        name == "UTC" || name.starts_with("Pacific/") || regions.iter().any(|region| name.starts_with(region))
    };
    DATABASE.available().map(|name| name.to_string()).filter(is_place).collect()
});

/// The same with spaces, and the cities in them, as people type them.
static NAMES: LazyLock<Vec<String>> =
    LazyLock::new(|| PLACES.iter().map(|name| name.replace('_', " ")).collect());
static CITY_NAMES: LazyLock<Vec<String>> =
    LazyLock::new(|| NAMES.iter().map(|name| name.rsplit('/').next().unwrap_or(name).to_owned()).collect());

/// What people say instead of a zone's name, lower case, and the zone that most of them mean.
/// Abbreviations mean the zone with its clock changes: "PST" in July is said by people on PDT.
/// A name that stands here twice means the first place to most and the others to some.
const EVERYDAY_NAMES: &[(&str, &str)] = &[
    ("pt", "America/Los_Angeles"),
    ("pst", "America/Los_Angeles"),
    ("pdt", "America/Los_Angeles"),
    ("mt", "America/Denver"),
    ("mst", "America/Denver"),
    ("mdt", "America/Denver"),
    ("ct", "America/Chicago"),
    ("cst", "America/Chicago"),
    ("cst", "Asia/Shanghai"),
    ("cdt", "America/Chicago"),
    ("et", "America/New_York"),
    ("est", "America/New_York"),
    ("edt", "America/New_York"),
    ("gmt", "UTC"),
    ("utc", "UTC"),
    ("z", "UTC"),
    ("bst", "Europe/London"),
    ("wet", "Europe/Lisbon"),
    ("cet", "Europe/Paris"),
    ("cest", "Europe/Paris"),
    ("mez", "Europe/Berlin"),
    ("mesz", "Europe/Berlin"),
    ("eet", "Europe/Helsinki"),
    ("eest", "Europe/Helsinki"),
    ("ist", "Asia/Kolkata"),
    ("ist", "Asia/Jerusalem"),
    ("ist", "Europe/Dublin"),
    ("sgt", "Asia/Singapore"),
    ("jst", "Asia/Tokyo"),
    ("kst", "Asia/Seoul"),
    ("aest", "Australia/Sydney"),
    ("aedt", "Australia/Sydney"),
    ("nzst", "Pacific/Auckland"),
    ("nzdt", "Pacific/Auckland"),
];

/// Cities and countries that have no zone of their own name, and the zone that is theirs.
const CITIES: &[(&str, &str)] = &[
    ("palo alto", "America/Los_Angeles"),
    ("san francisco", "America/Los_Angeles"),
    ("seattle", "America/Los_Angeles"),
    ("california", "America/Los_Angeles"),
    ("pacific", "America/Los_Angeles"),
    ("boston", "America/New_York"),
    ("washington", "America/New_York"),
    ("miami", "America/New_York"),
    ("eastern", "America/New_York"),
    ("austin", "America/Chicago"),
    ("dallas", "America/Chicago"),
    ("central", "America/Chicago"),
    ("mountain", "America/Denver"),
    ("montreal", "America/Toronto"),
    ("munich", "Europe/Berlin"),
    ("hamburg", "Europe/Berlin"),
    ("germany", "Europe/Berlin"),
    ("france", "Europe/Paris"),
    ("spain", "Europe/Madrid"),
    ("barcelona", "Europe/Madrid"),
    ("italy", "Europe/Rome"),
    ("uk", "Europe/London"),
    ("england", "Europe/London"),
    ("india", "Asia/Kolkata"),
    ("bangalore", "Asia/Kolkata"),
    ("mumbai", "Asia/Kolkata"),
    ("delhi", "Asia/Kolkata"),
    ("china", "Asia/Shanghai"),
    ("beijing", "Asia/Shanghai"),
    ("japan", "Asia/Tokyo"),
    ("korea", "Asia/Seoul"),
    ("israel", "Asia/Jerusalem"),
    ("tel aviv", "Asia/Jerusalem"),
    ("brazil", "America/Sao_Paulo"),
    ("new zealand", "Pacific/Auckland"),
];

/// Cities that a time can name without "time" behind them: those that everybody takes for a place.
const BARE_CITIES: &[&str] = &[
    "amsterdam",
    "athens",
    "auckland",
    "bangkok",
    "berlin",
    "bogota",
    "brussels",
    "budapest",
    "cairo",
    "chicago",
    "copenhagen",
    "denver",
    "dubai",
    "dublin",
    "helsinki",
    "hong kong",
    "istanbul",
    "jakarta",
    "jerusalem",
    "johannesburg",
    "karachi",
    "kolkata",
    "kyiv",
    "lagos",
    "lisbon",
    "london",
    "los angeles",
    "madrid",
    "manila",
    "melbourne",
    "mexico city",
    "nairobi",
    "new york",
    "oslo",
    "paris",
    "prague",
    "riga",
    "rome",
    "sao paulo",
    "seoul",
    "shanghai",
    "singapore",
    "sofia",
    "stockholm",
    "sydney",
    "taipei",
    "tallinn",
    "tokyo",
    "toronto",
    "vancouver",
    "vienna",
    "vilnius",
    "warsaw",
    "zurich",
];

/// A name that is no usable zone, and zones that may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneError {
    /// What was given, shortened.
    pub given: String,
    /// IANA names that may have been meant, the likeliest first; may be empty.
    pub suggestions: Vec<&'static str>,
}

impl fmt::Display for ZoneError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is not a time zone that I can use; ", self.given)?;
        match self.suggestions.as_slice() {
            [] => write!(f, "name one by its city, such as Europe/Berlin or America/Los_Angeles."),
            [one] => write!(f, "did you mean {one}?"),
            [first @ .., last] => write!(f, "did you mean {} or {last}?", first.join(", ")),
        }
    }
}

impl std::error::Error for ZoneError {}

pub(super) fn parse(text: &str) -> Result<Zone, ZoneError> {
    find(text).ok_or_else(|| ZoneError {
        given: trim_to(&one_line(text), 60).into_owned(),
        suggestions: suggest(text, 3),
    })
}

pub(super) fn find(text: &str) -> Option<Zone> {
    let name = text.trim().replace(' ', "_");
    if name.eq_ignore_ascii_case("utc") || name.eq_ignore_ascii_case("gmt") {
        return Some(Zone::utc());
    }
    // Names without a place ("EST", "Japan", "Navajo") are old links, some without clock changes.
    let rules = name.contains('/').then(|| DATABASE.get(&name).ok()).flatten()?;
    Some(Zone { name: rules.iana_name()?.to_owned(), rules })
}

pub(super) fn suggest(typed: &str, limit: usize) -> Vec<&'static str> {
    let typed = typed.trim().to_lowercase().replace('_', " ");
    let known = everyday(EVERYDAY_NAMES, &typed).or_else(|| everyday(CITIES, &typed));
    // A zone is looked for by its whole name and, since that is what people know, by its city.
    let (by_city, by_name) = (fuzzy_rank(&typed, &CITY_NAMES), fuzzy_rank(&typed, &NAMES));
    let ranked = if typed.contains('/') { [by_name, by_city] } else { [by_city, by_name] };
    let mut names: Vec<&'static str> = known.into_iter().collect();
    for name in ranked.into_iter().flatten().map(|i| PLACES[i].as_str()) {
        if names.len() >= limit {
            break;
        }
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.truncate(limit);
    names
}

pub(super) fn named(text: &str, says_time: bool) -> Vec<Zone> {
    let text = text.trim();
    let short = EVERYDAY_NAMES.iter().filter(|(said, _)| *said == text).filter_map(|(_, name)| find(name));
    let short: Vec<Zone> = short.collect();
    if !short.is_empty() {
        return short;
    }
    let is_bare = BARE_CITIES.contains(&text);
    if !is_bare && !says_time {
        return Vec::new();
    }
    let city = || CITY_NAMES.iter().position(|city| city.eq_ignore_ascii_case(text));
    let place = || city().and_then(|place| find(&PLACES[place]));
    everyday(CITIES, text).and_then(find).or_else(place).into_iter().collect()
}

fn everyday(list: &[(&str, &'static str)], typed: &str) -> Option<&'static str> {
    list.iter().find(|(said, _)| *said == typed).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_found_in_any_case_and_with_spaces() {
        for text in ["America/Los_Angeles", "america/los_angeles", " America/Los Angeles "] {
            assert_eq!(parse(text).unwrap().name(), "America/Los_Angeles");
        }
        assert_eq!(parse("utc").unwrap().name(), "UTC");
        assert_eq!(parse("America/Los_Angeles").unwrap().city(), "Los Angeles");
    }

    #[test]
    fn an_unknown_zone_is_answered_with_likely_ones() {
        for (text, meant) in [
            ("Europe/Berln", "Europe/Berlin"),
            ("Berlin", "Europe/Berlin"),
            ("san francisco", "America/Los_Angeles"),
            ("EST", "America/New_York"),
            ("los angelos", "America/Los_Angeles"),
            ("new york", "America/New_York"),
            ("Tokio", "Asia/Tokyo"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.suggestions.contains(&meant), "{text}: {error}");
        }
    }

    #[test]
    fn the_error_is_one_clear_sentence() {
        let error = ZoneError { given: "x".into(), suggestions: vec!["Europe/Berlin", "Europe/Paris"] };
        assert_eq!(
            error.to_string(),
            "“x” is not a time zone that I can use; did you mean Europe/Berlin or Europe/Paris?"
        );
        assert!(parse("qqqqqqqq").unwrap_err().to_string().ends_with("America/Los_Angeles."));
    }

    #[test]
    fn a_name_in_a_time_means_one_place_or_several() {
        let names =
            |text, says_time| named(text, says_time).iter().map(|zone| zone.city()).collect::<Vec<_>>();
        assert_eq!(names("ist", false), ["Kolkata", "Jerusalem", "Dublin"]);
        assert_eq!(names("pt", false), ["Los Angeles"]);
        assert_eq!(names("new york", false), ["New York"]);
        assert_eq!(names("pacific", true), ["Los Angeles"]);
        assert!(
            names("pacific", false).is_empty()
                && names("center", false).is_empty()
                && names("", true).is_empty()
        );
        for city in BARE_CITIES {
            assert_eq!(named(city, false).len(), 1, "{city}");
        }
    }

    #[test]
    fn every_everyday_name_leads_to_a_zone() {
        for (said, name) in EVERYDAY_NAMES.iter().chain(CITIES) {
            assert!(parse(name).is_ok(), "{said} -> {name}");
        }
    }
}

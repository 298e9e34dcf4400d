//! Who may do what, and who owes something.

use crate::{
    base::civil::Zone,
    contract::{Context, Level},
    release::{Item, Release},
};
use chrono::{DateTime, NaiveDate, Utc};

/// Whether the caller may change the release: its manager, or a PM.
pub fn may_manage(cx: &Context, release: &Release) -> bool {
    cx.level >= Level::Pm || release.facts.manager_user_id == cx.caller.user_id
}

/// Whether the caller may say how the item stands: its owner, the release's manager, or a PM.
pub fn may_report(cx: &Context, item: &Item, release: Option<&Release>) -> bool {
    item.facts.owner_user_id == Some(cx.caller.user_id)
        || cx.level >= Level::Pm
        || release.is_some_and(|release| may_manage(cx, release))
}

/// Whether the item's owner was asked about it on that day of theirs, and has not answered.
pub fn was_asked_on(item: &Item, day: NaiveDate, zone: &Zone) -> bool {
    item.is_waiting && item.asked_at.is_some_and(|at| zone.date(at.utc()) == day)
}

/// Since when items of one owner count that is asked in rounds of releases: a round asks who owes its own release something,
/// and then about all that they have.
pub fn asked_in_rounds(items: &[Item], rounds: &[(i64, DateTime<Utc>)]) -> Vec<DateTime<Utc>> {
    let asks = |(release_id, since): &&(i64, DateTime<Utc>)| {
        items.iter().any(|item| item.facts.release_id == Some(*release_id) && owes_update(item, *since))
    };
    rounds.iter().filter(asks).map(|(_, since)| *since).collect()
}

/// Whether somebody should say how the item stands, because nobody has since `since`.
pub fn owes_update(item: &Item, since: DateTime<Utc>) -> bool {
    item.is_open() && item.facts.reported_at.is_none_or(|at| at.utc() < since)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        db::At,
        release::{Health, ItemFacts, ItemKind, ItemState},
    };

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn item(release_id: i64, reported_at: Option<&str>) -> Item {
        let facts = ItemFacts {
            text: "Calendar export".to_owned(),
            release_id: Some(release_id),
            owner_user_id: Some(7),
            kind: ItemKind::Feature,
            health: Health::OnTrack,
            note: None,
            reported_at: reported_at.map(|text| At::from(at(text))),
            reported_by_user_id: None,
            ticket: None,
            design: None,
            is_public: false,
            state: ItemState::Open,
        };
        let created_at = At::from(at("2026-11-01T09:00:00Z"));
        Item {
            id: 1,
            facts,
            asked_at: None,
            is_waiting: false,
            created_by_user_id: 7,
            created_at,
            version: 1,
        }
    }

    #[test]
    fn a_round_asks_who_owes_its_own_release_something() {
        let since = at("2026-11-17T09:00:00Z");
        let (silent, told) = (item(1, None), item(2, Some("2026-11-20T09:00:00Z")));
        let items = [silent, told];
        for (round, expected) in
            [((1, since), vec![since]), ((2, since), Vec::new()), ((3, since), Vec::new())]
        {
            assert_eq!(asked_in_rounds(&items, &[round]), expected, "{round:?}");
        }
    }

    #[test]
    fn the_day_of_an_ask_is_the_owners() {
        let asked_at = Some(At::from(at("2026-11-24T00:00:00Z")));
        let asked = Item { asked_at, is_waiting: true, ..item(1, None) };
        let tokyo = Zone::parse("Asia/Tokyo").expect("a zone");
        let here = Zone::parse("America/Los_Angeles").expect("a zone");
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        for (zone, date, expected) in
            [(&tokyo, "2026-11-24", true), (&here, "2026-11-24", false), (&here, "2026-11-23", true)]
        {
            assert_eq!(was_asked_on(&asked, day(date), zone), expected, "{date}");
        }
        let answered = Item { is_waiting: false, ..asked };
        assert!(!was_asked_on(&answered, day("2026-11-24"), &tokyo));
    }
}

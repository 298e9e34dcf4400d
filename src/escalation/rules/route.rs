//! Where an escalation belongs: a sensitive topic first, then an area.

use crate::{
    base::{language::Language, similar},
    escalation::Topic,
    workspace::{self, Area, Guess},
};

/// Words that are offered as rules after a correction.
const MOST_OFFERED: usize = 3;
/// The shortest word that is offered as a rule: shorter ones say too little.
const SHORTEST_OFFERED: usize = 4;

/// Where a question belongs, and by which words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// The sensitive topic, if it is of one.
    pub topic: Option<Guess>,
    /// The area, if its words say so clearly.
    pub area: Option<Guess>,
}

/// Where the question belongs. A topic stands above the area, which is told all the same: it says what it is about. Of topics
/// that tie the first one counts: it is better with somebody who may answer it than with nobody.
pub fn route(question: &str, topics: &[Topic], areas: &[Area], language: Language) -> Route {
    let active = topics.iter().filter(|topic| !topic.is_archived && !topic.responders.is_empty());
    let topics =
        workspace::guess_among(question, active.map(|topic| (topic.id, topic.keywords.as_slice())), language);
    Route { topic: topics.into_iter().next(), area: workspace::guess_area(question, areas, language) }
}

/// Words of the question that could lead to the area to which somebody has corrected it: those that no area has, the
/// longest first, since they say the most.
pub fn rules_offered(question: &str, areas: &[Area], language: Language) -> Vec<String> {
    let taken: Vec<String> =
        areas.iter().flat_map(|area| &area.keywords).map(|keyword| stem(keyword, language)).collect();
    let mut seen: Vec<String> = Vec::new();
    let mut words: Vec<String> = question
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= SHORTEST_OFFERED && !word.chars().all(|c| c.is_ascii_digit()))
        .filter(|word| !similar::words(word, language).is_empty())
        .filter_map(|word| {
            let stem = stem(word, language);
            let is_new = !taken.contains(&stem) && !seen.contains(&stem);
            is_new.then(|| {
                seen.push(stem);
                word.to_lowercase()
            })
        })
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words.truncate(MOST_OFFERED);
    words
}

fn stem(keyword: &str, language: Language) -> String {
    similar::stemmed(&workspace::Keyword::read(keyword).phrase.to_lowercase(), language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn area(id: i64, keywords: &[&str]) -> Area {
        Area {
            id,
            name: format!("Area {id}"),
            owner_user_id: 100 + id,
            backup_user_id: None,
            keywords: keywords.iter().map(|word| (*word).to_owned()).collect(),
            is_archived: false,
            version: 1,
            used_at: DateTime::UNIX_EPOCH,
        }
    }

    fn topic(id: i64, keywords: &[&str], responders: &[i64]) -> Topic {
        Topic {
            id,
            name: format!("Topic {id}"),
            keywords: keywords.iter().map(|word| (*word).to_owned()).collect(),
            responders: responders.to_vec(),
            informed: Vec::new(),
            channel_id: None,
            template: String::new(),
            is_archived: false,
            version: 1,
        }
    }

    #[test]
    fn a_sensitive_topic_stands_above_the_area_and_nobody_is_no_responder() {
        let areas = [area(1, &["invoice", "refund"]), area(2, &["login", "-lawsuit"])];
        let put_away = Topic { is_archived: true, ..topic(4, &["login"], &[9]) };
        let topics = [
            topic(1, &["GDPR", "lawsuit", "personal data"], &[7]),
            topic(2, &["breach"], &[]),
            topic(3, &["breach of contract"], &[8]),
            put_away,
        ];
        for (question, of_topic, of_area) in [
            ("Where is my refund for the invoice?", None, Some((1, "invoice, refund"))),
            ("Is my invoice GDPR-proof?", Some((1, "GDPR")), Some((1, "invoice"))),
            ("A lawsuit over your login", Some((1, "lawsuit")), None),
            ("Was there a breach?", None, None),
            ("a breach of contract", Some((3, "breach of contract")), None),
            ("My login fails", None, Some((2, "login"))),
            ("", None, None),
        ] {
            let guess = |(area_id, keyword): (i64, &str)| Guess { area_id, keyword: keyword.to_owned() };
            let expected = Route { topic: of_topic.map(guess), area: of_area.map(guess) };
            assert_eq!(route(question, &topics, &areas, Language::English), expected, "{question}");
        }
    }

    #[test]
    fn words_that_lead_nowhere_yet_are_offered_as_rules() {
        let areas = [area(1, &["invoice*2"])];
        let offered = rules_offered(
            "Why do webhooks fail with an invoice in 2026, and webhook retries?",
            &areas,
            Language::English,
        );
        assert_eq!(offered, ["webhooks", "retries", "fail"]);
        assert!(rules_offered("", &areas, Language::English).is_empty());
    }
}

//! Sensitive topics: how one begins, with which words the usual ones do, and which one is meant.

use crate::{escalation::Topic, workspace::name_key};

impl Topic {
    /// One of this name that nobody answers for yet.
    pub fn named(name: &str) -> Self {
        Self {
            id: 0,
            name: name.to_owned(),
            keywords: Vec::new(),
            responders: Vec::new(),
            informed: Vec::new(),
            channel_id: None,
            template: String::new(),
            is_archived: false,
            version: 1,
        }
    }
}

/// The topic that is meant by its name, or by its number as buttons say it: `#3`. One that is put away is not.
pub fn find<'a>(topics: &'a [Topic], typed: &str) -> Option<&'a Topic> {
    let number = typed.strip_prefix('#').and_then(|digits| digits.parse::<i64>().ok());
    let fits = |topic: &&Topic| Some(topic.id) == number || name_key(&topic.name) == name_key(typed);
    topics.iter().filter(|topic| !topic.is_archived).find(fits)
}

/// The words of a topic that many teams have, until the team sets its own: `privacy` and the like.
pub fn usual_words(name: &str) -> Option<&'static str> {
    let known: [(&[&str], &str); 6] = [
        (&["privacy"], "privacy, GDPR, personal data, data protection, tracking, consent, CCPA"),
        (
            &["legal"],
            "lawsuit, lawyer, legal action, court, trademark, copyright infringement, terms of service",
        ),
        (
            &["security"],
            "vulnerability, data breach, security breach, exploit, CVE, hacked, leaked, zero-day",
        ),
        (
            &["licensing", "licence", "license"],
            "licence terms, license terms, licensing, relicense, AGPL, open source license",
        ),
        (&["workplace"], "layoff, discrimination, harassment, working conditions, union, employees"),
        (
            &["government", "government requests"],
            "government, subpoena, law enforcement, sanctions, export control, censorship",
        ),
    ];
    known.iter().find(|(names, _)| names.contains(&name)).map(|(_, words)| *words)
}

/// What topics are offered while a team has none.
pub const USUAL: [&str; 6] = ["privacy", "legal", "security", "licensing", "workplace", "government"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::language::Language;

    #[test]
    fn the_usual_topics_have_words_that_read() {
        for name in USUAL {
            let words = usual_words(name).unwrap_or_else(|| panic!("{name} has no words"));
            let read = crate::workspace::keywords(words, Language::English).unwrap();
            assert!(read.len() >= 4, "{name}: {read:?}");
        }
        assert_eq!(usual_words("catering"), None);
    }

    #[test]
    fn a_topic_is_found_by_name_and_by_number() {
        let topics = [
            Topic { id: 1, ..Topic::named("Privacy") },
            Topic { id: 2, is_archived: true, ..Topic::named("Legal") },
        ];
        for (typed, id) in [
            ("Privacy", Some(1)),
            ("privacy", Some(1)),
            ("#1", Some(1)),
            ("1", None),
            ("Legal", None),
            ("#2", None),
            ("", None),
        ] {
            assert_eq!(find(&topics, typed).map(|topic| topic.id), id, "{typed}");
        }
    }
}

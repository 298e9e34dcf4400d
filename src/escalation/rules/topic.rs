//! Sensitive topics: the words with which the usual ones begin.

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
}

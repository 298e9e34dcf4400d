//! What a message says, as the text of a request.

use crate::contract::Part;

/// The author's own words, then whatever else the message says, each thing a paragraph.
pub fn said(own: &str, parts: &[Part]) -> String {
    let own = Some(own.to_owned()).filter(|own| !own.trim().is_empty());
    own.into_iter().chain(parts.iter().map(part)).collect::<Vec<_>>().join("\n\n")
}

fn part(said: &Part) -> String {
    match said {
        Part::Text(text) => text.clone(),
        Part::Forwarded(parts) => {
            let parts: Vec<String> = parts.iter().map(part).collect();
            // Of a forward that says nothing nothing is left, not even what it is.
            if parts.is_empty() { String::new() } else { format!("Forwarded: {}", parts.join("\n\n")) }
        }
        Part::Embed(lines) => lines.join("\n"),
        Part::Poll { question, answers } => {
            let answers: String = answers.iter().map(|answer| format!("\n- {answer}")).collect();
            format!("Poll: {question}{answers}")
        }
        Part::Sticker(name) => format!("(sticker: {name})"),
        Part::Voice { seconds } => format!("(voice message, {seconds} s)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_words_come_first_and_everything_else_is_said_for_what_it_is() {
        let text = |text: &str| Part::Text(text.to_owned());
        let poll =
            Part::Poll { question: "Dark mode?".into(), answers: vec!["👍 Yes".into(), "No".into()] };
        for (own, parts, expected) in [
            ("SSO loops", vec![], "SSO loops"),
            ("", vec![Part::Forwarded(vec![text("SSO loops")])], "Forwarded: SSO loops"),
            (
                "See this",
                vec![Part::Forwarded(vec![text("a"), poll.clone()])],
                "See this\n\nForwarded: a\n\nPoll: Dark mode?\n- 👍 Yes\n- No",
            ),
            ("", vec![Part::Forwarded(vec![])], ""),
            (" ", vec![Part::Embed(vec!["Ticket 12".into(), "It loops".into()])], "Ticket 12\nIt loops"),
            (
                "",
                vec![Part::Sticker("shrug".into()), Part::Voice { seconds: 12 }],
                "(sticker: shrug)\n\n(voice message, 12 s)",
            ),
        ] {
            assert_eq!(said(own, &parts), expected);
        }
    }
}

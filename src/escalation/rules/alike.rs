//! What was answered before and is like a question.

use crate::{
    base::{language::Language, similar::Terms},
    escalation::store::Answered,
};

/// Those that look like what is said, the likest first; of two that are equally like it the newer one.
pub fn likest(said: &str, before: Vec<Answered>, language: Language) -> Vec<Answered> {
    let terms = Terms::of(said, language);
    let likeness = |answered: Answered| {
        let likeness =
            terms.look_alike(&Terms::of(&format!("{} {}", answered.question, answered.text), language))?;
        Some((likeness, answered))
    };
    let mut found: Vec<(f64, Answered)> = before.into_iter().filter_map(likeness).collect();
    found.sort_by(|(a, first), (b, second)| b.total_cmp(a).then(second.id.cmp(&first.id)));
    found.into_iter().map(|(_, answered)| answered).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_like_a_question_comes_newest_first_and_the_rest_not_at_all() {
        let answered = |id: i64, question: &str, text: &str| Answered {
            id,
            question: question.to_owned(),
            topic_id: None,
            draft: "Yes.".to_owned(),
            answer_url: None,
            answered_at: None,
            text: text.to_owned(),
        };
        let asked = "Why does my login loop after every logout?";
        let before = vec![
            answered(1, asked, ""),
            answered(2, "Which subscription is there for schools?", ""),
            answered(3, "", asked),
            answered(4, "", ""),
        ];
        let found = likest(asked, before, Language::English);
        assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [3, 1]);
        assert!(likest("", found, Language::English).is_empty(), "nothing is like nothing");
    }
}

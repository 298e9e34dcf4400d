//! What is offered while somebody types.

use crate::{base::text::limits, contract::Choice};

/// Those of the choices whose labels hold what is typed, in their order, as many as Discord shows.
pub fn fitting(choices: Vec<Choice>, typed: &str) -> Vec<Choice> {
    let typed = typed.trim().to_lowercase();
    let fits = |choice: &Choice| choice.label.to_lowercase().contains(&typed);
    choices.into_iter().filter(fits).take(limits::CHOICES).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices(labels: &[&str]) -> Vec<Choice> {
        let choice = |label: &&str| Choice { label: (*label).to_owned(), value: "1".to_owned() };
        labels.iter().map(choice).collect()
    }

    #[test]
    fn what_is_typed_is_looked_for_anywhere_in_either_case() {
        let all = ["MEN-1 Login loops", "MEN-12 Export", "SRC-1 @acme on X"];
        let table: [(&str, &[&str]); 5] = [
            ("", &all),
            ("  men-1 ", &all[..2]),
            ("LOGIN", &all[..1]),
            ("@Acme", &all[2..]),
            ("nothing", &[]),
        ];
        for (typed, expected) in table {
            assert_eq!(fitting(choices(&all), typed), choices(expected), "{typed}");
        }
        let many = ["MEN-1"; limits::CHOICES + 1];
        assert_eq!(fitting(choices(&many), "men").len(), limits::CHOICES);
    }
}

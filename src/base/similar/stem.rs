//! Endings of words, taken off by the rules of their language.

use crate::base::language::Language;
use snowball_stemmers_rs::{Algorithm, Stemmer};

/// `word`, in lower case, without its endings, by the Snowball algorithm of the language (<https://snowballstem.org>).
///
/// Meant for comparing, not for reading: two forms of a word must give the same text, which need
/// not be a word itself. Words with digits stay as they are, and so do words of a language without an algorithm.
pub(super) fn stem(word: &str, language: Language) -> String {
    let algorithm = match language {
        Language::English => Algorithm::English,
        Language::German => Algorithm::German,
        Language::Spanish => Algorithm::Spanish,
        Language::French => Algorithm::French,
        Language::Italian => Algorithm::Italian,
        Language::Dutch => Algorithm::Dutch,
        Language::Portuguese => Algorithm::Portuguese,
        Language::Japanese => return word.to_owned(),
    };
    if word.bytes().any(|byte| byte.is_ascii_digit()) {
        return word.to_owned();
    }
    Stemmer::create(algorithm).stem(word).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_meet() {
        for (language, forms) in [
            (Language::English, &["export", "exports", "exported", "exporting"][..]),
            (Language::English, &["update", "updates", "updated", "updating"]),
            (Language::English, &["stop", "stops", "stopped", "stopping"]),
            (Language::English, &["reply", "replies"]),
            (Language::English, &["box", "boxes"]),
            (Language::English, &["search", "searches", "searched", "searching"]),
            (Language::English, &["customer", "customers", "customer's"]),
            (Language::German, &["rechnung", "rechnungen"]),
            (Language::German, &["kunde", "kunden"]),
            (Language::Spanish, &["factura", "facturas"]),
            (Language::French, &["facture", "factures"]),
            (Language::Italian, &["fattura", "fatture"]),
            (Language::Dutch, &["factuur", "facturen"]),
            (Language::Portuguese, &["fatura", "faturas"]),
        ] {
            let stems = forms.iter().map(|form| stem(form, language));
            assert!(
                stems.clone().all(|it| Some(it) == stems.clone().next()),
                "{forms:?}: {:?}",
                stems.collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn names_and_versions_stay() {
        for word in ["access", "status", "sso", "7.2.1s", "pings1", "ログイン"] {
            for language in [Language::English, Language::Japanese] {
                assert_eq!(stem(word, language), word);
            }
        }
    }
}

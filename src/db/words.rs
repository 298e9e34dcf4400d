//! Enums as words: one word for each variant, the same in columns, events, buttons and sentences.

/// A column held a word that the schema rules out.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a word of this column")]
pub struct UnknownWord(pub String);

/// A column of words that may be empty, as it is read.
#[derive(sqlx::Type)]
#[sqlx(transparent)]
pub struct MaybeWord(pub Option<String>);

/// Gives an enum its words: `words_of!(State { Open => "open", Done => "done" })`. It is read from a column with
/// `#[sqlx(try_from = "String")]`, an `Option` of it with `#[sqlx(try_from = "crate::db::MaybeWord")]`.
#[macro_export]
macro_rules! words_of {
    ($type:ident { $($variant:ident => $word:literal),* $(,)? }) => {
        #[allow(dead_code, reason = "not every enum is listed and read from words")]
        impl $type {
            /// All of them, in their order.
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$variant),*];

            /// The word that stands for it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The one that the word stands for.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }

        impl TryFrom<String> for $type {
            type Error = $crate::db::UnknownWord;

            fn try_from(word: String) -> ::std::result::Result<Self, Self::Error> {
                Self::from_word(&word).ok_or($crate::db::UnknownWord(word))
            }
        }

        impl TryFrom<$crate::db::MaybeWord> for Option<$type> {
            type Error = $crate::db::UnknownWord;

            fn try_from(word: $crate::db::MaybeWord) -> ::std::result::Result<Self, Self::Error> {
                word.0.map($type::try_from).transpose()
            }
        }
    };
}

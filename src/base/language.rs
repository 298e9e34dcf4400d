//! Languages that a team writes in: look-alikes, search and guesses go by its words.
//!
//! Times are no matter of this setting. English and German ones are read side by side for everybody (see the lexicon of this
//! floor), because what was typed is read again later and by others, and must not change its meaning with the reader.

/// A language that texts can be compared in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    #[default]
    English,
    German,
    Spanish,
    French,
    Italian,
    Japanese,
    Dutch,
    Portuguese,
}

impl Language {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::English,
        Self::German,
        Self::Spanish,
        Self::French,
        Self::Italian,
        Self::Japanese,
        Self::Dutch,
        Self::Portuguese,
    ];

    /// The language with this two-letter code (ISO 639-1), if it is one of these.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// Its two-letter code (ISO 639-1).
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Spanish => "es",
            Self::French => "fr",
            Self::Italian => "it",
            Self::Japanese => "ja",
            Self::Dutch => "nl",
            Self::Portuguese => "pt",
        }
    }

    /// Its name in English.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "German",
            Self::Spanish => "Spanish",
            Self::French => "French",
            Self::Italian => "Italian",
            Self::Japanese => "Japanese",
            Self::Dutch => "Dutch",
            Self::Portuguese => "Portuguese",
        }
    }
}

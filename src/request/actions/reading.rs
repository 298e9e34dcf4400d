//! What a draft means: customer, area and importance, by option, inside the text, or guessed.

use super::{
    file::Draft,
    lookup::{self, Lookup},
    whose,
};
use crate::{
    base::language::Language,
    contract::{Context, Name},
    error::{Error, Refusal},
    request::{
        rules::{
            inline::{self, Kind, Token},
            input,
        },
        words::{self, Notice, Whose},
    },
    workspace::{self, Area},
};

/// Importance when nobody says one: normal.
const NORMAL: i64 = 1;

/// The draft with names looked up; nothing of it is lost when a name is unknown.
pub struct Ready {
    pub text: String,
    pub whose: Whose,
    /// What was typed as the customer, when nobody is called so.
    pub customer_typed: Option<String>,
    pub area: Option<Area>,
    /// The keyword in the text by which the area was guessed.
    pub keyword: Option<String>,
    pub importance: i64,
    /// What the reporter should know about how it was read.
    pub notices: Vec<Notice>,
}

/// Looks up what the draft names, takes it out of the text, and guesses what it does not name.
pub async fn resolve(cx: &Context, draft: &Draft) -> Result<Ready, Error> {
    let areas = workspace::areas(&cx.db, &cx.guild).await?;
    let mut ready = Ready {
        text: draft.text.clone(),
        whose: Whose::Unsaid,
        customer_typed: None,
        area: None,
        keyword: None,
        importance: draft.importance.unwrap_or(NORMAL),
        notices: Vec::new(),
    };
    whose::by_option(cx, draft, &mut ready).await?;
    if let Some(Name(name)) = &draft.area {
        named_area(&areas, name, &mut ready);
    }
    // What a message says is not written for docket, so its text stays as it is.
    if draft.snapshot.is_none() && !draft.is_quoted {
        take_inline(cx, draft, &areas, &mut ready).await?;
    }
    if ready.whose == Whose::Unsaid && draft.customer.is_none() {
        whose::by_itself(cx, &mut ready).await?;
    }
    if ready.area.is_none() {
        guess(&areas, cx.guild.language, &mut ready);
    }
    Ok(ready)
}

fn named_area(areas: &[Area], name: &str, ready: &mut Ready) {
    match lookup::area(areas, name) {
        Lookup::Found(area) => ready.area = Some(area.clone()),
        Lookup::Unknown(Refusal { readings, .. }) => {
            ready.notices.push(Notice::UnknownArea(name.to_owned(), readings));
        }
        Lookup::Archived(area) => ready.notices.push(Notice::ArchivedArea(area)),
    }
}

/// Takes `@customer #area !3` out of the text where they name something; the rest stays and is told.
async fn take_inline(cx: &Context, draft: &Draft, areas: &[Area], ready: &mut Ready) -> Result<(), Error> {
    let mut taken: Vec<Token> = Vec::new();
    for mut token in inline::tokens(&ready.text) {
        if taken.last().is_some_and(|last| token.range.start < last.range.end) {
            continue;
        }
        let is_taken = match token.kind {
            Kind::Customer => whose::by_token(cx, draft, &mut token, ready).await?,
            Kind::Area => inline_area(draft, areas, &mut token, ready),
            Kind::Importance => inline_importance(draft, &token, ready),
        };
        if is_taken {
            taken.push(token);
        }
    }
    let text = inline::without(&ready.text, &taken);
    if !input::is_visible(&text) {
        return Err(words::only_tokens().into());
    }
    ready.text = text;
    Ok(())
}

/// The first area counts, and none when the option names one. Its name may have blanks in it.
fn inline_area(draft: &Draft, areas: &[Area], token: &mut Token, ready: &mut Ready) -> bool {
    let is_free = draft.area.is_none() && ready.area.is_none();
    // `#12` is how people write a ticket; as the number of an area only buttons use it.
    let is_number = token.name.chars().all(|c| c.is_ascii_digit());
    let rest = &ready.text[token.range.start + 1..];
    let in_use = areas.iter().filter(|area| !area.is_archived);
    let spaced = in_use.filter_map(|area| Some((inline::name_at(rest, &area.name)?, area)));
    if let Some((length, area)) = spaced.max_by_key(|(length, _)| *length)
        && is_free
        && token.range.start + 1 + length >= token.range.end
    {
        token.range.end = token.range.start + 1 + length;
        ready.area = Some(area.clone());
        return true;
    }
    match lookup::area(areas, &token.name) {
        Lookup::Found(area) if is_free && !is_number => {
            ready.area = Some(area.clone());
            true
        }
        _ => {
            ready.notices.push(Notice::KeptInText(format!("#{}", token.name)));
            false
        }
    }
}

fn inline_importance(draft: &Draft, token: &Token, ready: &mut Ready) -> bool {
    match token.name.parse() {
        Ok(importance @ 0..=3) if draft.importance.is_none() => {
            ready.importance = importance;
            true
        }
        _ => {
            ready.notices.push(Notice::KeptInText(format!("!{}", token.name)));
            false
        }
    }
}

fn guess(areas: &[Area], language: Language, ready: &mut Ready) {
    let mut guesses = workspace::guess_areas(&ready.text, areas, language);
    let named = |area_id: i64| areas.iter().find(|area| area.id == area_id);
    if guesses.len() > 1 {
        let names = guesses.iter().filter_map(|guess| named(guess.area_id)).map(|area| area.name.clone());
        ready.notices.push(Notice::SeveralAreas(names.collect()));
    } else if let Some(guess) = guesses.pop() {
        ready.area = named(guess.area_id).cloned();
        ready.keyword = Some(guess.keyword);
    }
}

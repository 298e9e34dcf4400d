//! What a list of requests shows.

use crate::{contract::args::RequestListState, request::State};

/// Everything but what was withdrawn.
pub const ALL: &[State] = &[State::New, State::Assigned, State::Closed];

/// The states that are asked for; what was withdrawn is in no list.
pub fn states(asked: Option<RequestListState>, is_unassigned: bool, is_search: bool) -> &'static [State] {
    match asked {
        Some(RequestListState::Closed) if is_unassigned => &[],
        _ if is_unassigned => &[State::New],
        // Who looks for words wants to know of what was decided long ago, too.
        None if is_search => ALL,
        None | Some(RequestListState::Open) => &[State::New, State::Assigned],
        Some(RequestListState::Closed) => &[State::Closed],
        Some(RequestListState::All) => ALL,
    }
}

/// Buttons write the words with `+` between them, which is shorter in a line than blanks.
pub fn search_words(text: Option<&str>) -> Option<String> {
    let text = text?.replace('+', " ");
    (!text.trim().is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_states_are_those_that_are_asked_for() {
        use RequestListState::{All, Closed, Open};
        let open: &[State] = &[State::New, State::Assigned];
        let (new, closed, none): (&[State], &[State], &[State]) = (&[State::New], &[State::Closed], &[]);
        for (asked, is_unassigned, is_search, expected) in [
            (None, false, false, open),
            (None, false, true, ALL),
            (Some(Open), false, true, open),
            (Some(Closed), false, false, closed),
            (Some(All), false, false, ALL),
            (None, true, true, new),
            (Some(All), true, false, new),
            (Some(Closed), true, false, none),
        ] {
            let found = states(asked, is_unassigned, is_search);
            assert_eq!(found, expected, "{asked:?}, unassigned {is_unassigned}, search {is_search}");
        }
    }

    #[test]
    fn searched_words_survive_the_line_of_a_button() {
        assert_eq!(search_words(Some("sso+login")).as_deref(), Some("sso login"));
        assert_eq!(search_words(Some(" + ")), None);
        assert_eq!(search_words(None), None);
    }
}

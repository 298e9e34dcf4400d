//! Lists of requests.

use super::{lookup, search};
use crate::{
    contract::{
        Answer, Context, Line, Name, RequestNumber,
        args::{RequestList, RequestListState},
    },
    error::Error,
    request::{
        State,
        store::{self, Filter, PageFrom},
        words::{self, Page},
    },
    workspace,
};

/// Requests by filter, newest first, ten to a page; a page goes on from a request.
pub async fn list(cx: &Context, args: RequestList) -> Answer {
    let filter = filter(cx, &args).await?;
    let from = from(cx, &args).await?;
    let (listed, read) = match search_words(args.text.as_deref()) {
        Some(text) => {
            let between = match from {
                PageFrom::Newest => (i64::MAX, 0),
                PageFrom::Before(key) => (key.id, 0),
                PageFrom::After(key) => (i64::MAX, key.id),
            };
            let (listed, read) = search::page(cx, (&filter, &text), between).await?;
            (listed, Some(read))
        }
        None => (store::page(&cx.db, cx.guild.id, &filter, from).await?, None),
    };
    Ok(words::list(cx, &Page { listed, is_newest: from == PageFrom::Newest, line: line(&args), read }))
}

/// Buttons write the words with `+` between them, which is shorter in a line than blanks.
fn search_words(text: Option<&str>) -> Option<String> {
    let text = text?.replace('+', " ");
    (!text.trim().is_empty()).then_some(text)
}

/// Where the page begins.
async fn from(cx: &Context, args: &RequestList) -> Result<PageFrom, Error> {
    let key = async |RequestNumber(id)| -> Result<_, Error> {
        Ok(store::key(&cx.db, cx.guild.id, id).await?.ok_or_else(|| words::unknown(id))?)
    };
    Ok(match (args.before, args.after) {
        (Some(before), _) => PageFrom::Before(key(before).await?),
        (None, Some(after)) => PageFrom::After(key(after).await?),
        (None, None) => PageFrom::Newest,
    })
}

async fn filter(cx: &Context, args: &RequestList) -> Result<Filter, Error> {
    let area_id = match &args.area {
        None => None,
        Some(Name(name)) => {
            let areas = workspace::areas(&cx.db, &cx.guild).await?;
            Some(lookup::area(&areas, name).or_refused()?.id)
        }
    };
    let customer_ids = match &args.customer {
        None => Vec::new(),
        Some(_) if !cx.sight().shows_names() => return Err(words::no_customers(&cx.guild).into()),
        Some(Name(name)) => {
            let customer = lookup::customer(cx, name).await?.or_refused()?;
            workspace::customer_with_merged(&cx.db, cx.guild.id, customer.id).await?
        }
    };
    Ok(Filter {
        states: states(args),
        area_id,
        customer_ids,
        person: (args.mine.unwrap_or(false) || !cx.level.reads_names()).then_some(cx.caller.user_id),
        assignee: args.assignee.map(|user| user.0),
        reporter: args.reporter.map(|user| user.0),
        importance: args.importance,
        before: args.older.and_then(|older| cx.now.checked_sub_signed(older)),
    })
}

/// Everything but what was withdrawn.
pub const ALL: &[State] = &[State::New, State::Assigned, State::Closed];

/// The requests of one customer, and of those that became part of it.
pub async fn whose(cx: &Context, customer_id: i64, states: &'static [State]) -> Result<Filter, Error> {
    Ok(Filter {
        states,
        area_id: None,
        customer_ids: workspace::customer_with_merged(&cx.db, cx.guild.id, customer_id).await?,
        person: (!cx.level.reads_names()).then_some(cx.caller.user_id),
        assignee: None,
        reporter: None,
        importance: None,
        before: None,
    })
}

/// The states that are asked for; what was withdrawn is in no list.
fn states(args: &RequestList) -> &'static [State] {
    let is_unassigned = args.unassigned.unwrap_or(false);
    match args.state {
        Some(RequestListState::Closed) if is_unassigned => &[],
        _ if is_unassigned => &[State::New],
        // Who looks for words wants to know of what was decided long ago, too.
        None if args.text.is_some() => ALL,
        None | Some(RequestListState::Open) => &[State::New, State::Assigned],
        Some(RequestListState::Closed) => &[State::Closed],
        Some(RequestListState::All) => ALL,
    }
}

/// The list's own line without the place, for the buttons that turn it.
fn line(args: &RequestList) -> Line {
    let mut line = Line::new("request list");
    if args.unassigned == Some(true) {
        line = line.with("unassigned", "yes");
    }
    if let Some(Name(area)) = &args.area {
        line = line.with("area", area);
    }
    if let Some(Name(customer)) = &args.customer {
        line = line.with("customer", customer);
    }
    if args.mine == Some(true) {
        line = line.with("mine", "yes");
    }
    if let Some(assignee) = args.assignee {
        line = line.with("assignee", assignee.0);
    }
    if let Some(reporter) = args.reporter {
        line = line.with("reporter", reporter.0);
    }
    if let Some(importance) = args.importance {
        line = line.with("importance", importance);
    }
    if let Some(older) = args.older {
        line = line.with("older", format!("{}s", older.num_seconds()));
    }
    if let Some(state) = args.state {
        line = line.with("state", state.word());
    }
    if let Some(text) = &args.text {
        line = line.with("text", text.split_whitespace().collect::<Vec<_>>().join("+"));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searched_words_survive_the_line_of_a_button() {
        assert_eq!(search_words(Some("sso+login")).as_deref(), Some("sso login"));
        assert_eq!(search_words(Some(" + ")), None);
        assert_eq!(search_words(None), None);
    }
}

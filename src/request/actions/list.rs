//! Lists of requests.

use super::lookup::{self, Lookup};
use crate::{
    base::similar,
    contract::{
        Answer, Context, Line, Name,
        args::{RequestList, RequestListState},
    },
    error::{Error, Refusal},
    request::{
        store::{self, Filter, Found},
        words::{self, Page},
    },
    workspace,
};

/// Requests on one page.
pub const PER_PAGE: i64 = 10;
/// How many of the newest that pass the filter are searched by text.
const MOST_SEARCHED: i64 = 2000;

/// Requests by filter, newest first, or by text, the likest first; ten to a page.
pub async fn list(cx: &Context, args: RequestList) -> Answer {
    let filter = filter(cx, &args).await?;
    let wanted = args.page.unwrap_or(1).max(1);
    let (found, total) = match search_words(args.text.as_deref()) {
        Some(text) => searched(cx, &filter, &text, wanted).await?,
        None => {
            let found = store::page(&cx.db, cx.guild.id, &filter, PER_PAGE, (wanted - 1) * PER_PAGE).await?;
            let total = match found.first() {
                Some(first) => first.total,
                None if wanted > 1 => first_total(cx, &filter).await?,
                None => 0,
            };
            (found, total)
        }
    };
    let page = Page { found: &found, total, number: wanted, pages: pages(total), line: line(&args) };
    Ok(words::list(cx, &page))
}

/// How many match when the page asked for lies behind the last.
async fn first_total(cx: &Context, filter: &Filter) -> Result<i64, Error> {
    let first = store::page(&cx.db, cx.guild.id, filter, 1, 0).await?;
    Ok(first.first().map_or(0, |first| first.total))
}

/// Pages for `total` lines; at least one.
fn pages(total: i64) -> i64 {
    ((total + PER_PAGE - 1) / PER_PAGE).max(1)
}

async fn filter(cx: &Context, args: &RequestList) -> Result<Filter, Error> {
    let area_id = match &args.area {
        None => None,
        Some(Name(name)) => {
            let areas = workspace::areas(&cx.db, &cx.guild).await?;
            match lookup::area(&areas, name) {
                Lookup::Found(area) => Some(area.id),
                Lookup::Unknown(why) => return Err(Refusal::new(why).into()),
            }
        }
    };
    let customer_id = match &args.customer {
        None => None,
        Some(_) if !cx.sight().shows_names() => return Err(words::no_customers(&cx.guild).into()),
        Some(Name(name)) => match lookup::customer(cx, name).await? {
            Lookup::Found(customer) => Some(customer.id),
            Lookup::Unknown(why) => return Err(Refusal::new(why).into()),
        },
    };
    let is_unassigned = args.unassigned.unwrap_or(false);
    Ok(Filter {
        is_unassigned,
        area_id,
        customer_id,
        person: (args.mine.unwrap_or(false) || !cx.level.reads_names()).then_some(cx.caller.user_id),
        before: args.older.and_then(|older| cx.now.checked_sub_signed(older)),
        is_open: match args.state {
            None | Some(RequestListState::Open) => Some(true),
            Some(RequestListState::Closed) => Some(false),
            Some(RequestListState::All) => None,
        },
    })
}

/// Buttons write the words with `+` between them, which is shorter in a line than blanks.
fn search_words(text: Option<&str>) -> Option<String> {
    let text = text?.replace('+', " ");
    (!text.trim().is_empty()).then_some(text)
}

async fn searched(cx: &Context, filter: &Filter, text: &str, page: i64) -> Result<(Vec<Found>, i64), Error> {
    let rows = store::matching(&cx.db, cx.guild.id, filter, MOST_SEARCHED).await?;
    // What is hidden is not found either.
    let shown: Vec<_> = rows.iter().map(|row| cx.sight().text(&row.text)).collect();
    let texts: Vec<&str> = shown.iter().map(|text| &**text).collect();
    let ranked = similar::fuzzy_rank(text, &texts);
    let total = i64::try_from(ranked.len()).unwrap_or(i64::MAX);
    let skip = usize::try_from((page - 1) * PER_PAGE).unwrap_or(usize::MAX);
    let per_page = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let found = ranked.into_iter().skip(skip).take(per_page).map(|i| rows[i].clone());
    Ok((found.collect(), total))
}

/// The list's own line without the page, for the buttons that turn it.
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
    fn ten_fit_on_a_page() {
        for (total, expected) in [(0, 1), (1, 1), (10, 1), (11, 2), (20, 2), (21, 3)] {
            assert_eq!(pages(total), expected, "{total}");
        }
    }

    #[test]
    fn searched_words_survive_the_line_of_a_button() {
        assert_eq!(search_words(Some("sso+login")).as_deref(), Some("sso login"));
        assert_eq!(search_words(Some(" + ")), None);
        assert_eq!(search_words(None), None);
    }
}

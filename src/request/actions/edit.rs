//! Changing what a request says.

use super::{
    change::{change, read},
    lookup,
};
use crate::{
    base::text::web_address,
    contract::{
        self, Answer, Context, Line, Name, Reply,
        args::{RequestEdit, RequestRevise},
        open_form,
    },
    error::{Error, Refusal},
    request::{
        Facts,
        rules::{
            change::verb,
            input,
            lifecycle::{self, Rights},
        },
        store::View,
        words,
    },
    workspace,
};

/// What a person wants to be different; the outer `None` leaves it as it is, the inner one takes it away.
#[derive(Default)]
struct Wish {
    text: Option<String>,
    customer: Option<Option<Name>>,
    area: Option<Option<Name>>,
    importance: Option<i64>,
    link: Option<Option<String>>,
}

/// Changes what is given and leaves the rest; with nothing given, the form opens. `-` takes something away.
pub async fn edit(cx: &Context, args: RequestEdit) -> Answer {
    let wish = Wish {
        text: args.text,
        customer: args.customer.map(|name| (name.0.trim() != "-").then_some(name)),
        area: args.area.map(|name| (name.0.trim() != "-").then_some(name)),
        importance: args.importance,
        link: args.link.map(|link| (link.trim() != "-").then_some(link)),
    };
    let is_bare = wish.text.is_none()
        && wish.customer.is_none()
        && wish.area.is_none()
        && wish.importance.is_none()
        && wish.link.is_none();
    let id = args.request.0;
    if is_bare { open_own(cx, id).await } else { save(cx, id, wish).await }
}

/// The form of the Edit button: it shows everything, so what is left empty is taken away.
pub async fn revise(cx: &Context, args: RequestRevise) -> Answer {
    let id = args.request.0;
    let Some(text) = args.text else {
        return if cx.can_open_form() { open_own(cx, id).await } else { Err(words::empty_text().into()) };
    };
    let wish = Wish {
        text: Some(text),
        customer: Some(args.customer.filter(|name| name.0.trim() != "-")),
        area: Some(args.area.filter(|name| name.0.trim() != "-")),
        importance: args.importance,
        link: Some(args.link.filter(|link| link.trim() != "-")),
    };
    save(cx, id, wish).await
}

async fn open_own(cx: &Context, id: i64) -> Answer {
    let view = read(cx, id).await?;
    lifecycle::may_edit(Rights::of(cx), &view.request).map_err(|stop| words::stopped(&view, stop))?;
    let line = Line::new("request revise").with("request", id).version(view.request.version);
    let value = |name: &str| current(cx, &view, name);
    Ok(Reply::Form(words::with_required_text(open_form(line, value)?)))
}

/// What the input `name` of the form holds now.
fn current(cx: &Context, view: &View, name: &str) -> Option<String> {
    let facts = &view.request.facts;
    match name {
        "text" => Some(cx.sight().text(&facts.text).into_owned()),
        "customer" => view.customer().map(|named| cx.sight().name(named).to_owned()),
        "area" => view.area_name.clone(),
        "importance" => Some(facts.importance.to_string()),
        "link" => facts.link.clone(),
        _ => None,
    }
}

/// The wish with names looked up.
struct Resolved {
    text: Option<String>,
    /// The typed name beside the number, because the form repeats what it showed.
    customer: Option<Option<(String, Result<i64, Refusal>)>>,
    area_id: Option<Option<i64>>,
    importance: Option<i64>,
    link: Option<Option<String>>,
}

async fn save(cx: &Context, id: i64, wish: Wish) -> Answer {
    let wish = resolve(cx, wish).await?;
    let decide = |view: &View| -> Result<Facts, Refusal> {
        lifecycle::may_edit(Rights::of(cx), &view.request).map_err(|stop| words::stopped(view, stop))?;
        changed(cx, view, wish)
    };
    change(cx, id, verb::EDITED, decide, words::edited).await
}

async fn resolve(cx: &Context, wish: Wish) -> Result<Resolved, Error> {
    if wish.text.as_deref().is_some_and(|text| !input::is_visible(text)) {
        return Err(words::empty_text().into());
    }
    let customer = match wish.customer {
        Some(Some(Name(name))) => {
            let found = lookup::customer(cx, &name).await?.or_refused().map(|customer| customer.id);
            Some(Some((name, found)))
        }
        other => other.map(|_| None),
    };
    let area_id = match wish.area {
        Some(Some(Name(name))) => {
            let areas = workspace::areas(&cx.db, &cx.guild).await?;
            Some(Some(lookup::area(&areas, &name).or_refused()?.id))
        }
        other => other.map(|_| None),
    };
    let link = match wish.link {
        Some(Some(link)) => Some(Some(web_address(&link).ok_or_else(words::bad_link)?)),
        other => other.map(|_| None),
    };
    Ok(Resolved { text: wish.text, customer, area_id, importance: wish.importance, link })
}

/// The facts after the wish. An area that a person chose has no keyword as its reason.
fn changed(cx: &Context, view: &View, wish: Resolved) -> Result<Facts, Refusal> {
    let mut facts = view.request.facts.clone();
    // The form gives back the text that it showed, which may have had names left out.
    facts.text =
        wish.text.filter(|text| current(cx, view, "text").as_ref() != Some(text)).unwrap_or(facts.text);
    facts.importance = wish.importance.unwrap_or(facts.importance);
    facts.link = wish.link.unwrap_or(facts.link);
    if let Some(area_id) = wish.area_id.filter(|area_id| *area_id != facts.area_id) {
        (facts.area_id, facts.area_keyword) = (area_id, None);
    }
    match wish.customer {
        None => {}
        Some(None) => facts.customer_id = None,
        // The form gives back the name that it showed, which may be the alias.
        Some(Some((name, _))) if current(cx, view, "customer").as_deref() == Some(name.as_str()) => {}
        Some(Some((_, found))) => {
            facts.customer_id = Some(found?);
            facts.text = contract::without_unknown_customer(&facts.text).to_owned();
        }
    }
    Ok(facts)
}

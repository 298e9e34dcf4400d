//! Whose request it is: by what its reporter says, by what the text names, by the channel.

use super::{
    file::Draft,
    lookup::{self, Lookup},
    reading::Ready,
};
use crate::{
    contract::{self, Context, Name, NamedAt},
    error::Error,
    request::{
        rules::{
            inline::Token,
            whose::{self, Doubt, Found},
        },
        words::{Notice, Whose},
    },
    workspace::{self, Customer},
};

/// The customer that the option names. Of a name that nobody has, those that come close are asked about; what was typed
/// then stays out of the text that the team reads.
pub async fn by_option(cx: &Context, draft: &Draft, ready: &mut Ready) -> Result<(), Error> {
    let Some(Name(name)) = &draft.customer else { return Ok(()) };
    match lookup::customer(cx, name).await? {
        Lookup::Found(customer) => ready.whose = Whose::Said(customer),
        Lookup::Unknown(_) | Lookup::Archived(_) => {
            let close = workspace::close_customers(cx, name).await?;
            if close.is_empty() {
                ready.text = contract::with_unknown_customer(&ready.text, name);
                ready.notices.push(Notice::UnknownCustomer(name.clone()));
            } else {
                ask_instead(ready, name, close);
            }
        }
    }
    Ok(())
}

/// The customer behind an `@`, with the words that belong to the name; returns whether they are taken out of the text. The
/// first one counts, and none when the option names one.
pub async fn by_token(
    cx: &Context,
    draft: &Draft,
    token: &mut Token,
    ready: &mut Ready,
) -> Result<bool, Error> {
    let kept = Notice::KeptInText(format!("@{}", token.name));
    if draft.customer.is_some() || ready.whose != Whose::Unsaid {
        ready.notices.push(kept);
        return Ok(false);
    }
    let written = &ready.text[token.range.clone()];
    let from = token.range.start + written.find(&token.name).unwrap_or(1);
    let at = cx.guild.names.named_at(&ready.text, from).filter(|at| at.to >= from + token.name.len());
    if let Some(NamedAt { to, customer_ids, is_typo: false }) = &at {
        let mut named = by_number(cx, customer_ids).await?;
        if let (1, Some(customer)) = (named.len(), named.pop()) {
            token.range.end = token.range.end.max(*to);
            ready.whose = Whose::Said(customer);
            return Ok(true);
        }
        return Ok(false);
    }
    if let Some(customer) = lookup::inline_customer(cx, &token.name).await? {
        ready.whose = Whose::Said(customer);
        return Ok(true);
    }
    if let Some(NamedAt { to, customer_ids, .. }) = at.filter(|_| cx.sight().shows_names()) {
        token.range.end = token.range.end.max(to);
        let typed = ready.text[from..to].to_owned();
        let close = by_number(cx, &customer_ids).await?;
        ask_instead(ready, &typed, close);
        return Ok(true);
    }
    ready.notices.push(kept);
    Ok(false)
}

/// Whose it is when nobody said so.
pub async fn by_itself(cx: &Context, ready: &mut Ready) -> Result<(), Error> {
    let named = cx.guild.names.named_in(&ready.text);
    let here = workspace::customer_here(cx).await?;
    ready.whose = match whose::found(&named, here.as_ref().map(|customer| customer.id)) {
        Found::Nobody => Whose::Unsaid,
        Found::InText(id) => by_number(cx, &[id]).await?.pop().map_or(Whose::Unsaid, Whose::InText),
        Found::OfChannel => here.map_or(Whose::Unsaid, Whose::OfChannel),
        Found::Ask(why, ids) => Whose::OneOf(why, by_number(cx, &ids).await?),
    };
    Ok(())
}

fn ask_instead(ready: &mut Ready, typed: &str, close: Vec<Customer>) {
    ready.customer_typed = Some(typed.to_owned());
    ready.whose = Whose::OneOf(Doubt::Unknown(typed.to_owned()), close);
}

/// The customers of these numbers, in that order.
async fn by_number(cx: &Context, ids: &[i64]) -> Result<Vec<Customer>, Error> {
    let mut found = workspace::customers_by_id(&cx.db, cx.guild.id, ids).await?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

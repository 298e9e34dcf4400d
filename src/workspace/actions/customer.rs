//! `/customer add`, `edit` and their undo.

use super::{
    find::asked_customer,
    record::{Row, begin, past, record, taken_back},
};
use crate::{
    contract::{
        Answer, Context, Line, RealName, Reply, Source,
        args::{CustomerAdd, CustomerEdit, CustomerUndo},
        open_form,
    },
    db::{Tx, next_number},
    error::{Error, Refusal},
    room::{fields, fresh},
    workspace::{
        Customer,
        rules::{self, split_moved, with_moved},
        store::{self, CustomerFields},
        words::{self, Reader},
    },
};

pub(super) const SUBJECT: &str = "customer";

/// `/customer add`: a new customer; without an alias it is called by its number in public.
pub async fn customer_add(cx: &Context, args: CustomerAdd) -> Answer {
    let name = RealName::new(read_name(&args.name)?);
    let mut tx = begin(cx).await?;
    name_is_free(&mut tx, cx, &name, None).await?;
    let id = next_number(&mut tx, cx.guild.id, SUBJECT).await?;
    let fields = CustomerFields {
        name,
        alias: args.alias.as_deref().map(read_name).transpose()?.unwrap_or_else(|| words::alias_for(id)),
        tier: args.tier.map(|tier| tier.word().to_owned()),
        value: args.value,
        account_owner_user_id: args.owner.map(|owner| owner.0),
        merged_into_id: None,
    };
    store::insert_customer(&mut tx, cx.guild.id, id, &fields, cx.now).await?;
    let event = record(&mut tx, cx, Row(SUBJECT, id), "added", None, Some(&fields))?;
    let customer = read(&mut tx, cx, id).await?;
    cx.commit(tx, Reply::new(words::customer_added(&customer, Reader::of(cx), event))).await
}

/// `/customer edit`: changes what is given; with nothing given, opens the form.
pub async fn customer_edit(cx: &Context, args: CustomerEdit) -> Answer {
    let found = asked_customer(cx, &args.customer.0).await?;
    let is_empty = args.name.is_none()
        && args.alias.is_none()
        && args.tier.is_none()
        && args.value.is_none()
        && args.owner.is_none();
    if is_empty && !matches!(cx.source, Source::Form { .. }) {
        return edit_form(cx, &found);
    }
    let mut tx = begin(cx).await?;
    let customer = read(&mut tx, cx, found.id).await?;
    let as_it_is = async { Ok(cx.in_place(words::customer_changed_since(&customer, Reader::of(cx)))) };
    let refusal = || words::customer_form_is_old(&customer, Reader::of(cx));
    let mut tx = fresh(cx, tx, customer.version, refusal, as_it_is).await?;
    let mut fields = CustomerFields::of(&customer);
    if let Some(name) = &args.name {
        fields.name = RealName::new(read_name(name)?);
        name_is_free(&mut tx, cx, &fields.name, Some(customer.id)).await?;
    }
    if let Some(alias) = &args.alias {
        fields.alias = read_name(alias)?;
    }
    fields.tier = args.tier.map(|tier| tier.word().to_owned()).or(fields.tier);
    fields.value = args.value.or(fields.value);
    fields.account_owner_user_id = args.owner.map(|owner| owner.0).or(fields.account_owner_user_id);
    let before = CustomerFields::of(&customer);
    let event = record(&mut tx, cx, Row(SUBJECT, customer.id), "changed", Some(&before), Some(&fields))?;
    if event.is_some() {
        store::update_customer(&mut tx, cx.guild.id, customer.id, &fields).await?;
    }
    let customer = read(&mut tx, cx, customer.id).await?;
    cx.commit(tx, cx.in_place(words::customer_changed(&customer, Reader::of(cx), event))).await
}

fn edit_form(cx: &Context, customer: &Customer) -> Answer {
    let reader = Reader::of(cx);
    let line =
        Line::new("customer edit").with("customer", format!("#{}", customer.id)).version(customer.version);
    let value = |input: &str| match input {
        "name" => Some(reader.sight.name(customer.named()).to_owned()),
        "alias" => Some(customer.alias.clone()),
        "tier" => customer.tier.map(|tier| tier.word().to_owned()),
        "value" => customer.value.filter(|_| reader.reads_money).map(|value| value.to_string()),
        _ => None,
    };
    Ok(Reply::Form(open_form(line, value)?))
}

/// The button under a change: the customer as it was before.
pub async fn customer_undo(cx: &Context, args: CustomerUndo) -> Answer {
    let row = Row(SUBJECT, args.customer);
    let (past, moved) = split_moved(past(cx, row, args.event).await?)?;
    let mut tx = begin(cx).await?;
    let now = store::customer_row_in(&mut tx, cx.guild.id, args.customer).await?;
    let now = now.as_ref().map(CustomerFields::of);
    let back = taken_back(now.as_ref(), &past)?;
    write(&mut tx, cx, args.customer, now.as_ref(), back.as_ref()).await?;
    let survivor = |side: Option<&CustomerFields>| {
        side.and_then(|fields| fields.merged_into_id).unwrap_or(args.customer)
    };
    let (from, to) = (survivor(now.as_ref()), survivor(back.as_ref()));
    if from != to && !moved.is_empty() {
        store::repoint(&mut tx, cx.guild.id, &moved, from, to).await?;
    }
    let before = now.as_ref().map(fields).transpose()?;
    let after = with_moved(back.as_ref(), &moved)?;
    let event = record(&mut tx, cx, row, "undone", before.as_ref(), after.as_ref())?;
    let Some(fields) = back.or(now) else { return Err(words::stale_undo().into()) };
    let said = words::customer_taken_back(args.customer, fields.named(), Reader::of(cx), event);
    cx.commit(tx, cx.in_place(said)).await
}

/// Brings a row from one state to another: adds it, changes it, or removes it while nothing belongs to it.
async fn write(
    tx: &mut Tx,
    cx: &Context,
    id: i64,
    now: Option<&CustomerFields>,
    back: Option<&CustomerFields>,
) -> Result<(), Error> {
    if let Some(back) = back {
        name_is_free(tx, cx, &back.name, Some(id)).await?;
    }
    if let Some(survivor_id) = back.and_then(|back| back.merged_into_id) {
        let survivor = store::customer_row_in(tx, cx.guild.id, survivor_id).await?;
        if survivor.is_none_or(|survivor| survivor.merged_into_id.is_some()) {
            return Err(words::stale_undo().into());
        }
    }
    match (now, back) {
        (Some(_), Some(back)) => store::update_customer(tx, cx.guild.id, id, back).await?,
        (None, Some(back)) => store::insert_customer(tx, cx.guild.id, id, back, cx.now).await?,
        (Some(now), None) => match store::delete_customer(tx, cx.guild.id, id).await {
            Err(error) if error.is_foreign_key_violation() => {
                return Err(words::customer_in_use(now.named(), cx.sight()).into());
            }
            other => other?,
        },
        (None, None) => {}
    }
    Ok(())
}

pub(super) async fn read(tx: &mut Tx, cx: &Context, id: i64) -> Result<Customer, Error> {
    let customer = store::customer_row_in(tx, cx.guild.id, id).await?;
    Ok(customer.ok_or_else(words::customer_gone)?)
}

/// Refuses a name that another customer has, or had before it was merged.
async fn name_is_free(tx: &mut Tx, cx: &Context, name: &RealName, own_id: Option<i64>) -> Result<(), Error> {
    if store::has_most_names(tx, cx.guild.id).await? {
        return Err(words::too_many_names().into());
    }
    let key = rules::name_key(name.unmasked());
    let found = store::customers_named_in(tx, cx.guild.id, &key).await?;
    let taken =
        found.iter().find(|other| Some(other.id) != own_id && rules::name_key(other.name.unmasked()) == key);
    taken.map_or(Ok(()), |other| Err(words::customer_name_taken(other, cx.sight()).into()))
}

fn read_name(typed: &str) -> Result<String, Refusal> {
    rules::name(typed).ok_or_else(|| words::no_name("customer"))
}

//! `/settings forget`: a member or a customer is forgotten for good, step by step, room by room.

use super::{
    find::asked_customer,
    record::{Row, begin, record},
};
use crate::{
    contract::{
        Answer, Context, Message, NOBODY, Purpose, RealName, Reply, Timer,
        args::{SettingsErase, SettingsForget},
    },
    db::{
        Tx,
        erase::{self, Subject},
        event, invocation,
        transfer::Counts,
    },
    error::Error,
    queue::{self, Target},
    room::{self, Actor, Fields, Forgetting, Job, Ports, Whom, tell},
    workspace::{
        Customer, rules, store,
        words::{self, Reader},
    },
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What events call an erasure.
const SUBJECT: &str = "erasure";
/// Events that are looked at in one transaction.
const EVENTS: usize = 500;

/// The next step of forgetting somebody.
#[derive(Debug, Serialize, Deserialize)]
pub struct ForgetOn {
    /// The erasure that records it.
    erasure: i64,
    who: Forgetting,
    /// Who asked for it.
    by: i64,
    /// The room whose turn it is; `None` when all had theirs and what no room owns is left.
    room: Option<String>,
    /// The number of the last row that is done.
    after: i64,
    /// Rows that were changed so far.
    rows: Counts,
}

/// Who is meant.
enum Meant {
    Member(i64),
    Customer(Box<Customer>),
}

async fn meant(cx: &Context, member: Option<i64>, customer: Option<&str>) -> Result<Meant, Error> {
    match (member, customer) {
        (Some(user_id), None) => {
            let duties = cx.neighbours.duties(&cx.db, &cx.guild, (user_id, cx.now)).await?;
            if duties.is_empty() {
                Ok(Meant::Member(user_id))
            } else {
                Err(words::still_has_duties(user_id, &duties).into())
            }
        }
        (None, Some(typed)) => Ok(Meant::Customer(Box::new(asked_customer(cx, typed).await?))),
        _ => Err(words::forget_whom().into()),
    }
}

/// `/settings forget`: says what will go, and asks.
pub async fn settings_forget(cx: &Context, args: SettingsForget) -> Answer {
    let customer = args.customer.as_ref().map(|name| name.0.as_str());
    Ok(cx.in_place(match meant(cx, args.member.map(|member| member.0), customer).await? {
        Meant::Member(user_id) => words::forget_member(user_id),
        Meant::Customer(customer) => words::forget_customer(&customer, Reader::of(cx)),
    }))
}

/// The button under that: it begins, and goes on by itself.
pub async fn settings_erase(cx: &Context, args: SettingsErase) -> Answer {
    let customer = args.customer.as_ref().map(|name| name.0.as_str());
    let meant = meant(cx, args.member.map(|member| member.0), customer).await?;
    let names = match &meant {
        Meant::Member(user_id) => member_names(cx, *user_id).await,
        Meant::Customer(_) => Vec::new(),
    };
    let mut tx = begin(cx).await?;
    let (subject, who, said) = match meant {
        Meant::Member(user_id) => {
            let said = words::forgetting_member(user_id);
            (Subject::Member, Forgetting::new(Whom::Member(user_id), names), said)
        }
        Meant::Customer(customer) => {
            let ids = store::with_merged_in(&mut tx, cx.guild.id, customer.id).await?;
            let names = store::names_of(&mut tx, cx.guild.id, &ids).await?;
            let said = words::forgetting_customer(&customer, Reader::of(cx));
            // Whatever is drawn from now on calls it so; its names stay hidden until no text holds them.
            for id in &ids {
                let name = words::forgotten_name(*id);
                store::forget_customer(&mut tx, cx.guild.id, *id, &name, &rules::name_key(&name)).await?;
            }
            (Subject::Customer(customer.id), Forgetting::new(Whom::Customer(ids), names), said)
        }
    };
    let erasure = erase::begin(&mut tx, cx.guild.id, subject, cx.now);
    let what = if subject == Subject::Member { "member" } else { "customer" };
    let told = Fields::from_iter([("subject".to_owned(), what.into())]);
    record(&mut tx, cx, Row(SUBJECT, erasure), "asked", None, Some(&told))?;
    let rows = Counts::new();
    let first = ForgetOn { erasure, who, by: cx.caller.user_id, room: Some(String::new()), after: 0, rows };
    room::enqueue(&mut tx, cx.guild.id, &first, cx.now, cx.now).await?;
    cx.commit(tx, cx.in_place(said)).await
}

/// What the guild calls the member, so that mentions by name go too. Nobody is kept from being forgotten because Discord
/// does not answer.
async fn member_names(cx: &Context, user_id: i64) -> Vec<RealName> {
    let name = cx.directory.name_of(cx.guild.id, user_id, cx.now).await.ok().flatten();
    name.map(RealName::new).into_iter().collect()
}

impl Job for ForgetOn {
    const KIND: &'static str = "workspace.forget";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}:{}", self.erasure, self.room.as_deref().unwrap_or("events"), self.after)
    }

    async fn run(mut self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let mut tx = timer.begin().await?;
        let goes_on = match self.room.clone() {
            Some(room) if room.is_empty() => {
                self.room = ports.rooms.forgets_next(None).map(str::to_owned);
                true
            }
            Some(room) => {
                let step = ports.rooms.forget(&room, &mut tx, timer, (&self.who, self.after)).await?;
                *self.rows.entry(room.clone()).or_default() += step.rows;
                match step.next {
                    Some(after) => self.after = after,
                    None => {
                        (self.room, self.after) =
                            (ports.rooms.forgets_next(Some(&room)).map(str::to_owned), 0);
                    }
                }
                true
            }
            None => self.forget_events(&mut tx, timer).await?,
        };
        if goes_on {
            room::enqueue(&mut tx, timer.guild.id, &self, timer.now, timer.now).await?;
        } else {
            self.end(&mut tx, timer).await?;
            ports.rooms.forgotten(&mut tx, timer).await?;
        }
        timer.finish(tx).await
    }
}

impl ForgetOn {
    /// Takes them out of the next events, whosever they are. Returns whether there may be more.
    async fn forget_events(&mut self, tx: &mut Tx, timer: &Timer) -> Result<bool, Error> {
        let traces = event::traces_after(tx, timer.guild.id, self.after, EVENTS).await?;
        let goes_on = traces.len() == EVENTS;
        for mut trace in traces {
            self.after = trace.id;
            if self.who.trace(&mut trace) {
                event::leave_trace(tx, timer.guild.id, trace);
                *self.rows.entry("event".to_owned()).or_default() += 1;
            }
        }
        Ok(goes_on)
    }

    /// What waits and what was answered goes last, because rooms were still at work; then it is on record, and admins are
    /// told.
    async fn end(&mut self, tx: &mut Tx, timer: &Timer) -> Result<(), Error> {
        let (guild, who) = (&timer.guild, &self.who);
        if let Some(user_id) = who.member() {
            queue::drop_for(tx, guild.id, user_id, &timer.job).await?;
            queue::forget_problems(tx, guild.id, user_id).await?;
        }
        queue::retell(tx, guild.id, &timer.job, |value| who.json(value)).await?;
        let is_told = |user_id, typed: &mut Value| who.is_member(Some(user_id)) || who.json(typed);
        erase::drafts(tx, guild.id, is_told).await?;
        invocation::forget_replies(tx, guild.id, &Reply::private(words::answer_forgotten())).await?;
        let rows: u64 = self.rows.values().sum();
        erase::end(tx, guild.id, self.erasure, std::mem::take(&mut self.rows), timer.now).await?;
        let by = Some(self.by).filter(|by| !who.is_member(Some(*by)));
        let admins = guild.channel_of(Purpose::ADMIN).map(Target::Channel);
        let asker = by.map(Target::Person);
        let Some(target) = admins.or(asker) else { return Ok(()) };
        let message: Message = words::forgotten(who.member().is_some(), rows, by.unwrap_or(NOBODY)).into();
        let fallback = asker.filter(|asker| *asker != target).map(|asker| (asker, message.clone()));
        tell(tx, &Actor::from(timer), target, &message, fallback)
    }
}

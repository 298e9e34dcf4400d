//! A blocking request that nobody has touched for a day.

use super::post;
use crate::{
    contract::{Guild, Level, Purpose, Timer},
    db::Tx,
    error::Error,
    queue::Target,
    request::{
        Request, SUBJECT, State,
        store::{self, View},
        words,
    },
    room::{self, Actor, Job, Ports, enqueue},
    rotation,
    workspace::{self, News},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// The importance of what blocks a customer.
const BLOCKING: i64 = 3;
/// So long nobody has to touch it for others to hear.
const LEFT_ALONE: TimeDelta = TimeDelta::days(1);

/// Tells whoever has to act, and the leads, once, if the request is as it was.
#[derive(Serialize, Deserialize)]
pub struct Untouched {
    request: i64,
    /// Counts its changes.
    version: i64,
}

/// Sets the look at a request that blocks somebody, a day from now and while the team works.
pub async fn look_later(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    request: &Request,
) -> Result<(), Error> {
    if request.facts.importance < BLOCKING || !request.facts.state.is_open() {
        return Ok(());
    }
    let put_off = request.facts.snoozed_until_at.map(|until| until.utc());
    let at = put_off.map_or(now + LEFT_ALONE, |until| until.max(now + LEFT_ALONE));
    let job = Untouched { request: request.id, version: request.version };
    enqueue(tx, guild.id, &job, guild.hours.next_open(at), now).await?;
    Ok(())
}

impl Job for Untouched {
    const KIND: &'static str = "request.untouched";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.request, self.version)
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        let guild = &timer.guild;
        let on = rotation::on_duty_now(&timer.db, guild.id, timer.now).await?;
        let on: Vec<i64> =
            on.into_iter().filter_map(|(.., seats)| seats.into_iter().flatten().next()).collect();
        let mut tx = timer.begin().await?;
        if let Some(view) = store::view_in(&mut tx, guild.id, self.request).await?
            && view.request.version == self.version
            && view.request.facts.state.is_open()
        {
            tell(&mut tx, timer, &view, on).await?;
        }
        timer.finish(tx).await
    }
}

async fn tell(tx: &mut Tx, timer: &Timer, view: &View, on_duty: Vec<i64>) -> Result<(), Error> {
    let (guild, facts) = (&timer.guild, &view.request.facts);
    let assignee = facts.assignee_user_id.filter(|_| facts.state == State::Assigned);
    let mut people = workspace::leads(tx, guild.id).await?;
    if people.is_empty() {
        tell_role(tx, timer, view)?;
    }
    people.extend(assignee.map_or(on_duty, |user_id| vec![user_id]));
    let channel_id = post::channel(guild);
    let sight = channel_id.map_or(guild.sight_anywhere(), |channel_id| guild.sight_in(channel_id));
    for user_id in people {
        let news = News {
            about: format!("{SUBJECT}:{}", view.request.id),
            key: "untouched".to_owned(),
            line: words::untouched(view, guild.sight_anywhere()),
            in_public: words::untouched(view, sight),
            buttons: vec![words::act_button(view)],
            channel_id,
            ..News::default()
        };
        workspace::bring(tx, guild, &Actor::from(timer), user_id, news).await?;
    }
    Ok(())
}

/// As long as no lead has been seen, their role is told where the team's cards are.
fn tell_role(tx: &mut Tx, timer: &Timer, view: &View) -> Result<(), Error> {
    let guild = &timer.guild;
    let place = guild.channel(Purpose::REQUESTS).zip(guild.roles.get(&Level::Lead));
    let Some((channel_id, role_id)) = place else { return Ok(()) };
    let message = words::untouched_to_role(view, guild.sight_in(channel_id), *role_id);
    room::tell(tx, &Actor::from(timer), Target::Channel(channel_id), &message, None)
}

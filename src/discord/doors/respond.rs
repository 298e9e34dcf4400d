//! The 3-second rule: answer at once when the action is quick, say that docket is thinking when it is not.

use super::{
    super::{
        files::{with_files, without_files},
        rest::{Body, Error, Route, code},
        wire::{Asked, Callback, EPHEMERAL, Page, Ticket, page, parse, read_target, unread_target},
    },
    Doors, direct, log_unsaid,
    response_plan::{Deferral, Late, Original, ResponsePlan, Unsaid},
};
use crate::{
    contract::{Caller, Completion, Invocation, Message, Reply},
    queue::Target,
};
use serde_json::{Map, Value};
use serenity::all::Interaction;
use std::{sync::Arc, time::Duration};
use tokio::{sync::oneshot, task::JoinError, time::Instant};
use tracing::Instrument;

/// Completions that take longer come too late to help.
const COMPLETE_WITHIN: Duration = Duration::from_secs(2);
/// How long a message may take that has to be read first; most of the three seconds is left for the answer.
const READ_WITHIN: Duration = Duration::from_secs(1);
/// How often a first answer is tried when the line breaks; the time for it is short.
const FIRST_ATTEMPTS: u32 = 3;
/// How often a further answer is tried while Discord does not know the first one yet.
const LATER_ATTEMPTS: u32 = 5;
const LATER_PAUSE: Duration = Duration::from_millis(200);
const APOLOGY: &str = "That did not work. The fault is logged for whoever runs docket; please look whether \
     something was changed before you try again.";
const UNSHOWN: &str = "Discord did not take docket's answer, so it cannot be shown here; the fault is logged. What was \
     done stands: please look at it with the command that shows it.";

/// By which way the first answer goes.
enum Way {
    /// As a request of its own.
    Callback,
    /// As the answer to the HTTP request that brought the interaction.
    Http(oneshot::Sender<Callback>),
}

/// One interaction being answered.
struct Respond<'d> {
    doors: &'d Doors,
    ticket: Ticket,
    way: Option<Way>,
    /// Pages of the answer that have arrived.
    pages_said: usize,
}

impl Doors {
    /// Answers an interaction that came over the gateway.
    pub async fn over_gateway(&self, mut interaction: Interaction) {
        self.read_new_components(&mut interaction).await;
        self.handle(interaction, Way::Callback).await;
    }

    /// Asks for the message that a menu command points at, when its text may be in new-style components: serenity keeps
    /// nothing of them. What cannot be had in time stays unread, and is refused as empty further on.
    async fn read_new_components(&self, interaction: &mut Interaction) {
        let Some((channel_id, message_id)) = unread_target(interaction) else { return };
        if let Some(message) = self.whole(channel_id, message_id).await {
            read_target(interaction, &message);
        }
    }

    /// A message as Discord's JSON; `None` when it cannot be had in time.
    pub(super) async fn whole(&self, channel_id: i64, message_id: i64) -> Option<Value> {
        let asked = self.rest.send(Route::message(channel_id, message_id), Body::Empty);
        match tokio::time::timeout(READ_WITHIN, asked).await {
            Ok(Ok(message)) => return Some(message),
            Ok(Err(error)) => log_unsaid("a message could not be read", &error),
            Err(_) => tracing::warn!("a message could not be read in time"),
        }
        None
    }

    /// Answers an interaction that came over HTTP: gives the first answer, and goes on with the rest by itself.
    /// `None` when there is nothing to say.
    pub async fn over_http(self: Arc<Self>, interaction: Interaction) -> Option<Callback> {
        let (first, answer) = oneshot::channel();
        let tracker = self.tracker.clone();
        tracker.spawn(async move { self.handle(interaction, Way::Http(first)).await });
        answer.await.ok()
    }

    async fn handle(&self, interaction: Interaction, way: Way) {
        let began = Instant::now();
        let (ticket, asked) = parse(&interaction);
        drop(interaction);
        let mut respond = Respond { doors: self, ticket, way: Some(way), pages_said: 0 };
        match asked {
            Asked::Ping => respond.only(Callback::pong()).await,
            Asked::Refused(sentence) => {
                respond.only(Callback::message(&page(&Message::text(sentence)), true)).await;
                self.metrics.answered("", "refused", began.elapsed());
            }
            Asked::Complete(completion) => {
                let path = completion.path.clone();
                respond.complete(*completion).await;
                self.metrics.answered(&path, "completed", began.elapsed());
            }
            Asked::CompleteNothing => {
                respond.only(Callback::choices(&[])).await;
                self.metrics.answered("", "completed", began.elapsed());
            }
            Asked::Run(invocation) => respond.begin(*invocation, false, began).await,
            Asked::Direct(invocation) => respond.begin(*invocation, true, began).await,
        }
    }
}

impl Respond<'_> {
    async fn begin(self, invocation: Invocation, is_direct: bool, began: Instant) {
        let doors = self.doors;
        let span = tracing::info_span!(
            "invocation",
            guild.id = invocation.caller.guild_id,
            command = invocation.path,
            interaction.id = invocation.id,
            user.id = invocation.caller.user_id,
        );
        self.run(invocation, is_direct, began).instrument(span).await;
        doors.nudge.notify_one();
    }

    /// With `is_direct` the caller is known by id alone, and looked up in the guild before anything is done.
    async fn run(mut self, invocation: Invocation, is_direct: bool, began: Instant) {
        let doors = self.doors;
        let caller = invocation.caller.clone();
        let guild_id = caller.guild_id;
        let (path, plan) = (invocation.path.clone(), ResponsePlan::of(&invocation));
        let plan = if is_direct { plan.direct(guild_id) } else { plan };
        let (desk, rest, now) = (Arc::clone(&doors.desk), doors.rest.clone(), doors.clock.now());
        let action = async move {
            match if is_direct { direct::known(&rest, invocation).await } else { Ok(invocation) } {
                Ok(invocation) => desk.answer(now, invocation).await,
                Err(why) => Reply::private(why),
            }
        };
        let mut action = doors.tracker.spawn(action.instrument(tracing::Span::current()));
        let quick = tokio::time::timeout_at(began + doors.defer_after, &mut action).await;
        let said = match quick {
            Ok(reply) => {
                let reply = plan.at_home(whole(reply));
                let said = self.answer(&plan, &reply, guild_id).await;
                doors.metrics.answered(&path, "answered", began.elapsed());
                (said, reply)
            }
            Err(_) => {
                let deferral = plan.deferral();
                let first = self.first(deferral.callback()).await;
                doors.metrics.answered(&path, "deferred", began.elapsed());
                let reply = plan.at_home(whole(action.await));
                let late = plan.late(&reply, deferral);
                let said = match first {
                    Ok(()) => self.late(late, guild_id).await,
                    Err(error) => Err(error),
                };
                (said, reply)
            }
        };
        if let (Err(error), reply) = said {
            let left = plan.unsaid(&reply, self.pages_said);
            self.unsaid(&error, left, &caller).await;
        }
    }

    async fn answer(&mut self, plan: &ResponsePlan, reply: &Reply, guild_id: i64) -> Result<(), Error> {
        if let Some(prompt) = plan.prompt(reply) {
            self.first(prompt.first).await?;
            self.pages_said += 1;
            return self.follow_ups(prompt.then, prompt.is_private, guild_id).await;
        }
        // Files travel only with what comes after the first answer.
        let deferral = match plan.deferral() {
            Deferral::Thinking { .. } => Deferral::Thinking { is_private: plan.is_private(reply) },
            Deferral::Quiet => Deferral::Quiet,
        };
        self.first(deferral.callback()).await?;
        self.late(plan.late(reply, deferral), guild_id).await
    }

    async fn late(&mut self, late: Late, guild_id: i64) -> Result<(), Error> {
        let Ticket { interaction_id, application_id, token } = self.ticket.clone();
        match late.original {
            Original::Edit(page) => {
                let route = Route::edit_original(application_id, interaction_id, &token);
                self.send(route, page.edit(), &page, guild_id).await?;
                self.pages_said += 1;
            }
            Original::Delete => {
                let route = Route::delete_original(application_id, interaction_id, &token);
                self.again(route, Body::Empty).await?;
            }
            Original::Leave => {}
        }
        self.follow_ups(late.then, late.is_private, guild_id).await
    }

    async fn follow_ups(&mut self, pages: Vec<Page>, is_private: bool, guild_id: i64) -> Result<(), Error> {
        for page in pages {
            let Ticket { interaction_id, application_id, token } = &self.ticket;
            let route = Route::follow_up(*application_id, *interaction_id, token);
            let body = page.create(if is_private { EPHEMERAL } else { 0 });
            self.send(route, body, &page, guild_id).await?;
            self.pages_said += 1;
        }
        Ok(())
    }

    async fn send(
        &self,
        route: Route,
        body: Map<String, Value>,
        page: &Page,
        guild_id: i64,
    ) -> Result<(), Error> {
        let full = with_files(&*self.doors.file_store, guild_id, page, body.clone()).await;
        match self.again(route.clone(), full).await {
            Err(error) if !page.files.is_empty() && error.is_final() => {
                log_unsaid("an answer was refused with its files; it goes without them", &error);
                self.again(route, without_files(body)).await
            }
            said => said,
        }
    }

    /// Sends what comes after the first answer. Discord may not have taken that in yet when it went by HTTP.
    async fn again(&self, route: Route, body: Body) -> Result<(), Error> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            match self.doors.rest.send(route.clone(), body.clone()).await {
                Err(error) if attempt < LATER_ATTEMPTS && error.is_early() => {
                    tokio::time::sleep(LATER_PAUSE * attempt).await;
                }
                Err(error) => return Err(error),
                Ok(_) => return Ok(()),
            }
        }
    }

    /// Gives the first answer, once.
    async fn first(&mut self, callback: Callback) -> Result<(), Error> {
        let route = Route::callback(self.ticket.interaction_id, &self.ticket.token);
        match self.way.take() {
            None => Ok(()),
            Some(Way::Http(answer)) => answer.send(callback).map_err(|_| Error::NoAnswer {
                route: route.template,
                why: "Discord did not wait for the answer".to_owned(),
            }),
            Some(Way::Callback) => self.callback(route, callback.0).await,
        }
    }

    async fn callback(&self, route: Route, body: Value) -> Result<(), Error> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            match self.doors.rest.send(route.clone(), Body::Json(body.clone())).await {
                Ok(_) => return Ok(()),
                // The attempt before arrived, and only its receipt was lost.
                Err(error) if attempt > 1 && error.code() == code::ALREADY_ANSWERED => return Ok(()),
                Err(error) if attempt < FIRST_ATTEMPTS && error.is_passing() && error.wait().is_none() => {
                    tokio::time::sleep(LATER_PAUSE * attempt).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// An answer that needs nothing after it.
    async fn only(&mut self, callback: Callback) {
        if let Err(error) = self.first(callback).await {
            log_unsaid("an interaction could not be answered", &error);
        }
    }

    /// Discord takes nothing but completions as the answer. So there are none when they come too late or fail.
    async fn complete(&mut self, completion: Completion) {
        let desk = Arc::clone(&self.doors.desk);
        // In a task of its own, so that a panic in it is answered too.
        let work = async move { desk.complete(completion).await };
        let mut choices = self.doors.tracker.spawn(work.instrument(tracing::Span::current()));
        let choices = match tokio::time::timeout(COMPLETE_WITHIN, &mut choices).await {
            Ok(choices) => choices.unwrap_or_else(|error| {
                tracing::error!(error = %error, "a completion panicked");
                Vec::new()
            }),
            Err(_) => {
                choices.abort();
                Vec::new()
            }
        };
        self.only(Callback::choices(&choices)).await;
    }

    /// Everything that could be done is done; only the answer did not arrive.
    async fn unsaid(&self, error: &Error, left: Option<Unsaid>, caller: &Caller) {
        match (error, left) {
            (error, _) if error.code() == code::ALREADY_ANSWERED => {
                tracing::debug!("delivered twice; the other delivery has been answered");
            }
            (error, Some(Unsaid { message, is_private })) if error.is_overdue() || error.is_passing() => {
                log_unsaid("too late for an answer; it is posted as a message", error);
                let target = match is_private {
                    true => Target::Person(caller.user_id),
                    false => Target::Channel(caller.channel_id),
                };
                if let Err(error) = self.doors.post(caller.guild_id, target, &message).await
                    && self.doors.db.is_worth_a_line(error.is_passing())
                {
                    tracing::error!(error = %error, "an answer could not be put into the outbox");
                }
            }
            (error, _) => {
                log_unsaid("an answer did not reach the person; what was done stands", error);
                self.stop_thinking().await;
            }
        }
    }

    /// Puts a plain sentence where "thinking …" would stay for ever, when nothing of the answer has arrived.
    async fn stop_thinking(&self) {
        if self.pages_said > 0 {
            return;
        }
        let Ticket { interaction_id, application_id, token } = &self.ticket;
        let route = Route::edit_original(*application_id, *interaction_id, token);
        let body = Body::Json(Value::Object(page(&Message::text(UNSHOWN)).edit()));
        if let Err(error) = self.again(route, body).await {
            log_unsaid("nor could the person be told so", &error);
        }
    }
}

impl Deferral {
    fn callback(self) -> Callback {
        match self {
            Deferral::Thinking { is_private } => Callback::deferred(is_private),
            Deferral::Quiet => Callback::deferred_update(),
        }
    }
}

/// The reply, or an apology when the action panicked.
fn whole(reply: Result<Reply, JoinError>) -> Reply {
    reply.unwrap_or_else(|error| {
        tracing::error!(error = %error, "an action panicked");
        Reply::private(APOLOGY)
    })
}

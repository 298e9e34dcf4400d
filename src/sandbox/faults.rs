//! Trouble that can be switched on.

use super::{Core, error::ApiError, gateway::Frame, ids::Id, limits::Scope};
use std::time::Duration;

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// Refused with this status (500, 502, 503, …) and nothing done.
    Status(u16),
    /// The connection breaks before the request is looked at.
    DropBefore,
    /// The request is carried out, then the connection breaks.
    DropAfter,
    /// Carried out and answered after this long, in real time.
    Slow(Duration),
    /// 429 with this scope; real `Retry-After`.
    Limited(Scope, Duration),
    /// Carried out, but the answer's JSON is broken.
    Malformed,
}

#[derive(Clone, Debug)]
struct Rule {
    method: String,
    template: String,
    left: u32,
    fault: Fault,
}

/// The rules in force.
#[derive(Default, Debug)]
pub struct FaultState {
    rules: Vec<Rule>,
}

impl FaultState {
    /// The fault that hits this request, if any; each hit uses up one turn of its rule.
    pub fn strike(&mut self, method: &str, template: &str) -> Option<Fault> {
        let fits = |given: &str, wanted: &str| wanted == "*" || given == wanted;
        let mut rules = self.rules.iter_mut();
        let rule = rules.find(|rule| fits(method, &rule.method) && fits(template, &rule.template))?;
        rule.left -= 1;
        let fault = rule.fault;
        self.rules.retain(|rule| rule.left > 0);
        Some(fault)
    }

    /// How many strikes are still to come.
    pub fn pending(&self) -> u32 {
        self.rules.iter().map(|rule| rule.left).sum()
    }
}

/// Switches for trouble; got from `Sandbox::faults`.
pub struct Faults<'a>(pub(super) &'a Core);

impl Faults<'_> {
    /// The next `times` requests with this method and path template meet `fault`; `*` fits all.
    pub fn next(&self, times: u32, method: &str, template: &str, fault: Fault) {
        let rule = Rule { method: method.to_owned(), template: template.to_owned(), left: times, fault };
        self.0.change(|state, _| state.faults.rules.extend((times > 0).then_some(rule)));
    }

    /// Takes all request faults back, and the gateway ones that have not happened yet.
    pub fn clear(&self) {
        self.0.change(|state, _| {
            state.faults.rules.clear();
            state.gateway.trouble = Default::default();
        });
    }

    /// How many request faults are still to come.
    pub fn pending(&self) -> u32 {
        self.0.read(|state| state.faults.pending())
    }

    /// The next `events` dispatched events are each sent twice.
    pub fn deliver_twice(&self, events: u32) {
        self.0.change(|state, _| state.gateway.trouble.twice = events);
    }

    /// The next dispatched event waits and is sent after the one that follows it.
    pub fn swap_next_events(&self) {
        self.0.change(|state, _| state.gateway.trouble.swap = true);
    }

    /// Heartbeats are no longer acknowledged (or again).
    pub fn mute_heartbeat_acks(&self, muted: bool) {
        self.0.change(|state, _| state.gateway.trouble.acks_muted = muted);
    }

    /// Asks all connected sessions for a heartbeat out of turn (opcode 1), as Discord may at any time.
    pub fn ask_for_heartbeat(&self) {
        self.0.change(|state, _| state.gateway.send_all(Frame::heartbeat_request()));
    }

    /// Asks all connected sessions to reconnect (opcode 7).
    pub fn reconnect(&self) {
        self.0.change(|state, _| state.gateway.send_all(Frame::reconnect()));
    }

    /// Invalidates all connected sessions (opcode 9). Unless `resumable`, they are forgotten.
    pub fn invalid_session(&self, resumable: bool) {
        self.0.change(|state, _| {
            state.gateway.send_all(Frame::invalid_session(resumable));
            if !resumable {
                state.gateway.forget_sessions();
            }
        });
    }

    /// Closes all gateway connections with this code.
    pub fn close_gateway(&self, code: u16) {
        self.0.change(|state, _| state.gateway.send_all(Frame::Close(code)));
    }

    /// Breaks all gateway connections without a word.
    pub fn cut_gateway(&self) {
        self.0.change(|state, _| state.gateway.send_all(Frame::Cut));
    }

    /// Refuses (or takes again) direct messages to a user.
    pub fn close_dms(&self, user_id: Id, closed: bool) {
        self.0.change(|state, _| {
            if let Some(user) = state.users.get_mut(&user_id) {
                user.dm_closed = closed;
            }
        });
    }

    /// Somebody deletes a channel with all that is in it.
    pub fn delete_channel(&self, id: Id) -> Result<(), ApiError> {
        self.0.change(|state, _| state.delete_channel(id))
    }

    /// Somebody deletes a message.
    pub fn delete_message(&self, id: Id) -> Result<(), ApiError> {
        self.0.change(|state, _| state.delete_message(id))
    }
}

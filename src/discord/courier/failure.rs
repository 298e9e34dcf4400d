//! Why a message was not delivered, in words for the people who can put it right.

use super::{
    super::{
        permissions::NEEDED,
        rest::{Error, code},
        wire::Page,
    },
    Courier,
};
use crate::queue::{Failure, Leased, Target};
use chrono::TimeDelta;

impl Courier {
    /// What the error means for the message.
    pub(super) async fn failure(&self, leased: &Leased, page: Option<&Page>, error: &Error) -> Failure {
        if error.is_passing() || error.is_beside_the_point() {
            let retry_after = error.wait().and_then(|wait| TimeDelta::from_std(wait).ok());
            return Failure::Later { retry_after, reason: error.to_string() };
        }
        let place = match leased.target {
            Target::Channel(channel_id) => format!("<#{channel_id}>"),
            Target::Person(user_id) => format!("the direct messages of <@{user_id}>"),
        };
        let reason = match error.code() {
            code::UNKNOWN_CHANNEL => {
                self.look_whether_removed(leased).await;
                format!("the channel {place} does not exist (any more)")
            }
            code::MISSING_ACCESS | code::MISSING_PERMISSIONS => {
                format!("docket may not post in {place}: {}", self.missing(leased, page).await)
            }
            code::CANNOT_MESSAGE_USER => format!("{place} are closed to docket"),
            code::NO_MUTUAL_GUILD => {
                self.look_whether_removed(leased).await;
                format!("{place} cannot be reached: they share no server with docket")
            }
            code::THREAD_ARCHIVED | code::THREAD_LOCKED => format!("{place} is archived or locked"),
            _ => {
                // Above all 50035, a body that Discord does not take: a fault of docket's.
                tracing::error!(guild.id = leased.guild_id, outbox.id = leased.id, error = %error, "a message was refused");
                "Discord refused the message; the fault is logged".to_owned()
            }
        };
        Failure::Never { reason }
    }

    /// Asks for the guild, because it may have removed docket. Then the message rests with everything else of the guild, and
    /// what is said about it here is not heard.
    async fn look_whether_removed(&self, leased: &Leased) {
        // The directory itself sees to what follows.
        let _ = self.directory.facts_anew(leased.guild_id).await;
    }

    /// The permissions that are missing, by name.
    async fn missing(&self, leased: &Leased, page: Option<&Page>) -> String {
        let unknown = || "a permission is missing there".to_owned();
        let Target::Channel(channel_id) = leased.target else { return unknown() };
        let Ok(facts) = self.directory.facts_anew(leased.guild_id).await else { return unknown() };
        let Some(channel) = facts.channels.iter().find(|channel| channel.id == channel_id) else {
            return unknown();
        };
        let is_needed = |name: &str| match name {
            "View Channel" | "Send Messages" => true,
            "Embed Links" => page.is_some_and(Page::has_cards),
            "Attach Files" => page.is_some_and(|page| !page.files.is_empty()),
            _ => false,
        };
        let missing =
            NEEDED.iter().filter(|(bit, name)| channel.own_permissions & bit == 0 && is_needed(name));
        let missing: Vec<_> = missing.map(|(_, name)| *name).collect();
        match missing.as_slice() {
            [] => unknown(),
            [one] => format!("the permission {one} is missing there"),
            many => format!("the permissions {} are missing there", many.join(", ")),
        }
    }
}

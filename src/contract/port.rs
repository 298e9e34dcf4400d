//! What rooms ask of the outside, as traits that the floors above implement. Never called inside a transaction.

use chrono::{DateTime, Utc};
use futures::{FutureExt, StreamExt, future::BoxFuture, stream};
use std::time::Duration;

/// Asks the chat service about a guild.
pub trait Directory: Send + Sync {
    /// The guild as docket's own account sees it now.
    fn facts(&self, guild_id: i64) -> BoxFuture<'_, Result<GuildFacts, FetchError>>;

    /// The same, asked anew: for whoever has just learnt that what was known of the guild is not true any more.
    fn facts_anew(&self, guild_id: i64) -> BoxFuture<'_, Result<GuildFacts, FetchError>> {
        self.facts(guild_id)
    }

    /// The guild as a member with these roles sees it: permissions are theirs. `None` where that cannot be told.
    fn facts_as(
        &self,
        _guild_id: i64,
        _user_id: i64,
        _role_ids: Vec<i64>,
    ) -> BoxFuture<'_, Result<Option<GuildFacts>, FetchError>> {
        Box::pin(async { Ok(None) })
    }

    /// The name by which the guild knows a member, as it was at `now` or a few minutes before; `None` when they are not a
    /// member, or it cannot be told.
    fn name_of(
        &self,
        _guild_id: i64,
        _user_id: i64,
        _now: DateTime<Utc>,
    ) -> BoxFuture<'_, Result<Option<String>, FetchError>> {
        Box::pin(async { Ok(None) })
    }

    /// A member as the guild knew them at `now` or a few minutes before; `None` when they are not a member, or it cannot be
    /// told.
    fn person(
        &self,
        _guild_id: i64,
        _user_id: i64,
        _now: DateTime<Utc>,
    ) -> BoxFuture<'_, Result<Option<MemberFacts>, FetchError>> {
        Box::pin(async { Ok(None) })
    }

    /// A member as the guild knows them now; `None` when they are not a member, or it cannot be told. For what must not go by
    /// roles that somebody had a few minutes ago.
    fn person_anew(
        &self,
        _guild_id: i64,
        _user_id: i64,
    ) -> BoxFuture<'_, Result<Option<MemberFacts>, FetchError>> {
        Box::pin(async { Ok(None) })
    }

    /// Members whose names begin with `beginning`, with their names, at most some dozens.
    fn people_called<'a>(
        &'a self,
        _guild_id: i64,
        _beginning: &'a str,
    ) -> BoxFuture<'a, Result<Vec<(i64, String)>, FetchError>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

/// Fetches a file that a person attached.
pub trait FileSource: Send + Sync {
    /// The content behind `url`, refused when longer than `max_bytes`.
    fn fetch<'a>(&'a self, url: &'a str, max_bytes: usize) -> BoxFuture<'a, Result<Vec<u8>, FetchError>>;
}

/// Looks up members of a guild, and gives and takes roles.
pub trait Members: Send + Sync {
    /// The member as the guild knows them now; `None` when they are not a member (any more).
    fn member(&self, guild_id: i64, user_id: i64) -> BoxFuture<'_, Result<Option<MemberFacts>, FetchError>>;

    /// The member as the guild knew them at `now` or a few minutes before. Timers of many rooms come due at the start of
    /// work and ask for the same people, and Discord lets only so many be looked up.
    fn member_lately(
        &self,
        guild_id: i64,
        user_id: i64,
        _now: DateTime<Utc>,
    ) -> BoxFuture<'_, Result<Option<MemberFacts>, FetchError>> {
        self.member(guild_id, user_id)
    }

    /// Gives a member a role; gives it again without complaint. [`FetchError::Never`] says in words why not.
    fn give_role(&self, guild_id: i64, user_id: i64, role_id: i64) -> BoxFuture<'_, Result<(), FetchError>>;

    /// Takes a role from a member; a member who is gone has none.
    fn take_role(&self, guild_id: i64, user_id: i64, role_id: i64) -> BoxFuture<'_, Result<(), FetchError>>;
}

/// How long members are looked up, however many there are. What waits for the answers, such as the card of a shift, does
/// not come later than that because Discord is slow.
const LOOKING_UP: Duration = Duration::from_secs(10);
/// How many are looked up at a time.
const SIDE_BY_SIDE: usize = 16;

/// Looks members up, side by side, as [`Members::member_lately`] does. The answers are in the order of `user_ids`; who was
/// not found out about in time is [`FetchError::Later`].
pub async fn look_up(
    members: &dyn Members,
    guild_id: i64,
    user_ids: &[i64],
    now: DateTime<Utc>,
) -> Vec<(i64, Result<Option<MemberFacts>, FetchError>)> {
    let late = || Err(FetchError::Later("it took too long".to_owned()));
    let mut answers: Vec<_> = user_ids.iter().map(|user_id| (*user_id, late())).collect();
    let asks = user_ids.iter().enumerate().map(|(place, user_id)| {
        members.member_lately(guild_id, *user_id, now).map(move |answer| (place, answer)).boxed()
    });
    let asks: Vec<BoxFuture<'_, _>> = asks.collect();
    let mut coming = stream::iter(asks).buffer_unordered(SIDE_BY_SIDE);
    let all = async {
        while let Some((place, answer)) = coming.next().await {
            answers[place].1 = answer;
        }
    };
    // What has come by then counts.
    let _ = tokio::time::timeout(LOOKING_UP, all).await;
    for (_, answer) in &answers {
        if let Err(error) = answer {
            tracing::warn!(guild.id = guild_id, %error, "a member could not be looked up");
        }
    }
    answers
}

/// Whether somebody has left the guild. Who cannot be looked up now counts as there: nobody is left out because Discord
/// does not answer.
pub async fn has_left(members: &dyn Members, guild_id: i64, user_id: i64, now: DateTime<Utc>) -> bool {
    let answers = look_up(members, guild_id, &[user_id], now).await;
    answers.into_iter().any(|(_, answer)| answer.is_ok_and(|member| member.is_none()))
}

/// A member as docket's account sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberFacts {
    /// The name the guild knows the person by; not escaped.
    pub name: String,
    pub role_ids: Vec<i64>,
}

/// Why something could not be had from outside.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Trying again later may help.
    #[error("not reachable: {0}")]
    Later(String),
    /// It is gone, forbidden or too large; trying again does not help.
    #[error("{0}")]
    Never(String),
}

/// A guild as docket's account sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuildFacts {
    pub name: String,
    pub owner_user_id: i64,
    /// Where Discord itself posts; the first choice for a greeting.
    pub system_channel_id: Option<i64>,
    pub channels: Vec<ChannelFacts>,
    pub roles: Vec<RoleFacts>,
    /// Position of docket's highest role; it can give and take only roles below.
    pub own_position: i64,
    /// Discord's permission bits that docket has in the guild as a whole.
    pub own_permissions: u64,
}

/// A channel as docket's account sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelFacts {
    pub id: i64,
    pub name: String,
    pub kind: ChannelKind,
    /// Discord's permission bits that docket has there.
    pub own_permissions: u64,
    /// Those that every member of the guild has there.
    pub everyones_permissions: u64,
}

/// What a channel is. Numbers: Discord's developer documentation, "Channel Types".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelKind {
    Text,
    Announcement,
    Voice,
    Stage,
    Category,
    /// A forum or a media channel: it holds threads and nothing else.
    Forum,
    Thread,
    /// Anything else that Discord has or will have.
    Other,
}

impl ChannelKind {
    /// The kind that Discord's number stands for.
    pub const fn of(number: u8) -> Self {
        match number {
            0 => ChannelKind::Text,
            2 => ChannelKind::Voice,
            4 => ChannelKind::Category,
            5 => ChannelKind::Announcement,
            10..=12 => ChannelKind::Thread,
            13 => ChannelKind::Stage,
            15 | 16 => ChannelKind::Forum,
            _ => ChannelKind::Other,
        }
    }

    /// Whether people write in it, and so can docket: a text or an announcement channel.
    pub const fn is_text(self) -> bool {
        matches!(self, ChannelKind::Text | ChannelKind::Announcement)
    }
}

/// A role of the guild.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleFacts {
    pub id: i64,
    pub name: String,
    pub position: i64,
    /// Discord's permission bits that it gives in the guild as a whole.
    pub permissions: u64,
    /// Whether an integration manages it, so that nobody can be given it.
    pub is_managed: bool,
    /// Whether everybody may mention it.
    pub is_mentionable: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Discord that takes a second for each member, and never answers for some.
    struct Slow {
        silent: Vec<i64>,
    }

    impl Members for Slow {
        fn member(&self, _: i64, user_id: i64) -> BoxFuture<'_, Result<Option<MemberFacts>, FetchError>> {
            Box::pin(async move {
                if self.silent.contains(&user_id) {
                    std::future::pending::<()>().await;
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
                Ok((user_id != 3).then(|| MemberFacts { name: user_id.to_string(), role_ids: Vec::new() }))
            })
        }

        fn give_role(&self, _: i64, _: i64, _: i64) -> BoxFuture<'_, Result<(), FetchError>> {
            Box::pin(async { Ok(()) })
        }

        fn take_role(&self, _: i64, _: i64, _: i64) -> BoxFuture<'_, Result<(), FetchError>> {
            Box::pin(async { Ok(()) })
        }
    }

    async fn asks(silent: Vec<i64>) -> (Vec<(i64, bool, bool)>, Duration) {
        let (user_ids, began) = ((1..=12).collect::<Vec<_>>(), tokio::time::Instant::now());
        let answers = look_up(&Slow { silent }, 1, &user_ids, DateTime::UNIX_EPOCH).await;
        let told =
            answers.into_iter().map(|(user_id, answer)| (user_id, answer.is_err(), answer == Ok(None)));
        (told.collect(), began.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn twelve_members_take_as_long_as_one() {
        let (told, took) = asks(Vec::new()).await;
        assert_eq!(took, Duration::from_secs(1));
        assert_eq!(told, (1..=12).map(|user_id| (user_id, false, user_id == 3)).collect::<Vec<_>>());
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_discord_says_nothing_of_holds_nobody_up_for_more_than_ten_seconds() {
        let (told, took) = asks(vec![2, 7]).await;
        assert_eq!(took, LOOKING_UP);
        let late: Vec<_> =
            told.iter().filter(|(_, is_late, _)| *is_late).map(|(user_id, ..)| *user_id).collect();
        assert_eq!(late, [2, 7], "what was answered counts all the same");
        assert!(!has_left(&Slow { silent: vec![3] }, 1, 3, DateTime::UNIX_EPOCH).await);
    }
}

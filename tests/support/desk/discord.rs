//! Discord, as far as rooms ask it.

use docket::contract::{
    ChannelFacts, ChannelKind, Directory, FetchError, FileSource, GuildFacts, MemberFacts, Members, RoleFacts,
};
use futures::{FutureExt, future::BoxFuture};
use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard},
};

/// All that docket needs in a channel and in the guild: to see it, write, embed, attach, read what was, and use commands.
pub const ALL: u64 = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 28 | 1 << 31;

/// A guild whose channels and roles a test sets, and whose members come and go as it says.
pub struct FakeDiscord {
    pub facts: Mutex<Result<GuildFacts, FetchError>>,
    /// Who has left.
    pub gone: Mutex<BTreeSet<i64>>,
    /// Who has been given a role.
    pub holders: Mutex<BTreeSet<i64>>,
    /// Docket may neither give nor take roles, since they stand above its own.
    pub refuses_roles: Mutex<bool>,
    /// What roles give besides, in Discord's bits.
    pub role_permissions: Mutex<u64>,
    /// What every file holds; without it none can be fetched.
    pub file: Mutex<Option<Vec<u8>>>,
}

impl Default for FakeDiscord {
    fn default() -> Self {
        Self {
            facts: Mutex::new(Ok(facts())),
            gone: Mutex::default(),
            holders: Mutex::default(),
            refuses_roles: Mutex::default(),
            role_permissions: Mutex::default(),
            file: Mutex::default(),
        }
    }
}

impl FakeDiscord {
    /// Has these channels and roles from now on.
    pub fn has(&self, channels: &[i64], roles: &[i64]) {
        let facts = GuildFacts {
            channels: channels.iter().copied().map(channel).collect(),
            roles: roles.iter().copied().map(role).collect(),
            ..facts()
        };
        *held(&self.facts) = Ok(facts);
    }
}

fn channel(id: i64) -> ChannelFacts {
    ChannelFacts {
        id,
        name: format!("channel-{id}"),
        kind: ChannelKind::Text,
        own_permissions: ALL,
        everyones_permissions: ALL,
    }
}

fn role(id: i64) -> RoleFacts {
    RoleFacts {
        id,
        name: format!("role-{id}"),
        position: 1,
        permissions: 0,
        is_managed: false,
        is_mentionable: false,
    }
}

/// A guild with three channels and three roles, in which docket may do everything that it needs.
pub fn facts() -> GuildFacts {
    GuildFacts {
        name: "Sample team".to_owned(),
        owner_user_id: 100,
        system_channel_id: Some(20),
        channels: vec![channel(20), channel(21), channel(22)],
        roles: vec![role(40), role(41), role(42)],
        own_position: 5,
        own_permissions: ALL,
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no test panics while holding it")
}

impl Directory for FakeDiscord {
    fn facts(&self, _guild_id: i64) -> BoxFuture<'_, Result<GuildFacts, FetchError>> {
        let mut facts = held(&self.facts).clone();
        for role in facts.iter_mut().flat_map(|facts| &mut facts.roles) {
            role.permissions |= *held(&self.role_permissions);
            if *held(&self.refuses_roles) {
                role.position = 9;
            }
        }
        async move { facts }.boxed()
    }

    /// Everybody may do in each channel what docket may.
    fn facts_as(
        &self,
        guild_id: i64,
        _user_id: i64,
        _role_ids: Vec<i64>,
    ) -> BoxFuture<'_, Result<Option<GuildFacts>, FetchError>> {
        // People may post wherever they like, whatever docket may.
        let as_person = |mut facts: GuildFacts| {
            facts.channels.iter_mut().for_each(|channel| channel.own_permissions |= super::WRITES);
            Some(facts)
        };
        async move { self.facts(guild_id).await.map(as_person) }.boxed()
    }
}

impl FileSource for FakeDiscord {
    fn fetch<'a>(&'a self, _url: &'a str, _: usize) -> BoxFuture<'a, Result<Vec<u8>, FetchError>> {
        let file = held(&self.file).clone();
        async move { file.ok_or_else(|| FetchError::Later("no Discord in this test".to_owned())) }.boxed()
    }
}

impl Members for FakeDiscord {
    fn member(&self, _guild_id: i64, user_id: i64) -> BoxFuture<'_, Result<Option<MemberFacts>, FetchError>> {
        let is_gone = held(&self.gone).contains(&user_id);
        let facts =
            (!is_gone).then(|| MemberFacts { name: format!("Person, {user_id}"), role_ids: Vec::new() });
        async move { Ok(facts) }.boxed()
    }

    fn give_role(
        &self,
        _guild_id: i64,
        user_id: i64,
        _role_id: i64,
    ) -> BoxFuture<'_, Result<(), FetchError>> {
        let is_refused = *held(&self.refuses_roles);
        if !is_refused {
            held(&self.holders).insert(user_id);
        }
        let refusal = FetchError::Never("Missing Permissions".to_owned());
        async move { if is_refused { Err(refusal) } else { Ok(()) } }.boxed()
    }

    fn take_role(
        &self,
        _guild_id: i64,
        user_id: i64,
        _role_id: i64,
    ) -> BoxFuture<'_, Result<(), FetchError>> {
        held(&self.holders).remove(&user_id);
        async move { Ok(()) }.boxed()
    }
}

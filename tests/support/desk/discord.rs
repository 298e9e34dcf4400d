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
    pub refuses_roles: Mutex<bool>,
}

impl Default for FakeDiscord {
    fn default() -> Self {
        Self {
            facts: Mutex::new(Ok(facts())),
            gone: Mutex::default(),
            holders: Mutex::default(),
            refuses_roles: Mutex::default(),
        }
    }
}

/// A guild with three channels and three roles, in which docket may do everything that it needs.
pub fn facts() -> GuildFacts {
    let channel = |id| ChannelFacts {
        id,
        name: format!("channel-{id}"),
        kind: ChannelKind::Text,
        own_permissions: ALL,
    };
    let role =
        |id| RoleFacts { id, name: format!("role-{id}"), position: 1, permissions: 0, is_managed: false };
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
        let facts = held(&self.facts).clone();
        async move { facts }.boxed()
    }

    /// Everybody may do in each channel what docket may.
    fn facts_as(
        &self,
        guild_id: i64,
        _user_id: i64,
        _role_ids: Vec<i64>,
    ) -> BoxFuture<'_, Result<Option<GuildFacts>, FetchError>> {
        async move { self.facts(guild_id).await.map(Some) }.boxed()
    }
}

impl FileSource for FakeDiscord {
    fn fetch<'a>(&'a self, _url: &'a str, _: usize) -> BoxFuture<'a, Result<Vec<u8>, FetchError>> {
        async { Err(FetchError::Later("no Discord in this test".to_owned())) }.boxed()
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

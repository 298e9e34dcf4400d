//! All rooms together, for a room that does not know them.

use super::{AgendaSection, Rooms};
use crate::{
    contract::{
        Called, DayOf, Errand, Guild, GuildFacts, Naming, Neighbours, Purpose, Section, Settable, Spoken,
    },
    db::{Db, Reads, Tx},
    error::Error,
};
use chrono::{DateTime, Utc};
use futures::{
    FutureExt,
    future::{BoxFuture, ready},
};

impl Neighbours for Rooms {
    fn day<'a>(&'a self, of: &'a DayOf<'a>) -> BoxFuture<'a, Result<Vec<Section>, Error>> {
        Rooms::day(*self, of).boxed()
    }

    fn agenda(&self) -> Vec<&'static AgendaSection> {
        Rooms::agenda(*self)
    }

    fn spoken_of<'a>(
        &'a self,
        db: &'a Db,
        guild: &'a Guild,
        channel_id: i64,
    ) -> BoxFuture<'a, Result<Option<Spoken>, Error>> {
        Rooms::spoken_of(*self, db, guild, channel_id).boxed()
    }

    fn made_of<'a>(
        &'a self,
        tx: &'a mut Tx,
        guild: &'a Guild,
        now: DateTime<Utc>,
        of: (&'a str, i64),
    ) -> BoxFuture<'a, Result<(), Error>> {
        Rooms::made_of(*self, tx, guild, now, of).boxed()
    }

    fn errands(&self) -> Vec<&'static Errand> {
        self.iter().flat_map(|room| room.errands).collect()
    }

    fn duties<'a>(
        &'a self,
        db: &'a Db,
        guild: &'a Guild,
        of: (i64, DateTime<Utc>),
    ) -> BoxFuture<'a, Result<Vec<String>, Error>> {
        Rooms::duties(*self, db, guild, of).boxed()
    }

    fn called<'a>(
        &'a self,
        on: &'a mut dyn Reads,
        naming: Naming<'a>,
    ) -> BoxFuture<'a, Result<Vec<Called>, Error>> {
        match self.iter().flat_map(|room| room.calls).find(|calls| calls.noun.word == naming.noun) {
            Some(calls) => (calls.called)(on, naming),
            None => ready(Ok(Vec::new())).boxed(),
        }
    }

    fn checks<'a>(&'a self, db: &'a Db, guild: &'a Guild) -> BoxFuture<'a, Result<Vec<String>, Error>> {
        Rooms::checks(*self, db, guild).boxed()
    }

    fn needs<'a>(
        &'a self,
        db: &'a Db,
        guild: &'a Guild,
        facts: &'a GuildFacts,
    ) -> BoxFuture<'a, Result<Vec<String>, Error>> {
        Rooms::needs(*self, db, guild, facts).boxed()
    }

    fn purposes(&self) -> Vec<Purpose> {
        self.iter().flat_map(|room| room.purposes).copied().collect()
    }

    fn settings(&self) -> Vec<&'static Settable> {
        self.iter().flat_map(|room| room.settings).collect()
    }
}

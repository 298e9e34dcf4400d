//! The words by which requests are found, after the team has changed its language.

use crate::{
    base::similar,
    contract::Timer,
    db::Tx,
    error::Error,
    request::store,
    room::{Job, Ports, Walk, enqueue},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Takes the words from the next requests' texts by the rules of the guild's language, and sets a job for the rest.
#[derive(Serialize, Deserialize)]
pub struct Reindex(Walk);

/// The team writes in another language: a job of this room's own goes through the requests.
pub async fn follow_language(timer: &Timer, tx: &mut Tx, walk: Walk) -> Result<(), Error> {
    enqueue(tx, timer.guild.id, &Reindex(walk), timer.now, timer.now).await?;
    Ok(())
}

impl Job for Reindex {
    const KIND: &'static str = "request.reindex";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        self.0.occurrence()
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        let guild = &timer.guild;
        let mut tx = timer.begin().await?;
        let texts = store::texts_after(&mut tx, guild.id, self.0.after, Walk::STEP).await?;
        for (request_id, text) in &texts {
            store::replace_terms(
                &mut tx,
                guild.id,
                *request_id,
                similar::distinct_words(text, guild.language),
            );
        }
        let last = texts.last().map(|(request_id, _)| *request_id);
        self.0.go_on(timer, &mut tx, (texts.len(), last), Reindex).await?;
        timer.finish(tx).await
    }
}

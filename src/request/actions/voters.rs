//! What became of a request, for the reporters of its +1s.

use super::news::about;
use crate::{
    contract::{Context, Timer},
    db::Tx,
    error::Error,
    request::{
        rules::lifecycle::{ended, is_over, is_vote},
        store::{self, View, Vote},
        words,
    },
    room::{Actor, Job, Ports, enqueue},
    workspace::{self, GATHER, News},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The key of what the reporter of a +1 hears.
const VOTER: &str = "voter";
/// Reporters who are told in one transaction.
const STEP: usize = 100;

/// Tells the reporters of a request's +1s how it has ended, or that it is open again after all.
#[derive(Clone, Serialize, Deserialize)]
pub struct TellVoters {
    request: i64,
    /// Counts its changes.
    version: i64,
    is_over: bool,
    /// It takes back, within minutes, what nobody can have heard of.
    #[serde(default)]
    is_unheard: bool,
    /// Who ended or reopened it.
    by: i64,
    /// The note that says why.
    #[serde(default)]
    note: Option<i64>,
    /// The number of the last +1 whose reporter has been told.
    #[serde(default)]
    after: i64,
}

/// Sets the job, as part of the change, where it is one that the reporters of +1s should hear of; `note` says why.
pub async fn tell_voters(
    cx: &Context,
    tx: &mut Tx,
    (before, after): (&View, &View),
    note: Option<i64>,
) -> Result<(), Error> {
    let ended = ended(&before.request.facts, &after.request.facts).filter(|_| !after.votes.is_none());
    let Some(is_over) = ended else { return Ok(()) };
    let closed_at = before.request.closed_at.filter(|_| !is_over);
    let job = TellVoters {
        request: after.request.id,
        version: after.request.version,
        is_over,
        is_unheard: closed_at.is_some_and(|at| cx.now < at.utc() + GATHER),
        by: cx.caller.user_id,
        note,
        after: 0,
    };
    enqueue(tx, cx.guild.id, &job, cx.now, cx.now).await?;
    Ok(())
}

impl Job for TellVoters {
    const KIND: &'static str = "request.voters";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}:{}", self.request, self.version, self.after)
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        let guild_id = timer.guild.id;
        let mut tx = timer.begin().await?;
        let root = store::view_in(&mut tx, guild_id, self.request).await?;
        // What was done after that is told by a job of its own.
        let is_so =
            |root: &View| is_over(&root.request.facts) == self.is_over && !is_vote(&root.request.facts);
        if let Some(root) = root.filter(is_so) {
            let why = match self.note {
                Some(note_id) => store::note_text(&mut tx, guild_id, note_id).await?,
                None => None,
            };
            let votes = store::votes(&mut tx, guild_id, (self.request, self.after), STEP).await?;
            for vote in votes.iter().filter(|vote| vote.reporter_user_id != self.by) {
                self.tell(timer, &mut tx, (&root, vote), why.as_deref()).await?;
            }
            if let Some(last) = votes.last().filter(|_| votes.len() == STEP) {
                let rest = Self { after: last.id, ..self };
                enqueue(&mut tx, guild_id, &rest, timer.now, timer.now).await?;
            }
        }
        timer.finish(tx).await
    }
}

impl TellVoters {
    async fn tell(
        &self,
        timer: &Timer,
        tx: &mut Tx,
        (root, vote): (&View, &Vote),
        why: Option<&str>,
    ) -> Result<(), Error> {
        let (guild, reporter, about) = (&timer.guild, vote.reporter_user_id, about(vote.id));
        let had = workspace::unsay(tx, guild, reporter, &about, Some(VOTER)).await?;
        // Who has not heard that it ended need not hear that it goes on.
        if self.is_unheard || (had && !self.is_over) {
            return Ok(());
        }
        let said =
            |is_private| words::vote_became((vote, root), (self.by, why), guild.sight_anywhere(), is_private);
        let news = News {
            about,
            key: VOTER.to_owned(),
            line: said(true),
            in_public: said(false),
            buttons: vec![words::open_button(vote.id)],
            channel_id: Some(vote.channel_id),
            ..News::default()
        };
        workspace::bring(tx, guild, &Actor::from(timer), reporter, news).await
    }
}
